"""What the commands that import have in common: options, progress, the report, and how they end."""

import json
import logging
import signal
import sys
from abc import abstractmethod
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from wagtail.models import Page

from articles.models import ArticleIndexPage
from cms.portability.imports.progress import Progress, duration
from cms.portability.imports.report import Report
from cms.portability.imports.running import Import, Options
from cms.portability.models import ImportRun
from cms.portability.sources.records import Said, SourceError
from home.models import HomePage
from home.setup import set_up_default_site

ENTRIES = {"articles": "article", "pages": "page"}
_SHOWN = 12


class ImportCommand(BaseCommand):
    """A subclass says where its source is and how it is read."""

    kind = ""

    @abstractmethod
    def read(self, path: Path, options: dict[str, Any]) -> Iterable[Said]:
        """What the source says."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--media", type=Path, metavar="PATH", help="a folder or an archive (ZIP, TAR) with the files of the source")
        parser.add_argument("--download", action="store_true", help="fetch files that are not there from the source's own servers")
        parser.add_argument("--dry-run", action="store_true", help="write nothing: say what would come in, and what would be lost")
        parser.add_argument("--only", action="append", choices=sorted(ENTRIES), default=[], help="leave out the other entries")
        parser.add_argument("--strict", action="store_true", help="import nothing at all when anything is wrong with the source")
        parser.add_argument("--report", type=Path, metavar="FILE", help="write the whole report as JSON")
        parser.add_argument("--desk", metavar="PATH", help="where articles go, for example /articles/news/ (default: the first desk)")
        parser.add_argument("--no-address-check", action="store_true", help="do not ask for every address of the source in the end")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["path"]
        # Three lines of Wagtail's for each page would hide the progress.
        logging.getLogger("wagtail").setLevel(logging.WARNING)
        home = set_up_default_site()
        ImportRun.objects.filter(kind=self.kind, path=str(path)[-255:], state=ImportRun.State.RUNNING).update(
            state=ImportRun.State.INTERRUPTED, finished_at=timezone.now()
        )
        run = ImportRun.objects.create(kind=self.kind, path=str(path)[-255:], is_dry=options["dry_run"])
        work = Import(self._options(home, options), Progress(sys.stderr, quiet=options["verbosity"] == 0))
        before = signal.signal(signal.SIGTERM, _interrupt)
        try:
            report = work.run(self.read(path, options))
        except (SourceError, CommandError) as error:
            self._finish(run, work.report, ImportRun.State.REFUSED, str(error), options)
            raise CommandError(str(error)) from error
        except KeyboardInterrupt as error:
            self._finish(run, work.report, ImportRun.State.INTERRUPTED, "", options)
            raise CommandError("Interrupted. Everything up to here is in; start the same command again to go on.") from error
        finally:
            signal.signal(signal.SIGTERM, before)
        self._finish(run, report, ImportRun.State.DONE, "", options)
        if options["verbosity"]:
            self._say(report, run, dry=options["dry_run"])

    def _options(self, home: HomePage, options: dict[str, Any]) -> Options:
        return Options(
            home=home,
            desk=self._desk(home, options["desk"]) if options["desk"] else None,
            media=options["media"],
            download=options["download"],
            dry=options["dry_run"],
            strict=options["strict"],
            only=tuple(ENTRIES[name] for name in options["only"]),
            check_addresses=not options["no_address_check"],
        )

    def _desk(self, home: HomePage, path: str) -> Page:
        desk: Page | None = ArticleIndexPage.objects.filter(url_path=f"{home.url_path}{path.strip('/')}/").first()
        if desk is None:
            desks = ArticleIndexPage.objects.descendant_of(home).order_by("path").values_list("url_path", flat=True)[:10]
            known = ", ".join("/" + url_path.removeprefix(home.url_path) for url_path in desks)
            raise CommandError(f"There is no desk at {path}. There are: {known}.")
        return desk

    def _finish(self, run: ImportRun, report: Report, state: str, message: str, options: dict[str, Any]) -> None:
        run.state, run.message, run.finished_at, run.source = state, message, timezone.now(), report.source
        run.report = report.as_json()
        run.save()
        if options["report"] is not None:
            try:
                options["report"].write_text(json.dumps(run.report, ensure_ascii=False, indent=1) + "\n", "utf-8")
            except OSError as error:
                self.stderr.write(f"The report could not be written to {options['report']}: {error.strerror}. It is in the admin.")

    def _say(self, report: Report, run: ImportRun, *, dry: bool) -> None:
        self.stdout.write("Nothing was written: this is what would happen." if dry else "Imported.")
        for kind, counts in report.counts.items():
            outcomes = ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in counts.items() if name != "in" and number)
            self.stdout.write(f"  {kind:<10} {counts.get('in', 0):>7} in   {outcomes}")
        levels = {"error": "not imported", "loss": "lost in part", "repair": "put right", "note": "worth knowing"}
        for level, words in levels.items():
            of_level = [(name.partition(": ")[2], number) for name, number in report.kinds.most_common() if name.startswith(f"{level}: ")]
            if of_level:
                self.stdout.write(f"  {words}: " + ", ".join(f"{number} {name}" for name, number in of_level[:_SHOWN]))
        if report.addresses:
            answers = report.addresses["answers"]
            right = sum(answers.get(name, 0) for name in ("same", "redirect", "closed"))
            self.stdout.write(f"  addresses of the source that lead to their page here: {right} of {report.addresses['checked']}")
        for problem in [problem for problem in report.problems if problem.level == "error"][:_SHOWN]:
            where = ", ".join(part for part in (problem.position, problem.item) if part)
            self.stdout.write(f"  ! {problem.text}{f' ({where})' if where else ''}")
        figures = report.figures
        self.stdout.write(
            f"  {duration(figures['seconds'])}, at most {figures['memory_mb']} MB of memory. The report: Reports, Imports in the admin."
        )


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
