/**
 * Addresses. The API names pages by their address on the rendered site; here they are the same paths on this frontend.
 */
import { MASTHEAD_ORIGIN, SITE_ORIGIN } from "./environment";

/** What Masthead itself serves: files, the API, the editor, and what readers send. */
const ELSEWHERE = /^(?:\/[a-z]{2})?\/(?:media|documents|static|api|admin|comments|subscribe|seen)\/|\.[^/]*$/;
const LINKS = new RegExp(` href="${MASTHEAD_ORIGIN.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(/[^"]*)"`, "g");

/** The address of a page, with another origin in front; an address of something else as it is. */
function moved(url: string, origin: string): string {
  if (url === MASTHEAD_ORIGIN) return origin || "/";
  if (!url.startsWith(`${MASTHEAD_ORIGIN}/`)) return url;
  const path = url.slice(MASTHEAD_ORIGIN.length);
  return ELSEWHERE.test(path.replace(/[?#].*/, "")) ? url : origin + path;
}

/**
 * An answer of the API with the addresses that pages have here: paths, and whole addresses in `seo`, where search engines and
 * social networks read them.
 */
export function localised<T>(answer: T): T {
  return walk(answer, "") as T;
}

function walk(value: unknown, origin: string): unknown {
  if (typeof value === "string") {
    if (value.startsWith(MASTHEAD_ORIGIN)) return moved(value, origin);
    return value.includes(' href="') ? value.replace(LINKS, (_, path: string) => ` href="${moved(MASTHEAD_ORIGIN + path, origin)}"`) : value;
  }
  if (Array.isArray(value)) return value.map((item) => walk(item, origin));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, key === "seo" ? SITE_ORIGIN : origin)]));
  }
  return value;
}

/** The whole address of a path of this frontend. */
export function absolute(path: string): string {
  return new URL(path, SITE_ORIGIN).href;
}
