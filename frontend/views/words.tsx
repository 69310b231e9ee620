import type { One } from "masthead-client";

import { ArticleList } from "@/components/article-list";
import type { Selection } from "@/content/reading";
import { source } from "@/content/source";
import { words } from "@/content/words";

export function TermView({ term, locale }: { term: One<"terms">; locale: string }) {
  const say = words(locale);
  return (
    <article className="definition" {...source(term)}>
      <header className="opening">
        <p className="label">
          <a href="../">{say.glossary}</a>
        </p>
        <h1 {...source(term, "name")}>
          <dfn>{term.name}</dfn>
        </h1>
        {term.also_known_as.length > 0 && (
          <p className="also-known-as">
            {say.alsoKnownAs} {term.also_known_as.join(", ")}
          </p>
        )}
        <p className="standfirst" {...source(term, "definition")}>{term.definition}</p>
        {term.home && (
          <p className="more">
            {say.moreAbout}: <a href={term.home.url}>{term.home.title}</a>
          </p>
        )}
      </header>
    </article>
  );
}

export function TagView({ name, slug, locale, selection }: { name: string; slug: string; locale: string; selection: Selection }) {
  const say = words(locale);
  return (
    <>
      <header className="opening">
        <h1>{say.tagged(name)}</h1>
      </header>
      <ArticleList heading={say.allArticles} facet="tag" of={slug} locale={locale} selection={selection} />
    </>
  );
}
