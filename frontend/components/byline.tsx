import type { Link } from "masthead-client";

import { day } from "@/content/dates";
import { words } from "@/content/words";

/** Names, one after the other, as a sentence has them. */
export function Names({ authors, locale }: { authors: readonly Pick<Link, "id" | "title" | "url">[]; locale: string }) {
  const { and } = words(locale);
  return authors.map((author, index) => (
    <span key={author.id}>
      {index > 0 && (index === authors.length - 1 ? ` ${and} ` : ", ")}
      <a rel="author" href={author.url}>
        {author.title}
      </a>
    </span>
  ));
}

export function Day({ moment, locale, length }: { moment: string; locale: string; length?: "full" | "short" }) {
  return <time dateTime={moment}>{day(moment, locale, length)}</time>;
}
