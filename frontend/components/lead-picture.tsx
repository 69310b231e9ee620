import type { Picture as Image } from "masthead-client";

import { Picture } from "./picture";

/** The picture at the head of a page. `mark` says where it is edited (see `content/source.ts`). */
export function LeadPicture({ image, mark }: { image: Image | null; mark: Record<string, string> }) {
  return (
    image && (
      <figure className="lead-picture" {...mark}>
        <Picture image={image} sizes="100vw" first />
        {(image.caption || image.credit) && (
          <figcaption>
            {image.caption}
            {image.credit && <span className="credit">{image.credit}</span>}
          </figcaption>
        )}
      </figure>
    )
  );
}
