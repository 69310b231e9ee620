/** An editor comes here with a token that is good once. It becomes a session that her browser keeps out of reach of scripts. */
import { beginDraft } from "@/content/draft";
import { MASTHEAD_ORIGIN } from "@/content/environment";
import { Lapsed, PRIVATE, lapsed } from "@/routing/lapsed";

interface Exchange {
  session: string;
  path: string | null;
  script: string;
  shared: boolean;
  locale: string;
}

export async function GET(request: Request): Promise<Response> {
  const token = new URL(request.url).searchParams.get("token") ?? "";
  const response = await fetch(`${MASTHEAD_ORIGIN}/api/v2/preview/sessions/`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify({ token }),
    cache: "no-store",
    signal: AbortSignal.timeout(10_000),
  }).catch(() => null);
  if (response?.status !== 201) {
    const refusal = (response && (await lapsed(response))) ?? new Lapsed(502, `Masthead did not answer at ${MASTHEAD_ORIGIN} (MASTHEAD_URL).`);
    return new Response(refusal.page(), { status: refusal.status, headers: { ...PRIVATE, "Content-Type": "text/html; charset=utf-8" } });
  }
  const { session, path, script, shared, locale } = (await response.json()) as Exchange;
  await beginDraft({ session, script, shared, locale });
  // What has no page of its own is shown on one of ours.
  const place = path !== null && /^\/(?![/\\])/.test(path) ? path : "/draft/";
  return new Response(null, { status: 307, headers: { ...PRIVATE, Location: place } });
}
