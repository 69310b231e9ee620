/**
 * What is at an address, asked of Masthead once and kept until its content tags are called stale.
 *
 * Only the proxy can say what a page cannot say about itself: redirect (301, 302), gone (410), locked (401), missing (404).
 */
import { localised } from "@/content/addresses";
import { fetchDraft } from "@/content/draft";
import { MASTHEAD_ORIGIN } from "@/content/environment";
import { EVERYTHING, UNTAGGED } from "@/content/tags";

import { lapsed } from "./lapsed";

/** `listed`: whether the page has a list, of which an address may ask for a part. */
export type Place =
  | { kind: "page"; listed: boolean }
  | { kind: "gone" | "locked" | "missing" }
  | { kind: "redirect"; url: string; status: number };

/** Asks for a path of the API, for these fields, and gives the body of the answer, whatever its status. Throws if there is none. */
export type Ask = (endpoint: string, query: Record<string, string>, fields: string) => Promise<unknown>;

interface Kept {
  answer: unknown;
  tags: readonly string[];
  until: number;
}

/** The proxy and the route that hears of changes are bundled apart, and share this through the process. */
interface Memory {
  kept: Map<string, Kept>;
  /** Counts calls, so that an answer that was under way meanwhile is not kept. */
  calls: number;
}

const MOST = 5_000;
const SECONDS = 300;
const API = `${MASTHEAD_ORIGIN}/api/v2/`;
const memory: Memory = ((globalThis as { mastheadMemory?: Memory }).mastheadMemory ??= { kept: new Map(), calls: 0 });

/** Forget what has one of these tags, and what came without tags. */
export function forget(tags: Iterable<string>): void {
  memory.calls += 1;
  const stale = new Set([...tags, UNTAGGED]);
  if (stale.has(EVERYTHING)) memory.kept.clear();
  for (const [path, kept] of memory.kept) {
    if (kept.tags.some((tag) => stale.has(tag))) memory.kept.delete(path);
  }
}

/** What everybody may see. */
export async function askOnce(endpoint: string, query: Record<string, string>, fields: string): Promise<unknown> {
  const path = `${endpoint}?${new URLSearchParams({ ...query, fields })}`;
  const known = memory.kept.get(path);
  memory.kept.delete(path);
  if (known && known.until > Date.now()) {
    memory.kept.set(path, known);
    return known.answer;
  }
  const { calls } = memory;
  const response = await fetch(API + path, { cache: "no-store", signal: AbortSignal.timeout(5_000) });
  if (response.status >= 500 || response.status === 429) throw new Error(`Masthead answered ${response.status}.`);
  const answer = (await response.json()) as unknown;
  if (calls === memory.calls) {
    const tags = response.headers.get("Cache-Tag")?.split(",") ?? [UNTAGGED];
    memory.kept.set(path, { answer, tags, until: Date.now() + SECONDS * 1000 });
    const oldest = memory.kept.keys().next();
    if (memory.kept.size > MOST && !oldest.done) memory.kept.delete(oldest.value);
  }
  return answer;
}

/** What a session of a preview may see: whole, as the page needs it, which is told by `hear`. Throws `Lapsed` when it shows nothing. */
export function askInDraft(session: string, hear: (url: string, body: string) => void): Ask {
  return async (endpoint, query) => {
    const url = `${API}${endpoint}?${new URLSearchParams(query)}`;
    const response = await fetchDraft(session)(url);
    if ([401, 403, 409, 410, 503].includes(response.status)) {
      const over = await lapsed(response);
      if (over) throw over;
    }
    const body = await response.text();
    if (response.ok) hear(url, body);
    return JSON.parse(body) as unknown;
  };
}

/** The languages of the publication; the first one has no prefix in its addresses. */
export async function languages(ask: Ask): Promise<readonly string[]> {
  const site = (await ask("site/", {}, "_,language,locales")) as { language: string; locales: { locale: string; url: string | null }[] };
  return [site.language, ...site.locales.filter(({ locale, url }) => url !== null && locale !== site.language).map(({ locale }) => locale)];
}

const SNIPPETS = /^\/(authors|series|terms)\/([^/]+)\/$/;
const TAG = /^\/tags\/([^/]+)\/$/;
const INDEXES = ["/authors/", "/terms/"];
const LISTED = ["articles.TopicPage", "articles.ArticleIndexPage"];

/** What is at a path; `path` is without the prefix of a language, `prefix` is it, `search` the query string of the request. */
export async function place(ask: Ask, prefix: string, path: string, search: string, locale: string): Promise<Place> {
  if (INDEXES.includes(path)) return { kind: "page", listed: false };
  const [, resource, slug] = SNIPPETS.exec(path) ?? [];
  if (resource && slug) {
    const found = (await ask(`${resource}/${slug}/`, { locale }, "_,id")) as { id?: number };
    if (found.id !== undefined) return { kind: "page", listed: resource === "authors" };
  }
  const [, tag] = TAG.exec(path) ?? [];
  if (tag) {
    const list = (await ask("articles/", { tag: decodeURIComponent(tag), locale, limit: "1" }, "_,id")) as { meta?: { total_count: number } };
    if (list.meta?.total_count) return { kind: "page", listed: true };
  }
  const found = await resolve(ask, prefix + path);
  if (found.kind === "redirect") return { ...found, url: found.url.includes("?") ? found.url : found.url + search };
  // Redirects from an older site may be for a path with its query string.
  return found.kind === "missing" && search ? resolve(ask, prefix + path + search) : found;
}

async function resolve(ask: Ask, path: string): Promise<Place> {
  const found = (await ask("resolve/", { path }, "_,meta(_,type)")) as {
    kind?: "page" | "redirect" | "gone" | "locked" | "not_found";
    page?: { meta: { type: string } };
    redirect?: { url: string; status: number };
  };
  switch (found.kind) {
    case "page":
      return { kind: "page", listed: LISTED.includes(found.page?.meta.type ?? "") };
    case "redirect":
      return found.redirect ? { kind: "redirect", ...localised(found.redirect) } : { kind: "missing" };
    case "gone":
    case "locked":
      return { kind: found.kind };
    default:
      return { kind: "missing" };
  }
}
