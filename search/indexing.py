"""Keeping the public index in step, in the transaction of the change.

Which pages are public is the listing's answer (`cms.content.listing`), which is the visibility rule's. A row holds its page's own
words; what it says of pictures and files it holds while everybody may see them, and is made anew when that changes.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import batched
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from cms import prepared
from cms.content import listing
from cms.content.models.base import BasePage
from cms.content.models.listing import Listing, ListingFacet
from cms.content.scope import Reference
from cms.content.searching import OwnWords, SearchText
from cms.database.inserting import insert
from cms.visibility import Viewer
from search import names
from search.analysis import VERSION
from search.engines import Entry, engine
from search.entries import digest, entry_of, shown, stems_of_titles
from search.models import SearchRow
from search.places import place_of

BATCH = 100
_COMPARED = ("place", "language", "kind", "featured", "published_at", "visible_until", "title")
_COLUMNS = tuple(field.attname for field in SearchRow._meta.concrete_fields)


def index_pages(pages: Sequence[BasePage], viewers: Mapping[int, Viewer]) -> None:
    """Bring the rows of listed pages up to date; a follower of the listing. A row that would stay as it is is not written."""
    for some in batched(pages, BATCH, strict=False):
        _index(some, viewers)


def _index(pages: Sequence[BasePage], viewers: Mapping[int, Viewer]) -> None:
    pks = [page.pk for page in pages]
    listed = {row.pk: row for row in prepared.fetch("indexed", _listed, pks)}
    facets: dict[int, list[str]] = {}
    for pk, facet, _position, key in sorted(prepared.fetch("indexed facets", _facets, pks)):
        facets.setdefault(pk, []).append(f"{facet}:{key}")
    rows: list[SearchRow] = []
    entries: list[Entry] = []
    outdated: list[int] = []
    for page, text in _texts([page for page in pages if page.pk in listed], viewers, listed):
        made, entry = _made(listed[page.pk], text, facets.get(page.pk, []))
        row = listed[page.pk]
        if row.known_digest == made.digest:
            continue
        if row.known_place is not None:
            outdated.append(row.known_place)
        for name, value in engine().columns(entry).items():
            setattr(made, name, value)
        rows.append(made)
        entries.append(entry)
    if rows:
        insert(SearchRow, _COLUMNS, [[getattr(row, name) for name in _COLUMNS] for row in rows], replacing=["listing_id"])
        engine().write(entries, outdated)
    names.follow_pages(pages)


def _listed(pks: Sequence[int]) -> "QuerySet[Listing]":
    return Listing.objects.filter(pk__in=pks).annotate(known_digest=F("search_row__digest"), known_place=F("search_row__place"))


def _facets(pks: Sequence[int]) -> "QuerySet[Any, Any]":
    return ListingFacet.objects.filter(listing_id__in=pks).values_list("listing_id", "facet", "position", "key")


def _texts(
    pages: Sequence[BasePage], viewers: Mapping[int, Viewer], listed: Mapping[int, Listing]
) -> Iterator[tuple[BasePage, SearchText]]:
    """What each page can be found by. What all of them refer to is fetched together."""
    scopes: dict[int, OwnWords] = {}
    for page in pages:
        viewer = viewers[page.pk]
        scope = scopes.setdefault(viewer.site.pk, OwnWords(viewer))
        scope.want(page.references())
    for scope in scopes.values():
        scope.resolve()
    for page in pages:
        yield page, page.search_text(scopes[viewers[page.pk].site.pk].fork(listed[page.pk].language))


def _made(row: Listing, text: SearchText, facets: Sequence[str]) -> tuple[SearchRow, Entry]:
    language = row.language
    place = place_of(row.published_at, row.pk)
    keys = [*facets, f"type:{row.kind.lower()}", f"year:{row.published_at.year}"]
    sources = [f"{kind}:{pk}" for kind, pk in sorted(text.sources)]
    entry = entry_of(text, language, place, [*keys, *sources])
    made = SearchRow(
        listing_id=row.pk,
        place=place,
        site_id=row.site_id,
        language=language,
        kind=row.kind,
        featured=row.featured,
        published_at=row.published_at,
        visible_until=row.visible_until,
        title=row.title,
        stems=stems_of_titles(entry),
        keys=" ".join(keys),
        text=shown(text),
        version=VERSION,
    )
    parts = (row.site_id, *(getattr(made, name) for name in _COMPARED), replace(text, sources=frozenset()), entry.keys, VERSION)
    made.digest = digest(*parts)
    return made, entry


# --- making anew ------------------------------------------------------------------------------------------------------


def index_listed(pks: Iterable[int]) -> None:
    """Bring the rows of these pages up to date, as far as they are listed."""
    for some in batched(pks, BATCH, strict=False):
        with transaction.atomic():
            listing.follow_again(some)


def index_using(sources: Iterable[Reference]) -> None:
    """Something that pages say words of has changed: a picture, a file. Their rows follow."""
    keys = frozenset(f"{kind}:{pk}" for kind, pk in sources)
    if keys:
        index_listed(engine().using(keys))


def rebuild(progress: Callable[[int, int], None] = lambda done, total: None, *, anew: bool = True) -> int:
    """Make all rows anew, in batches of a transaction each; returns their number. Search goes on meanwhile.

    Without `anew` only the rows that are missing, or that were made by other rules, are made: so it goes on where it was stopped.
    """
    if anew:
        SearchRow.objects.update(version=0, digest="")
    names.rebuild()
    waiting = list(_waiting().order_by("-published_at").values_list("pk", flat=True))
    done = 0
    for some in batched(waiting, BATCH, strict=False):
        index_listed(some)
        done += len(some)
        progress(done, len(waiting))
    return done


def _waiting() -> Any:
    """Listed pages without a row that was made by today's rules."""
    return Listing.objects.filter(Q(search_row=None) | ~Q(search_row__version=VERSION))
