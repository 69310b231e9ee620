/** Holds the session of a preview. */
export const PREVIEW_COOKIE = "masthead-preview";
/** Next's own, of its draft mode. */
export const DRAFT_MODE_COOKIE = "__prerender_bypass";
