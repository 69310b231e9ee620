export { Client, isPage, openPreview } from "./client.js";
export { memoryCache } from "./cache.js";
export { ApiError, BadRequestError, NotFoundError, RateLimitError } from "./errors.js";
