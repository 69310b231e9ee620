import type { PageOf } from "masthead-client";

import { ArticleList } from "@/components/article-list";
import { Body } from "@/components/body";
import { Breadcrumbs } from "@/components/breadcrumbs";
import { LeadPicture } from "@/components/lead-picture";
import { Tiles } from "@/components/story";
import { TopicList } from "@/components/topic-list";
import type { Selection } from "@/content/reading";
import { source } from "@/content/source";
import { words } from "@/content/words";

interface Props {
  page: PageOf<"articles.TopicPage">;
  locale: string;
  selection: Selection;
}

export function TopicView({ page, locale, selection }: Props) {
  const say = words(locale);
  return (
    <>
      <article className="topic" {...source(page)}>
        <header className="opening">
          <Breadcrumbs crumbs={page.breadcrumbs} />
          <h1 {...source(page, "title")}>{page.title}</h1>
          {page.also_known_as.length > 0 && (
            <p className="also-known-as">
              {say.alsoKnownAs} {page.also_known_as.join(", ")}
            </p>
          )}
          {page.standfirst && <p className="standfirst" {...source(page, "standfirst")}>{page.standfirst}</p>}
          <p className="meta opening-meta">
            <span>
              <a href="#list">{say.articles(page.article_count)}</a>
            </span>
          </p>
        </header>
        <LeadPicture image={page.lead_image} mark={source(page, "lead_image")} />
        <Body {...page} locale={locale}>
          {page.subtopics.length > 0 && (
            <nav className="series-place" aria-labelledby="subtopics-heading">
              <h2 id="subtopics-heading" className="meta">
                {say.within}
              </h2>
              <TopicList topics={page.subtopics} />
            </nav>
          )}
          {page.related_topics.length > 0 && (
            <nav className="series-place" aria-labelledby="related-topics-heading">
              <h2 id="related-topics-heading" className="meta">
                {say.relatedTopics}
              </h2>
              <ul role="list">
                {page.related_topics.map((topic) => (
                  <li key={topic.id}>
                    <a href={topic.url}>{topic.title}</a>
                  </li>
                ))}
              </ul>
            </nav>
          )}
        </Body>
      </article>
      {page.pinned.length > 0 && (
        <section className="related" aria-labelledby="pinned-heading">
          <h2 id="pinned-heading" className="section-title">
            {say.startHere}
          </h2>
          <Tiles stories={page.pinned} locale={locale} />
        </section>
      )}
      <ArticleList heading={say.allArticles} facet="topic" of={String(page.id)} locale={locale} selection={selection} />
    </>
  );
}
