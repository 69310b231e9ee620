/**
 * A page list and a page with every block as HTML, without a framework.
 *
 * The switch over block types is exhaustive: a new block in the schema stops the compiler here until it is rendered.
 */

import type { Block, Client, Item, PageOf, Picture, TableCell } from "../src/index.js";
import { isPage } from "../src/index.js";

type Article = PageOf<"articles.ArticlePage">;

/** Text as HTML. What the API calls rich text is HTML already, and sanitised. */
export function text(value: string | number): string {
  return String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

export function picture(image: Picture): string {
  if (image.src === null) return ""; // it is being made
  const last = image.sources.at(-1);
  const sources = image.sources.slice(0, -1).map((source) => `<source type="${source.type}" srcset="${text(source.srcset)}" sizes="${text(image.sizes)}">`);
  const fallback = `src="${text(image.src)}"${last ? ` srcset="${text(last.srcset)}" sizes="${text(image.sizes)}"` : ""}`;
  return `<picture>${sources.join("")}<img ${fallback} alt="${text(image.alt)}" width="${image.width}" height="${image.height}"></picture>`;
}

function figure(inside: string, caption: string, credit = ""): string {
  const words = [caption, credit && `<small>${text(credit)}</small>`].filter(Boolean).join(" ");
  return `<figure>${inside}${words ? `<figcaption>${words}</figcaption>` : ""}</figure>`;
}

function heading(level: number, words: string): string {
  return words ? `<h${level}>${text(words)}</h${level}>` : "";
}

function cell(value: TableCell): string {
  switch (value.type) {
    case "text":
      return text(value.text);
    case "number":
      return value.number === null ? "" : value.number.toFixed(value.decimals);
    case "rich_text":
      return value.html;
    case "page":
      return value.page ? `<a href="${text(value.page.url)}">${text(value.page.title)}</a>` : "";
    default:
      return unknown(value);
  }
}

/** Every case is handled where this compiles. At run time an unknown block of a newer server is passed over. */
function unknown(_value: never): string {
  return "";
}

export function block(block: Block): string {
  switch (block.type) {
    case "paragraph":
      return block.value.html;
    case "heading":
      return `<h${block.value.level} id="${text(block.value.id)}">${text(block.value.text)}</h${block.value.level}>`;
    case "pull_quote":
      return `<blockquote><p>${text(block.value.quote)}</p><footer>${text(block.value.attribution)}</footer></blockquote>`;
    case "callout":
      return `<aside class="${block.value.kind}">${heading(3, block.value.title)}${block.value.html}</aside>`;
    case "divider":
      return "<hr>";
    case "image":
      return figure(picture(block.value.picture), block.value.caption, block.value.credit);
    case "gallery":
      return block.value.images.map((image) => figure(picture(image.picture), image.caption, image.credit)).join("");
    case "embed":
      return figure(`<a href="${text(block.value.url)}">${text(block.value.title)} (${text(block.value.provider_name)})</a>`, block.value.caption);
    case "audio":
      return figure(`<audio controls src="${text(block.value.file.url)}"></audio>`, block.value.caption) + block.value.transcript;
    case "video": {
      const { captions, captions_language: language, file, poster } = block.value;
      const track = captions ? `<track kind="captions" src="${text(captions.url)}" srclang="${text(language)}" default>` : "";
      const still = poster?.src ? ` poster="${text(poster.src)}"` : "";
      return figure(`<video controls src="${text(file.url)}"${still}>${track}</video>`, block.value.caption) + block.value.transcript;
    }
    case "code":
      return figure(`<pre><code>${block.value.html}</code></pre>`, text(block.value.caption));
    case "table": {
      const { caption, columns, rows } = block.value;
      const head = columns.map((column) => `<th>${text(column.heading)}</th>`).join("");
      const body = rows.map((row) => `<tr>${row.map((value) => `<td>${cell(value)}</td>`).join("")}</tr>`).join("");
      return `<table><caption>${text(caption)}</caption><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>${block.value.source}`;
    }
    case "step_list": {
      const steps = block.value.steps.map((step) => `<li>${heading(3, step.title)}${step.html}${step.picture ? picture(step.picture) : ""}</li>`);
      return `${heading(2, block.value.title)}<ol>${steps.join("")}</ol>`;
    }
    case "faq": {
      const items = block.value.items.map((item) => `<details><summary>${text(item.question)}</summary>${item.answer}</details>`);
      return heading(2, block.value.title) + items.join("");
    }
    case "definition_list": {
      const items = block.value.items.map(
        (item) => `<dt><a href="${text(item.term.url)}">${text(item.term.name)}</a></dt><dd>${item.definition}</dd>`,
      );
      return `${heading(2, block.value.title)}<dl>${items.join("")}</dl>`;
    }
    case "fact_list": {
      const facts = block.value.facts.map((fact) => `<dt>${text(fact.label)}</dt><dd>${text(fact.value)} ${text(fact.note)}</dd>`);
      return `${heading(2, block.value.heading)}<dl>${facts.join("")}</dl>`;
    }
    case "teaser": {
      const cards = block.value.cards.map(
        (card) => `<li>${card.lead_image ? picture(card.lead_image) : ""}<a href="${text(card.url)}">${text(card.title)}</a> ${text(card.standfirst)}</li>`,
      );
      return `${heading(2, block.value.heading)}<ul>${cards.join("")}</ul>`;
    }
    case "button":
      return `<a class="button ${block.value.style}" href="${text(block.value.url)}">${text(block.value.text)}</a>`;
    case "download":
      return `<a href="${text(block.value.file.url)}" download>${text(block.value.title)}</a> <p>${text(block.value.description)}</p>`;
    case "reusable":
      return block.value.blocks.map(blockOf).join("");
    default:
      return unknown(block);
  }
}

const blockOf = block;

export function article(page: Article): string {
  const authors = page.authors.map((author) => `<a rel="author" href="${text(author.url)}">${text(author.title)}</a>`).join(", ");
  const notes = page.footnotes.map((note) => `<li id="fn-${text(note.id)}">${note.html}</li>`).join("");
  return [
    `<article><h1>${text(page.title)}</h1><p>${text(page.standfirst)}</p><p>${authors}</p>`,
    page.lead_image ? picture(page.lead_image) : "",
    ...page.body.map(block),
    notes ? `<ol>${notes}</ol>` : "",
    "</article>",
  ].join("\n");
}

function card(item: Item<"articles">): string {
  const image = item.lead_image ? picture(item.lead_image) : "";
  const topic = item.primary_topic ? `<a href="${text(item.primary_topic.url)}">${text(item.primary_topic.title)}</a>` : "";
  return `<li>${image}<h2><a href="${text(item.url)}">${text(item.title)}</a></h2><p>${text(item.standfirst)}</p>${topic}</li>`;
}

/** The newest articles of a topic, or of all. */
export async function articleList(client: Client, topic?: string): Promise<string> {
  const page = await client.list("articles", { limit: 10, ...(topic === undefined ? {} : { topic }) });
  return `<ul>${page.items.map(card).join("\n")}</ul><p>${page.meta.total_count} articles</p>`;
}

/** What a server answers to a path: a status, and HTML or the address of a redirect. */
export async function screen(client: Client, path: string): Promise<{ status: number; html: string; location?: string }> {
  const found = await client.resolve(path);
  switch (found.kind) {
    case "page":
      return { status: 200, html: isPage(found.page, "articles.ArticlePage") ? article(found.page) : `<h1>${text(found.page.title)}</h1>` };
    case "redirect":
      return { status: found.redirect.status, html: "", location: found.redirect.url };
    case "locked":
      return { status: 401, html: "<h1>For members</h1>" };
    case "gone":
      return { status: 410, html: "<h1>Gone</h1>" };
    case "not_found":
      return { status: 404, html: "<h1>Not found</h1>" };
    default:
      return { status: 500, html: unknown(found) };
  }
}
