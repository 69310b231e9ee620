"""What articles are related to, read once for all articles of a rendering."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.db.models import BigIntegerField, Case, CharField, IntegerField, OuterRef, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Cast, Coalesce

from cms import prepared
from cms.content.models.listing import Listing, ListingFacet

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from articles.models.articles import ArticlePage
    from articles.values import CorrectionValue
    from cms.content.values import Link


@dataclass
class Relations:
    """Primary keys in the editors' order, the primary topic first. `public_topics` are those that have a public page."""

    topics: list[int] = field(default_factory=list)
    authors: list[int] = field(default_factory=list)
    tags: list[int] = field(default_factory=list)
    related: list[int] = field(default_factory=list)
    public_topics: list[int] = field(default_factory=list)
    tag_names: dict[int, tuple[str, str]] = field(default_factory=dict)
    corrections: "list[CorrectionValue]" = field(default_factory=list)
    comment_count: int = 0
    shows_series: bool = True
    #: The visible articles of its series, when they have been read.
    in_series: "list[Link] | None" = None


def relations(article: "ArticlePage") -> Relations:
    """The article's relations; kept on the instance.

    An article as it is published has them in the listing table; a draft, or an article that is not public, in its own child
    rows.
    """
    if article.known_relations is None:
        if article.as_published:
            read_relations([article])
        else:
            article.known_relations = _own(article)
    return cast("Relations", article.known_relations)


def read_relations(articles: "Sequence[ArticlePage]", parts: Iterable[str] | None = None) -> None:
    """Read the relations of articles as they are published (only `parts` of them, if given). One query."""
    by_pk = {article.pk: article for article in articles}
    found: dict[int, Relations] = {}
    wanted = PARTS if parts is None else PARTS.intersection(parts)
    rows = prepared.fetch(("relations", wanted), lambda pks: _rows(pks, wanted), list(by_pk)) if wanted else []
    for pk, part, key, _place, text, more in sorted(rows, key=_in_order):
        known = found.setdefault(pk, Relations())
        _take(known, part, key, text, more)
    for pk, article in by_pk.items():
        article.known_relations = found.get(pk) or (_own(article) if parts is None else Relations())


def read_own_relations(articles: "Sequence[ArticlePage]") -> None:
    """Read what articles are listed and found by from their child rows, for all of them at once. Four queries."""
    from articles.models.articles import ArticleAuthor, ArticleTag, ArticleTopic, Correction
    from articles.values import CorrectionValue

    known = {article.pk: Relations() for article in articles}
    topics = ArticleTopic.objects.filter(page_id__in=known, topic__isnull=False).order_by("page_id", "-is_primary", "sort_order", "pk")
    for pk, topic in topics.values_list("page_id", "topic_id"):
        known[pk].topics.append(topic)
    authors = ArticleAuthor.objects.filter(page_id__in=known, author__isnull=False).order_by("page_id", "sort_order", "pk")
    for pk, author in authors.values_list("page_id", "author_id"):
        known[pk].authors.append(author)
    tagged = ArticleTag.objects.filter(content_object_id__in=known).order_by("content_object_id", "tag_id")
    for pk, tag in tagged.values_list("content_object_id", "tag_id"):
        known[pk].tags.append(tag)
    for correction in Correction.objects.filter(page_id__in=known).order_by("page_id", "sort_order", "pk"):
        known[correction.page_id].corrections.append(CorrectionValue(str(correction.uuid), correction.date, correction.text))
    for article in articles:
        article.known_relations = known[article.pk]


def _take(known: Relations, part: str, key: int, text: str, more: str) -> None:
    from articles.values import CorrectionValue

    match part:
        case "topic":
            known.topics.append(key)
            if more:
                known.public_topics.append(key)
        case "author":
            known.authors.append(key)
        case "tag":
            known.tags.append(key)
            known.tag_names[key] = (text, more)
        case "related":
            known.related.append(key)
        case "comment":
            known.comment_count = key
        case "correction":
            day, _, identifier = more.partition(" ")
            known.corrections.append(CorrectionValue(str(UUID(identifier)), date.fromisoformat(day[:10]), text))


