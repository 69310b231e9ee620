/**
 * From the address that a reader sees to the route that renders it.
 *
 *     /topics/http/?page=2   →  /en/page=2/topics/http      language, part of the list, path
 *     /topics/http/feed.xml  →  /feeds/en/topics/http
 *
 * All of it is in the path, so that every page is static. Redirects, and the statuses that a page cannot give, are decided here.
 */
import { NextResponse } from "next/server";
import type { NextRequest } from "next/server";

import { DRAFT_MODE_COOKIE, PREVIEW_COOKIE } from "./content/cookies";
import { readDraft } from "./content/draft";
import { HEARD, hand } from "./content/heard";
import { begun } from "./routing/beginning";
import { askInDraft, askOnce, languages, place } from "./routing/known";
import type { Ask, Place } from "./routing/known";
import { Lapsed, PRIVATE } from "./routing/lapsed";
import { WHOLE, segment } from "./routing/selection";

export const config = {
  matcher: ["/((?!api/|_next/|captions/|favicon.ico|robots.txt|sitemap.xml).*)"],
};

const STATUS = { missing: 404, gone: 410, locked: 401 } as const;

export async function proxy(request: NextRequest): Promise<NextResponse> {
  const { pathname } = request.nextUrl;
  if (!pathname.endsWith("/") && !pathname.slice(pathname.lastIndexOf("/")).includes(".")) return redirect(request, `${pathname}/`, 308);
  const draft = readDraft(request.cookies.get(PREVIEW_COOKIE)?.value);
  if (draft) {
    try {
      const headers = new Headers(request.headers);
      headers.delete(HEARD);
      const ask = askInDraft(draft.session, (url, body) => headers.set(HEARD, hand({ url, body })));
      return await route(request, ask, { draft: draft.locale, headers });
    } catch (error) {
      if (error instanceof Lapsed) return left(error);
      throw error;
    }
  }
  await begun();
  // Without Masthead, what has been rendered before is shown.
  return route(request, askOnce, { otherwise: { kind: "page", listed: true } });
}

interface Circumstances {
  /** The language of a draft. */
  draft?: string;
  /** What the page is sent. */
  headers?: Headers;
  /** What is shown where Masthead cannot be asked. */
  otherwise?: Place;
}

async function route(request: NextRequest, ask: Ask, { draft, headers, otherwise }: Circumstances): Promise<NextResponse> {
  const { pathname, search, searchParams } = request.nextUrl;
  // The same for everybody, but for a draft that is the first page of its language.
  const spoken = [...new Set([...(await languages(askOnce).catch(() => ["en"])), ...(draft ? [draft] : [])])];
  const [first = ""] = pathname.slice(1).split("/");
  const prefix = spoken.slice(1).includes(first) ? `/${first}` : "";
  const locale = prefix ? first : (spoken[0] ?? "en");
  const path = pathname.slice(prefix.length) || "/";

  // What no question has led to is shown only while the draft can be: every page asks for the site.
  const told = async () => {
    if (headers && !headers.has(HEARD)) await ask("site/", { locale }, "");
    return headers;
  };

  if (path.endsWith("/feed.xml")) return rewrite(request, `/feeds/${locale}${path.slice(0, -"/feed.xml".length)}`, 200, "", await told());
  if (path === "/draft/" && draft) return rewrite(request, `/${locale}/draft/`, 200, "", await told());
  if (path === "/search/") return rewrite(request, `/${locale}/search/`, 200, search, await told());
  const found = await place(ask, prefix, path, search, locale).catch((error: unknown) => {
    if (otherwise) return otherwise;
    throw error;
  });
  switch (found.kind) {
    case "redirect":
      return redirect(request, found.url, found.status);
    case "page": {
      const selection = found.listed ? segment(searchParams) : WHOLE;
      return selection === null ? rewrite(request, `/${locale}/status/missing/`, 404) : rewrite(request, `/${locale}/${selection}${path}`, 200, "", await told());
    }
    default:
      return rewrite(request, `/${locale}/status/${found.kind}/`, STATUS[found.kind]);
  }
}

function rewrite(request: NextRequest, path: string, status = 200, query = "", headers?: Headers): NextResponse {
  const url = request.nextUrl.clone();
  url.pathname = path;
  url.search = query;
  return NextResponse.rewrite(url, { status, ...(headers && { request: { headers } }) });
}

function redirect(request: NextRequest, to: string, status: number): NextResponse {
  return NextResponse.redirect(new URL(to, request.url), status);
}

/** Instead of a draft that cannot be shown; out of a preview that is over. */
function left(reason: Lapsed): NextResponse {
  const response = new NextResponse(reason.page(), { status: reason.status, headers: { ...PRIVATE, "Content-Type": "text/html; charset=utf-8" } });
  for (const name of reason.isOver ? [PREVIEW_COOKIE, DRAFT_MODE_COOKIE] : []) response.cookies.set(name, "", { path: "/", maxAge: 0 });
  return response;
}
