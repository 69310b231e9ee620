import { notFound } from "next/navigation";

import { PlainHead } from "@/components/head";
import { NOTHING, slugs } from "@/content/building";
import { ask } from "@/content/reading";
import { selected } from "@/routing/selection";
import { AuthorView } from "@/views/people";

interface Props {
  params: Promise<{ locale: string; selection: string; slug: string }>;
}

export async function generateStaticParams({ params }: { params: { locale: string } }): Promise<{ slug: string }[]> {
  return (await slugs("authors", params.locale)).map((slug) => ({ slug }));
}

export default async function Page({ params }: Props) {
  const { locale, selection, slug } = await params;
  if (slug === NOTHING) notFound();
  const [site, author] = await Promise.all([ask("site", locale), ask("author", decodeURIComponent(slug), locale)]);
  if (author === null) notFound();
  return (
    <>
      <PlainHead site={site} title={author.title} description={author.role} path={author.url} feed={`${author.url}feed.xml`} />
      <AuthorView author={author} locale={locale} selection={selected(selection)} />
    </>
  );
}
