/**
 * What a page says of itself to browsers, search engines and social networks, as its payload has it. React moves these elements
 * into the head. (Next's `generateMetadata` knows only the properties of Open Graph that it has names for.)
 */
import type { Page, Site } from "masthead-client";

import { absolute } from "@/content/addresses";

interface Props {
  site: Site;
  title: string;
  description?: string;
  canonical: string;
  robots?: string;
  /** Properties and contents. */
  graph: Record<string, string>;
  data?: Record<string, unknown>;
  translations?: Page["translations"];
  /** The path of the feed of what is shown here. */
  feed?: string;
}

export function Head({ site, title, description, canonical, robots, graph, data, translations = [], feed }: Props) {
  const name = title === site.name ? title : `${title} · ${site.name}`;
  return (
    <>
      <title>{name}</title>
      {description && <meta name="description" content={description} />}
      {robots && <meta name="robots" content={robots} />}
      <link rel="canonical" href={canonical} />
      {translations.map(({ locale, url }) => (
        <link key={locale} rel="alternate" hrefLang={locale} href={absolute(url)} />
      ))}
      <link rel="alternate" type="application/rss+xml" title={name} href={absolute(feed ?? `${site.home}feed.xml`)} />
      {Object.entries({ ...site.seo.open_graph, ...graph }).map(([property, content]) => (
        <meta key={property} property={property} content={content} />
      ))}
      {data && <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: JSON.stringify(data).replaceAll("<", "\\u003c") }} />}
    </>
  );
}

/** The head of a page of the tree. */
export function PageHead({ page, site }: { page: Page; site: Site }) {
  const { seo, type } = page.meta;
  const listed = type === "articles.TopicPage" || type === "articles.ArticleIndexPage";
  return (
    <Head
      site={site}
      title={seo.title}
      description={seo.description}
      canonical={seo.canonical}
      robots={seo.robots}
      graph={seo.open_graph}
      data={seo.json_ld}
      translations={page.translations}
      {...(listed && { feed: `${page.url}feed.xml` })}
    />
  );
}

interface Plain extends Pick<Props, "site" | "title" | "description" | "robots" | "feed"> {
  path: string;
}

/** The head of what is no page of the tree: an author, a term. */
export function PlainHead({ site, title, description = "", path, robots, feed }: Plain) {
  const canonical = absolute(path);
  const graph = { "og:title": title, "og:url": canonical, ...(description && { "og:description": description }) };
  return <Head site={site} title={title} description={description} canonical={canonical} graph={graph} {...(robots && { robots })} {...(feed && { feed })} />;
}
