import { notFound } from "next/navigation";

import { ask, pages } from "@/content/reading";
import type { Facet, Selection } from "@/content/reading";
import { words } from "@/content/words";
import { query } from "@/routing/selection";

import { Rows } from "./story";

interface Props {
  heading: string;
  facet: Facet;
  /** The slug, or the primary key, of what the list is of. */
  of: string;
  locale: string;
  selection: Selection;
}

/** The articles of something, a page of them; turning the pages needs no script. */
export async function ArticleList({ heading, facet, of, locale, selection }: Props) {
  const say = words(locale);
  const { items, meta } = await ask("articles", facet, of, locale, selection);
  const last = pages(meta.total_count);
  if (selection.page > last) notFound();
  const orders = [
    ["newest", say.newestFirst],
    ["oldest", say.oldestFirst],
  ] as const;
  return (
    <section className="list" aria-labelledby="list-heading" id="list">
      <header className="list-head">
        <h2 id="list-heading">{heading}</h2>
        <p className="meta">{say.articles(meta.total_count)}</p>
        {meta.total_count > 1 && (
          <ul className="orders" role="list">
            {orders.map(([order, label]) => (
              <li key={order}>
                <a href={`./${query({ page: 1, order })}#list`} aria-current={selection.order === order ? "true" : undefined}>
                  {label}
                </a>
              </li>
            ))}
          </ul>
        )}
      </header>
      {items.length > 0 ? <Rows stories={items} locale={locale} counted /> : <p>{say.nothingYet}</p>}
      {last > 1 && (
        <nav className="pages" aria-label={say.page(selection.page, last)}>
          {selection.page > 1 && (
            <a rel="prev" href={`./${query({ ...selection, page: selection.page - 1 })}#list`}>
              {say.newer}
            </a>
          )}
          <span className="meta">{say.page(selection.page, last)}</span>
          {selection.page < last && (
            <a rel="next" href={`./${query({ ...selection, page: selection.page + 1 })}#list`}>
              {say.older}
            </a>
          )}
        </nav>
      )}
    </section>
  );
}
