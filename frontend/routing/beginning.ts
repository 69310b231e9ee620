/**
 * The beginning of a process. What was rendered before it, by the build or by its predecessor, may be stale: calls went to another
 * process, or to nobody. So the first request of a process calls everything stale, before it is answered itself.
 */
import { randomUUID } from "node:crypto";

interface Beginning {
  password: string;
  done?: Promise<void>;
}

const beginning: Beginning = ((globalThis as { mastheadBeginning?: Beginning }).mastheadBeginning ??= { password: randomUUID() });

/** Known to this process only. */
export const { password } = beginning;
export const HEADER = "x-masthead-beginning";

export function begun(): Promise<void> {
  return (beginning.done ??= begin());
}

async function begin(): Promise<void> {
  const port = process.env["PORT"];
  if (process.env.NODE_ENV !== "production" || !port) return;
  // Only a route may call tags stale, so this process asks itself.
  await fetch(`http://127.0.0.1:${port}/api/revalidate`, { method: "POST", headers: { [HEADER]: password }, cache: "no-store" }).catch((error: unknown) =>
    console.warn("What was rendered before this start could not be called stale; it will be checked within five minutes.", error),
  );
}
