import type { Page } from "masthead-client";

export function Breadcrumbs({ crumbs }: { crumbs: Page["breadcrumbs"] }) {
  return (
    crumbs.length > 0 && (
      <nav className="breadcrumbs" aria-label="Breadcrumb">
        <ol role="list">
          {crumbs.map((crumb) => (
            <li key={crumb.url}>
              <a href={crumb.url}>{crumb.title}</a>
            </li>
          ))}
        </ol>
      </nav>
    )
  );
}
