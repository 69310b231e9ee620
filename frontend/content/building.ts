/**
 * What is rendered when this frontend is built. Everything else is rendered when it is first asked for, and kept as well.
 *
 * Without Masthead in reach, nothing is: a route then has one address that nobody can ask for, because Next wants one.
 */
import { Client } from "masthead-client";

import { MASTHEAD_ORIGIN, PRERENDER } from "./environment";

export const NOTHING = "_";

const client = new Client({ url: MASTHEAD_ORIGIN });
let reached: Promise<boolean> | undefined;

async function reach(): Promise<boolean> {
  try {
    await client.site({ fields: "_,name" }, { signal: AbortSignal.timeout(5_000) });
    return true;
  } catch {
    console.warn(`Masthead cannot be reached at ${MASTHEAD_ORIGIN} (MASTHEAD_URL): pages will be rendered when they are first asked for.`);
    return false;
  }
}

/** The languages that the publication has a front page in. */
export async function locales(): Promise<string[]> {
  if (!(await (reached ??= reach()))) return [NOTHING];
  const site = await client.site({ fields: "_,locales" });
  return (site.locales ?? []).filter((each) => each.url).flatMap((each) => each.locale ?? []);
}

/** The paths of pages, without the prefix of their language: the newest articles, and what readers come to them by. */
export async function paths(locale: string): Promise<string[][]> {
  if (locale === NOTHING) return [[NOTHING]];
  const site = await client.site({ locale, fields: "_,home" });
  const { items } = await client.list("pages", { locale, limit: PRERENDER, order: "-published_at" });
  return items.map((item) => segments(item.meta.html_url.slice((site.home ?? "").length)));
}

function segments(path: string): string[] {
  return path.split("/").filter(Boolean).map(decodeURIComponent);
}

/** The slugs of what is no page of the tree. */
export async function slugs(resource: "authors" | "series" | "terms", locale: string): Promise<string[]> {
  if (locale === NOTHING) return [NOTHING];
  const { items } = await client.list(resource, { locale, limit: PRERENDER, fields: "_,meta(_,slug)" });
  const found = items.flatMap((item) => item.meta?.slug ?? []);
  return found.length > 0 ? found : [NOTHING];
}
