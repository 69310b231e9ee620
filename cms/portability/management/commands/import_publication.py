"""`manage.py import_publication DIR`: an exported publication into an empty installation."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.portability.archive import ArchiveError
from cms.portability.archive.folder import Read
from cms.portability.archive.importing import restore
from cms.portability.imports.progress import Progress


class Command(BaseCommand):
    help = "Restore a publication that `export_publication` wrote into an empty installation: all of it or, if anything is wrong, nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--activate-people",
            action="store_true",
            help="people may sign in again (after setting a new password), administrators included: only for archives that you trust",
        )

    def handle(self, *args: Any, folder: Path, activate_people: bool, verbosity: int = 1, **options: Any) -> None:
        def say(line: str) -> None:
            if verbosity:
                self.stderr.write(line, style_func=str)

        try:
            progress = Progress(self.stderr, quiet=verbosity == 0)  # type: ignore[arg-type]
            restore(Read(folder), progress, activate_people=activate_people, say=say)
        except (ArchiveError, OSError) as error:
            raise CommandError(f"Nothing was imported. {error}") from error
        if verbosity:
            people = "" if activate_people else " Its people are deactivated: activate those whom you know under Settings > Users."
            self.stdout.write(f"The publication is restored.{people} The worker makes its pictures within minutes.")
