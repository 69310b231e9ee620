/** Names for what `schema.ts` describes. That file is generated; this one only picks from it. */
export {};
