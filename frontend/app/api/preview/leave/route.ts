import { endDraft } from "@/content/draft";
import { PRIVATE } from "@/routing/lapsed";

/** Back to what is published. */
export async function POST(): Promise<Response> {
  await endDraft();
  return new Response(null, { status: 303, headers: { ...PRIVATE, Location: "/" } });
}
