"""Restoring a backup: everything is checked first; then files that are missing, the database at once, files that differ."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.core.cache import caches
from django.core.management import call_command
from django.db import Error as DatabaseError, connection, connections

from cms.portability.archive import ArchiveError
from cms.portability.archive.exporting import Reports
from cms.portability.archive.importing import is_empty
from cms.portability.backup import DATABASE, MANIFEST, NOTES, SUMS, files, history, postgresql, sqlite
from cms.portability.backup.container import Read


class Restored(Protocol):
    """The database of a verified backup."""

    def replace(self, progress: Reports) -> None: ...


@dataclass(frozen=True)
class Verified:
    """A backup that is what it was, and that this software can restore."""

    archive: Read
    database: Restored
    #: What `migrate` will add afterwards.
    missing: list[history.Migration]


@contextmanager
def verified(path: Path, progress: Reports) -> Iterator[Verified]:
    """Check everything that can be checked without changing anything. Raises `ArchiveError`."""
    with Read(path) as archive:
        _refuse_another_database(archive)
        if connection.vendor == "sqlite":
            sqlite.path().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        missing = history.missing(history.read(archive.manifest), str(archive.manifest.get("software")))
        _refuse_strangers(archive)
        progress.begin("Verifying", sum(entry.size for entry in archive.entries.values() if entry.name != SUMS))
        archive.verify(progress.advance)
        progress.end()
        notes, number = archive.json(NOTES), len(archive.names(files.FILES))
        if (
            not isinstance(notes, list)
            or number > archive.manifest.get("files", 0)
            or number + len(notes) < archive.manifest.get("files", 0)
        ):
            raise ArchiveError(f"The backup has {number} files, but the manifest says {archive.manifest.get('files')}.")
        if connection.vendor == "postgresql":
            yield Verified(archive, postgresql.Restored(archive), missing)
        else:
            with sqlite.opened(archive, progress) as database:
                yield Verified(archive, database, missing)


def _refuse_another_database(archive: Read) -> None:
    vendor = archive.manifest.get("database")
    if vendor != connection.vendor:
        names = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
        raise ArchiveError(
            f"This is a backup of {names.get(str(vendor), 'another database')}, and this installation runs on {names[connection.vendor]}. "
            "To move between the two, run export_publication there and import_publication here."
        )


def _refuse_strangers(archive: Read) -> None:
    for name in archive.entries:
        if not name.startswith((DATABASE, *files.PREFIXES)) and name not in (MANIFEST, NOTES, SUMS):
            raise ArchiveError(f"{name} does not belong to a backup.")


def has_content() -> bool:
    """Whether there is anything here that a restore would take away. Tables of another version count as content."""
    if connection.vendor == "sqlite" and not sqlite.path().exists():
        return False
    tables = connection.introspection.table_names()
    if "wagtailcore_page" not in tables:
        return False
    try:
        return not is_empty()
    except DatabaseError:
        return True


def restore(backup: Verified, progress: Reports, say: Callable[[str], None]) -> None:
    """Put a verified backup into the place of what is here. Raises `ArchiveError`; what has changed then, the message says."""
    restored = files.Restored(backup.archive, progress)
    try:
        added = restored.add()
        connections.close_all()
        backup.database.replace(progress)
    except BaseException as error:
        restored.take_back()
        if isinstance(error, (ArchiveError, *files.ERRORS)):
            raise ArchiveError(f"Nothing was changed. {error}") from error
        raise
    connections.close_all()
    try:
        changed, removed = restored.replace()
    except files.ERRORS as error:
        raise ArchiveError(
            f"The database is restored, but not every file: {error}. Put that right, then run the same command again."
        ) from error
    say(f"{added + changed} files written, {len(backup.archive.names(files.FILES)) - added - changed} were there, {removed} removed")
    say(f"Bringing the database up to date: {len(backup.missing)} migrations" if backup.missing else "Checking triggers, indexes and roles")
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except Exception as error:
        raise ArchiveError(f"The backup is restored, but “manage.py migrate” fails, which has to come next: {error}") from error
    for alias in ("default", "responses"):
        try:
            caches[alias].clear()
        except Exception:  # noqa: BLE001 - whatever a cache raises that is not there
            say("The cache does not answer: flush it before the site is used again.")
