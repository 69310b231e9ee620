/**
 * Click to edit: where in the editor a piece of content comes from.
 *
 * In a preview, `marked` writes it into the answers, and `source` makes the attribute of it that Masthead's script looks for.
 * Elsewhere there is nothing to find.
 */
const KEY = "masthead_source";

/** The attribute for an element that shows a piece of content, or one field of it. */
export function source(piece: object, field?: string): Record<string, string> {
  const mark = (piece as { [KEY]?: string })[KEY];
  return mark ? { "data-masthead-source": field ? `${mark}/${field}` : mark } : {};
}

/** The same answer, with the source of each object and each block beside its other keys. */
export function marked<T>(answer: T): T {
  return walk(answer, "") as T;
}

function walk(value: unknown, inside: string): unknown {
  if (Array.isArray(value)) return value.map((item) => walk(item, inside));
  if (typeof value !== "object" || value === null) return value;
  const piece = value as { id?: unknown; type?: unknown; meta?: { type?: unknown } };
  const type = typeof piece.meta?.type === "string" ? piece.meta.type : piece.type;
  let mark = "";
  if (typeof type === "string" && typeof piece.id === "number") mark = `${type}:${piece.id}`;
  // A block, or a section, of the object that it stands in. What stands in a block is edited with it.
  else if (typeof type === "string" && typeof piece.id === "string" && inside) mark = `${inside}/${piece.id}`;
  const isObject = typeof piece.id === "number" && mark !== "";
  const entries = Object.entries(value).map(([key, item]) => [key, walk(item, isObject ? `${mark}/${key}` : "")] as const);
  return Object.fromEntries(mark ? [...entries, [KEY, mark]] : entries);
}
