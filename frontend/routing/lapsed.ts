/** What an editor sees when a preview cannot be shown (any more). The script tells the editor's frame, which begins a new one. */
import { MASTHEAD_ORIGIN } from "@/content/environment";

/** A preview that is over, that never was one, or that cannot be shown at this moment: a status, and a sentence that says why. */
export class Lapsed extends Error {
  constructor(
    readonly status: number,
    readonly detail: string,
  ) {
    super(detail);
  }

  /** Whether the session is of no use any more. Otherwise the draft may be seen when it has changed, or a little later. */
  get isOver(): boolean {
    return this.status !== 409 && this.status !== 503;
  }

  page(): string {
    const detail = this.detail.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
    return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
${this.isOver ? '<meta name="masthead-preview" content="expired">' : '<meta http-equiv="refresh" content="3">'}
<title>Preview</title>
<script src="${MASTHEAD_ORIGIN}/api/v2/preview/script.js" defer></script>
</head>
<body style="font: 1.125rem/1.5 system-ui; max-width: 34rem; margin: 3rem auto; padding: 0 1.25rem; color-scheme: light dark">
<p data-masthead-detail>${detail}</p>
<p><a href="/">To what is published</a></p>
</body>
</html>
`;
  }
}

export const PRIVATE = { "Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex" };

/** What the API says of a preview that it refuses. null if the answer is one. */
export async function lapsed(response: Response): Promise<Lapsed | null> {
  const isProblem = (response.headers.get("Content-Type") ?? "").startsWith("application/problem+json");
  if (!isProblem || ![400, 401, 403, 404, 409, 410, 429, 503].includes(response.status)) return null;
  const { detail } = (await response.json()) as { detail?: string };
  return new Lapsed(response.status, detail ?? "This preview is over.");
}
