"use client";

import { useParams } from "next/navigation";

import { words } from "@/content/words";

/** Masthead could not be asked, and there is nothing rendered before that could be shown. */
export default function Failed({ reset }: { reset: () => void }) {
  const { locale } = useParams<{ locale: string }>();
  const say = words(locale);
  return (
    <header className="opening">
      <h1>{say.statuses.failed.title}</h1>
      <p className="standfirst">{say.statuses.failed.text}</p>
      <p>
        <button type="button" className="button button-primary" onClick={reset}>
          {say.again}
        </button>
      </p>
    </header>
  );
}
