import type { PageOf } from "masthead-client";

import { Day, Names } from "@/components/byline";
import { Picture } from "@/components/picture";
import { RichText } from "@/components/rich-text";
import { Rows, Tiles } from "@/components/story";
import type { Teased } from "@/components/story";
import { source } from "@/content/source";
import { words } from "@/content/words";

type Home = PageOf<"home.HomePage">;
type Section = Home["sections"][number];

interface Props {
  section: Section;
  locale: string;
}

export function HomeView({ page, locale }: { page: Home; locale: string }) {
  const leads = page.sections[0]?.type === "lead";
  return (
    <div className="home" {...source(page)}>
      {/* A front page that opens with a story has its name in the masthead already. */}
      <h1 className={leads ? "visually-hidden" : "home-title"}>{page.title}</h1>
      {page.sections.map((section) => (
        <div key={section.id} {...source(section)}>
          <SectionView section={section} locale={locale} />
        </div>
      ))}
    </div>
  );
}

/** Kinds of sections that are new in a newer server are shown as lists. */
function SectionView({ section, locale }: Props) {
  switch (section.type) {
    case "lead":
      return <Lead section={section} locale={locale} />;
    case "words":
      return <Statement section={section} />;
    case "desk":
    case "featured":
      return <Titled section={section} locale={locale} as="tiles" />;
    default:
      return <Titled section={section} locale={locale} as="rows" />;
  }
}

function Lead({ section, locale }: Props) {
  const [first, ...others] = section.cards;
  return (
    <section className="front" aria-label={section.heading || words(locale).startHere}>
      {first && <Opener story={first} locale={locale} />}
      {others.length > 0 && <Tiles stories={others} locale={locale} level={2} />}
    </section>
  );
}

function Opener({ story, locale }: { story: Teased; locale: string }) {
  return (
    <article className="opener">
      {story.lead_image && <Picture image={story.lead_image} sizes="(min-width: 60rem) 60vw, 100vw" first className="opener-picture" />}
      <div className="opener-words">
        {story.primary_topic && (
          <p className="label">
            <a href={story.primary_topic.url}>{story.primary_topic.title}</a>
          </p>
        )}
        <h2 className="opener-title">
          <a href={story.url}>{story.title}</a>
        </h2>
        {story.standfirst && <p className="opener-standfirst">{story.standfirst}</p>}
        <p className="meta">
          <Names authors={story.authors} locale={locale} />
          {story.published_at && (
            <>
              {" "}
              <Day moment={story.published_at} locale={locale} length="short" />
            </>
          )}
        </p>
      </div>
    </article>
  );
}

/** Words that stand for themselves. */
function Statement({ section }: { section: Section }) {
  return (
    <section className="statement" aria-label={section.heading || undefined}>
      {section.heading && <h2 className="section-title">{section.heading}</h2>}
      <RichText html={section.text} />
    </section>
  );
}

function Titled({ section, locale, as }: Props & { as: "rows" | "tiles" }) {
  const say = words(locale);
  const of = section.topic ?? section.desk;
  const heading = section.heading || of?.title;
  const Stories = as === "rows" ? Rows : Tiles;
  return (
    <section className={`titled titled-${as}`} aria-label={heading}>
      <header className="titled-head">
        {heading && <h2 className="section-title">{of ? <a href={of.url}>{heading}</a> : heading}</h2>}
        <RichText html={section.text} />
        {of && (
          <p className="more">
            <a href={of.url}>{say.allOf(of.title)}</a>
          </p>
        )}
      </header>
      <Stories stories={section.cards} locale={locale} />
    </section>
  );
}
