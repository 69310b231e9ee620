import { TIME_ZONE } from "./environment";

const FULL: Intl.DateTimeFormatOptions = { day: "numeric", month: "long", year: "numeric" };
const SHORT: Intl.DateTimeFormatOptions = { day: "numeric", month: "short", year: "numeric" };

/** A moment as a day, in the publication's time zone and a reader's language. */
export function day(moment: string, locale: string, length: "full" | "short" = "full"): string {
  // A date without a time is a day already, wherever one is.
  const timeZone = moment.length === "2026-11-27".length ? "UTC" : TIME_ZONE;
  return new Intl.DateTimeFormat(locale === "en" ? "en-GB" : locale, { ...(length === "full" ? FULL : SHORT), timeZone }).format(new Date(moment));
}

/** A number of bytes, for people. */
export function size(bytes: number, locale: string): string {
  const [unit, divisor] = bytes < 1_000_000 ? ["kilobyte", 1_000] : ["megabyte", 1_000_000];
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 1 }).format(bytes / Number(divisor));
}
