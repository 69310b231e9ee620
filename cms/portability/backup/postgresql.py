"""PostgreSQL in a backup: every table of ours as COPY writes it, from one snapshot, and back in one transaction.

Nothing but the connection is needed: neither pg_dump, which many hosts lack, nor a superuser. What a backup says is only ever data:
tables come from this software's own migrations.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import psycopg
from django.apps import apps
from django.db import Error as DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

from cms.events.models import PublicObject
from cms.portability.archive import ArchiveError
from cms.portability.archive.exporting import Reports
from cms.portability.backup import DATABASE, announcing, history
from cms.portability.backup.container import Read, Written

_PIECE = 256 * 1024
#: How long a restore waits until everybody else has left the tables.
_PATIENCE = "30s"
_TABLES = """
    SELECT relname, relpersistence FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' ORDER BY relname
"""
_COLUMNS = """
    SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum
"""
#: Sequences that belong to a column, with their schema.
_SEQUENCES = """
    SELECT owner.relname, attname, sequence.oid::regclass::text FROM pg_class sequence
    JOIN pg_depend ON pg_depend.objid = sequence.oid AND pg_depend.classid = 'pg_class'::regclass AND deptype IN ('a', 'i')
    JOIN pg_class owner ON owner.oid = refobjid AND refclassid = 'pg_class'::regclass
    JOIN pg_attribute ON attrelid = owner.oid AND attnum = refobjsubid
    WHERE sequence.relkind = 'S' AND sequence.relnamespace = current_schema()::regnamespace
