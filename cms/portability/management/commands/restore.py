"""`manage.py restore FILE`: a backup in the place of what is here."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.portability.archive import ArchiveError
from cms.portability.backup.files import ERRORS
from cms.portability.backup.restoring import has_content, restore, verified
from cms.portability.imports.progress import Progress
from cms.portability.management.interrupting import interruptible


class Command(BaseCommand):
    help = "Put a backup into the place of database and files, after checking all of it."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.tar")
        parser.add_argument("--force", action="store_true", help="replace the content that is here; make a backup of it first")
        parser.add_argument("--check", action="store_true", help="only say whether the backup is whole and can be restored here")

    def handle(self, *args: Any, file: Path, force: bool, check: bool, verbosity: int = 1, **options: Any) -> None:
        def say(line: str) -> None:
            if verbosity:
                self.stderr.write(line, style_func=str)

        progress = Progress(self.stderr, quiet=verbosity == 0)  # type: ignore[arg-type]
        is_safe = True  # nothing has been touched yet
        try:
            with interruptible():
                if not (force or check) and has_content():
                    raise ArchiveError(
                        "This installation has content, which a restore would replace: make a backup of it, then say --force. "
                        "With --check the file is only looked at."
                    )
                with verified(file, progress) as backup:
                    manifest = backup.archive.manifest
                    if not check:
                        is_safe = False
                        restore(backup, progress, say)
        except (ArchiveError, *ERRORS) as error:
            raise CommandError(f"Nothing was changed. {error}" if is_safe else str(error)) from error
        except KeyboardInterrupt as error:
            said = "Nothing was changed." if is_safe else "Run the same command again, or see “Backups” in docs/operating.md."
            raise CommandError(f"Interrupted. {said}") from error
        if verbosity:
            rows, number = sum(manifest["tables"].values()) if isinstance(manifest["tables"], dict) else 0, manifest["files"]
            what = f"the backup of {manifest.get('created')} ({manifest.get('software')}): {rows:,} rows, {number:,} files"
            if check:
                later = f" It is older: {len(backup.missing)} migrations follow." if backup.missing else ""
                self.stdout.write(f"{file} is whole and can be restored here: {what}.{later}")
            else:
                self.stdout.write(f"Restored {what}. Everybody signs in again. Restart web processes and workers that ran meanwhile.")
