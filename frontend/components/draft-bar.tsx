import type { Draft } from "@/content/draft";
import { words } from "@/content/words";

import { Refresher } from "./refresher";

/** Says that this is a draft, leads out of it, and keeps it in step with the editor. */
export function DraftBar({ draft, locale }: { draft: Draft; locale: string }) {
  const say = words(locale);
  return (
    <>
      <aside className="draft-bar" role="status">
        <strong>{say.draft}</strong>
        <form method="post" action="/api/preview/leave">
          <button type="submit">{say.leaveDraft}</button>
        </form>
      </aside>
      <script src={draft.script} defer />
      <Refresher />
    </>
  );
}
