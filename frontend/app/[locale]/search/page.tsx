/** `/search/?q=…`. It waits for what is found, so that it is complete without a script. */
import { notFound } from "next/navigation";

import { PlainHead } from "@/components/head";
import { NOTHING } from "@/content/building";
import { ask } from "@/content/reading";
import { search } from "@/content/searching";
import type { Wanted } from "@/content/searching";
import { words } from "@/content/words";
import { Results, SearchForm } from "@/views/search";

/** Rendered for each request: it may keep the reader waiting. */
export const instant = false;

type Query = Record<string, string | string[] | undefined>;

interface Props {
  params: Promise<{ locale: string }>;
  searchParams: Promise<Query>;
}

export default async function Page({ params, searchParams }: Props) {
  const { locale } = await params;
  if (locale === NOTHING) notFound();
  const site = await ask("site", locale);
  const say = words(locale);
  const wanted = read(await searchParams);
  return (
    <>
      <PlainHead site={site} title={say.search} path={`${site.home}search/`} robots="noindex" />
      <header className="opening">
        <h1>{say.search}</h1>
      </header>
      <SearchForm q={wanted.q} locale={locale} />
      {wanted.q && <Results wanted={wanted} found={await search(wanted, locale)} locale={locale} />}
    </>
  );
}

function read({ q, cursor }: Query): Wanted {
  return { q: typeof q === "string" ? q.trim() : "", ...(typeof cursor === "string" && { cursor }) };
}
