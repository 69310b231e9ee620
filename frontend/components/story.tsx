import type { Card } from "masthead-client";

import { words } from "@/content/words";

import { Day, Names } from "./byline";
import { Picture } from "./picture";

/** What a teaser shows: a card of any list. */
export type Teased = Pick<
  Card,
  "id" | "title" | "url" | "standfirst" | "published_at" | "reading_time" | "comment_count" | "lead_image" | "primary_topic" | "authors"
>;

interface Props {
  story: Teased;
  locale: string;
  level?: 2 | 3;
  sizes?: string;
  first?: boolean;
  /** Says how many comments there are, even if there are none. */
  counted?: boolean;
}

function Title({ story, level = 3 }: Pick<Props, "story" | "level">) {
  const Heading = `h${level}` as const;
  return (
    <Heading className="story-title">
      <a href={story.url}>{story.title}</a>
    </Heading>
  );
}

function Topic({ story }: Pick<Props, "story">) {
  return (
    story.primary_topic && (
      <p className="label">
        <a href={story.primary_topic.url}>{story.primary_topic.title}</a>
      </p>
    )
  );
}

/** With its picture above. */
export function Tile({ story, locale, level, sizes, first }: Props) {
  return (
    <article className="tile">
      {story.lead_image && <Picture image={story.lead_image} {...(sizes && { sizes })} first={first ?? false} className="tile-picture" />}
      <Topic story={story} />
      <Title story={story} level={level ?? 3} />
      {story.standfirst && <p className="story-standfirst">{story.standfirst}</p>}
      <p className="meta">
        <Names authors={story.authors} locale={locale} />
      </p>
    </article>
  );
}

/** A line of an index: day, title, topic, length. */
export function Row({ story, locale, level, counted = false }: Props) {
  const say = words(locale);
  return (
    <article className="row">
      <p className="meta row-day">{story.published_at && <Day moment={story.published_at} locale={locale} length="short" />}</p>
      <div className="row-words">
        <Title story={story} level={level ?? 3} />
        {story.standfirst && <p className="story-standfirst">{story.standfirst}</p>}
        <p className="meta">
          <Names authors={story.authors} locale={locale} />
        </p>
      </div>
      <div className="row-end">
        <Topic story={story} />
        <p className="meta">
          {say.minutes(story.reading_time)}
          {counted && <span className="row-comments">{say.comments(story.comment_count)}</span>}
        </p>
      </div>
    </article>
  );
}

export function Rows({ stories, ...rest }: { stories: readonly Teased[] } & Omit<Props, "story">) {
  return (
    <ol className="rows" role="list">
      {stories.map((story) => (
        <li key={story.id}>
          <Row story={story} {...rest} />
        </li>
      ))}
    </ol>
  );
}

export function Tiles({ stories, ...rest }: { stories: readonly Teased[] } & Omit<Props, "story">) {
  return (
    <ul className="tiles" role="list">
      {stories.map((story) => (
        <li key={story.id}>
          <Tile story={story} {...rest} />
        </li>
      ))}
    </ul>
  );
}
