import type { NavigationItem, Site } from "masthead-client";

import { words } from "@/content/words";

import { Picture } from "./picture";

/** The head of every page: name, mark, navigation. */
export function Masthead({ site, locale }: { site: Site; locale: string }) {
  const say = words(locale);
  return (
    <header className="masthead">
      <a className="masthead-name" href={site.home}>
        {site.mark?.src && (
          <span className="masthead-mark" aria-hidden="true">
            <Picture image={site.mark} sizes="2.5rem" first />
          </span>
        )}
        <span>{site.name}</span>
      </a>
      <Menu items={site.navigation["primary"] ?? []} label={say.main} />
      <a className="masthead-search" href={`${site.home}search/`}>
        {say.search}
      </a>
      {site.tagline && <p className="masthead-tagline">{site.tagline}</p>}
    </header>
  );
}

function Menu({ items, label }: { items: readonly NavigationItem[]; label: string }) {
  return (
    items.length > 0 && (
      <nav className="menu" aria-label={label}>
        <ul role="list">
          {items.map((item, index) => (
            <li key={index}>{item.children.length > 0 ? <Group item={item} /> : item.url && <a href={item.url}>{item.label}</a>}</li>
          ))}
        </ul>
      </nav>
    )
  );
}

function Group({ item }: { item: NavigationItem }) {
  return (
    <details name="menu">
      <summary>{item.label}</summary>
      <ul role="list">
        {item.url && (
          <li>
            <a href={item.url}>{item.label}</a>
          </li>
        )}
        {item.children.map((child, index) => (
          <li key={index}>{child.url && <a href={child.url}>{child.label}</a>}</li>
        ))}
      </ul>
    </details>
  );
}

export function Colophon({ site, locale }: { site: Site; locale: string }) {
  const say = words(locale);
  const items = (site.navigation["footer"] ?? []).flatMap((item) => [item, ...item.children]).filter((item) => item.url !== null);
  const elsewhere = site.locales.filter((other) => other.url !== null && other.locale !== locale);
  return (
    <footer className="colophon">
      <p className="colophon-name" aria-hidden="true">
        {site.name}
      </p>
      <div className="colophon-columns">
        {items.length > 0 && (
          <nav aria-label={say.footer}>
            <ul role="list">
              {items.map((item, index) => (
                <li key={index}>{item.url && <a href={item.url}>{item.label}</a>}</li>
              ))}
            </ul>
          </nav>
        )}
        <ul role="list">
          {site.social_links.map((link) => (
            <li key={link.url}>
              <a rel="me" href={link.url}>
                {link.label}
              </a>
            </li>
          ))}
          <li>
            <a href={`${site.home}feed.xml`} type="application/rss+xml">
              {say.feed}
            </a>
          </li>
          {site.contact_email && (
            <li>
              <a href={`mailto:${site.contact_email}`}>{site.contact_email}</a>
            </li>
          )}
          {elsewhere.map((other) => (
            <li key={other.locale}>
              <a href={other.url ?? "/"} hrefLang={other.locale} lang={other.locale}>
                {other.name}
              </a>
            </li>
          ))}
        </ul>
        {site.footer && <p>{site.footer}</p>}
      </div>
    </footer>
  );
}
