import type { One } from "masthead-client";

import { ArticleList } from "@/components/article-list";
import { PlainBody } from "@/components/body";
import { Picture } from "@/components/picture";
import { Rows } from "@/components/story";
import type { Selection } from "@/content/reading";
import { source } from "@/content/source";
import { words } from "@/content/words";

export function AuthorView({ author, locale, selection }: { author: One<"authors">; locale: string; selection: Selection }) {
  const say = words(locale);
  return (
    <>
      <article className="person" {...source(author)}>
        <header className="opening opening-person">
          {author.portrait && <Picture image={{ ...author.portrait, alt: "" }} sizes="12rem" first className="portrait" />}
          <div>
            <h1 {...source(author, "title")}>{author.title}</h1>
            {author.role && <p className="standfirst">{author.role}</p>}
            <ul className="chips" role="list">
              {author.website && (
                <li>
                  <a rel="me" href={author.website}>
                    {say.website}
                  </a>
                </li>
              )}
              {author.mastodon && (
                <li>
                  <a rel="me" href={author.mastodon}>
                    Mastodon
                  </a>
                </li>
              )}
              {author.email && (
                <li>
                  <a href={`mailto:${author.email}`}>{author.email}</a>
                </li>
              )}
              <li>
                <a href="./feed.xml" type="application/rss+xml">
                  {say.feed}
                </a>
              </li>
            </ul>
          </div>
        </header>
        <PlainBody blocks={author.biography} footnotes={author.footnotes} locale={locale} />
      </article>
      <ArticleList heading={say.allArticles} facet="author" of={author.slug} locale={locale} selection={selection} />
    </>
  );
}

export function SeriesView({ series, locale }: { series: One<"series">; locale: string }) {
  const say = words(locale);
  return (
    <>
      <header className="opening opening-series" {...source(series)}>
        <h1 {...source(series, "title")}>{series.title}</h1>
        {series.description && <p className="standfirst" {...source(series, "description")}>{series.description}</p>}
        <p className="meta opening-meta">
          <span>{say.articles(series.article_count)}</span>
        </p>
      </header>
      {series.image && (
        <figure className="lead-picture">
          <Picture image={series.image} sizes="100vw" first />
        </figure>
      )}
      <section className="list numbered-list" aria-label={series.title}>
        <Rows stories={series.articles} locale={locale} level={2} />
      </section>
    </>
  );
}
