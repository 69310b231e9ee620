import type { Block, PageOf } from "masthead-client";
import type { ReactNode } from "react";

import { Blocks } from "@/blocks";
import { words } from "@/content/words";

type Body = Pick<PageOf<"content.StandardPage">, "body" | "footnotes" | "table_of_contents">;

/** What a page is made of: its blocks, beside them its table of contents, below them its notes. */
export function Body({ body, footnotes, table_of_contents: contents, locale, children }: Body & { locale: string; children?: ReactNode }) {
  return (
    <div className="body">
      <div className="body-margin">
        {children}
        <Contents headings={contents} locale={locale} />
      </div>
      <Blocks blocks={body} locale={locale} />
      <Notes footnotes={footnotes} locale={locale} />
    </div>
  );
}

/** Blocks without headings to list: a biography. */
export function PlainBody({ blocks, footnotes, locale }: { blocks: readonly Block[]; footnotes: Body["footnotes"]; locale: string }) {
  return (
    <div className="body">
      <Blocks blocks={blocks} locale={locale} />
      <Notes footnotes={footnotes} locale={locale} />
    </div>
  );
}

function Contents({ headings, locale }: { headings: Body["table_of_contents"]; locale: string }) {
  return (
    headings.length > 2 && (
      <nav className="contents" aria-labelledby="contents-heading">
        <h2 id="contents-heading">{words(locale).contents}</h2>
        <ol role="list">
          {headings.map((heading) => (
            <li key={heading.id} className={`contents-${heading.level}`}>
              <a href={`#${heading.id}`}>{heading.text}</a>
            </li>
          ))}
        </ol>
      </nav>
    )
  );
}

function Notes({ footnotes, locale }: { footnotes: Body["footnotes"]; locale: string }) {
  const say = words(locale);
  return (
    footnotes.length > 0 && (
      <section className="block notes" aria-labelledby="notes-heading">
        <h2 id="notes-heading">{say.notes}</h2>
        <ol>
          {footnotes.map((note) => (
            <li key={note.id} id={`fn-${note.id}`}>
              <span dangerouslySetInnerHTML={{ __html: note.html }} />{" "}
              <a href={`#fnref-${note.id}`} aria-label={say.backToReference(note.number)}>
                ↩
              </a>
            </li>
          ))}
        </ol>
      </section>
    )
  );
}
