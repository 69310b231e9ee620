import type { ReactNode } from "react";

import { WHOLE } from "@/routing/selection";

/** Whatever is not static is a mistake, and stops the build. */
export const ensureStatic = "navigation";

/** Lists are rendered from their beginning; their further pages when they are asked for. */
export function generateStaticParams(): { selection: string }[] {
  return [{ selection: WHOLE }];
}

export default function Layout({ children }: { children: ReactNode }) {
  return children;
}
