"""Building the values of articles, desks and topics."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from articles.loaders import tag_value
from articles.overviews import ARTICLE, overview, terms_of
from articles.relations import Relations, read_relations, relations
from articles.seo import describe_topic
from articles.values import (
    ArticleIndexValue,
    ArticleValue,
    SeriesPlace,
    TagValue,
    TopicIndexValue,
    TopicSummary,
    TopicValue,
)
from cms import prepared, tags
from cms.content.loaders import cards_from
from cms.content.models.listing import Listing, ListingFacet, ListingQuerySet
from cms.content.pages import body_fields, page_fields
from cms.content.participation import rules_of, takes_comments
from cms.content.scope import Scope
from cms.content.seo import Story, describe_article
from cms.content.values import Card, Link, Term, link
from cms.readers.discussion import discussion
from cms.readers.subscribing import SubscribeOffer, is_offered
from cms.visibility import ANONYMOUS

if TYPE_CHECKING:
    from articles.models.articles import ArticleIndexPage, ArticlePage
    from articles.models.topics import TopicIndexPage, TopicPage
    from cms.content.scope import Reference

RELATED = 3


def listed(scope: Scope, kind: str) -> ListingQuerySet:
    """The publicly visible pages of a kind, on the scope's site and in its language."""
    return Listing.objects.on(scope.viewer.site.pk, scope.language).of_kind(kind)


#: Which fields of an article need which of its relations.
NEEDS = {
    "topic": ("primary_topic", "topics", "related", "meta", "seo"),
    "author": ("authors", "meta", "seo"),
    "tag": ("tags",),
    "related": ("related",),
    "comment": ("comment_count",),
    "correction": ("corrections",),
}


def prepare(articles: "Sequence[ArticlePage]", scope: Scope) -> None:
    """Read what published articles are related to, and find the articles around them. Three queries at most."""
    published = [article for article in articles if article.as_published]
    if not published:
        return
    parts = None if scope.fields is None else [part for part, names in NEEDS.items() if scope.shows(*names)]
    read_relations(published, parts)
    for article in published:
        relations(article).shows_series = scope.shows("series")
    if scope.shows("series"):
        _find_series(published, scope)
    if scope.shows("related"):
        _find_related([article for article in published if not relations(article).related], scope)


def _find_related(articles: "Sequence[ArticlePage]", scope: Scope) -> None:
    """The newest articles of the primary topic, for those to which editors chose none."""
    first = {article.pk: relations(article).public_topics[0] for article in articles if relations(article).public_topics}
    topics = set(first.values())
    tags.record(*(tags.topic_articles(pk) for pk in topics))
    # One more than is shown: an article does not stand below itself.
    newest = newest_by_facet(scope, "topic", topics, RELATED + 1)
    for article in articles:
        others = [pk for pk in newest.get(first.get(article.pk, 0), ()) if pk != article.pk]
        relations(article).related = others[:RELATED]


def newest_by_facet(scope: Scope, facet: str, keys: set[int], number: int) -> dict[int, list[int]]:
    """The newest public articles of several lists, each list newest first. One query."""
    if not keys:
        return {}
    one = len(keys) == 1

    def wanted(keys: Any) -> Any:
        listed_here = ListingFacet.objects.filter(facet=facet, key__in=keys, listing__in=listed(scope, ARTICLE))
        if one:
            return listed_here.order_by("-published_at", "-listing_id").values_list("key", "listing_id")[:number]
        newest = Window(RowNumber(), partition_by=[F("key")], order_by=[F("published_at").desc(), F("listing_id").desc()])
        return listed_here.annotate(rank=newest).filter(rank__lte=number).order_by("key", "rank").values_list("key", "listing_id")

    found: dict[int, list[int]] = {}
    for key, pk in prepared.fetch(("newest", facet, number, one, scope.viewer.site.pk, scope.language), wanted, list(keys)):
        found.setdefault(key, []).append(pk)
    return found


def article_references(article: "ArticlePage") -> Iterator["Reference"]:
    """What an article refers to beside its body."""
    found = relations(article)
    yield from (("author", pk) for pk in found.authors)
    yield from (("page", pk) for pk in found.topics)
    yield from (("tag", pk) for pk in found.tags if pk not in found.tag_names)
    yield from (("card", pk) for pk in found.related)
    if article.series_id and found.shows_series:
        yield "series", article.series_id


def article_value(article: "ArticlePage", scope: Scope) -> ArticleValue:
    found = relations(article)
    topics = tuple(topic for pk in found.topics if (topic := scope.get("page", pk)))
    authors = tuple(author for pk in found.authors if (author := scope.get("author", pk)))
    value = ArticleValue(
        **body_fields(article, scope),
        featured=article.featured,
        authors=authors,
        primary_topic=topics[0] if topics else None,
        topics=topics,
        tags=tuple(_tag(pk, found, scope) for pk in found.tags),
        series=_series_place(article, scope) if scope.shows("series") else None,
        corrections=tuple(found.corrections),
        related=tuple(card for pk in found.related if (card := scope.get("card", pk))),
        comment_count=found.comment_count,
        comments_open=takes_comments(article, rules_of(scope.viewer)),
    )
    if scope.shows("meta", "seo"):
        describe_article(value.meta.seo, scope, _story(value))
    return value


def _story(value: ArticleValue) -> Story:
    place = value.series
    return Story(
        published_at=value.published_at,
        updated_at=value.updated_at,
        authors=[(author.title, author.url, author.mastodon) for author in value.authors],
        topics=[(topic.title, topic.url) for topic in value.topics],
        keywords=[tag.name for tag in value.tags],
        series=(place.series.title, place.series.url, place.position) if place else None,
        corrections=[(correction.date.isoformat(), correction.text) for correction in value.corrections],
        words=value.word_count,
        minutes=value.reading_time,
        comments=value.comment_count,
    )


