/** An answer that is none: its status, and what the server says about it. */
export class ApiError extends Error {
    problem;
    url;
    name = "ApiError";
    constructor(problem, url) {
        super(`${problem.status} ${problem.title}: ${problem.detail} (${url})`);
        this.problem = problem;
        this.url = url;
    }
    get status() {
        return this.problem.status;
    }
}
/** A parameter that is unknown, malformed or out of bounds; `parameter` is its name. */
export class BadRequestError extends ApiError {
    name = "BadRequestError";
    get parameter() {
        return this.problem.parameter;
    }
}
/** There is no such object, or none that the public may see. */
export class NotFoundError extends ApiError {
    name = "NotFoundError";
}
/** Too many requests. Ask again after `retryAfter` seconds. */
export class RateLimitError extends ApiError {
    retryAfter;
    name = "RateLimitError";
    constructor(problem, url, retryAfter) {
        super(problem, url);
        this.retryAfter = retryAfter;
    }
}
/** The error that an answer stands for. Proxies and caches in between may answer without a problem document. */
export async function errorOf(response) {
    const url = response.url;
    const text = await response.text();
    const problem = readProblem(text) ?? {
        type: "about:blank",
        title: response.statusText || "Error",
        status: response.status,
        detail: text.slice(0, 200) || "The answer is empty.",
        message: "",
        parameter: null,
    };
    switch (response.status) {
        case 400:
            return new BadRequestError(problem, url);
        case 404:
            return new NotFoundError(problem, url);
        case 429:
            return new RateLimitError(problem, url, Number(response.headers.get("Retry-After")) || 60);
        default:
            return new ApiError(problem, url);
    }
}
function readProblem(text) {
    let found;
    try {
        found = JSON.parse(text);
    }
    catch {
        return undefined;
    }
    return typeof found === "object" && found !== null && "detail" in found && "status" in found ? found : undefined;
}
