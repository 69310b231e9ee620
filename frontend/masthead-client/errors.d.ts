import type { Problem } from "./types.js";
/** An answer that is none: its status, and what the server says about it. */
export declare class ApiError extends Error {
    readonly problem: Problem;
    readonly url: string;
    readonly name: string;
    constructor(problem: Problem, url: string);
    get status(): number;
}
/** A parameter that is unknown, malformed or out of bounds; `parameter` is its name. */
export declare class BadRequestError extends ApiError {
    readonly name = "BadRequestError";
    get parameter(): string | null;
}
/** There is no such object, or none that the public may see. */
export declare class NotFoundError extends ApiError {
    readonly name = "NotFoundError";
}
/** Too many requests. Ask again after `retryAfter` seconds. */
export declare class RateLimitError extends ApiError {
    readonly retryAfter: number;
    readonly name = "RateLimitError";
    constructor(problem: Problem, url: string, retryAfter: number);
}
/** The error that an answer stands for. Proxies and caches in between may answer without a problem document. */
export declare function errorOf(response: Response): Promise<ApiError>;
