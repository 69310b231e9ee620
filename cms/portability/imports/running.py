"""One run of an import, from the source to the report. Killed at any point and started again, it completes."""

import fcntl
import resource
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, transaction
from wagtail.models import Page

from articles.models import ArticleIndexPage, TopicIndexPage
from cms.portability.imports.addresses import Site
from cms.portability.imports.bodies import Bodies
from cms.portability.imports.ledger import Ledger
from cms.portability.imports.media import Library, temporary_folder
from cms.portability.imports.media_sources import Download, MediaSource, open_media
from cms.portability.imports.menus import Menus
from cms.portability.imports.pages import Pages, Places
from cms.portability.imports.parity import Addresses
from cms.portability.imports.people import People
from cms.portability.imports.progress import Progress
from cms.portability.imports.report import Report
from cms.portability.imports.stage import CHANGED, NEW, SAME, Stage, Staged
from cms.portability.imports.staging import Comparison, Staging
from cms.portability.sources.records import Publication, Said, SourceError


@dataclass(frozen=True)
class Options:
    """`desk` is where articles go. `only` names kinds of entries. `strict`: nothing at all when anything is wrong."""

    home: Page
    desk: Page | None = None
    media: Path | None = None
    download: bool = False
    dry: bool = False
    strict: bool = False
    only: Collection[str] = field(default_factory=tuple)
    check_addresses: bool = True


