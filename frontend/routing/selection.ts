/** What part of a list an address asks for: `?page=2&order=oldest`. */
import type { Selection } from "@/content/reading";

/** The newest, from the beginning. */
export const WHOLE = "all";
const LAST_PAGE = 500;

/** The selection that a query string asks for, as the segment of a path. null if there is no such part of a list. */
export function segment(query: URLSearchParams): string | null {
  const page = query.get("page") ?? "1";
  const order = query.get("order") ?? "newest";
  if (!/^[1-9][0-9]{0,2}$/.test(page) || Number(page) > LAST_PAGE || (order !== "newest" && order !== "oldest")) return null;
  return written({ page: Number(page), order });
}

function written({ page, order }: Selection): string {
  const parts = [...(page > 1 ? [`page=${page}`] : []), ...(order === "oldest" ? ["order=oldest"] : [])];
  return parts.join("&") || WHOLE;
}

/** From the segment back to the selection. */
export function selected(segment: string): Selection {
  const query = new URLSearchParams(decodeURIComponent(segment) === WHOLE ? "" : decodeURIComponent(segment));
  return { page: Number(query.get("page") ?? 1), order: query.get("order") === "oldest" ? "oldest" : "newest" };
}

/** The query string of a selection; empty for the usual one. */
export function query(selection: Selection): string {
  const part = written(selection);
  return part === WHOLE ? "" : `?${part}`;
}
