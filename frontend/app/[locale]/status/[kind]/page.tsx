/**
 * What readers see instead of a page. The status that goes with it comes from proxy.ts, and holds because none of these pages is
 * rendered by the build: it would give them one of their own.
 */
import { notFound } from "next/navigation";

import { Rows } from "@/components/story";
import { NOTHING } from "@/content/building";
import { EDITING_ORIGIN } from "@/content/environment";
import { ask } from "@/content/reading";
import { words } from "@/content/words";

const KINDS = ["missing", "gone", "locked"] as const;
type Kind = (typeof KINDS)[number];

interface Props {
  params: Promise<{ locale: string; kind: string }>;
}

export const ensureStatic = "navigation";

export function generateStaticParams(): { kind: string }[] {
  return [{ kind: NOTHING }];
}

export default async function Page({ params }: Props) {
  const { locale, kind } = await params;
  if (locale === NOTHING || !isKind(kind)) notFound();
  const say = words(locale);
  const [site, newest] = await Promise.all([ask("site", locale), ask("newest", locale, 5)]);
  const { title, text } = say.statuses[kind];
  return (
    <>
      <title>{`${title} · ${site.name}`}</title>
      <meta name="robots" content="noindex" />
      <header className="opening">
        <h1>{title}</h1>
        <p className="standfirst">{text}</p>
        <p className="more">{kind === "locked" ? <a href={`${EDITING_ORIGIN}/admin/login/`}>{say.signIn}</a> : <a href={site.home}>{say.home}</a>}</p>
      </header>
      <section className="list" aria-labelledby="list-heading">
        <header className="list-head">
          <h2 id="list-heading">{say.readNext}</h2>
        </header>
        <Rows stories={newest.items} locale={locale} />
      </section>
    </>
  );
}

function isKind(kind: string): kind is Kind {
  return KINDS.some((known) => known === kind);
}
