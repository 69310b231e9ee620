import type { Picture as Image } from "masthead-client";

import { Picture } from "./picture";

/** The picture at the head of a page. */
export function LeadPicture({ image }: { image: Image | null }) {
  return (
    image && (
      <figure className="lead-picture">
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
