import type { Problem } from "./types.js";

/** An answer that is none: its status, and what the server says about it. */
export class ApiError extends Error {
  override readonly name: string = "ApiError";

  constructor(
    readonly problem: Problem,
    readonly url: string,
  ) {
    super(`${problem.status} ${problem.title}: ${problem.detail} (${url})`);
  }

  get status(): number {
    return this.problem.status;
  }
}

/** A parameter that is unknown, malformed or out of bounds; `parameter` is its name. */
export class BadRequestError extends ApiError {
  override readonly name = "BadRequestError";

  get parameter(): string | null {
    return this.problem.parameter;
  }
}

/** There is no such object, or none that the public may see. */
export class NotFoundError extends ApiError {
  override readonly name = "NotFoundError";
}

/** Too many requests. Ask again after `retryAfter` seconds. */
export class RateLimitError extends ApiError {
  override readonly name = "RateLimitError";

  constructor(
    problem: Problem,
    url: string,
    readonly retryAfter: number,
  ) {
    super(problem, url);
  }
}

/** The error that an answer stands for. Proxies and caches in between may answer without a problem document. */
export async function errorOf(response: Response): Promise<ApiError> {
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

function readProblem(text: string): Problem | undefined {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    return undefined;
  }
  return typeof found === "object" && found !== null && "detail" in found && "status" in found ? (found as Problem) : undefined;
}
