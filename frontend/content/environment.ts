/** What this frontend is told from outside. `.env.example` explains each name. */

function address(name: string, fallback: string): string {
  const given = (process.env[name] ?? "").trim() || fallback;
  try {
    return new URL(given).origin;
  } catch {
    throw new Error(`${name} must be an address such as https://www.example.org, and is "${given}".`);
  }
}

/** Where the publication's API and pictures are. */
export const MASTHEAD_ORIGIN = address("MASTHEAD_URL", "http://localhost:8000");

/** Where editors work, if not there. */
export const EDITING_ORIGIN = address("MASTHEAD_EDITING_URL", MASTHEAD_ORIGIN);

/** The address of this frontend. */
export const SITE_ORIGIN = address("SITE_URL", "http://localhost:3000");

/** In which time zone days begin and end. */
export const TIME_ZONE = process.env["TIME_ZONE"] || "UTC";

/** How many pages, and how many of each other kind, are rendered by the build. */
export const PRERENDER = Math.min(Math.max(Number(process.env["PRERENDER"] || 50), 1), 100);
