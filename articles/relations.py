"""What an article is related to, read once."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cms.content.models.listing import ListingFacet

if TYPE_CHECKING:
    from articles.models.articles import ArticlePage


@dataclass(frozen=True)
class Relations:
    """Primary keys in the editors' order, the primary topic first."""

    topics: tuple[int, ...] = ()
    authors: tuple[int, ...] = ()
    tags: tuple[int, ...] = ()
    related: tuple[int, ...] = ()
    comment_count: int = 0


def relations(article: "ArticlePage") -> Relations:
    """The article's relations; kept on the instance.

    An article as it is published has them in the listing table, one query for all; a draft, or an article that is not
    public, in its own child rows.
    """
    known = article.known_relations
    if known is None:
        known = article.known_relations = (_listed(article) if article.as_published else None) or _own(article)
    return known


def _related(article: "ArticlePage") -> tuple[int, ...]:
    return tuple(row.article_id for row in article.related_articles.all() if row.article_id)


def _listed(article: "ArticlePage") -> Relations | None:
    rows = ListingFacet.objects.filter(listing_id=article.pk).order_by("facet", "position")
    found: dict[str, list[int]] = {}
    comments = 0
    for facet, key, comments in rows.values_list("facet", "key", "listing__comment_count"):  # noqa: B007
        found.setdefault(facet, []).append(key)
    if not found:
        return None
    return Relations(
        topics=tuple(found.get("topic", ())),
        authors=tuple(found.get("author", ())),
        tags=tuple(found.get("tag", ())),
        related=_related(article),
        comment_count=comments,
    )


def _own(article: "ArticlePage") -> Relations:
    topics = [row for row in article.article_topics.all() if row.topic_id]
    return Relations(
        topics=tuple(row.topic_id for row in sorted(topics, key=lambda row: not row.is_primary)),
        authors=tuple(row.author_id for row in article.article_authors.all() if row.author_id),
        tags=tuple(sorted(item.tag_id for item in article.tagged_items.all() if item.tag_id)),
        related=_related(article),
    )
