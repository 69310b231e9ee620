import { errorOf } from "./errors.js";
/** Has no meaning for these: what is no page has no language of its own in the API. */
const WITHOUT_LOCALE = new Set(["images", "documents", "redirects", "comments"]);
export class Client {
    #root;
    #options;
    constructor(options) {
        this.#root = `${options.url.replace(/\/+$/, "")}/api/v2/${options.preview === undefined ? "" : "preview/"}`;
        this.#options = options.preview === undefined ? options : withSession(options, options.preview);
    }
    /** The draft of the client's preview session. */
    preview(query, options) {
        return this.#get("", query ?? {}, { cache: "no-store", ...options });
    }
    /** Everything that a layout needs. */
    site(query, options) {
        return this.#get("site/", this.#inLanguage(query), options);
    }
    /** From a URL path to content. What is not there is no error here: its `kind` is `not_found` or `gone`. */
    resolve(path, query, options) {
        return this.#get("resolve/", { ...this.#inLanguage(query), path }, options, [404, 410]);
    }
    /** One object, whole, by its slug (`"six-queries"`, `"science/tides"`) or its primary key. */
    get(resource, key, query, options) {
        const place = String(key).split("/").map(encodeURIComponent).join("/");
        // A page's primary key is that of one language.
        const asked = resource === "pages" || WITHOUT_LOCALE.has(resource) ? (query ?? {}) : this.#inLanguage(query);
        return this.#get(`${resource}/${place}/`, asked, options);
    }
    /** One page of a list. */
    list(resource, query, options) {
        const asked = WITHOUT_LOCALE.has(resource) ? (query ?? {}) : this.#inLanguage(query);
        return this.#get(`${resource}/`, asked, options);
    }
    /** Every object of a list, in its order; the next page is fetched when it is needed. `limit` is the size of those pages. */
    async *all(resource, query, options) {
        let cursor = null;
        do {
            const asked = { limit: 100, ...(WITHOUT_LOCALE.has(resource) ? query : this.#inLanguage(query)), cursor };
            const page = await this.#get(`${resource}/`, asked, options);
            yield* page.items;
            cursor = page.meta.next_cursor;
        } while (cursor !== null);
    }
    /** A form token for one comment on a page. Ask for it when somebody begins to write: it is good from two seconds to a day later. */
    async commentToken(page, options) {
        const { token } = await this.#get("comments/token/", { page }, { cache: "no-store", ...options });
        return token;
    }
    /** Send a reader's comment, with the token that `commentToken` gave. What is wrong with it is a `BadRequestError` that names the key. */
    async comment(comment, options = {}) {
        const { fetch = globalThis.fetch } = this.#options;
        const headers = new Headers({ Accept: "application/json", "Content-Type": "application/json", ...this.#options.headers });
        new Headers(options.headers).forEach((value, name) => headers.set(name, value));
        const body = JSON.stringify(comment);
        const response = await fetch(`${this.#root}comments/`, { credentials: "omit", ...options, method: "POST", headers, body });
        if (!response.ok)
            throw await errorOf(response);
        return (await response.json());
    }
    #inLanguage(query) {
        return { ...(this.#options.locale === undefined ? {} : { locale: this.#options.locale }), ...query };
    }
    /** The answer to a request; statuses of `answers` are answers too, beside the good ones. Throws an `ApiError`. */
    async #get(path, query, options = {}, answers = []) {
        const url = this.#root + path + written(query);
        const { cache, fetch = globalThis.fetch } = this.#options;
        const kept = await cache?.get(url);
        const headers = new Headers({ Accept: "application/json", ...this.#options.headers });
        new Headers(options.headers).forEach((value, name) => headers.set(name, value));
        if (kept)
            headers.set("If-None-Match", kept.etag);
        const response = await fetch(url, { credentials: "omit", ...options, headers });
        if (kept && response.status === 304)
            return JSON.parse(kept.body);
        const isAnswer = response.ok || (answers.includes(response.status) && response.headers.get("Content-Type") === "application/json");
        if (!isAnswer)
            throw await errorOf(response);
        const body = await response.text();
        const etag = response.headers.get("ETag");
        if (cache && etag && response.ok)
            await cache.set(url, { etag, body });
        return JSON.parse(body);
    }
}
function withSession({ cache: _none, ...options }, session) {
    return { ...options, headers: { ...options.headers, Authorization: `Preview ${session}` } };
}
/**
 * Exchanges a preview token for a session. To be called by a server, once for each token; `url` is the address of the site.
 * Throws an `ApiError` whose `problem.detail` tells an editor what is wrong.
 */
export async function openPreview({ url, fetch = globalThis.fetch }, token) {
    const response = await fetch(`${url.replace(/\/+$/, "")}/api/v2/preview/sessions/`, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify({ token }),
        cache: "no-store",
        credentials: "omit",
    });
    if (!response.ok)
        throw await errorOf(response);
    return (await response.json());
}
function written(query) {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
        if (value !== undefined && value !== null)
            parameters.set(name, String(value));
    }
    const text = parameters.toString();
    return text ? `?${text}` : "";
}
export function isPage(page, type) {
    return page.meta?.type === type;
}
