import type { PageOf } from "masthead-client";

/** Topics with the number of their articles. */
export function TopicList({ topics }: { topics: PageOf<"articles.TopicPage">["subtopics"] }) {
  return (
    <ul className="topic-list" role="list">
      {topics.map(({ topic, standfirst, article_count: count }) => (
        <li key={topic.id}>
          <a href={topic.url}>
            {topic.title} <span className="count">{count}</span>
          </a>
          {standfirst && <p className="topic-standfirst">{standfirst}</p>}
        </li>
      ))}
    </ul>
  );
}
