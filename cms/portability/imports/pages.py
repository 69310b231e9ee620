"""Posts and pages of a source: which are new, changed, the same, changed here; and writing them in batches."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from wagtail.models import Page, PageViewRestriction

from cms.content import path_history
from cms.content.adding import add_pages
from cms.content.comments import recount
from cms.content.models.base import BodyPage
from cms.portability.imports.addresses import Site
from cms.portability.imports.bodies import UNREADABLE, Bodies, Body
from cms.portability.imports.building import Builder, Relations, is_restricted, name_of
from cms.portability.imports.comments import add_comments
from cms.portability.imports.ledger import Ledger, fingerprint
from cms.portability.imports.people import People
from cms.portability.imports.report import Report
from cms.portability.imports.revisions import written
from cms.portability.imports.stage import CHANGED, FAILED, NEW, Stage, Staged
from cms.portability.sources.records import Entry

logger = logging.getLogger(__name__)

#: Articles that are written in one transaction.
BATCH = 100
Ready = tuple[Staged, BodyPage, Body]


@dataclass
class Places:
    """Where things go: articles below a desk, pages below the front page."""

    home: Page
    desk: Page


class Pages:
    def __init__(
        self, stage: Stage, ledger: Ledger, bodies: Bodies, people: People, report: Report, places: Places, site: Site, *, dry: bool = False
    ) -> None:
        self.stage, self.ledger, self.bodies, self.people, self.report = stage, ledger, bodies, people, report
        self.places, self.site, self.dry = places, site, dry
        self.builder = Builder(report)

    def write_new(self, kind: str, advance: Callable[[int], None]) -> None:
        """All new entries of a kind, parents before their children."""
        batch = self.stage.turn(kind, NEW, BATCH)
        with self.bodies.looking_ahead() as look_ahead:
            while batch:
                ready = [made for staged in batch if (made := self._made(staged)) is not None]
                upcoming = self.stage.turn(kind, NEW, BATCH, after=batch[-1].number)
                look_ahead(staged.record for staged in upcoming)
                for parent, group in self._by_parent(ready):
                    self._write(parent, group)
                advance(len(batch))
                # Behind the last one of a depth those that lie deeper have their turn.
                batch = upcoming or self.stage.turn(kind, NEW, BATCH)

    def write_changed(self, kind: str, advance: Callable[[int], None]) -> None:
        while batch := self.stage.turn(kind, CHANGED, 1):
            self._change(batch[0])
            advance(1)

    # --- one entry ----------------------------------------------------------------------------------------------------------

    def _made(self, staged: Staged) -> Ready | None:
        """The page of a new entry; None, and a sentence, when it cannot be made."""
        entry: Entry = staged.record
        try:
            page = self.builder.new(entry)
            body = self._body(entry)
            self.builder.fill(page, entry, body, self._related(entry))
        except (*UNREADABLE, ValidationError) as error:
            self._fail(staged, error)
            return None
        page.slug = self.builder.slug(entry)
        page.pk = staged.pk
        return staged, page, body

    def _body(self, entry: Entry) -> Body:
        position = entry.position
        base = entry.base or entry.url
        return self.bodies.build(entry.html, entry.flavour, key=entry.id, url=base, position=position, item=name_of(entry))

    def _related(self, entry: Entry) -> Relations:
        def all_of(kind: str, keys: Iterable[str]) -> tuple[int, ...]:
            found = (self.stage.pk_of(kind, key) for key in keys)
            return tuple(dict.fromkeys(pk for pk in found if pk))

        return Relations(
            all_of("author", entry.authors),
            all_of("topic", entry.topics),
            all_of("tag", entry.tags),
            self.people.series(entry.series) if entry.series and not self.dry else None,
            self._image(entry, entry.lead_image, entry.lead_alt),
            self._image(entry, entry.social_image, ""),
        )

    def _image(self, entry: Entry, address: str, alt: str) -> int | None:
        found = self.bodies.image(address, alt)
        if found is None and address:
            media = self.stage.get("media", address)
            shown = media.record.url if media is not None else address
            self.report.say("loss", "picture", f"Its lead picture could not be had: {shown[:300]}", entry.position, name_of(entry))
            self.report.miss(self.report.unresolved_media, shown)
        return found

    def _fail(self, staged: Staged, error: Exception) -> None:
        entry = staged.record
        messages = error.messages if isinstance(error, ValidationError) else [f"{type(error).__name__}: {error}"[:300]]
        logger.info("An entry could not be imported.", exc_info=error)
        self.report.say("error", "entry", f"It could not be imported: {' '.join(messages)}", entry.position, name_of(entry))
        self.report.count(entry.kind, "failed")
        self.stage.know(staged.number, pk=None, state=FAILED)

    def _by_parent(self, ready: Sequence[Ready]) -> list[tuple[Page, list[Ready]]]:
        groups: dict[int, list[Ready]] = {}
        for one in ready:
            entry = one[0].record
            parent = self.places.desk.pk if entry.kind == "article" else self._parent_of(entry)
            groups.setdefault(parent, []).append(one)
        parents = Page.objects.in_bulk(groups) if not self.dry else {}
        return [(parents.get(pk, self.places.home), group) for pk, group in groups.items()]

    def _parent_of(self, entry: Entry) -> int:
        pk = self.stage.pk_of("page", entry.parent) if entry.parent else None
        return pk if pk is not None else int(self.places.home.pk)

    # --- batches ------------------------------------------------------------------------------------------------------------

    def _write(self, parent: Page, group: list[Ready]) -> None:
        """One transaction; if the database or a rule refuses it, each entry in its own, so that the good ones come in."""
        if self.dry:
            for staged, _page, _body in group:
                self._done(staged, "created")
            return
        try:
            with transaction.atomic():
                self._add(parent, group)
        except (ValidationError, DatabaseError, ValueError) as error:
            if len(group) == 1:
                self._fail(group[0][0], error)
                return
            for staged, _page, _body in group:
                again = self._made(staged)
                if again is not None:
                    self._write(parent, [again])
            return
        for staged, page, _body in group:
            self._done(staged, "created", page.pk)

    def _done(self, staged: Staged, outcome: str, pk: int | None = None) -> None:
        self.report.count(staged.record.kind, outcome)
        self.stage.know(staged.number, pk=pk or staged.pk, state="done", target="page")

    def _add(self, parent: Page, group: list[Ready]) -> None:
        pages = [page for _staged, page, _body in group]

        def before_listing() -> None:
            closed = [page.pk for staged, page, _body in group if is_restricted(staged.record)]
            rows = [PageViewRestriction(page_id=pk, restriction_type=PageViewRestriction.LOGIN) for pk in closed]
            PageViewRestriction.objects.bulk_create(rows)
            add_comments(self.ledger, self.report, [(staged.record, page.pk) for staged, page, _body in group])

        wanted = {page.pk: page.slug for page in pages}
        add_pages(parent, pages, before_listing=before_listing)
        for staged, page, _body in group:
            if page.slug != wanted[page.pk]:
                text = f"Its slug “{wanted[page.pk]}” is taken. It is “{page.slug}” here."
                self.report.say("repair", "slug", text, staged.record.position, name_of(staged.record))
        self._remember_addresses(group)
        self.ledger.remember("article" if group[0][0].record.kind == "article" else "page", dict(self._row(*one) for one in group))

    def _row(self, staged: Staged, page: BodyPage, body: Body) -> tuple[str, tuple[int, str, str, str]]:
        entry = staged.record
        return entry.id, (page.pk, fingerprint(staged.digest, complete=body.complete), written(page), entry.url)

    def _remember_addresses(self, group: Iterable[Ready]) -> None:
        """The addresses at the source lead to the pages here."""
        root = self.places.home.url_path
        rows = []
        for staged, page, _body in group:
            for url in (staged.record.url, *staged.record.former):
                path = self.site.local_path(url)
                if path and root + path[1:] != page.url_path:
                    rows.append((root + path[1:], page.pk))
        path_history.remember_former(rows)

    # --- changes ------------------------------------------------------------------------------------------------------------

    def _change(self, staged: Staged) -> None:
        entry: Entry = staged.record
        if self.dry:
            self._body(entry)
            self._done(staged, "updated")
            return
        try:
            with transaction.atomic():
                body = self._body(entry)
                page = self._changed_page(staged, body)
                add_comments(self.ledger, self.report, [(entry, page.pk)])
                recount([page.pk])
                self._remember_addresses([(staged, page, body)])
                self.ledger.remember(entry.kind, dict([self._row(staged, page, body)]))
        except (ValidationError, DatabaseError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            self._fail(staged, error)
            return
        self._done(staged, "updated", page.pk)

    def _changed_page(self, staged: Staged, body: Body) -> Any:
        entry: Entry = staged.record
        page: Any = type(self.builder.new(entry)).objects.get(pk=staged.pk)
        was_live = page.live
        self.builder.fill(page, entry, body, self._related(entry))
        wanted, go_live_at = page.live, page.go_live_at
        page.live = was_live
        if is_restricted(entry) and not PageViewRestriction.objects.filter(page_id=page.pk).exists():
            PageViewRestriction.objects.create(page_id=page.pk, restriction_type=PageViewRestriction.LOGIN)
        revision = page.save_revision(clean=False)
        if wanted or go_live_at:
            revision.publish()
        elif was_live:
            page.unpublish()
        page.refresh_from_db(fields=["live", "latest_revision", "url_path"])
        return page


def changed_here(pks: Iterable[int]) -> dict[int, str]:
    """By primary key: what `written()` would say now. One query."""
    rows = Page.objects.filter(pk__in=list(pks)).values_list("pk", "latest_revision_id", "live")
    return {pk: f"{revision}:{'live' if live else 'draft'}" for pk, revision, live in rows}
