/** Feeds (RSS 2.0): of everything, or of a topic, a desk, an author, a series, a tag. `/topics/http/feed.xml` leads here, see proxy.ts. */
import { isPage } from "masthead-client";

import type { Teased } from "@/components/story";
import { absolute } from "@/content/addresses";
import { published } from "@/content/reading";
import type { Facet, Selection } from "@/content/reading";
import { words } from "@/content/words";
import { element, rss } from "@/routing/rss";

interface Context {
  params: Promise<{ locale: string; path?: string[] }>;
}

interface Channel {
  title: string;
  url: string;
  description: string;
  stories: readonly Teased[];
}

const NEWEST: Selection = { page: 1, order: "newest" };

export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const { locale, path = [] } = await params;
  const site = await published("site", locale);
  const channel = await find(locale, path.map(decodeURIComponent), site.home);
  if (channel === null) return new Response("There is no such feed.\n", { status: 404 });
  const items = channel.stories.map((story) =>
    element("item", [
      element("title", story.title),
      element("link", absolute(story.url)),
      element("guid", absolute(story.url)),
      element("description", story.standfirst),
      ...story.authors.map((author) => element("dc:creator", author.title)),
      ...(story.primary_topic ? [element("category", story.primary_topic.title)] : []),
      ...(story.published_at ? [element("pubDate", new Date(story.published_at).toUTCString())] : []),
    ]),
  );
  const title = channel.title === "" ? site.name : `${channel.title} · ${site.name}`;
  const body = rss({ title, url: absolute(channel.url), description: channel.description || site.description || site.tagline || title, language: locale, items });
  return new Response(body, { headers: { "Content-Type": "application/rss+xml; charset=utf-8", "Cache-Control": "public, max-age=0, must-revalidate" } });
}

/** What the feed at a path has in it; null if there is none. */
async function find(locale: string, path: readonly string[], home: string): Promise<Channel | null> {
  const [first, slug] = path;
  if (first === undefined) {
    const { items } = await published("newest", locale, 20);
    return { title: "", url: home, description: "", stories: items };
  }
  if (path.length === 2 && slug !== undefined) {
    if (first === "authors") {
      const author = await published("author", slug, locale);
      return author && { title: author.title, url: author.url, description: author.role, stories: await newestOf("author", slug, locale) };
    }
    if (first === "series") {
      const series = await published("series", slug, locale);
      return series && { title: series.title, url: series.url, description: series.description, stories: await newestOf("series", slug, locale) };
    }
    if (first === "tags") {
      const tag = await published("tag", slug, locale);
      return tag?.name && tag.url ? { title: words(locale).tagged(tag.name), url: tag.url, description: "", stories: await newestOf("tag", slug, locale) } : null;
    }
  }
  const found = await published("resolve", `${home}${path.join("/")}/`);
  if (found.kind !== "page") return null;
  const { page } = found;
  const facet = isPage(page, "articles.TopicPage") ? "topic" : isPage(page, "articles.ArticleIndexPage") ? "desk" : null;
  return facet && { title: page.title, url: page.url, description: page.meta.seo.description, stories: await newestOf(facet, String(page.id), locale) };
}

async function newestOf(facet: Facet, key: string, locale: string): Promise<readonly Teased[]> {
  const { items } = await published("articles", facet, key, locale, NEWEST);
  return items;
}
