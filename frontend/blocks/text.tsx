import { RichText } from "@/components/rich-text";
import { words } from "@/content/words";

import type { Props, SpokenProps } from "./value";

export function Paragraph({ value }: Props<"paragraph">) {
  return <RichText html={value.html} />;
}

export function Heading({ value }: Props<"heading">) {
  const Level = `h${value.level as 2 | 3 | 4}` as const;
  return (
    <Level id={value.id}>
      <a className="anchor" href={`#${value.id}`}>
        {value.text}
      </a>
    </Level>
  );
}

export function PullQuote({ value }: Props<"pull_quote">) {
  return (
    <figure className="pull-quote">
      <blockquote>
        <p>{value.quote}</p>
      </blockquote>
      {value.attribution && (
        <figcaption>
          {value.attribution}
          {value.role && <span className="quiet">{value.role}</span>}
        </figcaption>
      )}
    </figure>
  );
}

export function Callout({ value, locale }: SpokenProps<"callout">) {
  const say = words(locale);
  return (
    <aside className={`callout callout-${value.kind}`}>
      <p className="callout-kind">{value.title || say[value.kind]}</p>
      <RichText html={value.html} />
    </aside>
  );
}
