import type { ResponseCache } from "./cache.js";
import type { Answered, CommentReceipt, Item, Key, List, ListQuery, Narrowed, NewComment, One, OneQuery, Page, PageOf, PageType, PreviewDraft, PreviewQuery, PreviewSession, Resolved, ResolveQuery, Resource, Site, SiteQuery } from "./types.js";
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
export declare class Client {
    #private;
    constructor(options: ClientOptions);
    /** The draft of the client's preview session. */
    preview(query?: PreviewQuery, options?: RequestOptions): Promise<PreviewDraft>;
    /** Everything that a layout needs. */
    site<const Q extends SiteQuery>(query?: Q, options?: RequestOptions): Promise<Answered<Site, Site, Q>>;
    /** From a URL path to content. What is not there is no error here: its `kind` is `not_found` or `gone`. */
    resolve(path: string, query?: ResolveQuery, options?: RequestOptions): Promise<Resolved>;
    /** One object, whole, by its slug (`"six-queries"`, `"science/tides"`) or its primary key. */
    get<R extends Resource, const Q extends OneQuery<R>>(resource: R, key: Key<R>, query?: Q, options?: RequestOptions): Promise<Answered<One<R>, One<R>, Q>>;
    /** One page of a list. */
    list<R extends Resource, const Q extends ListQuery<R>>(resource: R, query?: Q, options?: RequestOptions): Promise<List<Answered<Item<R>, One<R>, Q>>>;
    /** Every object of a list, in its order; the next page is fetched when it is needed. `limit` is the size of those pages. */
    all<R extends Resource, const Q extends Omit<ListQuery<R>, "cursor" | "offset">>(resource: R, query?: Q, options?: RequestOptions): AsyncGenerator<Answered<Item<R>, One<R>, Q>, void, undefined>;
    /** A form token for one comment on a page. Ask for it when somebody begins to write: it is good from two seconds to a day later. */
    commentToken(page: number, options?: RequestOptions): Promise<string>;
    /** Send a reader's comment, with the token that `commentToken` gave. What is wrong with it is a `BadRequestError` that names the key. */
    comment(comment: NewComment, options?: RequestOptions): Promise<CommentReceipt>;
}
/**
 * Exchanges a preview token for a session. To be called by a server, once for each token; `url` is the address of the site.
 * Throws an `ApiError` whose `problem.detail` tells an editor what is wrong.
 */
export declare function openPreview({ url, fetch }: Pick<ClientOptions, "url" | "fetch">, token: string): Promise<PreviewSession>;
/** Whether a page is of a type; the compiler then knows all its keys. */
export declare function isPage<T extends PageType>(page: Page, type: T): page is PageOf<T>;
export declare function isPage(page: Narrowed<Page>, type: PageType): boolean;
