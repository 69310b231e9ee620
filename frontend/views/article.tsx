import type { PageOf } from "masthead-client";

import { Body } from "@/components/body";
import { Breadcrumbs } from "@/components/breadcrumbs";
import { Day, Names } from "@/components/byline";
import { LeadPicture } from "@/components/lead-picture";
import { Picture } from "@/components/picture";
import { Tiles } from "@/components/story";
import { source } from "@/content/source";
import { words } from "@/content/words";

type Article = PageOf<"articles.ArticlePage">;

interface Props {
  page: Article;
  locale: string;
}

export function ArticleView({ page, locale }: Props) {
  const say = words(locale);
  return (
    <>
      <article className="article" {...source(page)}>
        <header className="opening">
          <Breadcrumbs crumbs={page.breadcrumbs} />
          {page.primary_topic && (
            <p className="label">
              <a href={page.primary_topic.url}>{page.primary_topic.title}</a>
            </p>
          )}
          <h1 {...source(page, "title")}>{page.title}</h1>
          {page.standfirst && <p className="standfirst" {...source(page, "standfirst")}>{page.standfirst}</p>}
          <p className="meta opening-meta">
            {page.authors.length > 0 && (
              <span {...source(page, "authors")}>
                {say.by} <Names authors={page.authors} locale={locale} />
              </span>
            )}
            {page.published_at && (
              <span>
                <Day moment={page.published_at} locale={locale} />
              </span>
            )}
            {page.updated_at && (
              <span>
                {say.updated} <Day moment={page.updated_at} locale={locale} />
              </span>
            )}
            <span>{say.minutes(page.reading_time)}</span>
          </p>
        </header>
        <LeadPicture image={page.lead_image} mark={source(page, "lead_image")} />
        <Body {...page} locale={locale}>
          <Series page={page} locale={locale} />
        </Body>
        <Corrections page={page} locale={locale} />
        <Authors page={page} locale={locale} />
        <Classification page={page} locale={locale} />
      </article>
      {page.related.length > 0 && (
        <section className="related" aria-labelledby="related-heading">
          <h2 id="related-heading" className="section-title">
            {say.readNext}
          </h2>
          <Tiles stories={page.related} locale={locale} />
        </section>
      )}
    </>
  );
}

function Series({ page, locale }: Props) {
  const say = words(locale);
  const place = page.series;
  return (
    place && (
      <nav className="series-place" aria-label={place.series.title}>
        <p className="meta">{say.part(place.position, place.total)}</p>
        <p className="series-title">
          <a href={place.series.url}>{place.series.title}</a>
        </p>
        {place.previous && (
          <p>
            <span className="meta">{say.previousPart}</span>{" "}
            <a rel="prev" href={place.previous.url}>
              {place.previous.title}
            </a>
          </p>
        )}
        {place.next && (
          <p>
            <span className="meta">{say.nextPart}</span>{" "}
            <a rel="next" href={place.next.url}>
              {place.next.title}
            </a>
          </p>
        )}
      </nav>
    )
  );
}

function Corrections({ page, locale }: Props) {
  return (
    page.corrections.length > 0 && (
      <aside className="corrections" aria-labelledby="corrections-heading">
        <h2 id="corrections-heading">{words(locale).corrections}</h2>
        <ul role="list">
          {page.corrections.map((correction) => (
            <li key={correction.id}>
              <span className="meta">
                <Day moment={correction.date} locale={locale} />
              </span>
              <p>{correction.text}</p>
            </li>
          ))}
        </ul>
      </aside>
    )
  );
}

function Authors({ page, locale }: Props) {
  return (
    page.authors.length > 0 && (
      <section className="writers" aria-label={words(locale).authors}>
        <ul role="list">
          {page.authors.map((author) => (
            <li key={author.id} className="writer">
              {author.portrait && <Picture image={{ ...author.portrait, alt: "" }} sizes="4rem" className="portrait" />}
              <div>
                <p className="writer-name">
                  <a rel="author" href={author.url}>
                    {author.title}
                  </a>
                </p>
                {author.role && <p className="quiet">{author.role}</p>}
              </div>
            </li>
          ))}
        </ul>
      </section>
    )
  );
}

function Classification({ page, locale }: Props) {
  const say = words(locale);
  return (
    (page.topics.length > 0 || page.tags.length > 0) && (
      <footer className="classification" {...source(page, "topics")}>
        {page.topics.length > 0 && (
          <div>
            <h2>{say.topics}</h2>
            <ul role="list">
              {page.topics.map((topic) => (
                <li key={topic.id}>
                  <a href={topic.url}>{topic.title}</a>
                </li>
              ))}
            </ul>
          </div>
        )}
        {page.tags.length > 0 && (
          <div>
            <h2>{say.tags}</h2>
            <ul role="list">
              {page.tags.map((tag) => (
                <li key={tag.id}>
                  <a rel="tag" href={tag.url}>
                    {tag.name}
                  </a>
                </li>
              ))}
            </ul>
          </div>
        )}
      </footer>
    )
  );
}
