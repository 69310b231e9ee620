"use client";

import type { Site } from "masthead-client";
import { useEffect, useState } from "react";

/** The banner of breaking news. It ends at a moment, and a page may be older than that: the browser looks at the clock. */
export function Breaking({ news }: { news: NonNullable<Site["breaking"]> }) {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const left = Date.parse(news.until) - Date.now();
    const timer = setTimeout(() => setOver(true), Math.max(0, Math.min(left, 2 ** 31 - 1)));
    return () => clearTimeout(timer);
  }, [news.until]);
  if (over) return null;
  return (
    <aside className="breaking" aria-label={news.label}>
      <p>
        <strong>{news.label}</strong> {news.url ? <a href={news.url}>{news.text}</a> : news.text}
      </p>
    </aside>
  );
}
