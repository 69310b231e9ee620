export { Client, isPage, openPreview } from "./client.js";
export type { ClientOptions, RequestOptions } from "./client.js";
export { memoryCache } from "./cache.js";
export type { Kept, ResponseCache } from "./cache.js";
export { ApiError, BadRequestError, NotFoundError, RateLimitError } from "./errors.js";
export type { components, paths } from "./schema.js";
export type * from "./types.js";
