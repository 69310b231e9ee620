import { Figure } from "@/components/figure";
import { Picture } from "@/components/picture";
import { RichText } from "@/components/rich-text";
import { size } from "@/content/dates";
import { MASTHEAD_ORIGIN } from "@/content/environment";
import { words } from "@/content/words";
import type { File, Picture as PictureOf } from "masthead-client";

import type { Props, SpokenProps } from "./value";

export function Image({ value }: Props<"image">) {
  return (
    <Figure className="image" caption={value.caption} credit={value.credit}>
      <Picture image={value.picture} />
    </Figure>
  );
}

export function Gallery({ value, locale }: SpokenProps<"gallery">) {
  return (
    <section className={`gallery gallery-${value.layout}`} aria-label={value.title || words(locale).gallery}>
      {value.title && <h3 className="block-title">{value.title}</h3>}
      <ul role="list" tabIndex={value.layout === "row" ? 0 : undefined}>
        {value.images.map((image, index) => (
          <li key={index}>
            <Figure className="image" caption={image.caption} credit={image.credit}>
              <Picture image={image.picture} sizes="(min-width: 60rem) 30rem, 80vw" />
            </Figure>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Nothing is asked of another server before the reader opens the player: a closed `details` loads no lazy frame. */
export function Embed({ value, locale }: SpokenProps<"embed">) {
  const say = words(locale);
  return (
    <Figure className="embed" caption={value.caption}>
      {value.embed_url && (
        <details>
          <summary>
            <span className="embed-title">{value.title}</span>
            <span className="meta">{say.openPlayer(value.provider_name)}</span>
          </summary>
          <iframe
            src={value.embed_url}
            title={value.title}
            loading="lazy"
            referrerPolicy="strict-origin-when-cross-origin"
            sandbox="allow-scripts allow-same-origin allow-popups allow-presentation"
            allow="encrypted-media; fullscreen; picture-in-picture"
            style={{ aspectRatio: `${value.width} / ${value.height}` }}
          />
        </details>
      )}
      <p className="meta">
        <a href={value.url} rel="external noopener">
          {value.embed_url ? say.at(value.title, value.provider_name) : value.title}
        </a>
      </p>
    </Figure>
  );
}

export function Audio({ value, locale }: SpokenProps<"audio">) {
  return (
    <Figure className="audio" caption={value.caption}>
      <p className="block-title">{value.title}</p>
      <audio controls preload="none" src={value.file.url} aria-label={value.title} />
      <Take file={value.file} locale={locale} />
      <Transcript html={value.transcript} locale={locale} />
    </Figure>
  );
}

/** With its poster and captions, a film waits until a reader comes near. Types of React 19 do not know that films can. */
const waits = { loading: "lazy" };

export function Video({ value, locale }: SpokenProps<"video">) {
  return (
    <Figure className="video" caption={value.caption}>
      <p className="block-title">{value.title}</p>
      <video
        controls
        playsInline
        {...waits}
        preload={value.poster ? "none" : "metadata"}
        src={value.file.url}
        poster={value.poster ? lightest(value.poster) : undefined}
        aria-label={value.title}
      >
        {value.captions && <track kind="captions" src={ownAddress(value.captions.url)} srcLang={value.captions_language} label={value.captions.title} default />}
      </video>
      <Take file={value.file} locale={locale} />
      <Transcript html={value.transcript} locale={locale} />
    </Figure>
  );
}

/** One small file, where a browser gets no choice of files: the narrowest WebP. */
function lightest(image: PictureOf): string | undefined {
  const webp = image.sources.find((source) => source.type === "image/webp");
  return webp?.srcset.split(" ")[0] || image.src || undefined;
}

/** Through this frontend: browsers take captions from no other origin. See next.config.ts. */
function ownAddress(url: string): string {
  return url.replace(`${MASTHEAD_ORIGIN}/documents/`, "/captions/");
}

function Take({ file, locale }: { file: File; locale: string }) {
  return (
    <p className="meta">
      <a href={file.url} download>
        {words(locale).download}
      </a>{" "}
      {size(file.size, locale)}
    </p>
  );
}

function Transcript({ html, locale }: { html: string; locale: string }) {
  return (
    html && (
      <details className="transcript">
        <summary>{words(locale).transcript}</summary>
        <RichText html={html} />
      </details>
    )
  );
}
