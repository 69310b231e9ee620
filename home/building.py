"""Dealing out stories to the sections of a front page."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from cms import tags
from cms.content.loaders import cards_from
from cms.content.models.listing import Listing, ListingFacet
from cms.content.pages import page_fields
from cms.content.richtext import rich_text
from cms.content.scope import Scope
from home.blocks import SectionPlan, plans
from home.values import HomeValue, Section

if TYPE_CHECKING:
    from home.models import HomePage

ARTICLE = "articles.ArticlePage"


def deal(sections: Iterable[SectionPlan], latest: list[int], by_topic: dict[int, list[int]], visible: set[int]) -> list[list[int]]:
    """Which stories each section shows. What editors chose comes first, everywhere on the page; then the newest fill up.

    A pure function: `latest` and the lists of `by_topic` are primary keys, newest first; only `visible` ones are shown.
    """
    sections = list(sections)
    used: set[int] = set()
    dealt: list[list[int]] = []
    for plan in sections:
        chosen = [pk for pk in dict.fromkeys(plan.pinned) if pk in visible and pk not in used][: max(plan.count, len(plan.pinned))]
        used.update(chosen)
        dealt.append(chosen)
    for plan, stories in zip(sections, dealt, strict=True):
        source = by_topic.get(plan.topic, []) if plan.topic is not None else latest
        for pk in source:
            if len(stories) >= plan.count:
                break
            if pk not in used:
                used.add(pk)
                stories.append(pk)
    return dealt


def home_value(page: "HomePage", scope: Scope) -> HomeValue:
    """The front page's value. The number of queries does not depend on the number of sections or stories."""
    # A section goes with its topic: its heading tells of it.
    wanted = [
        plan for plan in plans(page.sections.stream_block, page.sections.raw_data) if plan.topic is None or scope.get("page", plan.topic)
    ]
    tags.record(tags.listing("articles"))
    room = sum(plan.count for plan in wanted)
    base: Any = Listing.objects.on(scope.viewer.site.pk, scope.language).of_kind(ARTICLE)
    latest = list(base.newest_first().values_list("pk", flat=True)[:room]) if room else []
    by_topic = _newest_by_topic(scope, base, {plan.topic for plan in wanted if plan.topic is not None}, room)
    pinned = {pk for plan in wanted for pk in plan.pinned}
    pks = {*latest, *pinned, *(pk for stories in by_topic.values() for pk in stories)}
    rows = {row.pk: row for row in base.filter(pk__in=pks).select_related("page")} if pks else {}
    dealt = deal(wanted, latest, by_topic, set(rows))
    shown = {pk for stories in dealt for pk in stories}
    cards = cards_from(scope, [rows[pk] for pk in sorted(shown) if pk in rows])
    scope.resolve()
    sections = tuple(
        Section(
            type=plan.type,
            id=plan.id,
            heading=plan.heading,
            text=rich_text(plan.text, scope),
            topic=scope.get("page", plan.topic),
            cards=tuple(cards[pk]() for pk in stories if pk in cards),
        )
        for plan, stories in zip(wanted, dealt, strict=True)
    )
    return HomeValue(**page_fields(page, scope), sections=tuple(section for section in sections if section.cards or section.text))


def _newest_by_topic(scope: Scope, base: Any, topics: set[int], room: int) -> dict[int, list[int]]:
    """The newest stories of several topics in one query."""
    if not topics:
        return {}
    tags.record(*(tags.topic_articles(pk) for pk in topics))
    ranked = (
        ListingFacet.objects.filter(facet="topic", key__in=topics, listing__in=base)
        .annotate(rank=Window(RowNumber(), partition_by=[F("key")], order_by=[F("published_at").desc(), F("listing_id").desc()]))
        .filter(rank__lte=room)
        .order_by("key", "rank")
    )
    found: dict[int, list[int]] = {}
    for topic, pk in ranked.values_list("key", "listing_id"):
        found.setdefault(topic, []).append(pk)
    return found
