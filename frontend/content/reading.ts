/**
 * Everything that is read from Masthead.
 *
 * A published answer is kept until one of the content tags that came with it (`Cache-Tag`) is called stale, which Masthead does
 * when that content changes (`app/api/revalidate`).
 */
import { cacheLife, cacheTag } from "next/cache";
import { cache } from "react";

import { Client, NotFoundError } from "masthead-client";

import { localised } from "./addresses";
import { currentDraft, fetchDraft } from "./draft";
import type { Draft } from "./draft";
import { MASTHEAD_ORIGIN } from "./environment";
import { hearing } from "./heard";
import { marked } from "./source";
import { EVERYTHING, UNTAGGED } from "./tags";

const PAGE_SIZE = 20;
/** https://www.sitemaps.org/protocol.html */
const MOST_IN_A_SITEMAP = 50_000;

/** How a list is narrowed, ordered and cut. */
export interface Selection {
  page: number;
  order: "newest" | "oldest";
}

export type Facet = "topic" | "author" | "tag" | "series" | "desk";

const client = new Client({ url: MASTHEAD_ORIGIN, fetch: tagging });

async function tagging(input: RequestInfo | URL, options?: RequestInit): Promise<Response> {
  const response = await fetch(input, { ...options, signal: AbortSignal.timeout(20_000) });
  const tags = response.headers.get("Cache-Tag")?.split(",") ?? [UNTAGGED];
  cacheTag(EVERYTHING, ...tags);
  return response;
}

/** null for what is not there. */
async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof NotFoundError) return null;
    throw error;
  }
}

/** What can be asked. Each question takes a client and says what it wants; who asks does not matter to it. */
const questions = {
  site: (client: Client, locale: string) => client.site({ locale }),
  resolve: (client: Client, path: string) => client.resolve(path),
  author: (client: Client, slug: string, locale: string) => orNull(client.get("authors", slug, { locale })),
  authors: async (client: Client, locale: string) => {
    const { items } = await client.list("authors", { locale, limit: 100 });
    return items;
  },
  series: (client: Client, slug: string, locale: string) => orNull(client.get("series", slug, { locale })),
  term: (client: Client, slug: string, locale: string) => orNull(client.get("terms", slug, { locale })),
  terms: async (client: Client, locale: string) => {
    const terms = [];
    for await (const term of client.all("terms", { locale })) terms.push(term);
    return terms;
  },
  articles: (client: Client, facet: Facet, key: string, locale: string, { page, order }: Selection) =>
    client.list("articles", {
      [facet]: key,
      locale,
      limit: PAGE_SIZE,
      offset: (page - 1) * PAGE_SIZE,
      order: order === "newest" ? "-published_at" : "published_at",
    }),
  newest: (client: Client, locale: string, count: number) => client.list("articles", { locale, limit: count }),
  pages: async (client: Client) => {
    const pages = [];
    for await (const page of client.all("pages", { fields: "_,published_at,updated_at,url" })) {
      if (page.url && pages.length < MOST_IN_A_SITEMAP) pages.push({ url: page.url, changed: page.updated_at ?? page.published_at ?? null });
    }
    return pages;
  },
  tag: async (client: Client, slug: string, locale: string) => {
    const { items } = await client.list("articles", { tag: slug, locale, limit: 1, fields: "_,tags" });
    return items[0]?.tags?.find((tag) => tag.slug === slug) ?? null;
  },
};

type Questions = typeof questions;
type Name = keyof Questions;
type Wanted<N extends Name> = Parameters<Questions[N]> extends [Client, ...infer Rest] ? Rest : never;
type Answer<N extends Name> = Awaited<ReturnType<Questions[N]>>;
type Table = { [N in Name]: (client: Client, ...wanted: Wanted<N>) => Promise<Answer<N>> };

/** The answer to a question that everybody gets. */
export async function published<N extends Name>(name: N, ...wanted: Wanted<N>): Promise<Answer<N>> {
  "use cache";
  cacheLife("content");
  return answer(client, name, wanted);
}

async function answer<N extends Name>(client: Client, name: N, wanted: Wanted<N>): Promise<Answer<N>> {
  const table: Table = questions;
  return localised(await table[name](client, ...wanted));
}

/** The answer to a question: an editor in a preview gets it with her draft in it. */
export async function ask<N extends Name>(name: N, ...wanted: Wanted<N>): Promise<Answer<N>> {
  const draft = await currentDraft();
  if (draft === null) return published(name, ...wanted);
  const asked = asking();
  const key = JSON.stringify([name, wanted]);
  const found = (asked.get(key) as Promise<Answer<N>> | undefined) ?? drafted(draft, name, wanted);
  asked.set(key, found);
  return found;
}

/** What one rendering has asked about a draft: the layout and the page have questions in common. */
const asking = cache(() => new Map<string, Promise<unknown>>());

async function drafted<N extends Name>(draft: Draft, name: N, wanted: Wanted<N>): Promise<Answer<N>> {
  const found = await answer(drafting(draft), name, wanted);
  return draft.shared ? found : marked(found);
}

function drafting({ session }: Draft): Client {
  return new Client({ url: MASTHEAD_ORIGIN, fetch: hearing(fetchDraft(session)) });
}

/** How many pages a list of this length has. */
export function pages(total: number): number {
  return Math.max(1, Math.ceil(total / PAGE_SIZE));
}
