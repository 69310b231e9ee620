/** Masthead calls here after every change, with the content tags that it made stale. */
import { revalidateTag } from "next/cache";
import { after } from "next/server";

import { EVERYTHING, UNTAGGED } from "@/content/tags";
import { HEADER, password } from "@/routing/beginning";
import { forget } from "@/routing/known";
import { Refused, opened } from "@/routing/webhook";

/** Longer than rendering a page takes. */
const PATIENCE = 3_000;

export async function POST(request: Request): Promise<Response> {
  if (request.headers.get(HEADER) === password) {
    expire([EVERYTHING]);
    return Response.json({ detail: "Everything is stale now." });
  }
  try {
    const { tags, done } = await opened(request);
    if (done) return Response.json({ detail: "This was done before." });
    expire(tags);
    // A page that was being rendered from what has just become stale is stored behind this call. Later, none is.
    after(async () => {
      await new Promise((resume) => setTimeout(resume, PATIENCE));
      expire(tags);
    });
    return Response.json({ detail: `${tags.length} tags are stale now.` });
  } catch (error) {
    if (error instanceof Refused) return Response.json({ detail: error.message }, { status: error.status });
    throw error;
  }
}

/** The next request for anything with one of these tags renders it anew. */
function expire(tags: readonly string[]): void {
  forget(tags);
  for (const tag of [...tags, UNTAGGED]) revalidateTag(tag, { expire: 0 });
}
