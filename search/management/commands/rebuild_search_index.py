"""Makes the public search index and the editors' anew, while search goes on."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from search import indexing, jobs
from search.drafts import rows as drafts


class Command(BaseCommand):
    help = "Make the search indexes of readers and of editors anew, newest pages first. Search goes on meanwhile; it may be interrupted."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--missing", action="store_true", help="only what is missing or outdated: goes on where it was interrupted")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            number = indexing.rebuild(self._progress, anew=not options["missing"])
            self.stdout.write("The editors' index:")
            drafted = drafts.rebuild(self._progress, anew=not options["missing"])
            self.stdout.write("Learning words …")
            jobs.learn_words(settled=timedelta())
        except KeyboardInterrupt:
            self.stdout.write("\nInterrupted. `rebuild_search_index --missing` goes on from here.")
            raise SystemExit(130) from None
        self.stdout.write(f"{number:,} pages are indexed for readers, {drafted:,} for editors.")

    def _progress(self, done: int, total: int) -> None:
        self.stdout.write(f"{done:,} of {total:,} pages")
