import type { PageOf } from "masthead-client";

import { Body } from "@/components/body";
import { Breadcrumbs } from "@/components/breadcrumbs";
import { LeadPicture } from "@/components/lead-picture";
import { source } from "@/content/source";

/** A page of its own: about, imprint, privacy. */
export function StandardView({ page, locale }: { page: PageOf<"content.StandardPage">; locale: string }) {
  return (
    <article className="standard" {...source(page)}>
      <header className="opening">
        <Breadcrumbs crumbs={page.breadcrumbs} />
        <h1 {...source(page, "title")}>{page.title}</h1>
        {page.standfirst && <p className="standfirst" {...source(page, "standfirst")}>{page.standfirst}</p>}
      </header>
      <LeadPicture image={page.lead_image} mark={source(page, "lead_image")} />
      <Body {...page} locale={locale} />
    </article>
  );
}
