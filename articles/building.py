"""Building the values of articles, desks and topics."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from articles.values import (
    ArticleIndexValue,
    ArticleValue,
    CorrectionValue,
    SeriesPlace,
    TopicIndexValue,
    TopicSummary,
    TopicValue,
)
from cms import tags
from cms.content.loaders import cards_from
from cms.content.models.listing import Listing, ListingCount
from cms.content.pages import body_fields, page_fields
from cms.content.scope import Scope
from cms.content.values import Card, Link

if TYPE_CHECKING:
    from articles.models.articles import ArticleIndexPage, ArticlePage
    from articles.models.topics import TopicIndexPage, TopicPage
    from cms.content.scope import Reference

ARTICLE = "articles.ArticlePage"
TOPIC = "articles.TopicPage"
RELATED = 3


def listed(scope: Scope, kind: str) -> Iterable[Listing]:
    return Listing.objects.on(scope.viewer.site.pk, scope.language).of_kind(kind)  # type: ignore[attr-defined,no-any-return]


def article_references(article: "ArticlePage") -> Iterator["Reference"]:
    """What an article refers to beside its body."""
    yield from (("author", row.author_id) for row in article.article_authors.all() if row.author_id)
    yield from (("page", row.topic_id) for row in article.topics_in_order())
    yield from (("tag", item.tag_id) for item in article.tagged_items.all())
    yield from (("card", row.article_id) for row in article.related_articles.all() if row.article_id)
    if article.series_id:
        yield "series", article.series_id


def article_value(article: "ArticlePage", scope: Scope) -> ArticleValue:
    topics = tuple(topic for row in article.topics_in_order() if (topic := scope.get("page", row.topic_id)))
    authors = tuple(author for row in article.article_authors.all() if (author := scope.get("author", row.author_id)))
    row = Listing.objects.filter(pk=article.pk).values_list("comment_count", flat=True).first() if article.pk else None
    return ArticleValue(
        **body_fields(article, scope),
        featured=article.featured,
        authors=authors,
        primary_topic=topics[0] if topics else None,
        topics=topics,
        tags=tuple(tag for item in article.tagged_items.all() if (tag := scope.get("tag", item.tag_id))),
        series=_series_place(article, scope),
        corrections=tuple(CorrectionValue(str(row.uuid), row.date, row.text) for row in article.corrections.all()),
        related=_related(article, scope, topics),
        comment_count=row or 0,
        comments_open=article.comments_open,
    )


def _related(article: "ArticlePage", scope: Scope, topics: tuple[Link, ...]) -> tuple[Card, ...]:
    """The articles that editors chose, else the newest of the primary topic."""
    chosen = tuple(card for row in article.related_articles.all() if (card := scope.get("card", row.article_id)))
    if chosen or not topics:
        return chosen
    tags.record(tags.topic_articles(topics[0].id))
    rows = listed(scope, ARTICLE).with_facet("topic", topics[0].id).exclude(pk=article.pk).newest_first().select_related("page")[:RELATED]  # type: ignore[attr-defined]
    return cards(scope, list(rows))


def _series_place(article: "ArticlePage", scope: Scope) -> SeriesPlace | None:
    """Where the article stands among the visible articles of its series."""
    series = scope.get("series", article.series_id)
    if series is None:
        return None
    from articles.models.articles import ArticlePage

    tags.record(tags.listed_by("series", series.id))
    rows = list(listed(scope, ARTICLE).with_facet("series", series.id).select_related("page"))  # type: ignore[attr-defined]
    positions = dict(ArticlePage.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", "series_position"))
    rows.sort(key=lambda row: (positions.get(row.pk) is None, positions.get(row.pk) or 0, row.published_at, row.pk))
    links = [Link(row.pk, row.kind, row.title, scope.url(row.page.url_path, row.page.path)) for row in rows]
    index = next((number for number, link in enumerate(links) if link.id == article.pk), None)
    if index is None:
        return SeriesPlace(series, len(links) + 1, len(links) + 1, links[-1] if links else None, None)
    return SeriesPlace(
        series, index + 1, len(links), links[index - 1] if index else None, links[index + 1] if index + 1 < len(links) else None
    )


def cards(scope: Scope, rows: list[Listing]) -> tuple[Card, ...]:
    """Cards of listing rows (with `page` selected), in their order."""
    made = cards_from(scope, rows)
    scope.resolve()
    return tuple(made[row.pk]() for row in rows)


def index_value(page: "ArticleIndexPage", scope: Scope) -> ArticleIndexValue:
    tags.record(tags.listing("desks"))
    rows = listed(scope, page.kind).filter(page__path__startswith=page.path, page__depth=(page.depth or 0) + 1) if page.path else ()  # type: ignore[attr-defined]
    if page.path:
        rows = rows.select_related("page").order_by("title")  # type: ignore[union-attr]
    desks = tuple(Link(row.pk, row.kind, row.title, scope.url(row.page.url_path, row.page.path)) for row in rows)
    return ArticleIndexValue(**page_fields(page, scope), introduction=page.introduction, desks=desks)


def _topics_below(page: "TopicIndexPage | TopicPage", scope: Scope) -> tuple[TopicSummary, ...]:
    if not page.path:
        return ()
    tags.record(tags.listing("topics"))
    below = listed(scope, TOPIC).filter(page__path__startswith=page.path, page__depth=page.depth + 1)  # type: ignore[attr-defined]
    rows = list(below.select_related("page").order_by("page__path"))
    counts = _counts(scope, [row.pk for row in rows])
    return tuple(
        TopicSummary(Link(row.pk, row.kind, row.title, scope.url(row.page.url_path, row.page.path)), row.standfirst, counts.get(row.pk, 0))
        for row in rows
    )


def _counts(scope: Scope, topics: list[int]) -> dict[int, int]:
    tags.record(*(tags.topic_articles(pk) for pk in topics))
    rows = ListingCount.objects.filter(
        site_id=scope.viewer.site.pk, language=scope.language, kind=ARTICLE, facet="topic", key__in=topics
    )
    return dict(rows.values_list("key", "count")) if topics else {}


def topic_index_value(page: "TopicIndexPage", scope: Scope) -> TopicIndexValue:
    return TopicIndexValue(**page_fields(page, scope), introduction=page.introduction, topics=_topics_below(page, scope))


def topic_value(page: "TopicPage", scope: Scope) -> TopicValue:
    from cms.content.listing import count

    tags.record(tags.topic_articles(page.pk))
    return TopicValue(
        **body_fields(page, scope),
        also_known_as=page.other_names,
        article_count=count(scope.viewer.site.pk, scope.language, ARTICLE, "topic", page.pk) if page.pk else 0,
        subtopics=_topics_below(page, scope),
        related_topics=tuple(topic for row in page.related_topics.all() if (topic := scope.get("page", row.topic_id))),
        pinned=tuple(card for row in page.pinned_articles.all() if (card := scope.get("card", row.article_id))),
    )
