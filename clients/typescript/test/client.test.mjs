// Against a running server with the demonstration: MASTHEAD_URL names it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { articleList, screen } from "../build/examples/render.js";
import { ApiError, BadRequestError, Client, NotFoundError, RateLimitError, isPage, memoryCache } from "../build/src/index.js";

const url = process.env.MASTHEAD_URL;
const client = new Client({ url });

/** A fetch that remembers what it was asked and answered. */
function listening(answer = fetch) {
  const heard = [];
  const listen = async (address, init) => {
    const response = await answer(address, init);
    heard.push({ address, status: response.status, headers: new Headers(init.headers) });
    return response;
  };
  return { heard, listen };
}

test("a list of cards, filtered and ordered", async () => {
  const newest = await client.list("articles", { limit: 3, topic: "databases" });
  assert.equal(newest.items.length, 3);
  assert.ok(newest.meta.total_count >= 3);
  for (const item of newest.items) {
    assert.ok(item.title && item.url.startsWith(url) && item.authors.length);
    assert.equal(item.body, undefined);
  }
  const byTitle = await client.list("articles", { limit: 100, order: "title" });
  const titles = byTitle.items.map((item) => item.title);
  assert.deepEqual(titles, titles.toSorted ? titles.toSorted() : [...titles].sort());
});

test("all objects of a list, page by page", async () => {
  const { heard, listen } = listening();
  const titles = [];
  for await (const item of new Client({ url, fetch: listen }).all("articles", { limit: 7 })) titles.push(item.title);
  const whole = await client.list("articles", { limit: 100 });
  assert.deepEqual(titles, whole.items.map((item) => item.title));
  assert.equal(heard.length, Math.ceil(titles.length / 7));
});

test("leaving a list early asks for no further page", async () => {
  const { heard, listen } = listening();
  for await (const item of new Client({ url, fetch: listen }).all("articles", { limit: 2 })) {
    assert.ok(item.title);
    break;
  }
  assert.equal(heard.length, 1);
});

test("one object by slug, by way of slugs and by primary key", async () => {
  const article = await client.get("articles", "six-queries");
  assert.equal(article.meta.type, "articles.ArticlePage");
  const page = await client.get("pages", article.id);
  assert.ok(isPage(page, "articles.ArticlePage"));
  assert.deepEqual(page, article);
  const topics = await client.list("topics", { limit: 100 });
  const nested = topics.items.find((item) => new URL(item.url).pathname.split("/").length > 4);
  const topic = nested ?? topics.items[0];
  const way = new URL(topic.url).pathname.replace(/^\/topics\/|\/$/g, "");
  assert.equal((await client.get("topics", way)).id, topic.id);
});

test("fields narrows what is answered", async () => {
  const { items } = await client.list("articles", { limit: 2, fields: "_,id,title,lead_image(_,alt)" });
  for (const item of items) assert.deepEqual(Object.keys(item).sort(), ["id", "lead_image", "title"]);
  const plain = await client.get("articles", "six-queries", { rich_text_format: "markdown", fields: "_,body" });
  assert.doesNotMatch(plain.body.find((block) => block.type === "paragraph").value.html, /<p>/);
});

test("from a path to content", async () => {
  const article = await client.get("articles", "six-queries");
  const found = await client.resolve(new URL(article.url).pathname);
  assert.equal(found.kind, "page");
  assert.deepEqual(found.page, article);
  assert.deepEqual(await client.resolve("/nowhere/"), { kind: "not_found" });
});

test("everything that a layout needs", async () => {
  const site = await client.site();
  assert.equal(site.name, "Four Spaces");
  assert.ok(site.navigation.primary.length > 0);
});

test("errors say what is wrong", async () => {
  await assert.rejects(client.get("articles", "nowhere"), (error) => error instanceof NotFoundError && error.status === 404);
  await assert.rejects(
    client.list("articles", { limit: 101 }),
    (error) => error instanceof BadRequestError && error instanceof ApiError && error.parameter === "limit" && /100/.test(error.message),
  );
  const busy = async () =>
    new Response('{"type":"about:blank","title":"Too Many Requests","status":429,"detail":"Later.","message":"Later.","parameter":null}', {
      status: 429,
      headers: { "Retry-After": "7" },
    });
  await assert.rejects(new Client({ url, fetch: busy }).site(), (error) => error instanceof RateLimitError && error.retryAfter === 7);
  const proxy = async () => new Response("<h1>Bad gateway</h1>", { status: 502 });
  await assert.rejects(new Client({ url, fetch: proxy }).resolve("/"), (error) => error instanceof ApiError && error.status === 502);
  const astray = async () => new Response("<h1>Not found</h1>", { status: 404, headers: { "Content-Type": "text/html" } });
  await assert.rejects(new Client({ url, fetch: astray }).resolve("/"), NotFoundError);
});

test("a cache asks only whether its answer still holds", async () => {
  const { heard, listen } = listening();
  const cached = new Client({ url, cache: memoryCache(), fetch: listen });
  const first = await cached.list("articles", { limit: 5 });
  const second = await cached.list("articles", { limit: 5 });
  assert.deepEqual(second, first);
  assert.deepEqual(heard.map((request) => request.status), [200, 304]);
  assert.equal(heard[0].headers.get("If-None-Match"), null);
});

test("a full cache forgets what was used least", () => {
  const cache = memoryCache(2);
  for (const name of ["a", "b"]) cache.set(name, { etag: name, body: "" });
  cache.get("a");
  cache.set("c", { etag: "c", body: "" });
  assert.deepEqual(["a", "b", "c"].map((name) => cache.get(name)?.etag), ["a", undefined, "c"]);
});

test("requests can be called off", async () => {
  await assert.rejects(client.site({}, { signal: AbortSignal.abort() }), { name: "AbortError" });
});

test("the example renders a list and a page with every block", async () => {
  const list = await articleList(client, "databases");
  assert.match(list, /<li>.*<h2><a href="http/s);
  const { items } = await client.list("articles", { limit: 100, fields: "_,url,body(_,type)" });
  const types = new Set(items.flatMap((item) => item.body.map((block) => block.type)));
  const [longest] = items.toSorted
    ? items.toSorted((one, other) => new Set(other.body.map((block) => block.type)).size - new Set(one.body.map((block) => block.type)).size)
    : items;
  assert.equal(types.size, 20);
  const found = await screen(client, new URL(longest.url).pathname);
  assert.equal(found.status, 200);
  assert.match(found.html, /<figure>.*<table>.*<ol>/s);
  assert.equal((await screen(client, "/nowhere/")).status, 404);
});
