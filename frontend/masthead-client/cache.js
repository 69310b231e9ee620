/** Keeps the answers that were used last, in memory. */
export function memoryCache(most = 500) {
    const kept = new Map();
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
            if (kept.size > most && !oldest.done)
                kept.delete(oldest.value);
        },
    };
}
