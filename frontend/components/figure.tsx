import type { ReactNode } from "react";

import { RichLine } from "./rich-text";

/** What is shown, with its caption and its credit below. */
export function Figure({ children, caption = "", credit = "", className }: { children: ReactNode; caption?: string; credit?: string; className?: string }) {
  return (
    <figure className={className}>
      {children}
      {(caption || credit) && (
        <figcaption>
          <RichLine html={caption} />
          {credit && <span className="credit">{credit}</span>}
        </figcaption>
      )}
    </figure>
  );
}
