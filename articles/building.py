"""Building the values of articles, desks and topics."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from articles.relations import relations
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
from cms.content.models.listing import Listing, ListingQuerySet
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


def listed(scope: Scope, kind: str) -> ListingQuerySet:
    """The publicly visible pages of a kind, on the scope's site and in its language."""
    return Listing.objects.on(scope.viewer.site.pk, scope.language).of_kind(kind)


def article_references(article: "ArticlePage") -> Iterator["Reference"]:
    """What an article refers to beside its body."""
    found = relations(article)
    yield from (("author", pk) for pk in found.authors)
    yield from (("page", pk) for pk in found.topics)
    yield from (("tag", pk) for pk in found.tags)
    yield from (("card", pk) for pk in found.related)
    if article.series_id:
        yield "series", article.series_id


def article_value(article: "ArticlePage", scope: Scope) -> ArticleValue:
    found = relations(article)
    topics = tuple(topic for pk in found.topics if (topic := scope.get("page", pk)))
    return ArticleValue(
        **body_fields(article, scope),
        featured=article.featured,
        authors=tuple(author for pk in found.authors if (author := scope.get("author", pk))),
        primary_topic=topics[0] if topics else None,
        topics=topics,
        tags=tuple(tag for pk in found.tags if (tag := scope.get("tag", pk))),
        series=_series_place(article, scope),
        corrections=tuple(CorrectionValue(str(row.uuid), row.date, row.text) for row in article.corrections.all()),
        related=_related(article, scope, topics),
        comment_count=found.comment_count,
        comments_open=article.comments_open,
    )


def _related(article: "ArticlePage", scope: Scope, topics: tuple[Link, ...]) -> tuple[Card, ...]:
    """The articles that editors chose, else the newest of the primary topic."""
    chosen = tuple(card for pk in relations(article).related if (card := scope.get("card", pk)))
    if chosen or not topics:
        return chosen
    tags.record(tags.topic_articles(topics[0].id))
    rows = listed(scope, ARTICLE).with_facet("topic", topics[0].id).exclude(pk=article.pk).newest_first()
    return cards(scope, list(rows.select_related("page")[:RELATED]))


def _series_place(article: "ArticlePage", scope: Scope) -> SeriesPlace | None:
    """Where the article stands among the visible articles of its series."""
    series = scope.get("series", article.series_id)
    if series is None:
        return None
    tags.record(tags.listed_by("series", series.id))
    rows = listed(scope, ARTICLE).with_facet("series", series.id).order_by("facets__position", "published_at", "page_id")
    links = [Link(row.pk, row.kind, row.title, scope.url(row.page.url_path, row.page.path)) for row in rows.select_related("page")]
    index = next((number for number, link in enumerate(links) if link.id == article.pk), None)
    if index is None:
        return SeriesPlace(series, len(links) + 1, len(links) + 1, links[-1] if links else None, None)
    following = links[index + 1] if index + 1 < len(links) else None
    return SeriesPlace(series, index + 1, len(links), links[index - 1] if index else None, following)


def cards(scope: Scope, rows: list[Listing]) -> tuple[Card, ...]:
    """Cards of listing rows (with `page` selected), in their order."""
    made = cards_from(scope, rows)
    scope.resolve()
    return tuple(made[row.pk]() for row in rows)


def index_value(page: "ArticleIndexPage", scope: Scope) -> ArticleIndexValue:
    tags.record(tags.listing("desks"))
    rows: Iterable[Listing] = ()
    if page.path:
        below = listed(scope, page.kind).filter(page__path__startswith=page.path, page__depth=page.depth + 1)
        rows = below.select_related("page").order_by("title")
    desks = tuple(Link(row.pk, row.kind, row.title, scope.url(row.page.url_path, row.page.path)) for row in rows)
    return ArticleIndexValue(**page_fields(page, scope), introduction=page.introduction, desks=desks)


def _topics_below(page: "TopicIndexPage | TopicPage", scope: Scope) -> tuple[TopicSummary, ...]:
    if not page.path:
        return ()
    tags.record(tags.listing("topics"))
    below = listed(scope, TOPIC).filter(page__path__startswith=page.path, page__depth=page.depth + 1)
    rows = list(below.select_related("page").order_by("page__path"))
    counts = _counts(scope, [row.pk for row in rows])
    return tuple(
        TopicSummary(Link(row.pk, row.kind, row.title, scope.url(row.page.url_path, row.page.path)), row.standfirst, counts.get(row.pk, 0))
        for row in rows
    )


def _counts(scope: Scope, topics: list[int]) -> dict[int, int]:
    from cms.content.listing import counts

    tags.record(*(tags.topic_articles(pk) for pk in topics))
    return counts(scope.viewer.site.pk, scope.language, ARTICLE, "topic", topics) if topics else {}


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
