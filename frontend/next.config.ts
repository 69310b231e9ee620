import type { NextConfig } from "next";

import { PREVIEW_COOKIE } from "./content/cookies";
import { EDITING_ORIGIN, MASTHEAD_ORIGIN } from "./content/environment";

/** What a page may load. `preview` is where else scripts of a page in preview come from. */
function policy(preview = ""): string {
  const development = process.env.NODE_ENV === "development" ? "'unsafe-eval'" : "";
  return [
    "default-src 'self'",
    // Next writes its data into inline scripts, and these cannot be named beforehand on pages that are static.
    `script-src 'self' 'unsafe-inline' ${development} ${preview}`,
    "style-src 'self' 'unsafe-inline'",
    `img-src 'self' data: ${MASTHEAD_ORIGIN}`,
    `media-src 'self' ${MASTHEAD_ORIGIN}`,
    "font-src 'self'",
    "connect-src 'self'",
    // Players that a reader opened.
    "frame-src https:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    // The editor shows drafts in a frame.
    `frame-ancestors 'self' ${EDITING_ORIGIN}`,
  ]
    .map((directive) => directive.trim().replace(/ +/g, " "))
    .join("; ");
}

const PREVIEW = { type: "cookie", key: PREVIEW_COOKIE } as const;

const config: NextConfig = {
  cacheComponents: true,
  partialPrefetching: false,
  trailingSlash: true,
  // proxy.ts does it, for pages: calls from Masthead are not redirected.
  skipTrailingSlashRedirect: true,
  poweredByHeader: false,
  // Content is fresh because Masthead calls when it changes. It is asked for again after five minutes all the same: a call may get lost.
  cacheLife: { content: { stale: 30, revalidate: 300, expire: 31_536_000 } },
  headers: () =>
    Promise.resolve([
      {
        source: "/:path*",
        headers: [
          { key: "X-Content-Type-Options", value: "nosniff" },
          { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=()" },
        ],
      },
      {
        source: "/((?!_next/|api/).*)",
        missing: [PREVIEW],
        headers: [
          // Whoever keeps a page asks whether it still holds: it may have become stale a second ago.
          { key: "Cache-Control", value: "public, max-age=0, must-revalidate" },
          { key: "Content-Security-Policy", value: policy() },
          { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
        ],
      },
      {
        source: "/((?!_next/|api/).*)",
        has: [PREVIEW],
        headers: [
          { key: "Cache-Control", value: "private, no-store" },
          // Masthead's script for previews comes from there.
          { key: "Content-Security-Policy", value: policy(MASTHEAD_ORIGIN) },
          { key: "Referrer-Policy", value: "no-referrer" },
          { key: "X-Robots-Tag", value: "noindex" },
        ],
      },
    ]),
  // Browsers take captions from the page's own origin only.
  rewrites: () => Promise.resolve([{ source: "/captions/:path*", destination: `${MASTHEAD_ORIGIN}/documents/:path*` }]),
};

export default config;
