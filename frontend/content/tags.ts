/** Tags of our own, beside Masthead's content tags. */

/** Stands on every answer, so that everything can be called stale at once. */
export const EVERYTHING = "everything";
/** Stands on an answer that came without content tags. */
export const UNTAGGED = "untagged";
