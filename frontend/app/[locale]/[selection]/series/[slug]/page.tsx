import { notFound } from "next/navigation";

import { PlainHead } from "@/components/head";
import { NOTHING, slugs } from "@/content/building";
import { ask } from "@/content/reading";
import { SeriesView } from "@/views/people";

interface Props {
  params: Promise<{ locale: string; slug: string }>;
}

export async function generateStaticParams({ params }: { params: { locale: string } }): Promise<{ slug: string }[]> {
  return (await slugs("series", params.locale)).map((slug) => ({ slug }));
}

export default async function Page({ params }: Props) {
  const { locale, slug } = await params;
  if (slug === NOTHING) notFound();
  const [site, series] = await Promise.all([ask("site", locale), ask("series", decodeURIComponent(slug), locale)]);
  if (series === null) notFound();
  return (
    <>
      <PlainHead site={site} title={series.title} description={series.description} path={series.url} feed={`${series.url}feed.xml`} />
      <SeriesView series={series} locale={locale} />
    </>
  );
}
