import { notFound } from "next/navigation";

import { PlainHead } from "@/components/head";
import { NOTHING } from "@/content/building";
import { ask } from "@/content/reading";
import { words } from "@/content/words";
import { AuthorsView } from "@/views/indexes";

export default async function Page({ params }: { params: Promise<{ locale: string }> }) {
  const { locale } = await params;
  if (locale === NOTHING) notFound();
  const [site, authors] = await Promise.all([ask("site", locale), ask("authors", locale)]);
  return (
    <>
      <PlainHead site={site} title={words(locale).authors} path={`${site.home}authors/`} />
      <AuthorsView authors={authors} locale={locale} />
    </>
  );
}