PARTS = frozenset({"topic", "author", "tag", "related", "comment", "correction"})


def _in_order(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return (row[1], row[3], row[2]) if row[1] in ("topic", "author", "tag") else (row[1], row[3], 0)


def _rows(pks: list[int], wanted: frozenset[str]) -> "QuerySet[Any, Any]":
    """(article, part, key, place, text, more), for at least one part."""
    from articles.models.articles import Correction, RelatedArticle, Tag

    tag, nothing = Tag.objects.filter(pk=OuterRef("key")), Value("", output_field=TextField())
    # Not with EXISTS, for which PostgreSQL would read the whole listing once.
    listed = Subquery(Listing.objects.visible().filter(pk=OuterRef("key")).order_by().values("pk")[:1])
    queries: list[QuerySet[Any]] = []
    if facets := wanted & {"topic", "author", "tag"}:
        queries.append(
            ListingFacet.objects.filter(listing_id__in=pks, facet__in=sorted(facets))
            .annotate(
                place=Cast("position", IntegerField()),
                text=Case(When(facet="tag", then=Subquery(tag.values("name")[:1])), default=nothing, output_field=TextField()),
                more=Case(
                    When(facet="tag", then=Subquery(tag.values("slug")[:1])),
                    When(facet="topic", then=Coalesce(Cast(listed, TextField()), nothing)),
                    default=nothing,
                    output_field=TextField(),
                ),
                part=Cast("facet", TextField()),
            )
            .values_list("listing_id", "part", "key", "place", "text", "more")
        )
    if "related" in wanted:
        queries.append(_child_rows(RelatedArticle.objects.filter(page_id__in=pks), "related", "article_id", nothing, nothing))
    if "correction" in wanted:
        more = _joined(Cast("date", CharField()), Cast("uuid", CharField()))
        queries.append(_child_rows(Correction.objects.filter(page_id__in=pks), "correction", "pk", Cast("text", TextField()), more))
    if "comment" in wanted:
        # Every public article has this one.
        rows = Listing.objects.filter(pk__in=pks).annotate(
            part=Value("comment", output_field=TextField()),
            number=Cast("comment_count", BigIntegerField()),
            place=Value(0),
            words=nothing,
            more=nothing,
        )
        queries.append(rows.values_list("pk", "part", "number", "place", "words", "more"))
    first, *others = queries
    return first.order_by().union(*(query.order_by() for query in others), all=True) if others else first


def _joined(*parts: Any) -> Any:
    from django.db.models.functions import Concat

    first, second = parts
    return Concat(first, Value(" "), second, output_field=TextField())


def _child_rows(rows: "QuerySet[Any]", part: str, key: str, text: Any, more: Any) -> "QuerySet[Any]":
    annotated = rows.annotate(
        part=Value(part, output_field=TextField()),
        number=Cast(key, BigIntegerField()),
        place=Coalesce("sort_order", 0),
        words=text,
        more=more,
    )
    return annotated.values_list("page_id", "part", "number", "place", "words", "more")


def _related(article: "ArticlePage") -> list[int]:
    return [row.article_id for row in article.related_articles.all() if row.article_id]


def _own(article: "ArticlePage") -> Relations:
    from articles.values import CorrectionValue

    topics = [row for row in article.article_topics.all() if row.topic_id]
    ordered = [row.topic_id for row in sorted(topics, key=lambda row: not row.is_primary)]
    return Relations(
        topics=ordered,
        public_topics=ordered,
        authors=[row.author_id for row in article.article_authors.all() if row.author_id],
        tags=sorted(item.tag_id for item in article.tagged_items.all() if item.tag_id),
        related=_related(article),
        corrections=[CorrectionValue(str(row.uuid), row.date, row.text) for row in article.corrections.all()],
    )
