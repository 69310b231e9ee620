import { Client, memoryCache } from "masthead-client";

const origin = (import.meta.env["VITE_MASTHEAD_URL"] as string | undefined) ?? "http://localhost:8000";

/** Keeps answers and asks each time whether they still hold. */
export const client = new Client({ url: origin, cache: memoryCache() });

/** What Masthead itself serves, files above all: it stays where it is. */
const ELSEWHERE = /^\/(?:media|documents|static|api|admin|comments|subscribe)\/|\.[^/]*$/;

/** The path of a page of the publication in this frontend; null for every other address. */
export function pathOf(url: string): string | null {
  const { origin: from, pathname } = new URL(url, location.href);
  return (from === origin || from === location.origin) && !ELSEWHERE.test(pathname) ? pathname : null;
}
