import type { ResponseCache } from "./cache.js";
import { errorOf } from "./errors.js";
import type {
  Answered,
  CommentReceipt,
  Item,
  Key,
  List,
  ListQuery,
  Narrowed,
  NewComment,
  One,
  OneQuery,
  Page,
  PageOf,
  PageType,
  PreviewDraft,
  PreviewQuery,
  PreviewSession,
  Resolved,
  ResolveQuery,
  Resource,
  Site,
  SiteQuery,
} from "./types.js";

export interface ClientOptions {
  /** The address of the site, for example `https://example.org`. */
  url: string;
  /** The language of every request that names none. */
  locale?: string;
  /**
   * A preview session: everything is read through it, as it will be when its draft is published. On a server only, and without a
   * cache; options such as `cache: "no-store"` go into each request.
   */
  preview?: string;
  /** Sent with every request. */
  headers?: Record<string, string>;
  /** Keeps answers and asks only whether they still hold. Without it every answer is sent whole. */
  cache?: ResponseCache;
  /** Instead of the global `fetch`, for example a framework's own. */
  fetch?: typeof globalThis.fetch;
}

/** Given to `fetch`, for example `{ signal }`, or a framework's own options such as `{ next: { tags: ["site"] } }`. */
export type RequestOptions = RequestInit & Record<string, unknown>;

type Query = Record<string, string | number | boolean | null | undefined>;

/** Has no meaning for these: what is no page has no language of its own in the API. */
const WITHOUT_LOCALE = new Set(["images", "documents", "redirects", "comments"]);

export class Client {
  readonly #root: string;
  readonly #options: ClientOptions;

  constructor(options: ClientOptions) {
    this.#root = `${options.url.replace(/\/+$/, "")}/api/v2/${options.preview === undefined ? "" : "preview/"}`;
    this.#options = options.preview === undefined ? options : withSession(options, options.preview);
  }

  /** The draft of the client's preview session. */
  preview(query?: PreviewQuery, options?: RequestOptions): Promise<PreviewDraft> {
    return this.#get("", query ?? {}, { cache: "no-store", ...options });
  }

  /** Everything that a layout needs. */
  site<const Q extends SiteQuery>(query?: Q, options?: RequestOptions): Promise<Answered<Site, Site, Q>> {
    return this.#get("site/", this.#inLanguage(query), options);
  }

  /** From a URL path to content. What is not there is no error here: its `kind` is `not_found` or `gone`. */
  resolve(path: string, query?: ResolveQuery, options?: RequestOptions): Promise<Resolved> {
    return this.#get("resolve/", { ...this.#inLanguage(query), path }, options, [404, 410]);
  }

  /** One object, whole, by its slug (`"six-queries"`, `"science/tides"`) or its primary key. */
  get<R extends Resource, const Q extends OneQuery<R>>(
    resource: R,
    key: Key<R>,
    query?: Q,
    options?: RequestOptions,
  ): Promise<Answered<One<R>, One<R>, Q>> {
    const place = String(key).split("/").map(encodeURIComponent).join("/");
    // A page's primary key is that of one language.
    const asked = resource === "pages" || WITHOUT_LOCALE.has(resource) ? (query ?? {}) : this.#inLanguage(query);
    return this.#get(`${resource}/${place}/`, asked, options);
  }

  /** One page of a list. */
  list<R extends Resource, const Q extends ListQuery<R>>(
    resource: R,
    query?: Q,
    options?: RequestOptions,
  ): Promise<List<Answered<Item<R>, One<R>, Q>>> {
    const asked = WITHOUT_LOCALE.has(resource) ? (query ?? {}) : this.#inLanguage(query);
    return this.#get(`${resource}/`, asked, options);
  }

