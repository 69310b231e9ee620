"""`manage.py export_publication DIR`: the whole publication as documented files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.portability.archive import ArchiveError
from cms.portability.archive.exporting import export
from cms.portability.imports.progress import Progress


class Command(BaseCommand):
    help = "Write the whole publication into a new folder: records to restore it from, media, and every public page as JSON and Markdown."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="a folder that does not exist yet, or is empty")

    def handle(self, *args: Any, folder: Path, verbosity: int = 1, **options: Any) -> None:
        try:
            notes = export(folder, Progress(self.stderr, quiet=verbosity == 0))  # type: ignore[arg-type]
        except (ArchiveError, OSError) as error:
            raise CommandError(str(error)) from error
        for note in notes:
            self.stderr.write(note, style_func=str)
        if verbosity:
            self.stdout.write(
                f"The publication is in {folder}. `manage.py import_publication {folder}` restores it into an empty installation."
            )
