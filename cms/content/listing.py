"""Keeping the listing table in step, in the transaction of the change.

What is public is decided by `cms.visibility` alone; this module copies its answer. Every function reads the database
afresh: an instance in memory may hold a draft.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from itertools import batched
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Now
from wagtail.models import Locale, Page, Site

from cms import prepared
from cms.content.comments import counted
from cms.content.models.base import BasePage, Facet
from cms.content.models.listing import Listing, ListingCount, ListingFacet
from cms.database.inserting import insert
from cms.visibility import Viewer, prefixes

BATCH = 200
_ADD_COUNTS = "INSERT INTO content_listingcount (site_id, language, kind, facet, key, count) VALUES "
_ADD_TO_COUNTS = " ON CONFLICT (site_id, language, kind, facet, key) DO UPDATE SET count = content_listingcount.count + excluded.count"

_COLUMNS = tuple(field.attname for field in Listing._meta.concrete_fields)

CountKey = tuple[int, str, str, str, int]
#: Is told, in the transaction of the change, which public pages were brought up to date, each with the visitor who sees it.
#: What is taken off the lists takes along whatever refers to its row.
Follower = Callable[[Sequence[BasePage], Mapping[int, Viewer]], None]

#: Is told which pages, public or not.
UpdateFollower = Callable[[Sequence[int]], object]

_followers: list[Follower] = []
_is_alone: ContextVar[bool] = ContextVar("masthead_lists_are_alone", default=False)
_update_followers: list[UpdateFollower] = []


def follow(follower: Follower) -> None:
    """Keep something else in step with the lists. Call it in `AppConfig.ready()`."""
    _followers.append(follower)


@contextmanager
def alone() -> Iterator[None]:
    """Inside, no follower is told. Only for what is rolled back, and shows nothing of what they keep."""
    token = _is_alone.set(True)
    try:
        yield
    finally:
        _is_alone.reset(token)


def follow_updates(follower: UpdateFollower) -> None:
    """Keep something in step with pages that `update()` changes and no `save()` tells of. Call it in `AppConfig.ready()`."""
    _update_followers.append(follower)


def tell_updated(pks: Iterable[int]) -> None:
    """Tell the followers of updates, in the transaction of the change."""
    changed = list(pks)
    for follower in _update_followers:
        follower(changed)


def sync_page(pk: int) -> None:
    """Bring one page's row up to date, and its descendants' where their visibility may have changed with it."""
    page = Page.objects.filter(pk=pk).only("pk", "path", "numchild", "live").first()
    if page is None:
        unlist([pk])
        return
    before = Listing.objects.filter(pk=pk).values_list("site_id", "visible_until").first()
    if before is None and not page.live:
        return  # a draft that stays one
    _sync([pk])
    after = Listing.objects.filter(pk=pk).values_list("site_id", "visible_until").first()
    if before != after and page.numchild:
        sync_subtree(page.path, without=pk)


def sync_pages(pks: Iterable[int]) -> None:
    """Bring the rows of these pages up to date, not those of their descendants. The number of queries does not depend on theirs."""
    for batch in batched(pks, BATCH, strict=False):
        _sync(batch)


def list_draft(pk: int, viewer: Viewer) -> None:
    """List the draft of a preview as its viewer sees it. Only in a transaction that is rolled back."""
    if not Listing.objects.filter(pk=pk).exists():
        _sync([pk], [viewer])
        Listing.objects.filter(pk=pk).update(visible_until=None)


@transaction.atomic
def sync_subtree(path: str, without: int | None = None) -> None:
    """Bring the rows of every page at or below a tree path up to date."""
    pages = Page.objects.filter(path__startswith=path).exclude(pk=without).order_by("path").values_list("pk", flat=True)
    for batch in batched(pages.iterator(), BATCH, strict=False):
        _sync(batch)


@transaction.atomic
def sync_place(pk: int) -> None:
    """The page has another place or another view restriction: its subtree follows, and the aliases of what is in it."""
    seen: set[str] = set()
    paths = set(Page.objects.filter(pk=pk).values_list("path", flat=True))
    while paths:
        for path in paths:
            sync_subtree(path)
        seen |= paths
        sources = Q()
        for path in paths:
            sources |= Q(alias_of__path__startswith=path)
        paths = set(Page.objects.filter(sources).values_list("path", flat=True)) - seen


@transaction.atomic
def sync_site(site: Site) -> None:
    """A site came, went or has another root page: what it showed before follows, and what it shows now."""
    former = list(Listing.objects.filter(site_id=site.pk).values_list("pk", flat=True))
    for batch in batched(former, BATCH, strict=False):
        _sync(batch)
    for path in Viewer.public(site).roots:
        sync_subtree(path)


@transaction.atomic
def rebuild() -> int:
    """Make the whole table anew; returns the number of rows."""
    Listing.objects.all().delete()
    ListingCount.objects.all().delete()
    for root in Page.objects.filter(depth=1):
        sync_subtree(root.path)
    return Listing.objects.count()


@transaction.atomic
def unlist(pks: Iterable[int]) -> None:
    """Take pages off every list."""
    rows = {row.pk: row for row in Listing.objects.filter(pk__in=list(pks))}
    if not rows:
        return
    changes: Counter[CountKey] = Counter()
    facets = _facets_of(rows)
    for pk, row in rows.items():
        _count(changes, row, facets.get(pk, []), -1)
    Listing.objects.filter(pk__in=rows).delete()
    _apply(changes)


@transaction.atomic
def forget(facet: str, key: int) -> None:
    """What pages were listed by is gone: an author, a topic, a tag, a series. The pages stay."""
    ListingFacet.objects.filter(facet=facet, key=key).delete()
    ListingCount.objects.filter(facet=facet, key=key).delete()


@transaction.atomic
def follow_again(pks: Iterable[int]) -> None:
    """Tell the followers of these pages once more, as far as they are listed."""
    wanted = set(Listing.objects.filter(pk__in=list(pks)).values_list("pk", flat=True))
    visible = _visible(wanted)
    pages = [page for page in _specific(visible) if isinstance(page, BasePage)]
    _read_facets(pages)
    for follower in _followers:
        follower(pages, visible)


def _visible(pks: Collection[int], viewers: Iterable[Viewer] = ()) -> dict[int, Viewer]:
    """Which of these pages the public (or these viewers) may see, each with a visitor of its site."""
    visible: dict[int, Viewer] = {}
    for viewer in [*viewers] or _viewers():
        for pk in viewer.visible_page_ids(pks):
            visible.setdefault(pk, viewer)
    return visible


def _viewers() -> Iterator[Viewer]:
    for site in Site.objects.select_related("root_page").order_by("pk"):
        yield Viewer.public(site)


@transaction.atomic
def _sync(pks: Iterable[int], viewers: Iterable[Viewer] = ()) -> None:
    wanted = list(pks)
    if not wanted:
        return
    visible = _visible(wanted, viewers)
    unlist(pk for pk in wanted if pk not in visible)
    if not visible:
        return
    pages = [page for page in _specific(visible) if isinstance(page, BasePage)]
    limits = _visible_until(pages)
    old = {row.pk: row for row in Listing.objects.filter(pk__in=[page.pk for page in pages])}
    old_facets = _facets_of(old)
    comments = counted({page.pk: visible[page.pk].site.pk for page in pages if page.pk not in old})
    changes: Counter[CountKey] = Counter()
    new: list[Listing] = []
    outdated: list[int] = []
    new_facets: list[tuple[Any, ...]] = []
    _read_facets(pages)
    locales = {locale.pk: locale for locale in Locale.objects.all()}
    for page in pages:
        page.locale = locales[page.locale_id]
    for page in pages:
        row = _row(page, visible[page.pk].site.pk, limits[page.pk])
        facets = sorted({(item.facet, item.key): item for item in reversed(list(page.facets()))}.values(), key=_order)
        previous = old.get(page.pk)
        if previous is not None:
            _count(changes, previous, old_facets.get(page.pk, []), -1)
            row.comment_count = previous.comment_count
        else:
            row.comment_count = comments.get(page.pk, 0)
        _count(changes, row, facets, 1)
        if previous is None:
            new.append(row)
        elif _differs(previous, row):
            row.save(force_update=True)
        if old_facets.get(page.pk, []) != facets or (previous is not None and previous.published_at != row.published_at):
            outdated += [page.pk] if previous is not None else []
            new_facets += [(page.pk, facet, key, position, row.published_at) for facet, key, position in facets]
    insert(Listing, _COLUMNS, [[getattr(row, name) for name in _COLUMNS] for row in new])
    ListingFacet.objects.filter(listing_id__in=outdated).delete()
    insert(ListingFacet, ("listing_id", "facet", "key", "position", "published_at"), new_facets)
    _apply(changes)
    if not _is_alone.get():
        for follower in _followers:
            follower(pages, visible)


def _read_facets(pages: list[BasePage]) -> None:
    """Let each type read what its pages are listed by, for all of them at once."""
    for model in {type(page) for page in pages}:
        model.read_facets([page for page in pages if type(page) is model])


def _specific(pks: Iterable[int]) -> QuerySet[Any]:
    return Page.objects.filter(pk__in=list(pks)).specific()


def _visible_until(pages: list[BasePage]) -> dict[int, datetime | None]:
    """The earliest expiry on the way to each page."""
    steps = {page.pk: prefixes(page.path) for page in pages}
    expiries = dict(
        Page.objects.filter(path__in={step for way in steps.values() for step in way}, expire_at__isnull=False, depth__gt=1).values_list(
            "path", "expire_at"
        )
    )
    return {pk: min((expiries[step] for step in way if step in expiries), default=None) for pk, way in steps.items()}


def _row(page: BasePage, site_id: int, visible_until: datetime | None) -> Listing:
    return Listing(
        page_id=page.pk,
        site_id=site_id,
        language=page.locale.language_code,
        kind=page.kind,
        title=page.title,
        slug=page.slug,
        published_at=page.published_at or page.first_published_at or page.latest_revision_created_at or _epoch(),
        updated_at=page.updated_at,
        visible_until=visible_until,
        **page.teaser(),
    )


def _epoch() -> datetime:
    from datetime import UTC

    return datetime(1970, 1, 1, tzinfo=UTC)


def _differs(old: Listing, new: Listing) -> bool:
    return any(getattr(old, field.attname) != getattr(new, field.attname) for field in Listing._meta.concrete_fields)


def _facets_of(pks: Iterable[int]) -> dict[int, list[Facet]]:
    found: dict[int, list[Facet]] = {}
    rows = ListingFacet.objects.filter(listing_id__in=list(pks)).order_by("listing_id", "facet", "position", "key")
    for pk, facet, key, position in rows.values_list("listing_id", "facet", "key", "position"):
        found.setdefault(pk, []).append(Facet(facet, key, position))
    return found


def _order(item: Facet) -> tuple[str, int, int]:
    return item.facet, item.position, item.key


def _count(changes: Counter[CountKey], row: Listing, facets: Iterable[Facet], step: int) -> None:
    for facet, key, _position in [Facet("", 0), *facets]:
        changes[(row.site_id, row.language, row.kind, facet, key)] += step


def _apply(changes: Counter[CountKey]) -> None:
    """Add to the counts, in one order everywhere, so that two transactions never wait for each other in a circle."""
    rows = [(*key, step) for key, step in sorted(changes.items()) if step]
    with connection.cursor() as cursor:
        for batch in batched(rows, 100, strict=False):
            cursor.execute(
                _ADD_COUNTS + ", ".join(["(%s, %s, %s, %s, %s, %s)"] * len(batch)) + _ADD_TO_COUNTS, [v for row in batch for v in row]
            )


def counts(site_id: int, language: str, kind: str, facet: str, keys: Iterable[int]) -> dict[int, int]:
    """How many pages of a kind each of these lists has, by the maintained counts, less those that have expired since. One query."""

    def of_lists(keys: Any) -> Any:
        where = {"site_id": site_id, "language": language, "kind": kind}
        expired = Listing.objects.filter(**where, visible_until__lte=Now())
        if facet:
            expired = expired.filter(facets__facet=facet, facets__key=OuterRef("key"))
        gone = expired.order_by().values("site_id").annotate(number=Count("pk")).values("number")
        rows = ListingCount.objects.filter(**where, facet=facet, key__in=keys).annotate(gone=Coalesce(Subquery(gone), 0))
        return rows.values_list("key", "count", "gone")

    rows = prepared.fetch(("counts", site_id, language, kind, facet), of_lists, list(keys))
    return {key: max(0, number - less) for key, number, less in rows}


def count(site_id: int, language: str, kind: str, facet: str = "", key: int = 0) -> int:
    """How many pages of a kind one list has; without a facet, all of the kind."""
    return counts(site_id, language, kind, facet, [key]).get(key, 0)


def next_expiry() -> datetime | None:
    """When the next listed page expires."""
    return Listing.objects.filter(visible_until__isnull=False).aggregate(first=Min("visible_until"))["first"]
