import type { Picture as Image } from "masthead-client";

interface Props {
  image: Image;
  /** How wide the picture is shown, where it is not as its preset says. */
  sizes?: string;
  /** The one picture that readers wait for. */
  first?: boolean;
  className?: string;
}

/** A picture in every format that it has. While its files are being made, its placeholder. */
export function Picture({ image, sizes = image.sizes, first = false, className }: Props) {
  const fallback = image.sources.at(-1);
  const focus = image.focal_point;
  return (
    <picture className={className}>
      {image.sources.slice(0, -1).map((source) => (
        <source key={source.type} type={source.type} srcSet={source.srcset} sizes={sizes} />
      ))}
      <img
        src={image.src ?? image.placeholder}
        {...(fallback && { srcSet: fallback.srcset, sizes })}
        width={image.width}
        height={image.height}
        alt={image.alt}
        loading={first ? "eager" : "lazy"}
        fetchPriority={first ? "high" : "auto"}
        decoding="async"
        style={{
          backgroundColor: image.dominant_color || undefined,
          objectPosition: focus ? `${focus.x * 100}% ${focus.y * 100}%` : undefined,
        }}
      />
    </picture>
  );
}
