/** Calls from Masthead: signed as Standard Webhooks describes (https://www.standardwebhooks.com), heard once, and not later than five minutes. */
import { createHmac, timingSafeEqual } from "node:crypto";

import { EVERYTHING } from "@/content/tags";

/** A call that is not believed, and why. */
export class Refused extends Error {
  constructor(
    readonly status: 400 | 401 | 413 | 503,
    message: string,
  ) {
    super(message);
  }
}

export interface Call {
  tags: readonly string[];
  /** Whether this very call has been heard before: it is sent again when its answer got lost. */
  done: boolean;
}

const TOLERANCE = 5 * 60;
const LONGEST = 1_000_000;
const heard = new Map<string, number>();

/** What a request asks for. Throws `Refused`. */
export async function opened(request: Request): Promise<Call> {
  const secret = process.env["REVALIDATE_SECRET"];
  if (!secret) throw new Refused(503, "REVALIDATE_SECRET is not set here, so no call can be believed.");
  if (Number(request.headers.get("Content-Length") ?? 0) > LONGEST) throw new Refused(413, "The call is too long.");
  const body = await request.text();
  const id = request.headers.get("webhook-id") ?? "";
  const timestamp = request.headers.get("webhook-timestamp") ?? "";
  const now = Math.floor(Date.now() / 1000);
  if (!id || id.length > 200 || !/^[0-9]{1,12}$/.test(timestamp)) throw new Refused(400, "The headers webhook-id and webhook-timestamp are missing.");
  const expected = createHmac("sha256", key(secret)).update(`${id}.${timestamp}.${body}`).digest();
  if (!signatures(request.headers.get("webhook-signature") ?? "").some((given) => given.length === expected.length && timingSafeEqual(given, expected))) {
    throw new Refused(401, "The signature is not right. REVALIDATE_SECRET must be the same here and in Masthead.");
  }
  if (Math.abs(now - Number(timestamp)) > TOLERANCE) throw new Refused(401, "The call is older than five minutes, or one of the two clocks is wrong.");
  for (const [known, at] of heard) if (at < now - 2 * TOLERANCE) heard.delete(known);
  const done = heard.has(id);
  const tags = read(body);
  heard.set(id, now);
  return { tags, done };
}

function key(secret: string): Buffer {
  return secret.startsWith("whsec_") ? Buffer.from(secret.slice("whsec_".length), "base64") : Buffer.from(secret, "utf8");
}

function signatures(header: string): Buffer[] {
  return header
    .split(" ")
    .filter((part) => part.startsWith("v1,"))
    .map((part) => Buffer.from(part.slice("v1,".length), "base64"));
}

/** The tags that a call names. Other kinds of calls, and fields that are not known yet, are passed over. */
function read(body: string): string[] {
  let call: { type?: unknown; data?: { tags?: unknown } };
  try {
    call = JSON.parse(body) as typeof call;
  } catch {
    throw new Refused(400, "The body is not JSON.");
  }
  if (call.type !== "content.changed") return [];
  const tags = call.data?.tags;
  if (!Array.isArray(tags)) throw new Refused(400, "data.tags must be a list of content tags.");
  // Beside each tag its kind is named. A tag alone stands for everything: there would have been too many.
  if (tags.length === 1) return [EVERYTHING];
  return tags.filter((tag): tag is string => typeof tag === "string" && tag.length <= 256);
}
