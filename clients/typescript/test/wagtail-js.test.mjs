// A client of Wagtail's API v2 that knows nothing of us, unchanged.

import assert from "node:assert/strict";
import { test } from "node:test";

import { CMSClient } from "wagtail-js";

const client = new CMSClient({ baseURL: process.env.MASTHEAD_URL, apiPath: "/api/v2", cache: "no-store" });

test("it lists pages", async () => {
  const pages = await client.fetchPages({ limit: 5 });
  assert.equal(pages.items.length, 5);
  assert.ok(pages.meta.total_count > 40);
  for (const page of pages.items) {
    assert.equal(typeof page.id, "number");
    assert.ok(page.title && page.meta.type && page.meta.slug && page.meta.html_url && page.meta.detail_url);
  }
});

test("it filters, orders and turns the pages of a list", async () => {
  const queries = { type: "articles.ArticlePage", order: "-first_published_at", limit: 4 };
  const first = await client.fetchPages(queries);
  assert.ok(first.items.every((page) => page.meta.type === "articles.ArticlePage"));
  const dates = first.items.map((page) => page.meta.first_published_at);
  assert.deepEqual(dates, [...dates].sort().reverse());
  const second = await client.fetchPages({ ...queries, order: undefined, offset: 4 });
  const again = await client.fetchPages({ ...queries, order: undefined });
  assert.ok(second.items.every((page) => again.items.every((other) => other.id !== page.id)));
});

test("it finds by tree, by slug, by words and in a language", async () => {
  const desk = (await client.fetchPages({ type: "articles.ArticleIndexPage" })).items[0];
  const below = await client.fetchPages({ descendant_of: desk.id, limit: 100 });
  assert.ok(below.items.length > 0);
  assert.ok(below.items.every((page) => page.meta.html_url.startsWith(desk.meta.html_url)));
  const bySlug = await client.fetchPage("six-queries");
  assert.equal(bySlug.meta.slug, "six-queries");
  const found = await client.fetchPages({ search: "queries", locale: "en" });
  assert.ok(found.items.some((page) => page.id === bySlug.id));
});

test("it reads whole pages with the fields it wants", async () => {
  const { id } = await client.fetchPage("six-queries");
  const page = await client.fetchPage(id);
  assert.equal(page.meta.type, "articles.ArticlePage");
  assert.ok(page.meta.parent.id && page.meta.parent.meta.detail_url);
  assert.ok(Array.isArray(page.body) && page.body.every((block) => block.type && block.id && "value" in block));
  const chosen = await client.fetchPages({ type: "articles.ArticlePage", fields: ["standfirst", "body"], limit: 2 });
  assert.ok(chosen.items.every((item) => item.standfirst !== undefined && Array.isArray(item.body)));
});

test("it reads images and documents", async () => {
  const images = await client.fetchImages({ limit: 3 });
  const image = await client.fetchImage(images.items[0].id);
  assert.equal(image.id, images.items[0].id);
  assert.ok("download_url" in image.meta && image.width > 0);
  const documents = await client.fetchDocuments({ limit: 3 });
  const document = await client.fetchDocument(documents.items[0].id);
  assert.match(client.getMediaSrc(document.meta), /^http/);
});

test("what is not there is said as it expects", async () => {
  const page = await client.fetchPage(2_000_000_000).catch((error) => error);
  assert.equal(page.message, "Page not found");
  assert.equal((await client.fetchPage("nowhere-at-all")).message, "Page not found");
});
