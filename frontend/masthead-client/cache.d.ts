/** What is kept of an answer. */
export interface Kept {
    etag: string;
    body: string;
}
/** Where answers are kept. Anything with these two methods will do: a Map, a file, Redis. */
export interface ResponseCache {
    get(url: string): Kept | undefined | Promise<Kept | undefined>;
    set(url: string, kept: Kept): unknown;
}
/** Keeps the answers that were used last, in memory. */
export declare function memoryCache(most?: number): ResponseCache;
