import { notFound } from "next/navigation";

import { PlainHead } from "@/components/head";
import { NOTHING, slugs } from "@/content/building";
import { ask } from "@/content/reading";
import { TermView } from "@/views/words";

interface Props {
  params: Promise<{ locale: string; slug: string }>;
}

export async function generateStaticParams({ params }: { params: { locale: string } }): Promise<{ slug: string }[]> {
  return (await slugs("terms", params.locale)).map((slug) => ({ slug }));
}

export default async function Page({ params }: Props) {
  const { locale, slug } = await params;
  if (slug === NOTHING) notFound();
  const [site, term] = await Promise.all([ask("site", locale), ask("term", decodeURIComponent(slug), locale)]);
  if (term === null) notFound();
  return (
    <>
      <PlainHead site={site} title={term.name} description={term.definition} path={term.url} />
      <TermView term={term} locale={locale} />
    </>
  );
}
