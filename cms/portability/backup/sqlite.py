"""SQLite in a backup: the database as one file, taken and put back by its own backup interface while others read and write."""

import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from django.db import connection

from cms.events.models import PublicObject
from cms.portability.archive import ArchiveError
from cms.portability.archive.exporting import Reports
from cms.portability.archive.folder import pieces
from cms.portability.backup import DATABASE, announcing, history
from cms.portability.backup.container import Read, Written

FILE = f"{DATABASE}masthead.sqlite3"
_PAGES = 2_000
#: Seconds for which a restore waits for somebody else's writing transaction.
_PATIENCE = 60.0


def path() -> Path:
    name = str(connection.settings_dict["NAME"])
    if ":memory:" in name or "mode=memory" in name:
        raise ArchiveError("The database is in memory: there is nothing to back up or restore.")
    return Path(name)


class Snapshot:
    """A copy of the database beside the backup, from one moment."""

    def __init__(self, copy: Path) -> None:
        self._copy = copy
        with closing(sqlite3.connect(copy)) as database:
            self.tables = counted(database)
            self.migrations = _migrations(database)

    def about(self) -> dict[str, object]:
        return {"tables": self.tables}

    def write(self, written: Written, progress: Reports) -> None:
        progress.begin("Database", self._copy.stat().st_size)

        def chunks() -> Iterator[bytes]:
            with self._copy.open("rb") as file:
                for piece in pieces(file):
                    progress.advance(len(piece))
                    yield piece

        written.add(FILE, chunks())
        progress.end()


@contextmanager
def snapshot(beside: Path, progress: Reports) -> Iterator[Snapshot]:
    with tempfile.TemporaryDirectory(prefix=f".{beside.name}.", dir=beside.parent) as folder:
        copy = Path(folder) / "copy.sqlite3"
        with closing(_connect(path())) as live, closing(_connect(copy)) as target:
            # What the transaction sees is what is copied, however long it takes.
            live.execute("BEGIN")
            live.execute("SELECT count(*) FROM sqlite_master").fetchone()
            _copy(live, target, progress, "Snapshot")
            target.execute("PRAGMA journal_mode = DELETE")
            _check(target, "The database")
        yield Snapshot(copy)


@contextmanager
def opened(archive: Read, progress: Reports) -> Iterator["Restored"]:
    """The database of a verified backup, unpacked beside the live one and checked. Raises `ArchiveError`."""
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=path().parent) as folder:
        copy = Path(folder) / "backup.sqlite3"
        progress.begin("Unpacking", archive.entries[FILE].size if FILE in archive.entries else 0)
        with copy.open("wb") as file:
            copy.chmod(0o600)
            for chunk in archive.chunks(FILE):
                file.write(chunk)
                progress.advance(len(chunk))
        progress.end()
        try:
            with closing(_connect(copy)) as database:
                _check(database, FILE)
                _compare(counted(database), archive.manifest.get("tables"))
                if _migrations(database) != history.read(archive.manifest):
                    raise ArchiveError(f"{FILE} has other migrations than the manifest says.")
        except sqlite3.DatabaseError as error:
            raise ArchiveError(f"{FILE} is no database that can be read: {error}.") from error
        yield Restored(copy)


class Restored:
    def __init__(self, copy: Path) -> None:
        self._copy = copy

    def replace(self, progress: Reports) -> None:
        """Put it into the place of the live database: at once for everybody, or not at all."""
        with closing(_connect(path())) as live, closing(_connect(self._copy)) as database:
            (page_size,) = live.execute("PRAGMA page_size").fetchone()
            live.execute("PRAGMA journal_mode = WAL")
            if database.execute("PRAGMA page_size").fetchone() != (page_size,):
                database.execute("PRAGMA journal_mode = DELETE")
                database.execute(f"PRAGMA page_size = {int(page_size)}")
                database.execute("VACUUM")
            _go_on(live, database)
            try:
                _copy(database, live, progress, "Database", patience=_PATIENCE)
            except sqlite3.DatabaseError as error:
                raise ArchiveError(f"The database could not be replaced: {error}.") from error
            with suppress(sqlite3.OperationalError):
                live.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _connect(place: Path) -> sqlite3.Connection:
    return sqlite3.connect(place, isolation_level=None, timeout=20)


def _copy(source: sqlite3.Connection, target: sqlite3.Connection, progress: Reports, label: str, patience: float | None = None) -> None:
    (total,) = source.execute("PRAGMA page_count").fetchone()
    progress.begin(label, total)
    state = {"left": total, "moved": time.monotonic()}

    def step(_status: int, left: int, _total: int) -> None:
        if left != state["left"]:
            progress.advance(state["left"] - left)
            state.update(left=left, moved=time.monotonic())
        elif patience is not None and left and time.monotonic() - state["moved"] > patience:
            raise ArchiveError("The database is being written by another process without end. Stop the site, then try again.")

    source.backup(target, pages=_PAGES, progress=step, sleep=0.1)
    progress.end()


def _check(database: sqlite3.Connection, what: str) -> None:
    found = [row[0] for row in database.execute("PRAGMA integrity_check(3)")]
    if found != ["ok"]:
        raise ArchiveError(f"{what} is damaged: SQLite says “{found[0]}”.")


def counted(database: sqlite3.Connection) -> dict[str, int]:
    """How many rows each table has."""
    listed = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    names = sorted(name for (name,) in database.execute(listed))
    return {name: database.execute(f"SELECT count(*) FROM {_quoted(name)}").fetchone()[0] for name in names}  # noqa: S608 - quoted


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _compare(found: dict[str, int], said: object) -> None:
    if not isinstance(said, dict) or found.keys() != said.keys():
        raise ArchiveError(f"{FILE} has other tables than the manifest says.")
    for name, number in found.items():
        if said[name] != number:
            raise ArchiveError(f"{name} has {number} rows, but the manifest says {said[name]}.")


def _migrations(database: sqlite3.Connection) -> set[history.Migration]:
    try:
        return set(database.execute("SELECT app, name FROM django_migrations"))
    except sqlite3.OperationalError as error:
        raise ArchiveError("The database is not migrated: there is nothing in it yet.") from error


def _go_on(live: sqlite3.Connection, database: sqlite3.Connection) -> None:
    """What the restored database must know of the one whose place it takes."""
    newest = max(_newest(live), _newest(database)) + announcing.MARGIN
    # Who has signed out since must not be signed in again.
    with suppress(sqlite3.OperationalError):
        database.execute("DELETE FROM django_session")
    rows = announcing.entries(_public(live), _public(database))
    with suppress(sqlite3.OperationalError):  # a backup from before there was a log
        for number, (tags, events) in enumerate(rows, newest):
            statement = "INSERT INTO tags_change (seq, at, tags, events) VALUES (?, strftime('%Y-%m-%d %H:%M:%f', 'now'), ?, ?)"
            database.execute(statement, (number, tags, events))


def _newest(database: sqlite3.Connection) -> int:
    try:
        return int(database.execute("SELECT coalesce(max(seq), 0) FROM tags_change").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def _public(database: sqlite3.Connection) -> dict[str, PublicObject]:
    try:
        return announcing.public_objects(database.execute(f"SELECT {', '.join(announcing.COLUMNS)} FROM events_publicobject"))  # noqa: S608
    except sqlite3.OperationalError:
        return {}
