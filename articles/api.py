"""Articles, topics, authors and series as resources of the content API. Registered in `apps.py`. Who may call them: everybody."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Exists, OuterRef, Q

from articles.building import cards as cards_of
from articles.models import Author, Series, Tag
from articles.overviews import ARTICLE, DESK, TOPIC
from articles.seo import author_seo, series_seo
from articles.values import ArticleValue, AuthorValue, SeriesValue, TopicValue
from cms import tags
from cms.api import registry
from cms.api.endpoints import Answer, Asked, Endpoint
from cms.api.listings import Rows
from cms.api.pages import envelope, item_meta
from cms.api.payloads import DetailMeta, Listed, PageCard, ResourceMeta
from cms.api.problems import not_found
from cms.api.registry import FacetFilter
from cms.api.resources import PAGE_DETAIL, SNIPPET_LIST, list_of_kind, page_list_parameters, page_of_kind, snippet, snippet_page
from cms.content import listing
from cms.content.blocks.base import stream_content
from cms.content.models.listing import Listing, ListingFacet
from cms.content.pages import unreadable
from cms.content.publisher import publisher
from cms.content.seo import Seo
from cms.content.values import Block, Card, Footnote, Link
from cms.visibility import Viewer

SERIES_ARTICLES = 100


@dataclass(frozen=True)
class ArticleCard(PageCard):
    """An article in a list."""

    featured: bool
    reading_time: int
    comment_count: int
    primary_topic: Link | None
    authors: tuple[Link, ...]


@dataclass(frozen=True)
class TopicCard(PageCard):
    """A topic in a list, with the number of its articles."""

    article_count: int


@dataclass(frozen=True)
class AuthorItem(AuthorValue):
    """An author as a resource of her own."""

    meta: ResourceMeta
    article_count: int


@dataclass(frozen=True)
class AuthorDetail(AuthorItem):
    """An author with her biography; her articles are at `articles/?author=`."""

    meta: DetailMeta
    biography: tuple[Block, ...]
    footnotes: tuple[Footnote, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class SeriesItem(SeriesValue):
    """A series as a resource of its own."""

    meta: ResourceMeta
    article_count: int


@dataclass(frozen=True)
class SeriesDetail(SeriesItem):
    """A series with its articles, in their order (the first hundred)."""

    meta: DetailMeta
    articles: tuple[Card, ...]


# --- articles and topics ----------------------------------------------------------------------------------------------


def _page_card(asked: Asked, row: Listing, card: Card) -> dict[str, Any]:
    return {
        "id": row.pk,
        "meta": item_meta(row, asked),
        "title": card.title,
        "url": card.url,
        "standfirst": card.standfirst,
        "published_at": card.published_at,
        "updated_at": card.updated_at,
        "lead_image": card.lead_image,
    }


def _article_cards(asked: Asked, rows: Sequence[Listing]) -> list[ArticleCard]:
    return [
        ArticleCard(
            **_page_card(asked, row, card),
            featured=card.featured,
            reading_time=card.reading_time,
            comment_count=card.comment_count,
            primary_topic=card.primary_topic,
            authors=card.authors,
        )
        for row, card in zip(rows, cards_of(asked.scope(), list(rows)), strict=True)
    ]


def _topic_cards(asked: Asked, rows: Sequence[Listing]) -> list[TopicCard]:
    pks = [row.pk for row in rows]
    tags.record(*(tags.topic_articles(pk) for pk in pks))
    counts = listing.counts(asked.viewer.site.pk, asked.language, ARTICLE, "topic", pks)
    return [
        TopicCard(**_page_card(asked, row, card), article_count=counts.get(row.pk, 0))
        for row, card in zip(rows, cards_of(asked.scope(), list(rows)), strict=True)
    ]


def list_articles(asked: Asked) -> Answer:
    rows = Rows(asked, [ARTICLE], asked.language, tag="articles")
    return list_of_kind(asked, ARTICLE, ArticleValue, ArticleCard, _article_cards, rows)


def get_article(asked: Asked, slug: str) -> Answer:
    return page_of_kind(asked, ARTICLE, "article", slug)


def list_topics(asked: Asked) -> Answer:
    rows = Rows(asked, [TOPIC], asked.language, tag="topics")
    return list_of_kind(asked, TOPIC, TopicValue, TopicCard, _topic_cards, rows, order="title")


def get_topic(asked: Asked, slug: str) -> Answer:
    return page_of_kind(asked, TOPIC, "topic", slug)


# --- authors and series -----------------------------------------------------------------------------------------------


def _counts(asked: Asked, facet: str, pks: Sequence[int]) -> dict[int, int]:
    tags.record(*(tags.listed_by(facet, pk) for pk in pks))
    return listing.counts(asked.viewer.site.pk, asked.language, ARTICLE, facet, pks)


def _meta(asked: Asked, kind: str, name: str, value: AuthorValue | SeriesValue) -> ResourceMeta:
    return ResourceMeta(kind, asked.address(f"{name}/{value.slug}/"), asked.base + value.url, value.slug, asked.language)


def _detail_meta(meta: ResourceMeta, seo: Seo) -> DetailMeta:
    return DetailMeta(**_kept(meta), seo=seo)


def _kept(value: Any) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in fields(value)}


def list_authors(asked: Asked) -> Answer:
    asked.check_fields(AuthorItem)
    tags.record(tags.listing("authors"))
    rows, total, cursor = snippet_page(asked, Author, ("name", "role"))
    scope = asked.scope()
    scope.want(("author", row.pk) for row in rows)
    scope.resolve()
    counts = _counts(asked, "author", [row.pk for row in rows])
    found = [(row.pk, scope.get("author", row.pk)) for row in rows]
    items = [
        AuthorItem(**_kept(value), meta=_meta(asked, "articles.Author", "authors", value), article_count=counts.get(pk, 0))
        for pk, value in found
        if value
    ]
    return Answer(envelope([asked.write(item) for item in items], total, cursor))


def get_author(asked: Asked, slug: str) -> Answer:
    asked.check_fields(AuthorDetail)
    author = snippet(asked, Author, "author", slug)
    scope = asked.scope()
    scope.want([("author", author.pk), *author.references(), *publisher(scope).references()])
    scope.resolve()
    value = scope.get("author", author.pk)
    if value is None:  # it expired a moment ago
        raise not_found("author")
    scope.problems.extend(unreadable(author.biography))
    biography = stream_content(author.biography.stream_block, author.biography.raw_data, scope)
    seo = author_seo(value, scope.get("image", author.portrait_id), biography, scope)
    detail = AuthorDetail(
        **_kept(value),
        meta=_detail_meta(_meta(asked, "articles.Author", "authors", value), seo),
        article_count=_counts(asked, "author", [author.pk]).get(author.pk, 0),
        biography=biography,
        footnotes=scope.footnotes,
        problems=tuple(scope.problems),
    )
    return Answer(asked.write(detail), last_modified=author.last_published_at)


def list_series(asked: Asked) -> Answer:
    asked.check_fields(SeriesItem)
    tags.record(tags.listing("series"))
    rows, total, cursor = snippet_page(asked, Series, ("name", "description"))
    scope = asked.scope()
    scope.want(("series", row.pk) for row in rows)
    scope.resolve()
    counts = _counts(asked, "series", [row.pk for row in rows])
    found = [(row.pk, scope.get("series", row.pk)) for row in rows]
    items = [
        SeriesItem(**_kept(value), meta=_meta(asked, "articles.Series", "series", value), article_count=counts.get(pk, 0))
        for pk, value in found
        if value
    ]
    return Answer(envelope([asked.write(item) for item in items], total, cursor))


def get_series(asked: Asked, slug: str) -> Answer:
    asked.check_fields(SeriesDetail)
    series = snippet(asked, Series, "series", slug)
    scope = asked.scope()
    scope.want([("series", series.pk), *publisher(scope).references()])
    rows: Any = Listing.objects.on(asked.viewer.site.pk, asked.language).of_kind(ARTICLE).with_facet("series", series.pk)
    articles = cards_of(scope, list(rows.in_series_order().with_keys().select_related("page")[:SERIES_ARTICLES]))
    value = scope.get("series", series.pk)
    if value is None:  # it expired a moment ago
        raise not_found("series")
    detail = SeriesDetail(
        **_kept(value),
        meta=_detail_meta(_meta(asked, "articles.Series", "series", value), series_seo(value, scope.get("image", series.image_id), scope)),
        article_count=_counts(asked, "series", [series.pk]).get(series.pk, 0),
        articles=articles,
    )
    return Answer(asked.write(detail), last_modified=series.last_published_at)


# --- filters ----------------------------------------------------------------------------------------------------------


def _numbers(words: Sequence[str]) -> list[int]:
    return [int(word) for word in words if word.isascii() and word.isdigit() and len(word) <= 10]


def _topic_keys(viewer: Viewer, language: str, words: tuple[str, ...]) -> set[int]:
    return _listed_keys(viewer, language, TOPIC, words)


def _desk_keys(viewer: Viewer, language: str, words: tuple[str, ...]) -> set[int]:
    return _listed_keys(viewer, language, DESK, words)


def _listed_keys(viewer: Viewer, language: str, kind: str, words: tuple[str, ...]) -> set[int]:
    tags.record(*(tags.slug(word) for word in words))
    rows: Any = Listing.objects.on(viewer.site.pk, language).of_kind(kind)
    pks = set(rows.filter(Q(slug__in=words) | Q(pk__in=_numbers(words))).values_list("pk", flat=True))
    tags.record(*(tags.page(pk) for pk in {*pks, *_numbers(words)}))
    return pks


def _snippet_keys(model: Any, viewer: Viewer, language: str, words: tuple[str, ...]) -> set[int]:
    kind = model._meta.model_name
    tags.record(*(tags.snippet_slug(kind, word) for word in words))
    rows: Any = viewer.published(model.objects.filter(locale__language_code=language))
    pks = set(rows.filter(Q(slug__in=words) | Q(pk__in=_numbers(words))).values_list("pk", flat=True))
    tags.record(*(f"{kind}:{pk}" for pk in {*pks, *_numbers(words)}))
    return pks


def _author_keys(viewer: Viewer, language: str, words: tuple[str, ...]) -> set[int]:
    return _snippet_keys(Author, viewer, language, words)


def _series_keys(viewer: Viewer, language: str, words: tuple[str, ...]) -> set[int]:
    return _snippet_keys(Series, viewer, language, words)


def _tag_keys(viewer: Viewer, language: str, words: tuple[str, ...]) -> set[int]:
    """Only tags of public articles: an answer must not differ by what drafts are tagged with."""
    tags.record(tags.listing("tags"))
    public: Any = Listing.objects.on(viewer.site.pk, language)
    used = ListingFacet.objects.filter(facet="tag", key=OuterRef("pk"), listing__in=public)
    named = Q(slug__in=words) | Q(name__in=words) | Q(pk__in=_numbers(words))
    return set(Tag.objects.filter(named).filter(Exists(used)).values_list("pk", flat=True))


FACETS = (
    FacetFilter("topic", "topic", "Only what is about one of these topics: slugs or primary keys.", _topic_keys),
    FacetFilter("author", "author", "Only what one of these authors wrote: slugs or primary keys.", _author_keys),
    FacetFilter("tag", "tag", "Only what has one of these tags: slugs, names or primary keys.", _tag_keys),
    FacetFilter(
        "series", "series", "Only what belongs to one of these series, in its order: slugs or primary keys.", _series_keys, ordered=True
    ),
    FacetFilter("desk", "desk", "Only what was written at one of these desks or below: slugs or primary keys.", _desk_keys),
)


def endpoints() -> tuple[Endpoint, ...]:
    lists = page_list_parameters()
    return (
        Endpoint("articles/", "articles", "Articles, newest first.", list_articles, lists, {200: Listed[ArticleCard]}),
        Endpoint("articles/<str:slug>/", "article", "One article, whole.", get_article, PAGE_DETAIL, {200: ArticleValue}),
        Endpoint("topics/", "topics", "Topics, by title.", list_topics, lists, {200: Listed[TopicCard]}),
        Endpoint(
            "topics/<path:slug>/",
            "topic",
            "One topic, whole, by its slug or by those on the way to it.",
            get_topic,
            PAGE_DETAIL,
            {200: TopicValue},
        ),
        Endpoint("authors/", "authors", "Authors, by name.", list_authors, SNIPPET_LIST, {200: Listed[AuthorItem]}),
        Endpoint("authors/<str:slug>/", "author", "One author with her biography.", get_author, PAGE_DETAIL, {200: AuthorDetail}),
        Endpoint("series/", "series_list", "Series, by title.", list_series, SNIPPET_LIST, {200: Listed[SeriesItem]}),
        Endpoint("series/<str:slug>/", "series", "One series with its articles.", get_series, PAGE_DETAIL, {200: SeriesDetail}),
    )


def register() -> None:
    """Called once, when the app is ready."""
    registry.add_facets(FACETS)
    registry.add_endpoints(endpoints())