def for_readers(article: "ArticlePage", context: Mapping[str, Any]) -> dict[str, Any]:
    """What a public article has beside its value: comments, and where its readings are counted. Drafts and private ones have neither."""
    scope, value = context["scope"], context["content"]
    if context["is_preview"] or not article.as_published or scope.viewer.principal != ANONYMOUS:
        return {}
    return {
        "discussion": discussion(article, scope, count=value.comment_count, url=value.url),
        "seen_url": f"{scope.prefix()}/seen/{article.pk}/" if rules_of(scope.viewer).counts_reading else "",
    }


def subscribe_offer(topic: "TopicPage", context: Mapping[str, Any]) -> SubscribeOffer | None:
    """The subscription to a public topic; None where there is none to be had."""
    scope, value = context["scope"], context["content"]
    if context["is_preview"] or not topic.as_published or scope.viewer.principal != ANONYMOUS:
        return None
    rules = rules_of(scope.viewer)
    return SubscribeOffer(value.id, value.title, f"{scope.prefix()}/subscribe/", rules.digest) if is_offered(rules) else None


def _tag(pk: int, found: Relations, scope: Scope) -> TagValue:
    known = found.tag_names.get(pk)
    tags.record(tags.tag(pk))
    value: TagValue = tag_value(pk, *known, scope) if known else scope.get("tag", pk)
    return value


def _find_series(articles: "Sequence[ArticlePage]", scope: Scope) -> None:
    """The visible articles of each series, in its order. One query for all."""
    keys = {article.series_id for article in articles if article.series_id}
    if not keys:
        return
    rows: Any = listed(scope, ARTICLE).filter(facets__facet="series", facets__key__in=keys).annotate(series_key=F("facets__key"))
    found: dict[int, list[Link]] = {}
    for row in rows.in_series_order().select_related("page"):
        found.setdefault(row.series_key, []).append(_link(row, scope))
    for article in articles:
        if article.series_id:
            relations(article).in_series = found.get(article.series_id, [])


def _link(row: Listing, scope: Scope) -> Link:
    return link(row.pk, row.kind, row.title, scope.url(row.page.url_path, row.page.path), row.hue)


def _series_place(article: "ArticlePage", scope: Scope) -> SeriesPlace | None:
    """Where the article stands among the visible articles of its series."""
    series = scope.get("series", article.series_id)
    if series is None:
        return None
    tags.record(tags.listed_by("series", series.id))
    if relations(article).in_series is None:
        _find_series([article], scope)
    links = relations(article).in_series or []
    index = next((number for number, link in enumerate(links) if link.id == article.pk), None)
    if index is None:
        tags.record(*(tags.page(link.id) for link in links[-1:]))
        return SeriesPlace(series, len(links) + 1, len(links) + 1, links[-1] if links else None, None)
    following = links[index + 1] if index + 1 < len(links) else None
    tags.record(*(tags.page(link.id) for link in links[max(0, index - 1) : index + 2]))
    return SeriesPlace(series, index + 1, len(links), links[index - 1] if index else None, following)


def cards(scope: Scope, rows: list[Listing]) -> tuple[Card, ...]:
    """Cards of listing rows (with `page` selected), in their order."""
    made = cards_from(scope, rows)
    scope.resolve()
    return tuple(made[row.pk]() for row in rows)


def index_value(page: "ArticleIndexPage", scope: Scope) -> ArticleIndexValue:
    below = sorted(overview(page, scope).below, key=lambda row: row.title) if scope.shows("desks") else []
    desks = tuple(_link(row, scope) for row in below)
    return ArticleIndexValue(**page_fields(page, scope), introduction=page.introduction, desks=desks)


def _topics_below(page: "TopicIndexPage | TopicPage", scope: Scope) -> tuple[TopicSummary, ...]:
    known = overview(page, scope)
    return tuple(TopicSummary(_link(row, scope), row.standfirst, known.counts.get(row.pk, 0)) for row in known.below)


def topic_index_value(page: "TopicIndexPage", scope: Scope) -> TopicIndexValue:
    below = _topics_below(page, scope) if scope.shows("topics") else ()
    return TopicIndexValue(**page_fields(page, scope), introduction=page.introduction, topics=below)


def _terms_of(page: "TopicPage", scope: Scope) -> tuple[Term, ...]:
    """The terms that are at home in a topic, in alphabetical order."""
    if page.known_terms is None:
        page.known_terms = [key for _pk, _part, key, _place in terms_of([page.pk], scope)] if page.pk else []
        scope.want(("term", pk) for pk in page.known_terms)
        scope.resolve()
    found = [term for pk in page.known_terms if (term := scope.get("term", pk))]
    return tuple(sorted(found, key=lambda term: (term.name.casefold(), term.id)))


def topic_value(page: "TopicPage", scope: Scope) -> TopicValue:
    counted, related = scope.shows("subtopics", "article_count"), scope.shows("pinned", "related_topics")
    value = TopicValue(
        **body_fields(page, scope),
        also_known_as=page.other_names,
        article_count=overview(page, scope).counts.get(page.pk, 0) if counted else 0,
        subtopics=_topics_below(page, scope) if counted else (),
        related_topics=tuple(topic for row in page.related_topics.all() if (topic := scope.get("page", row.topic_id))) if related else (),
        pinned=tuple(card for row in page.pinned_articles.all() if (card := scope.get("card", row.article_id))) if related else (),
        most_read=tuple(card for pk in page.known_most_read if (card := scope.get("card", pk))),
        terms=_terms_of(page, scope) if scope.shows("terms") else (),
    )
    if scope.shows("meta", "seo"):
        describe_topic(value, scope)
    return value
