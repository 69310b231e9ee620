/**
 * What the proxy was told about a draft, handed to the page that it leads to, so that Masthead is asked once for each rendering.
 * Where the two run in different processes, the page finds nothing here and asks itself.
 */
import { headers } from "next/headers";

/** The header of a request between the two. */
export const HEARD = "x-masthead-heard";
const SECONDS = 10;

interface Heard {
  url: string;
  body: string;
}

const kept: Map<string, Heard> = ((globalThis as { mastheadHeard?: Map<string, Heard> }).mastheadHeard ??= new Map());

/** Keep an answer for the page of this request: the value of its header. */
export function hand(heard: Heard): string {
  const key = crypto.randomUUID();
  kept.set(key, heard);
  setTimeout(() => kept.delete(key), SECONDS * 1000).unref();
  return key;
}

/** `fetch`, which finds what was kept for this request. */
export function hearing(otherwise: typeof fetch): typeof fetch {
  return async (input, options) => {
    const heard = kept.get((await headers()).get(HEARD) ?? "");
    if (heard?.url !== String(input)) return otherwise(input, options);
    return new Response(heard.body, { headers: { "Content-Type": "application/json" } });
  };
}
