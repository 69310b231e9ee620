import { connection } from "next/server";

import { absolute } from "@/content/addresses";

export async function GET(): Promise<Response> {
  await connection();
  return new Response(`User-agent: *\nAllow: /\nDisallow: /api/\n\nSitemap: ${absolute("/sitemap.xml")}\n`);
}
