"""Keeping the editors' index in step, in the transaction that saves a page or a version of one.

A version is indexed as it is in memory when it is saved: nothing is read again, and autosave stays cheap. What came through another
door (a loader's, an SQL console's) is found by its date; see `catch_up`.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from copy import copy
from itertools import batched
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from wagtail.models import Locale, Page, Revision

from cms import prepared
from cms.content.models.base import BasePage
from cms.content.searching import SearchText, text_of_draft
from cms.database.inserting import insert
from search.analysis import VERSION
from search.engines import DRAFTS, Entry, engine
from search.entries import digest, entry_of, shown, stems_of_titles
from search.models import DraftRow
from search.parsing import FIELDS
from search.places import place_of

BATCH = 100
_COLUMNS = tuple(field.attname for field in DraftRow._meta.concrete_fields)


def is_latest_version(page: Page, fields: Collection[str] | None) -> bool:
    """Whether a page that is saved (all of it, or these fields) is in memory as editors will see it next time."""
    if type(page) is not page.specific_class:
        return False
    if fields is None:
        return not page.has_unpublished_changes or page.latest_revision_id is None
    return "latest_revision" in fields  # what it has just kept as a version


def follow(pages: Sequence[Page], *, is_read: bool = False) -> int:
    """Bring the rows of pages up to date with what they are in memory; the number of those written.

    With `is_read`, what they are listed by has been read for all of them.
    """
    known = {pk: (its, place, seen) for pk, its, place, seen in prepared.fetch("drafted", _known, [page.pk for page in pages])}
    rows: list[DraftRow] = []
    entries: list[Entry] = []
    outdated: list[int] = []
    languages = dict(prepared.fetch("drafted languages", _languages, sorted({page.locale_id for page in pages})))
    for page in pages:
        row, text, keys = _made(page, languages[page.locale_id], is_read)
        before = known.get(page.pk)
        if before is not None and before[0] == row.digest:
            if before[2] != row.seen:
                DraftRow.objects.filter(pk=page.pk).update(seen=row.seen)
            continue
        if before is not None:
            outdated.append(before[1])
        entry = entry_of(text, row.language, row.place, keys)
        row.stems, row.text = stems_of_titles(entry), shown(text)
        for name, value in engine(DRAFTS).columns(entry).items():
            setattr(row, name, value)
        rows.append(row)
        entries.append(entry)
    if rows:
        insert(DraftRow, _COLUMNS, [[getattr(row, name) for name in _COLUMNS] for row in rows], replacing=["page_id"])
        engine(DRAFTS).write(entries, outdated)
    return len(rows)


def follow_written(pages: Sequence[Page]) -> int:
    """The same for pages whose rows in the database are as they are in memory: a constant number of queries."""
    copies = [copy(page) for page in pages]
    _read(copies)
    return follow(copies, is_read=True)


def _read(pages: Sequence[Page]) -> None:
    """Read what pages are listed by."""
    for model in {type(page) for page in pages if isinstance(page, BasePage)}:
        model.read_facets([page for page in pages if type(page) is model])


def _known(pks: Sequence[int]) -> "QuerySet[Any, Any]":
    return DraftRow.objects.filter(pk__in=pks).values_list("pk", "digest", "place", "seen")


def _languages(pks: Sequence[int]) -> "QuerySet[Any, Any]":
    return Locale.objects.filter(pk__in=pks).values_list("pk", "language_code")


def _made(page: Page, language: str, is_read: bool) -> tuple[DraftRow, SearchText, list[str]]:
    """A row without its tokens, and what they are made from."""
    text, facets = text_of_draft(page, is_read=is_read) if isinstance(page, BasePage) else (SearchText(title=page.title), ())
    kind = f"{page._meta.app_label}.{type(page).__name__}"
    keys = [*dict.fromkeys(f"{facet.facet}:{facet.key}" for facet in facets if facet.facet in FIELDS), f"type:{kind.lower()}"]
    now = timezone.now()
    row = DraftRow(
        page_id=page.pk,
        place=place_of(now, page.pk),
        language=language,
        kind=kind,
        title=page.title,
        keys=" ".join(keys),
        digest=digest(language, kind, text, keys, VERSION),
        version=VERSION,
        seen=page.latest_revision_created_at,
        changed=now,
    )
    return row, text, keys


# --- making anew ------------------------------------------------------------------------------------------------------


def latest(pks: Iterable[int]) -> list[Page]:
    """Pages as their editors see them; what they are listed by is read. The number of queries hardly depends on theirs."""
    specific: Any = Page.objects.filter(pk__in=list(pks)).specific()
    pages = list(specific)
    drafts = {page.latest_revision_id for page in pages if page.has_unpublished_changes and page.latest_revision_id}
    revisions = Revision.objects.in_bulk(drafts)
    _read([page for page in pages if page.latest_revision_id not in revisions])
    return [page if page.latest_revision_id not in revisions else _as_drafted(page, revisions[page.latest_revision_id]) for page in pages]


def _as_drafted(page: Page, revision: Revision) -> Page:
    draft: Page = page.with_content_json(revision.content)
    draft.latest_revision_created_at = page.latest_revision_created_at
    return draft


def index(pks: Iterable[int]) -> int:
    """Bring the rows of these pages up to date; the number of those written."""
    done = 0
    for some in batched(pks, BATCH, strict=False):
        with transaction.atomic():
            done += follow(latest(some), is_read=True)
    return done


def rebuild(progress: Callable[[int, int], None] = lambda done, total: None, *, anew: bool = True) -> int:
    """Make all rows anew, what was edited last first; returns their number. Without `anew`, those that are missing or out of date."""
    if anew:
        DraftRow.objects.update(version=0, digest="")
    pks = list(waiting().order_by(F("latest_revision_created_at").desc(nulls_last=True), "-pk").values_list("pk", flat=True))
    done = 0
    for some in batched(pks, BATCH, strict=False):
        index(some)
        done += len(some)
        progress(done, len(pks))
    return done


def waiting() -> "QuerySet[Any, Any]":
    """Pages without a row that is made by today's rules from their latest version."""
    same = Q(seen=F("page__latest_revision_created_at")) | Q(seen=None, page__latest_revision_created_at=None)
    pages: QuerySet[Any, Any] = Page.objects.filter(depth__gt=1)
    return pages.exclude(pk__in=DraftRow.objects.filter(same, version=VERSION).values("pk"))
