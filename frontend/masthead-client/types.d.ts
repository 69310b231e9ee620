/** Names for what `schema.ts` describes. That file is generated; this one only picks from it. */
import type { components, paths } from "./schema.js";
type Schemas = components["schemas"];
export type Page = Schemas["Page"];
export type PageType = Page["meta"]["type"];
/** A page of one type, for example `PageOf<"articles.ArticlePage">`. */
export type PageOf<T extends PageType> = Extract<Page, {
    meta: {
        type: T;
    };
}>;
export type Block = Schemas["Block"];
export type InnerBlock = Schemas["InnerBlock"];
export type BlockType = Block["type"];
/** One kind of block, for example `BlockOf<"image">`. */
export type BlockOf<T extends BlockType> = Extract<Block, {
    type: T;
}>;
export type Card = Schemas["Card"];
export type Link = Schemas["Link"];
export type Picture = Schemas["Picture"];
export type File = Schemas["File"];
export type Problem = Schemas["ProblemDocument"];
export type Comment = Schemas["CommentItem"];
export type NewComment = Schemas["NewComment"];
export type CommentReceipt = Schemas["CommentReceipt"];
export type Site = Schemas["SitePayload"];
export type NavigationItem = Schemas["NavigationItem"];
export type TableCell = Schemas["TableContent"]["rows"][number][number];
type Json<Operation, Status extends number> = Operation extends {
    responses: {
        [S in Status]: {
            content: {
                "application/json": infer Body;
            };
        };
    };
} ? Body : never;
/** The lists of the API. */
export type Resource = "pages" | "articles" | "topics" | "authors" | "series" | "terms" | "images" | "documents" | "redirects" | "comments";
type ListPath<R extends Resource> = `/${R}/`;
type OnePath<R extends Resource> = `/${R}/{slug}/` extends keyof paths ? `/${R}/{slug}/` : `/${R}/{id}/`;
/** One object, whole. */
export type One<R extends Resource> = OnePath<R> extends keyof paths ? Json<paths[OnePath<R>]["get"], 200> : never;
/** What a list says of an object. */
export type Item<R extends Resource> = Json<paths[ListPath<R>]["get"], 200>["items"][number];
/** What tells objects of a resource apart: a slug, or a primary key where there are no slugs. */
export type Key<R extends Resource> = `/${R}/{slug}/` extends keyof paths ? string : number;
type Parameters<Operation> = Operation extends {
    parameters: {
        query?: infer Query;
    };
} ? NonNullable<Query> : never;
/** The languages of a site are known to that site alone. */
type AnyLocale<Query> = {
    [Name in keyof Query]: Name extends "locale" ? string : Query[Name];
};
export type ListQuery<R extends Resource> = AnyLocale<Parameters<paths[ListPath<R>]["get"]>>;
export type OneQuery<R extends Resource> = OnePath<R> extends keyof paths ? AnyLocale<Parameters<paths[OnePath<R>]["get"]>> : never;
export type SiteQuery = AnyLocale<Parameters<paths["/site/"]["get"]>>;
export type ResolveQuery = Omit<AnyLocale<Parameters<paths["/resolve/"]["get"]>>, "path">;
/** Where a path leads. Ask for `kind` first. */
export type Resolved = Json<paths["/resolve/"]["get"], 200> | Json<paths["/resolve/"]["get"], 404> | Json<paths["/resolve/"]["get"], 410>;
/** A preview session, as an exchanged token gives it. */
export type PreviewSession = Json<paths["/preview/sessions/"]["post"], 201>;
export type PreviewQuery = Parameters<paths["/preview/"]["get"]>;
type PreviewPayloads = {
    page: Page;
    author: One<"authors">;
    series: One<"series">;
    term: One<"terms">;
    site: Site;
    reusable: BlockOf<"reusable">;
};
/** The draft of a preview session. Ask for `kind` first. */
export type PreviewDraft = {
    [Kind in keyof PreviewPayloads]: Omit<Json<paths["/preview/"]["get"], 200>, "kind" | "payload"> & {
        kind: Kind;
        payload: PreviewPayloads[Kind];
    };
}[keyof PreviewPayloads];
/** An object of which `fields` asked for a part: every key may be absent. */
export type Narrowed<T> = T extends readonly (infer I)[] ? Narrowed<I>[] : T extends object ? {
    [K in keyof T]?: Narrowed<T[K]>;
} : T;
/** Whole objects, unless `fields` was given. */
export type Answered<Whole, Rest, Query> = Query extends {
    fields: string;
} ? Narrowed<Rest> : Whole;
/** One page of a list. */
export interface List<I> {
    meta: Schemas["ListMeta"];
    items: I[];
}
export {};
