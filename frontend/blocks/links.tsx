import { Tiles } from "@/components/story";
import { size } from "@/content/dates";

import type { Props, SpokenProps } from "./value";

export function Teaser({ value, locale }: SpokenProps<"teaser">) {
  return (
    <aside className="teaser">
      {value.heading && <h3 className="block-title">{value.heading}</h3>}
      <Tiles stories={value.cards} locale={locale} />
    </aside>
  );
}

export function Button({ value }: Props<"button">) {
  return (
    <p>
      <a className={`button button-${value.style}`} href={value.url}>
        {value.text}
      </a>
    </p>
  );
}

export function Download({ value, locale }: SpokenProps<"download">) {
  return (
    <a className="download" href={value.file.url} download>
      <span className="download-title">{value.title}</span>
      <span className="meta">
        {value.file.filename} {size(value.file.size, locale)}
      </span>
      {value.description && <span className="download-description">{value.description}</span>}
    </a>
  );
}
