import { RichLine } from "@/components/rich-text";
import { Day, Names } from "@/components/byline";
import type { Found, Wanted } from "@/content/searching";
import { words } from "@/content/words";

export function SearchForm({ q = "", locale }: { q?: string; locale: string }) {
  const say = words(locale);
  return (
    <form className="search" role="search" action="./">
      <label htmlFor="q">{say.searchFor}</label>
      <div className="search-row">
        <input id="q" name="q" type="search" defaultValue={q} maxLength={100} required autoComplete="off" />
        <button type="submit">{say.search}</button>
      </div>
    </form>
  );
}

/** What was found, or why nothing was. */
export function Results({ wanted, found, locale }: { wanted: Wanted; found: Found | string; locale: string }) {
  const say = words(locale);
  if (typeof found === "string") return <p role="alert">{found}</p>;
  const { total_count, corrected_query, next_cursor } = found.meta;
  return (
    <section className="list" aria-labelledby="list-heading">
      <header className="list-head">
        <h2 id="list-heading">{say.results(total_count)}</h2>
        {corrected_query && <p>{say.lookedFor(corrected_query)}</p>}
      </header>
      {found.items.length === 0 && <p>{say.foundNothing}</p>}
      <ol className="rows" role="list">
        {found.items.map((hit) => (
          <li key={hit.id}>
            <article className="row">
              <p className="meta row-day">{hit.published_at && <Day moment={hit.published_at} locale={locale} length="short" />}</p>
              <div className="row-words">
                <h3 className="story-title">
                  <a href={hit.url} dangerouslySetInnerHTML={{ __html: hit.highlighted_title }} />
                </h3>
                {hit.snippet && (
                  <p className="story-standfirst">
                    <RichLine html={hit.snippet} />
                  </p>
                )}
                <p className="meta">
                  <Names authors={hit.authors} locale={locale} />
                </p>
              </div>
            </article>
          </li>
        ))}
      </ol>
      {next_cursor && (
        <nav className="pages" aria-label={say.search}>
          <a rel="next" href={`./?${new URLSearchParams({ q: wanted.q, cursor: next_cursor })}`}>
            {say.more}
          </a>
        </nav>
      )}
    </section>
  );
}
