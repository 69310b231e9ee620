"""What topics, topic indexes and desks show of what lies below them, read for all pages of a rendering at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q, TextField, Value
from django.db.models.functions import Coalesce

from cms import prepared, tags
from cms.content.listing import counts
from cms.content.models.listing import Listing
from cms.content.models.snippets import Term
from cms.content.scope import Scope
from cms.readers.most_read import most_read_of

if TYPE_CHECKING:
    from articles.models.topics import TopicPage
    from cms.content.models.base import BasePage

ARTICLE = "articles.ArticlePage"
TOPIC = "articles.TopicPage"
DESK = "articles.ArticleIndexPage"
#: Articles in a topic's list of what is read most.
MOST_READ = 5


@dataclass
class Overview:
    """The public pages directly below a page, and how many articles it and they have."""

    below: list[Listing] = field(default_factory=list)
    counts: dict[int, int] = field(default_factory=dict)


def overview(page: "BasePage", scope: Scope) -> Overview:
    """The overview of a page; kept on the instance."""
    if getattr(page, "known_overview", None) is None:
        read_overviews([page], scope)
    known: Overview = page.known_overview
    return known


def read_overviews(pages: "Sequence[BasePage]", scope: Scope) -> None:
    """Read the overviews of several pages. Two queries at most."""
    is_desk = {page.pk: page.kind == DESK for page in pages}
    tags.record(tags.tree(), *(tags.listing("desks" if desk else "topics") for desk in is_desk.values()))
    below = _below([page for page in pages if page.path and page.numchild], scope)
    topics = {page.pk for page in pages if page.pk and page.kind == TOPIC}
    topics |= {row.pk for rows in below.values() for row in rows if row.kind == TOPIC}
    tags.record(*(tags.topic_articles(pk) for pk in topics))
    numbers = counts(scope.viewer.site.pk, scope.language, ARTICLE, "topic", topics) if topics else {}
    for page in pages:
        page.known_overview = Overview(below.get(page.path or "", []), numbers)


def _below(pages: "Sequence[BasePage]", scope: Scope) -> dict[str, list[Listing]]:
    """The public topics and desks directly below each page, by its tree path. One query."""
    if not pages:
        return {}
    places = Q()
    for page in pages:
        kind = DESK if page.kind == DESK else TOPIC
        places |= Q(kind=kind, page__path__startswith=page.path, page__depth=page.depth + 1)
    found: dict[str, list[Listing]] = {}
    rows: Any = Listing.objects.on(scope.viewer.site.pk, scope.language).filter(places)
    for row in rows.select_related("page").order_by("page__path"):
        tags.record(tags.page(row.pk))
        found.setdefault(row.page.path[:-4], []).append(row)
    return found


def prepare_topics(topics: "Sequence[TopicPage]", scope: Scope) -> None:
    """Read what published topics are pinned to and related to, and their overviews. Four queries at most."""
    from articles.models.topics import PinnedArticle, RelatedTopic

    published = [topic for topic in topics if topic.as_published]
    rows: list[Any] = []
    if published and scope.shows("pinned", "related_topics", "terms"):

        def related_to(pks: Any) -> Any:
            pinned = _rows(PinnedArticle.objects.filter(page_id__in=pks), "pinned", "article_id")
            related = _rows(RelatedTopic.objects.filter(page_id__in=pks), "related", "topic_id")
            return pinned.union(related, terms_of(pks, scope), all=True).order_by("place")

        tags.record(tags.listing("terms"))
        rows = prepared.fetch(("topics", scope.language), related_to, [topic.pk for topic in published])
    for topic in published:
        # The form in which a cluster keeps its children: whoever asks the page for them finds these, and none where nobody reads them.
        topic._cluster_related_objects = {
            "pinned_articles": [
                PinnedArticle(page=topic, article_id=key) for pk, part, key, _ in rows if (pk, part) == (topic.pk, "pinned")
            ],
            "related_topics": [RelatedTopic(page=topic, topic_id=key) for pk, part, key, _ in rows if (pk, part) == (topic.pk, "related")],
        }
        topic.known_terms = [key for pk, part, key, _ in rows if (pk, part) == (topic.pk, "term")]
        scope.want(("term", key) for key in topic.known_terms)
    if scope.shows("most_read"):
        _find_most_read([topic for topic in published if topic.shows_most_read], scope)
    # The cards of a topic's list name it.
    scope.want(("page", topic.pk) for topic in published)
    if scope.shows("subtopics", "article_count"):
        read_overviews(topics, scope)


def _find_most_read(topics: "Sequence[TopicPage]", scope: Scope) -> None:
    found = most_read_of(scope, ARTICLE, "topic", (topic.pk for topic in topics), MOST_READ)
    for topic in topics:
        topic.known_most_read = tuple(found.get(topic.pk, ()))
        scope.want(("card", pk) for pk in topic.known_most_read)


def terms_of(pks: Sequence[int], scope: Scope) -> Any:
    """The public terms that are at home in topics, as rows of (topic, "term", key, 0)."""
    tags.record(tags.listing("terms"))
    terms = scope.viewer.published(Term.objects.filter(home_topic_id__in=pks, locale__language_code=scope.language))
    made = terms.order_by().annotate(part=Value("term", output_field=TextField()), key=F("pk"), position=Value(0))
    return made.values_list("home_topic_id", "part", "key", "position")


def prepare_indexes(pages: "Sequence[BasePage]", scope: Scope) -> None:
    if scope.shows("topics", "desks"):
        read_overviews(pages, scope)


def _rows(rows: Any, part: str, key: str) -> Any:
    made = rows.order_by().annotate(part=Value(part, output_field=TextField()), place=Coalesce("sort_order", 0))
    return made.values_list("page_id", "part", key, "place")
