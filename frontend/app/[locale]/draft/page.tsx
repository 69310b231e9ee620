/** A draft that has no page of its own: reusable content, as it stands in a body. */
import type { BlockOf } from "masthead-client";
import { notFound } from "next/navigation";

import { Blocks } from "@/blocks";
import { localised } from "@/content/addresses";
import { currentDraft, fetchDraft } from "@/content/draft";
import { MASTHEAD_ORIGIN } from "@/content/environment";

interface Props {
  params: Promise<{ locale: string }>;
}

export default async function Page({ params }: Props) {
  const { locale } = await params;
  const draft = await currentDraft();
  if (draft === null) notFound();
  const response = await fetchDraft(draft.session)(`${MASTHEAD_ORIGIN}/api/v2/`);
  const { kind, payload } = (await response.json()) as { kind: string; payload: BlockOf<"reusable"> };
  if (kind !== "reusable") notFound();
  return (
    <div className="body">
      <Blocks blocks={[localised(payload)]} locale={locale} />
    </div>
  );
}
