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
export function memoryCache(most = 500): ResponseCache {
  const kept = new Map<string, Kept>();
  return {
    get(url) {
      const found = kept.get(url);
      if (found) {
        kept.delete(url);
        kept.set(url, found);
      }
      return found;
    },
    set(url, answer) {
      kept.delete(url);
      kept.set(url, answer);
      const oldest = kept.keys().next();
      if (kept.size > most && !oldest.done) kept.delete(oldest.value);
    },
  };
}
