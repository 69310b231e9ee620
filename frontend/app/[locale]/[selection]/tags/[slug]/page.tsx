import { notFound } from "next/navigation";

import { PlainHead } from "@/components/head";
import { NOTHING } from "@/content/building";
import { ask } from "@/content/reading";
import { words } from "@/content/words";
import { selected } from "@/routing/selection";
import { TagView } from "@/views/words";

interface Props {
  params: Promise<{ locale: string; selection: string; slug: string }>;
}

/** There is no list of tags: they are rendered when they are asked for. */
export function generateStaticParams(): { slug: string }[] {
  return [{ slug: NOTHING }];
}

export default async function Page({ params }: Props) {
  const { locale, selection, slug: part } = await params;
  if (part === NOTHING) notFound();
  const slug = decodeURIComponent(part);
  const [site, tag] = await Promise.all([ask("site", locale), ask("tag", slug, locale)]);
  if (!tag?.name) notFound();
  const path = `${site.home}tags/${part}/`;
  return (
    <>
      <PlainHead site={site} title={words(locale).tagged(tag.name)} path={path} feed={`${path}feed.xml`} />
      <TagView name={tag.name} slug={slug} locale={locale} selection={selected(selection)} />
    </>
  );
}