class Import:
    def __init__(self, options: Options, progress: Progress) -> None:
        self.options, self.progress = options, progress
        self.report = Report()
        self.publication = Publication("")

    def run(self, said: Iterable[Said]) -> Report:
        """Import what a reader says. Raises `SourceError`, with nothing written, when the source cannot be used."""
        began = time.monotonic()
        media = open_media(self.options.media) if self.options.media is not None else None
        with temporary_folder() as folder:
            stage = Stage(Path(folder))
            try:
                site = self._read(stage, said)
                with only_one(self.publication.name):
                    if self.options.strict:
                        self._check_first(stage, site, media)
                    self._write(stage, site, media, dry=self.options.dry)
            finally:
                stage.close()
                if media is not None:
                    media.close()
        written = sum(counts["created"] for kind, counts in self.report.counts.items() if kind in ("article", "page"))
        seconds = time.monotonic() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        self.report.figures |= {"seconds": round(seconds, 1), "entries": written, "memory_mb": peak}
        return self.report

    def _read(self, stage: Stage, said: Iterable[Said]) -> Site:
        staging = Staging(stage, self.report, self.options.only)
        self.progress.begin("Reading", 0)
        try:
            staging.read(said, self.progress.advance)
        except SourceError as error:
            if self.options.strict or not any(stage.count(kind) for kind in ("article", "page", "topic", "author", "media")):
                raise
            # The good rest is imported; what is behind this place is unknown.
            self.report.say("error", "source", f"{error} What stands before it was imported.")
        self.publication = staging.publication
        if not self.publication.name:
            raise SourceError("There is nothing in it that can be imported.")
        self.report.source = self.publication.name
        return staging.finish()

    def _check_first(self, stage: Stage, site: Site, media: MediaSource | None) -> None:
        """Strict: everything is tried without writing, and only when nothing was wrong it is done."""
        if not self.report.has_errors:
            before, self.report = self.report, Report(self.report.source)
            self._write(stage, site, media, dry=True)
            found, self.report = self.report, before
            for problem in found.problems:
                if problem.level == "error":
                    self.report.add(problem)
            stage.begin_again()
        if self.report.has_errors:
            first = next(problem for problem in self.report.problems if problem.level == "error")
            where = ", ".join(part for part in (first.position, first.item) if part)
            raise SourceError(f"Nothing was imported, because of --strict: {first.text}{f' ({where})' if where else ''}")

    # --- writing ------------------------------------------------------------------------------------------------------------

    def _write(self, stage: Stage, site: Site, media: MediaSource | None, *, dry: bool) -> None:
        report, home = self.report, self.options.home
        sources: list[MediaSource] = [media] if media is not None else []
        download = Download(site.owns) if self.options.download else None
        if download is not None:
            sources.append(download)
        ledger = Ledger(self.publication.name)
        library = Library(ledger, sources, report, self.publication.title, dry=dry)
        bodies = Bodies(stage, site, library, report)
        people = People(stage, ledger, bodies, report, home.locale, topic_index(home))
        desk = self.options.desk or first_desk(home)
        pages = Pages(stage, ledger, bodies, people, report, Places(home, desk), site, dry=dry)
        comparison = Comparison(stage, ledger, report, can_fetch=library.can_fetch, dry=dry)
        for kind in ("author", "tag", "topic", "reusable", "page", "article"):
            comparison.compare(kind)
        self._media(stage, ledger, library, dry=dry)
        self._people(stage, people, dry=dry)
        for kind in ("page", "article"):
            self._phase(f"{kind.title()}s", stage.count(kind, (NEW,)), partial(pages.write_new, kind))
            self._phase("Changed", stage.count(kind, (CHANGED,)), partial(pages.write_changed, kind))
        Menus(stage, ledger, report, site, home, dry=dry).write()
        if download is not None:
            for url, why in download.failed.items():
                report.say("loss", "download", f"{why}", "", url[:300])
        if not dry:
            addresses = Addresses(stage, report, site, self.publication, home)
            with transaction.atomic():
                addresses.write()
            if self.options.check_addresses:
                self._phase("Addresses", stage.count("article") + stage.count("page"), addresses.check)

    def _phase(self, label: str, total: int, work: Callable[[Callable[[int], None]], None]) -> None:
        if not total:
            return
        self.progress.begin(label, total)
        work(self.progress.advance)
        self.progress.end()
        if label in ("Articles", "Pages"):
            self.report.figures[f"{label.lower()}_per_second"] = round(self.progress.rate, 1)

    def _media(self, stage: Stage, ledger: Ledger, library: Library, *, dry: bool) -> None:
        def work(advance: Callable[[int], None]) -> None:
            for batch in stage.each("media", size=200):
                keys = [staged.record.id for staged in batch]
                known = {kind: ledger.known(kind, keys) for kind in ("image", "document")}
                there = {kind: ledger.existing(kind, [row.pk for row in rows.values()]) for kind, rows in known.items()}
                for staged in batch:
                    kind = next((kind for kind in known if staged.record.id in known[kind]), "")
                    if kind and known[kind][staged.record.id].pk in there[kind]:
                        stage.know(staged.number, pk=known[kind][staged.record.id].pk, state=SAME, target=kind)
                        self.report.count("media", "unchanged")
                        continue
                    made = library.bring(staged.record) if library.can_fetch else None
                    self.report.count("media", "created" if made else "left_out")
                    if made:
                        stage.know(staged.number, pk=made[1], state="done", target=made[0])
                advance(len(batch))

        self._phase("Media", stage.count("media"), work)

    def _people(self, stage: Stage, people: People, *, dry: bool) -> None:
        def each(kind: str, state: str, do: Callable[[Staged], None]) -> Callable[[Callable[[int], None]], None]:
            def work(advance: Callable[[int], None]) -> None:
                while batch := stage.turn(kind, state, 1):
                    try:
                        do(batch[0])
                    except (DatabaseError, ValueError) as error:
                        self.report.say("error", kind, f"It could not be imported: {error}", batch[0].record.position, batch[0].record.id)
                        stage.know(batch[0].number, pk=None, state="failed")
                    advance(1)

            return work

        def dry_run(staged: Staged) -> None:
            self.report.count(staged.record.kind, "updated" if staged.state == CHANGED else "created")
            stage.know(staged.number, pk=staged.pk or -staged.number, state="done", target=staged.record.kind)

        def keywords(advance: Callable[[int], None]) -> None:
            while batch := stage.turn("tag", NEW, 100):
                people.keywords(batch)
                advance(len(batch))

        def topics(advance: Callable[[int], None]) -> None:
            while batch := stage.turn("topic", NEW, 100):
                # Parents come first, but not in the same breath as what lies below them.
                parent = batch[0].record.parent
                group = [staged for staged in batch if staged.record.parent == parent]
                people.topics_of(parent, group)
                advance(len(group))

        verbs: dict[str, Callable[[Staged], None]] = {
            "author": people.author,
            "tag": dry_run,
            "topic": people.changed_topic,
            "reusable": people.reusable,
        }
        for kind, verb in verbs.items():
            new = {"tag": keywords, "topic": topics}.get(kind) if not dry else None
            self._phase(f"{kind.title()}s", stage.count(kind, (NEW,)), new or each(kind, NEW, dry_run if dry else verb))
            self._phase("Changed", stage.count(kind, (CHANGED,)), each(kind, CHANGED, dry_run if dry else verb))


def first_desk(home: Page) -> Page:
    desk = ArticleIndexPage.objects.child_of(home).order_by("path").first()
    if desk is None:
        raise SourceError("There is no desk below the front page for the articles. Make one, or run set_up_site.")
    return desk


def topic_index(home: Page) -> Page:
    index = TopicIndexPage.objects.child_of(home).order_by("path").first()
    if index is None:
        raise SourceError("There is no topic index below the front page. Make one, or run set_up_site.")
    return index


@contextmanager
def only_one(name: str) -> Iterator[None]:
    """Two imports of one source at the same time would undo each other. The lock goes with the process, however it ends."""
    folder = Path(settings.VAR_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"import-{sha256(name.encode()).hexdigest()[:16]}.lock"
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise SourceError(f"{name} is being imported by another process. Wait until it has ended.") from error
        yield
