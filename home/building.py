"""Dealing out stories to the sections of a front page."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q, Window
from django.db.models.functions import Now, RowNumber
from django.utils import timezone

from cms import tags
from cms.content.loaders import cards_from
from cms.content.models.listing import Listing, ListingFacet
from cms.content.pages import page_fields
from cms.content.richtext import rich_text
from cms.content.scope import Scope
from cms.content.values import Card
from cms.media.picture import picture
from cms.readers.most_read import most_read
from home.blocks import MOST_READ, SectionPlan, Source, plans
from home.values import HomeValue, Section

if TYPE_CHECKING:
    from home.models import HomePage

ARTICLE = "articles.ArticlePage"


def deal(sections: Iterable[SectionPlan], sources: Mapping[Source, list[int]], visible: Set[int], now: datetime) -> list[list[int]]:
    """Which stories each section shows. What editors chose comes first, everywhere on the page; then the newest fill up.

    A pure function: `sources` are primary keys, newest first; only `visible` ones are shown, and a pin holds until `now`.
    """
    sections = list(sections)
    used: set[int] = set()
    dealt: list[list[int]] = []
    for plan in sections:
        pinned = dict.fromkeys(pin.story for pin in plan.pinned if pin.holds(now))
        chosen = [pk for pk in pinned if pk in visible and pk not in used]
        used.update(chosen)
        dealt.append(chosen)
    for plan, stories in zip(sections, dealt, strict=True):
        if plan.source is not None and plan.source.kind == MOST_READ:
            # A ranking is true only when it is whole.
            stories.extend([pk for pk in sources.get(plan.source, ()) if pk in visible][: plan.count])
            continue
        for pk in sources.get(plan.source, ()) if plan.source is not None else ():
            if len(stories) >= plan.count:
                break
            if pk in visible and pk not in used:
                used.add(pk)
                stories.append(pk)
    return dealt


def home_value(page: "HomePage", scope: Scope) -> HomeValue:
    """The front page's value. The number of queries does not depend on the number of sections or stories."""
    # A section goes with its topic or its desk: its heading tells of it.
    wanted = [plan for plan in plans(page.sections.stream_block, page.sections.raw_data) if not plan.home or scope.get("page", plan.home)]
    tags.record(tags.listing("articles"))
    dealt, rows = stories(wanted, scope)
    cards = cards_from(scope, [rows[pk] for pk in sorted({pk for found in dealt for pk in found})])
    scope.resolve()
    sections = tuple(
        Section(
            type=plan.type,
            id=plan.id,
            heading=plan.heading,
            text=rich_text(plan.text, scope),
            topic=scope.get("page", plan.home) if plan.type == "topic" else None,
            desk=scope.get("page", plan.home) if plan.type == "desk" else None,
            cards=_cards(plan, [cards[pk]() for pk in found], rows, scope),
        )
        for plan, found in zip(wanted, dealt, strict=True)
    )
    return HomeValue(**page_fields(page, scope), sections=tuple(section for section in sections if section.cards or section.text))


def _cards(plan: SectionPlan, found: list[Card], rows: Mapping[int, Listing], scope: Scope) -> tuple[Card, ...]:
    """The cards of a section. The first of a lead stands large, and gets a picture for that."""
    if plan.type == "lead" and found:
        row = rows[found[0].id]
        image = scope.get("image", row.lead_image_id)
        if image:
            found[0] = replace(found[0], lead_image=picture(image, "lead", alt=row.lead_image_alt or None))
    return tuple(found)


def stories(wanted: list[SectionPlan], scope: Scope) -> tuple[list[list[int]], dict[int, Listing]]:
    """What each section shows to the scope's viewer now, and the rows of the listing that the stories have. Four queries at most."""
    # Any story of a source may stand elsewhere on the page already, so each source is asked for as many as the page has places.
    room = sum(max(plan.count, len(plan.pinned)) for plan in wanted)
    base: Any = Listing.objects.on(scope.viewer.site.pk, scope.language).of_kind(ARTICLE)
    sources: dict[Source, list[int]] = {}
    asked = {plan.source for plan in wanted if plan.source is not None}
    if (ranking := Source(MOST_READ)) in asked:
        sources[ranking] = most_read(scope, ARTICLE, max(plan.count for plan in wanted if plan.source == ranking))
    for source in sorted(source for source in asked if not source.key and source.kind != MOST_READ):
        listed = base.filter(featured=True) if source.kind == "featured" else base
        sources[source] = list(listed.newest_first().values_list("pk", flat=True)[:room])
    sources |= _newest_of(base, {source for source in asked if source.key}, room)
    tags.record(*(tags.page(pin.story) for plan in wanted for pin in plan.pinned))
    pks = {pk for found in sources.values() for pk in found} | {pin.story for plan in wanted for pin in plan.pinned}
    found_rows = base.filter(pk__in=pks).select_related("page").annotate(database_now=Now()) if pks else ()
    rows: dict[int, Any] = {row.pk: row for row in found_rows}
    now = next((row.database_now for row in rows.values()), timezone.now())
    for plan in wanted:
        for pin in plan.pinned:
            if pin.holds(now):
                tags.until(pin.until)
    return deal(wanted, sources, rows.keys(), now), rows


def _newest_of(base: Any, sources: set[Source], room: int) -> dict[Source, list[int]]:
    """The newest stories of several topics and desks in one query."""
    if not sources:
        return {}
    tags.record(*(tags.listed_by(source.kind, source.key) for source in sources))
    asked = Q(*(Q(facet=source.kind, key=source.key) for source in sorted(sources)), _connector=Q.OR)
    ranked = (
        ListingFacet.objects.filter(asked, listing__in=base)
        .annotate(
            rank=Window(RowNumber(), partition_by=[F("facet"), F("key")], order_by=[F("published_at").desc(), F("listing_id").desc()])
        )
        .filter(rank__lte=room)
        .order_by("facet", "key", "rank")
    )
    found: dict[Source, list[int]] = {}
    for facet, key, pk in ranked.values_list("facet", "key", "listing_id"):
        found.setdefault(Source(facet, key), []).append(pk)
    return found
