"""Making a backup: the database first, then the files that it may name."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from django.db import connection

from cms.portability.archive import ArchiveError
from cms.portability.archive.exporting import Reports, file_fields
from cms.portability.archive.folder import software
from cms.portability.backup import FORMAT, MANIFEST, NOTES, VERSION, files, history, postgresql, sqlite
from cms.portability.backup.container import Written, writing


class Snapshot(Protocol):
    """The database at one moment."""

    tables: dict[str, int]
    migrations: set[history.Migration]

    def about(self) -> dict[str, object]: ...
    def write(self, written: Written, progress: Reports) -> None: ...


@contextmanager
def _snapshot(target: Path, progress: Reports) -> Iterator[Snapshot]:
    if connection.vendor == "postgresql":
        with postgresql.snapshot() as found:
            yield found
    else:
        with sqlite.snapshot(target, progress) as copied:
            yield copied


def save(target: Path, progress: Reports) -> list[str]:
    """Write a backup to `target`; returns notes on files that are not in it. Raises `ArchiveError`; then nothing is there."""
    if not target.parent.is_dir():
        raise ArchiveError(f"There is no folder {target.parent}.")
    with writing(target) as written, _snapshot(target, progress) as snapshot:
        # Files that the snapshot names were there before it was taken; newer ones do no harm.
        found = list(files.names())
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "software": software(),
            "created": datetime.now(UTC).isoformat(timespec="seconds"),
            "database": connection.vendor,
            "migrations": sorted(snapshot.migrations),
            **snapshot.about(),
            "files": len(found),
        }
        written.add_json(MANIFEST, manifest)
        snapshot.write(written, progress)
        notes = _lacking(set(found)) + files.save(written, found, progress)
        written.add_json(NOTES, notes)
    return notes


def _lacking(found: set[str]) -> list[str]:
    """Originals that the database names and the storage does not have."""
    named: set[str] = set()
    for model, field in file_fields():
        named |= set(model._base_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True))
    return [f"The file {name} is missing in the storage." for name in sorted(named) if name and f"media/originals/{name}" not in found]
