/** Rich text of the API: HTML that Masthead has sanitised. */
export function RichText({ html, className }: { html: string; className?: string }) {
  return html ? <div className={className ?? "prose"} dangerouslySetInnerHTML={{ __html: html }} /> : null;
}

/** The same inside a line of text. */
export function RichLine({ html }: { html: string }) {
  return html ? <span className="prose" dangerouslySetInnerHTML={{ __html: html }} /> : null;
}
