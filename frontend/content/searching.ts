/** The search. It is asked anew each time: what readers look for is not kept. */
import type { components } from "masthead-client";

import { localised } from "./addresses";
import { MASTHEAD_ORIGIN } from "./environment";

export type Found = components["schemas"]["SearchPayload"];

export interface Wanted {
  q: string;
  cursor?: string;
}

/** What is found, or a sentence that says why nothing can be looked for. */
export async function search({ q, cursor }: Wanted, locale: string): Promise<Found | string> {
  const query = new URLSearchParams({ q, locale, limit: "20", ...(cursor && { cursor }) });
  const response = await fetch(`${MASTHEAD_ORIGIN}/api/v2/search/?${query}`, { cache: "no-store", signal: AbortSignal.timeout(10_000) });
  if (response.ok) return localised((await response.json()) as Found);
  const isProblem = (response.headers.get("Content-Type") ?? "").startsWith("application/problem+json");
  if (!isProblem || response.status >= 500) throw new Error(`The search answered ${response.status}.`);
  const { detail } = (await response.json()) as { detail?: string };
  return detail ?? "";
}
