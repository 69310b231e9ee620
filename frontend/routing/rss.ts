/** Writing XML. */

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** An element with a text, or with elements, in it. */
export function element(name: string, content: string | readonly string[]): string {
  return `<${name}>${typeof content === "string" ? text(content) : content.join("")}</${name}>`;
}

/** A text as XML 1.0 may have it: without control characters. */
function text(value: string): string {
  return value.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "").replace(/[&<>]/g, (character) => ESCAPES[character] ?? "");
}

interface Channel {
  title: string;
  url: string;
  description: string;
  language: string;
  /** Elements. */
  items: readonly string[];
}

/** A document in RSS 2.0 (https://www.rssboard.org/rss-specification). */
export function rss({ title, url, description, language, items }: Channel): string {
  const self = `<atom:link href="${text(`${url}feed.xml`).replaceAll('"', "&quot;")}" rel="self" type="application/rss+xml"/>`;
  const head = [element("title", title), element("link", url), element("description", description), element("language", language), self];
  return `<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/">${element("channel", [...head, ...items])}</rss>\n`;
}