"""


def _cursor() -> psycopg.Cursor[Any]:
    connection.ensure_connection()
    return connection.connection.cursor()  # the driver's own: Django's knows no COPY


def _all_tables(cursor: psycopg.Cursor[Any]) -> dict[str, bool]:
    """Our tables, and whether they are kept over a crash (those that are not hold nothing worth keeping). Others may share the schema."""
    found = {str(name): persistence == "p" for name, persistence in cursor.execute(_TABLES)}
    ours = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} | {"django_migrations"}
    labels = {config.label for config in apps.get_app_configs()}
    if "django_migrations" in found:
        labels |= {str(app) for (app,) in cursor.execute("SELECT DISTINCT app FROM django_migrations")}
    return {name: kept for name, kept in found.items() if name in ours or name.startswith(tuple(f"{label}_" for label in labels))}


def _tables(cursor: psycopg.Cursor[Any]) -> list[str]:
    return [name for name, is_kept in _all_tables(cursor).items() if is_kept]


def _columns(cursor: psycopg.Cursor[Any], table: str) -> list[str]:
    return [str(name) for (name,) in cursor.execute(_COLUMNS, [f'"{table}"'])]


def _migrations(cursor: psycopg.Cursor[Any]) -> set[history.Migration]:
    if "django_migrations" not in _all_tables(cursor):
        return set()
    return {(app, name) for app, name in cursor.execute("SELECT app, name FROM django_migrations")}


def _listed(names: list[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))


# --- writing ----------------------------------------------------------------------------------------------------------


class Snapshot:
    """The database as it is for one transaction that only reads."""

    def __init__(self, cursor: psycopg.Cursor[Any]) -> None:
        self._cursor = cursor
        self.migrations = _migrations(cursor)
        if not self.migrations:
            raise ArchiveError("The database is not migrated: there is nothing in it yet.")
        self._columns = {name: _columns(cursor, name) for name in _tables(cursor)}
        self.tables = {name: self._count(name) for name in self._columns}

    def _count(self, table: str) -> int:
        row = self._cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
        assert row is not None  # noqa: S101 - an aggregate always has one
        return int(row[0])

    def about(self) -> dict[str, object]:
        sequences = {f"{table}.{column}": _last(self._cursor, name) for table, column, name in self._cursor.execute(_SEQUENCES).fetchall()}
        return {"tables": self.tables, "columns": self._columns, "sequences": sequences}

    def write(self, written: Written, progress: Reports) -> None:
        progress.begin("Database", sum(self.tables.values()))
        for table, columns in self._columns.items():
            written.add(_entry(table), self._rows(table, columns))
            progress.advance(self.tables[table])
        progress.end()

    def _rows(self, table: str, columns: list[str]) -> Iterator[bytes]:
        statement = sql.SQL("COPY {} ({}) TO STDOUT").format(sql.Identifier(table), _listed(columns))
        gathered = bytearray()
        with self._cursor.copy(statement) as rows:
            for row in rows:
                gathered += row
                if len(gathered) > _PIECE:
                    yield bytes(gathered)
                    gathered.clear()
        yield bytes(gathered)


def _entry(table: str) -> str:
    return f"{DATABASE}{table}.copy"


def _last(cursor: psycopg.Cursor[Any], sequence: str) -> int:
    """The last number that a sequence gave; 0 for none. The name is quoted where it has to be."""
    row = cursor.execute(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}").fetchone()  # noqa: S608
    return int(row[0]) if row is not None else 0


@contextmanager
def snapshot() -> Iterator[Snapshot]:
    with transaction.atomic():
        cursor = _cursor()
        if not connection.needs_rollback and len(connection.savepoint_ids) == 0:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SET LOCAL statement_timeout = 0")
        try:
            yield Snapshot(cursor)
        except (psycopg.Error, DatabaseError) as error:
            raise ArchiveError(f"PostgreSQL could not be read: {_first_line(error)}.") from error


def _first_line(error: Exception) -> str:
    return str(error).split("\n")[0].rstrip(".") or type(error).__name__


# --- reading ----------------------------------------------------------------------------------------------------------


class Restored:
    """The database of a verified backup. Raises `ArchiveError` where it contradicts its manifest."""

    def __init__(self, archive: Read) -> None:
        self._archive = archive
        self._wanted = history.read(archive.manifest)
        tables: dict[str, int] = _said(archive, "tables", int)
        columns: dict[str, list[str]] = _said(archive, "columns", list)
        self._rows, self._columns = tables, columns
        self._sequences: dict[str, int] = _said(archive, "sequences", int)
        entries = set(archive.names(DATABASE))
        if entries != {_entry(table) for table in tables} or tables.keys() != columns.keys():
            raise ArchiveError("The backup has other tables than the manifest says.")
        for table, number in tables.items():
            if archive.lines[_entry(table)] != number:
                raise ArchiveError(f"{table} has {archive.lines[_entry(table)]} rows, but the manifest says {number}.")

    def replace(self, progress: Reports) -> None:
        """Put it into the place of the live database, in one transaction."""
        try:
            with transaction.atomic():
                self._replace(_cursor(), progress)
        except psycopg.errors.LockNotAvailable as error:
            raise ArchiveError(
                f"Other processes have been using the database for {_PATIENCE}. Stop web processes, workers and scheduler, then try again."
            ) from error
        except psycopg.errors.OutOfMemory as error:
            raise ArchiveError(
                "PostgreSQL's max_locks_per_transaction is too small to make the tables anew in one transaction. Raise it, or restore "
                "into an empty database that “manage.py migrate” of the backup's version has prepared."
            ) from error
        except (psycopg.Error, DatabaseError) as error:
            raise ArchiveError(f"PostgreSQL refused the backup: {_first_line(error)}.") from error

    def _replace(self, cursor: psycopg.Cursor[Any], progress: Reports) -> None:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(sql.SQL("SET LOCAL lock_timeout = {}").format(_PATIENCE))
        there = list(_all_tables(cursor))
        if there:
            cursor.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(_listed(there)))
        newest, before = _newest(cursor), _public(cursor)
        numbers = {f"{table}.{column}": _last(cursor, name) for table, column, name in cursor.execute(_SEQUENCES).fetchall()}
        if _migrations(cursor) != self._wanted:
            self._make_tables(cursor, progress)
        tables = _tables(cursor)
        self._compare(cursor, tables)
        for table in tables:
            # Triggers that move tags: what the log says of a restore is said below, once.
            cursor.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(table)))
        cursor.execute(sql.SQL("TRUNCATE {}").format(_listed(tables)))
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        self._fill(cursor, progress)
        # Who has signed out since must not be signed in again.
        if "django_session" in tables:
            cursor.execute("DELETE FROM django_session")
        newest = max(newest, _newest(cursor))
        if "tags_change" in tables:
            for tags, events in announcing.entries(before, _public(cursor)):
                newest += 1
                cursor.execute("INSERT INTO tags_change (seq, at, tags, events) VALUES (%s, now(), %s, %s)", [newest, tags, events])
        numbers["tags_change.seq"] = max(numbers.get("tags_change.seq", 0), newest)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(sql.Identifier(table)))
        self._number(cursor, numbers)

    def _make_tables(self, cursor: psycopg.Cursor[Any], progress: Reports) -> None:
        """The present tables are those of another version, or there are none: make those of the backup's, as its version did."""
        if there := list(_all_tables(cursor)):
            cursor.execute(sql.SQL("DROP TABLE {}").format(_listed(there)))
        listed = (
            "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = current_schema()::regnamespace AND proname ~ '^masthead_'"
        )
        for (function,) in cursor.execute(listed).fetchall():
            cursor.execute(f"DROP FUNCTION {function} CASCADE")
        # Between two migrations there is no commit here, and no constraint may wait for one.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        plan = [entry for entry in history.complete_plan() if history.is_applied(entry[0], self._wanted)]
        progress.begin("Tables", len(plan))

        def applied(action: str, migration: Any = None, fake: bool = False) -> None:
            if action == "apply_success":
                progress.advance()

        executor = MigrationExecutor(connection, cast("Any", applied))
        executor.migrate([(migration.app_label, migration.name) for migration, _backwards in plan], plan=plan)
        progress.end()

    def _compare(self, cursor: psycopg.Cursor[Any], tables: list[str]) -> None:
        if lacking := sorted(self._rows.keys() - set(tables)):
            raise ArchiveError(f"The backup has a table {lacking[0]}, which this version of the software does not make.")
        for table, columns in self._columns.items():
            if set(columns) != set(_columns(cursor, table)):
                raise ArchiveError(f"The table {table} has other columns here than in the backup.")

    def _fill(self, cursor: psycopg.Cursor[Any], progress: Reports) -> None:
        progress.begin("Database", sum(self._rows.values()))
        for table, columns in self._columns.items():
            statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), _listed(columns))
            with cursor.copy(statement) as rows:
                for chunk in self._archive.chunks(_entry(table)):
                    rows.write(chunk)
            if cursor.rowcount != self._rows[table]:
                raise ArchiveError(f"{table} has {cursor.rowcount} rows, but the manifest says {self._rows[table]}.")
            progress.advance(self._rows[table])
        progress.end()

    def _number(self, cursor: psycopg.Cursor[Any], numbers: dict[str, int]) -> None:
        """Numbers that were given out are not given out again, neither before the restore nor since the backup. Last of all: what is
        done to a sequence is not undone with its transaction.
        """
        for table, column, name in cursor.execute(_SEQUENCES).fetchall():
            key = f"{table}.{column}"
            last = max(int(self._sequences.get(key, 0)), numbers.get(key, 0))
            if last:
                cursor.execute("SELECT setval(%s::regclass, %s)", [name, last])


def _said(archive: Read, what: str, kind: type) -> dict[str, Any]:
    """A part of the manifest that gives each name a number, or a list of names."""
    value = archive.manifest.get(what)
    lists = list(value.values()) if isinstance(value, dict) and kind is list else []
    is_right = isinstance(value, dict) and all(type(one) is kind for one in value.values())
    if is_right and all(type(name) is str for one in lists for name in one):
        return cast("dict[str, Any]", value)
    raise ArchiveError(f"The manifest does not say which {what} the backup has.")


def _newest(cursor: psycopg.Cursor[Any]) -> int:
    if "tags_change" not in _all_tables(cursor):
        return 0
    row = cursor.execute("SELECT coalesce(max(seq), 0) FROM tags_change").fetchone()
    return int(row[0]) if row is not None else 0


def _public(cursor: psycopg.Cursor[Any]) -> dict[str, PublicObject]:
    if "events_publicobject" not in _all_tables(cursor):
        return {}
    return announcing.public_objects(
        cursor.execute(sql.SQL("SELECT {} FROM events_publicobject").format(_listed(list(announcing.COLUMNS))))
    )
