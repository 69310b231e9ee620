/** The draft that an editor looks at: see `docs/preview.md` of Masthead for the protocol. */
import { cookies, draftMode } from "next/headers";

import { DRAFT_MODE_COOKIE, PREVIEW_COOKIE } from "./cookies";
import { MASTHEAD_ORIGIN, SITE_ORIGIN } from "./environment";

/** A session of a preview, as the exchange of a token gives it. */
export interface Draft {
  session: string;
  /** The script for live refresh and click to edit. */
  script: string;
  /** Whether this came from a share link: then nobody is there who could edit. */
  shared: boolean;
  /** The language of the draft, which may have no public page yet. */
  locale: string;
}

/** The draft that this request may see; null for readers. */
export async function currentDraft(): Promise<Draft | null> {
  const { isEnabled } = await draftMode();
  return isEnabled ? readDraft((await cookies()).get(PREVIEW_COOKIE)?.value) : null;
}

export function readDraft(cookie: string | undefined): Draft | null {
  if (!cookie) return null;
  try {
    return JSON.parse(cookie) as Draft;
  } catch {
    return null;
  }
}

/** In the editor's panel this is a frame of another site. On this machine, without https, it is not. */
const OPTIONS = SITE_ORIGIN.startsWith("https:")
  ? ({ httpOnly: true, path: "/", secure: true, sameSite: "none", partitioned: true } as const)
  : ({ httpOnly: true, path: "/", secure: false, sameSite: "lax" } as const);

/** Turn draft mode on for this browser. */
export async function beginDraft(draft: Draft): Promise<void> {
  const store = await cookies();
  (await draftMode()).enable();
  const bypass = store.get(DRAFT_MODE_COOKIE);
  if (bypass) store.set(DRAFT_MODE_COOKIE, bypass.value, OPTIONS);
  store.set(PREVIEW_COOKIE, JSON.stringify(draft), OPTIONS);
}

/** Turn it off. */
export async function endDraft(): Promise<void> {
  const store = await cookies();
  for (const name of [DRAFT_MODE_COOKIE, PREVIEW_COOKIE]) store.set(name, "", { ...OPTIONS, maxAge: 0 });
}

/** Answers of the API with the draft in the place of what is published. */
export function fetchDraft(session: string): typeof fetch {
  const api = `${MASTHEAD_ORIGIN}/api/v2/`;
  return (input, options) => {
    const url = String(input).replace(api, `${api}preview/`);
    const headers = new Headers(options?.headers);
    headers.set("Authorization", `Preview ${session}`);
    return fetch(url, { ...options, headers, cache: "no-store", signal: AbortSignal.timeout(10_000) });
  };
}
