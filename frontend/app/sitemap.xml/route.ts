/** Every page of the publication, for search engines. */
import { connection } from "next/server";

import { absolute } from "@/content/addresses";
import { published } from "@/content/reading";
import { element } from "@/routing/rss";

export async function GET(): Promise<Response> {
  await connection();
  const pages = await published("pages");
  const urls = pages.map(({ url, changed }) => element("url", [element("loc", absolute(url)), ...(changed ? [element("lastmod", changed)] : [])]));
  const body = `<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${urls.join("")}</urlset>\n`;
  return new Response(body, { headers: { "Content-Type": "application/xml; charset=utf-8" } });
}
