"""`manage.py backup FILE`: database and files in one tar, from a running site."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.portability.archive import ArchiveError
from cms.portability.backup.files import ERRORS
from cms.portability.backup.saving import save
from cms.portability.imports.progress import Progress, duration
from cms.portability.management.interrupting import interruptible


class Command(BaseCommand):
    help = "Write database and files into one file, while the site runs. `restore` brings it back."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.tar", help="a new file; it holds accounts and drafts, so only you can read it")

    def handle(self, *args: Any, file: Path, verbosity: int = 1, **options: Any) -> None:
        began = time.monotonic()
        try:
            with interruptible():
                notes = save(file, Progress(self.stderr, quiet=verbosity == 0))  # type: ignore[arg-type]
        except (ArchiveError, *ERRORS) as error:
            raise CommandError(f"No backup was made. {error}") from error
        except KeyboardInterrupt as error:
            raise CommandError("Interrupted. No backup was made, and nothing is left of it.") from error
        for note in notes:
            self.stderr.write(note, style_func=str)
        if verbosity:
            size = file.stat().st_size / 1_000_000
            self.stdout.write(f"{file}: {size:,.1f} MB in {duration(time.monotonic() - began)}.{f' {len(notes)} notes.' if notes else ''}")
