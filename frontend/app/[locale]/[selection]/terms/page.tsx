import { notFound } from "next/navigation";

import { PlainHead } from "@/components/head";
import { NOTHING } from "@/content/building";
import { ask } from "@/content/reading";
import { words } from "@/content/words";
import { GlossaryView } from "@/views/indexes";

export default async function Page({ params }: { params: Promise<{ locale: string }> }) {
  const { locale } = await params;
  if (locale === NOTHING) notFound();
  const [site, terms] = await Promise.all([ask("site", locale), ask("terms", locale)]);
  return (
    <>
      <PlainHead site={site} title={words(locale).glossary} path={`${site.home}terms/`} />
      <GlossaryView terms={terms} locale={locale} />
    </>
  );
}