  /** Every object of a list, in its order; the next page is fetched when it is needed. `limit` is the size of those pages. */
  async *all<R extends Resource, const Q extends Omit<ListQuery<R>, "cursor" | "offset">>(
    resource: R,
    query?: Q,
    options?: RequestOptions,
  ): AsyncGenerator<Answered<Item<R>, One<R>, Q>, void, undefined> {
    let cursor: string | null = null;
    do {
      const asked: Query = { limit: 100, ...(WITHOUT_LOCALE.has(resource) ? query : this.#inLanguage(query)), cursor };
      const page: List<Answered<Item<R>, One<R>, Q>> = await this.#get(`${resource}/`, asked, options);
      yield* page.items;
      cursor = page.meta.next_cursor;
    } while (cursor !== null);
  }

  /** A form token for one comment on a page. Ask for it when somebody begins to write: it is good from two seconds to a day later. */
  async commentToken(page: number, options?: RequestOptions): Promise<string> {
    const { token } = await this.#get<{ token: string }>("comments/token/", { page }, { cache: "no-store", ...options });
    return token;
  }

  /** Send a reader's comment, with the token that `commentToken` gave. What is wrong with it is a `BadRequestError` that names the key. */
  async comment(comment: NewComment, options: RequestOptions = {}): Promise<CommentReceipt> {
    const { fetch = globalThis.fetch } = this.#options;
    const headers = new Headers({ Accept: "application/json", "Content-Type": "application/json", ...this.#options.headers });
    new Headers(options.headers).forEach((value, name) => headers.set(name, value));
    const body = JSON.stringify(comment);
    const response = await fetch(`${this.#root}comments/`, { credentials: "omit", ...options, method: "POST", headers, body });
    if (!response.ok) throw await errorOf(response);
    return (await response.json()) as CommentReceipt;
  }

  #inLanguage(query: object | undefined): Query {
    return { ...(this.#options.locale === undefined ? {} : { locale: this.#options.locale }), ...query };
  }

  /** The answer to a request; statuses of `answers` are answers too, beside the good ones. Throws an `ApiError`. */
  async #get<T>(path: string, query: object, options: RequestOptions = {}, answers: readonly number[] = []): Promise<T> {
    const url = this.#root + path + written(query as Query);
    const { cache, fetch = globalThis.fetch } = this.#options;
    const kept = await cache?.get(url);
    const headers = new Headers({ Accept: "application/json", ...this.#options.headers });
    new Headers(options.headers).forEach((value, name) => headers.set(name, value));
    if (kept) headers.set("If-None-Match", kept.etag);
    const response = await fetch(url, { credentials: "omit", ...options, headers });
    if (kept && response.status === 304) return JSON.parse(kept.body) as T;
    const isAnswer = response.ok || (answers.includes(response.status) && response.headers.get("Content-Type") === "application/json");
    if (!isAnswer) throw await errorOf(response);
    const body = await response.text();
    const etag = response.headers.get("ETag");
    if (cache && etag && response.ok) await cache.set(url, { etag, body });
    return JSON.parse(body) as T;
  }
}

function withSession({ cache: _none, ...options }: ClientOptions, session: string): ClientOptions {
  return { ...options, headers: { ...options.headers, Authorization: `Preview ${session}` } };
}

/**
 * Exchanges a preview token for a session. To be called by a server, once for each token; `url` is the address of the site.
 * Throws an `ApiError` whose `problem.detail` tells an editor what is wrong.
 */
export async function openPreview(
  { url, fetch = globalThis.fetch }: Pick<ClientOptions, "url" | "fetch">,
  token: string,
): Promise<PreviewSession> {
  const response = await fetch(`${url.replace(/\/+$/, "")}/api/v2/preview/sessions/`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify({ token }),
    cache: "no-store",
    credentials: "omit",
  });
  if (!response.ok) throw await errorOf(response);
  return (await response.json()) as PreviewSession;
}

function written(query: Query): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return text ? `?${text}` : "";
}

/** Whether a page is of a type; the compiler then knows all its keys. */
export function isPage<T extends PageType>(page: Page, type: T): page is PageOf<T>;
export function isPage(page: Narrowed<Page>, type: PageType): boolean;
export function isPage(page: Narrowed<Page>, type: PageType): boolean {
  return page.meta?.type === type;
}
