import type { Item, PageOf } from "masthead-client";

import { ArticleList } from "@/components/article-list";
import { Breadcrumbs } from "@/components/breadcrumbs";
import { Picture } from "@/components/picture";
import { TopicList } from "@/components/topic-list";
import type { Selection } from "@/content/reading";
import { source } from "@/content/source";
import { words } from "@/content/words";

/** A desk: the list of what it has published. */
export function DeskView({ page, locale, selection }: { page: PageOf<"articles.ArticleIndexPage">; locale: string; selection: Selection }) {
  const say = words(locale);
  return (
    <>
      <header className="opening" {...source(page)}>
        <Breadcrumbs crumbs={page.breadcrumbs} />
        <h1 {...source(page, "title")}>{page.title}</h1>
        {page.introduction && <p className="standfirst" {...source(page, "introduction")}>{page.introduction}</p>}
        {page.desks.length > 0 && (
          <nav aria-label={say.desks}>
            <ul className="chips" role="list">
              {page.desks.map((desk) => (
                <li key={desk.id}>
                  <a href={desk.url}>{desk.title}</a>
                </li>
              ))}
            </ul>
          </nav>
        )}
      </header>
      <ArticleList heading={say.allArticles} facet="desk" of={String(page.id)} locale={locale} selection={selection} />
    </>
  );
}

/** All topics of a publication. */
export function TopicsView({ page }: { page: PageOf<"articles.TopicIndexPage"> }) {
  return (
    <>
      <header className="opening" {...source(page)}>
        <Breadcrumbs crumbs={page.breadcrumbs} />
        <h1 {...source(page, "title")}>{page.title}</h1>
        {page.introduction && <p className="standfirst" {...source(page, "introduction")}>{page.introduction}</p>}
      </header>
      <div className="board">
        <TopicList topics={page.topics} />
      </div>
    </>
  );
}

/** Everybody who writes here. */
export function AuthorsView({ authors, locale }: { authors: readonly Item<"authors">[]; locale: string }) {
  const say = words(locale);
  return (
    <>
      <header className="opening">
        <h1>{say.authors}</h1>
      </header>
      <ul className="people" role="list">
        {authors.map((author) => (
          <li key={author.id} className="writer">
            {author.portrait && <Picture image={{ ...author.portrait, alt: "" }} sizes="7.5rem" className="portrait" />}
            <div>
              <h2 className="writer-name">
                <a href={author.url}>{author.title}</a>
              </h2>
              {author.role && <p>{author.role}</p>}
              <p className="meta">{say.articles(author.article_count)}</p>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}

/** The glossary. */
export function GlossaryView({ terms, locale }: { terms: readonly Item<"terms">[]; locale: string }) {
  return (
    <>
      <header className="opening">
        <h1>{words(locale).glossary}</h1>
      </header>
      <dl className="glossary">
        {terms.map((term) => (
          <div key={term.id}>
            <dt>
              <a href={term.url}>{term.name}</a>
            </dt>
            <dd>{term.definition}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
