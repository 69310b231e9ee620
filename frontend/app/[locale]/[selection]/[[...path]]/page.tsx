/** Every page of the tree, whatever its type. */
import type { Page as Content } from "masthead-client";
import { isPage } from "masthead-client";
import { notFound } from "next/navigation";

import { PageHead } from "@/components/head";
import { NOTHING, paths } from "@/content/building";
import { ask } from "@/content/reading";
import type { Selection } from "@/content/reading";
import { selected } from "@/routing/selection";
import { ArticleView } from "@/views/article";
import { HomeView } from "@/views/home";
import { DeskView, TopicsView } from "@/views/indexes";
import { StandardView } from "@/views/standard";
import { TopicView } from "@/views/topic";

interface Props {
  params: Promise<{ locale: string; selection: string; path?: string[] }>;
}

export async function generateStaticParams({ params }: { params: { locale: string } }): Promise<{ path: string[] }[]> {
  return (await paths(params.locale)).map((path) => ({ path }));
}

export default async function Page({ params }: Props) {
  const { locale, selection, path = [] } = await params;
  if (locale === NOTHING) notFound();
  const site = await ask("site", locale);
  const found = await ask("resolve", new URL(site.home, "http://here").pathname + path.map((part) => `${part}/`).join(""));
  // What a path leads to is known before this is rendered (see proxy.ts). It may have changed in between.
  if (found.kind !== "page") notFound();
  return (
    <>
      <PageHead page={found.page} site={site} />
      <View page={found.page} locale={locale} selection={selected(selection)} />
    </>
  );
}

function View({ page, locale, selection }: { page: Content; locale: string; selection: Selection }) {
  if (isPage(page, "articles.ArticlePage")) return <ArticleView page={page} locale={locale} />;
  if (isPage(page, "articles.TopicPage")) return <TopicView page={page} locale={locale} selection={selection} />;
  if (isPage(page, "articles.ArticleIndexPage")) return <DeskView page={page} locale={locale} selection={selection} />;
  if (isPage(page, "articles.TopicIndexPage")) return <TopicsView page={page} />;
  if (isPage(page, "home.HomePage")) return <HomeView page={page} locale={locale} />;
  if (isPage(page, "content.StandardPage")) return <StandardView page={page} locale={locale} />;
  return unknown(page);
}

/** A type of your own stops the compiler here until it has a view. */
function unknown(_page: never): never {
  notFound();
}
