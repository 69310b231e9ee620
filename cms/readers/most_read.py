"""How often articles were read lately, and the lists that come of it. Numbers of days only: nothing here knows who read what."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Sum, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from cms import tags
from cms.content.models.listing import Listing
from cms.content.models.participation import Participation
from cms.content.participation import rules_of
from cms.content.scope import Scope
from cms.readers.counters import readings
from cms.readers.models import DayCount, Readership
from cms.tags.moving import move

EVERY = timedelta(minutes=1)
RANKED_EVERY = timedelta(minutes=10)
#: Today and the days before it that "most read" looks at.
DAYS = 7
KEPT = timedelta(days=400)
#: Places that lists show; a change of order further down is no change.
PLACES = 100


def count(page_id: int) -> None:
    """Somebody read the page."""
    readings().add((page_id, timezone.localdate()))


def write_down() -> int:
    """The periodic job: move what was counted into the database; how many pages. What is not public or not counted is passed over."""
    counter = readings()
    found = counter.take()
    if found:
        _add(found)
        counter.taken()
    return len(found)


@transaction.atomic
def _add(found: dict[tuple[int, date], int]) -> None:
    silent = Participation.objects.filter(counts_reading=False).values("site_id")
    public = Listing.objects.visible().exclude(site_id__in=silent)
    pages = set(public.filter(pk__in={page for page, _day in found}).values_list("pk", flat=True))
    # In one order everywhere, so that two processes never wait for each other in a circle.
    rows = sorted(key for key in found if key[0] in pages)
    DayCount.objects.bulk_create([DayCount(page_id=page, day=day) for page, day in rows], ignore_conflicts=True)
    for page, day in rows:
        DayCount.objects.filter(page_id=page, day=day).update(number=F("number") + found[page, day])


@transaction.atomic
def rank() -> bool:
    """The periodic job: make the ranking of the last days anew; whether its first places have changed."""
    today = timezone.localdate()
    before = _places()
    counted = DayCount.objects.filter(day__gt=today - timedelta(days=DAYS)).order_by().values("page_id").annotate(total=Sum("number"))
    totals = dict(counted.values_list("page_id", "total"))
    Readership.objects.exclude(pk__in=totals).delete()
    rows = [Readership(page_id=page, number=number) for page, number in sorted(totals.items()) if number]
    Readership.objects.bulk_create(rows, update_conflicts=True, unique_fields=["page"], update_fields=["number"], batch_size=500)
    DayCount.objects.filter(day__lt=today - KEPT).delete()
    changed = before != _places()
    if changed:
        move(tags.listing("most_read"))
    return changed


def _places() -> list[int]:
    return list(_ranked().values_list("pk", flat=True)[:PLACES])


def _ranked() -> Any:
    return Readership.objects.order_by("-number", "-page_id")


def most_read(scope: Scope, kind: str, number: int) -> list[int]:
    """The most read public pages of a kind on the scope's site and in its language. One query, none where nobody counts."""
    tags.record(tags.listing("most_read"))
    if not rules_of(scope.viewer).counts_reading:
        return []
    listed: Any = Listing.objects.on(scope.viewer.site.pk, scope.language).of_kind(kind)
    return list(_ranked().filter(page__listing__in=listed).values_list("pk", flat=True)[:number])


def most_read_of(scope: Scope, kind: str, facet: str, keys: Iterable[int], number: int) -> dict[int, list[int]]:
    """The same for several lists that are narrowed by a facet, for example topics. One query for all."""
    wanted = set(keys)
    if not wanted:
        return {}
    tags.record(tags.listing("most_read"))
    if not rules_of(scope.viewer).counts_reading:
        return {}
    listed: Any = Listing.objects.on(scope.viewer.site.pk, scope.language).of_kind(kind)
    read = Readership.objects.filter(page__listing__in=listed, page__listing__facets__facet=facet, page__listing__facets__key__in=wanted)
    keyed: Any = read.annotate(key=F("page__listing__facets__key"))
    order = [F("number").desc(), F("page_id").desc()]
    rows = keyed.annotate(place=Window(RowNumber(), partition_by=[F("key")], order_by=order)).filter(place__lte=number)
    found: dict[int, list[int]] = {}
    for key, pk in rows.order_by("key", "place").values_list("key", "pk"):
        found.setdefault(key, []).append(pk)
    return found
