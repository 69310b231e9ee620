"""How far the change log is, asked for each answer: one small question to the database, outside Django.

PostgreSQL is asked by one prepared statement on one connection of the process. Threads that come while an answer is under way share
the next one. SQLite says by itself whether another connection has written (`PRAGMA data_version`), so there is mostly no question.
"""

import json
import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import DEFAULT_DB_ALIAS, connections

logger = logging.getLogger(__name__)

#: Milliseconds, and seconds for connecting: who waits longer asks the database itself.
_PATIENCE_MS = 3_000
_CONNECT_SECONDS = 3


class LogUnreachableError(Exception):
    """The database did not say how far the log is."""


@dataclass(frozen=True)
class Moved:
    """The rows of the log behind a number: the tags in them, the last number, and whether rows are missing between."""

    tags: frozenset[str]
    last: int
    is_gapless: bool


class Source(Protocol):
    """One connection to the log. Every method may raise whatever the driver does."""

    def head(self) -> tuple[int, float]: ...

    def behind(self, number: int) -> Moved: ...

    def close(self) -> None: ...


class PostgreSQLSource:
    """libpq itself: a fifth of what a cursor costs."""

    def __init__(self) -> None:
        import psycopg

        params: dict[str, Any] = connections[DEFAULT_DB_ALIAS].get_connection_params()
        for name in ("cursor_factory", "context", "prepare_threshold", "pool", "options"):
            params.pop(name, None)
        params |= {"connect_timeout": _CONNECT_SECONDS, "tcp_user_timeout": _PATIENCE_MS, "application_name": "masthead-log"}
        self._connection = psycopg.connect(**params, autocommit=True, options=f"-c statement_timeout={_PATIENCE_MS}")
        self._pg = self._connection.pgconn
        self._prepare(b"head", b"SELECT coalesce(max(seq), 0), extract(epoch from clock_timestamp()) FROM tags_change")
        self._prepare(
            b"behind",
            b"SELECT (SELECT coalesce(min(seq), 0) FROM tags_change), coalesce(max(seq), 0),"
            b" coalesce(json_agg(DISTINCT name), '[]') FROM tags_change"
            b" LEFT JOIN LATERAL jsonb_object_keys(tags) name ON true WHERE seq > $1::bigint",
        )

    def _prepare(self, name: bytes, statement: bytes) -> None:
        self._check(self._pg.prepare(name, statement))

    def _check(self, result: Any) -> Any:
        if result.status not in (1, 2):  # PGRES_COMMAND_OK, PGRES_TUPLES_OK
            raise LogUnreachableError(result.error_message.decode("utf-8", "replace"))
        return result

    def head(self) -> tuple[int, float]:
        result = self._pg.exec_prepared(b"head", None)
        if result.status != 2:
            self._check(result)
        return int(result.get_value(0, 0) or b""), float(result.get_value(0, 1) or b"")

    def behind(self, number: int) -> Moved:
        result = self._check(self._pg.exec_prepared(b"behind", [str(number).encode()]))
        first, last, names = int(result.get_value(0, 0)), int(result.get_value(0, 1)), json.loads(result.get_value(0, 2))
        return Moved(frozenset(names), last or number, not last or first <= number)

    def close(self) -> None:
        self._connection.close()


class SQLiteSource:
    """A connection that only reads; its clock is the machine's, which is the database's."""

    def __init__(self) -> None:
        name = str(connections[DEFAULT_DB_ALIAS].settings_dict["NAME"])
        self._connection = sqlite3.connect(name, isolation_level=None, check_same_thread=False, timeout=_PATIENCE_MS / 1000)
        self._version: int | None = None
        self._head = 0

    def head(self) -> tuple[int, float]:
        (version,) = self._connection.execute("PRAGMA data_version").fetchone()
        if version != self._version:
            (self._head,) = self._connection.execute("SELECT coalesce(max(seq), 0) FROM tags_change").fetchone()
            self._version = version
        return self._head, time.time()

    def behind(self, number: int) -> Moved:
        (first,) = self._connection.execute("SELECT coalesce(min(seq), 0) FROM tags_change").fetchone()
        rows = self._connection.execute("SELECT seq, tags FROM tags_change WHERE seq > ?", (number,)).fetchall()
        names = frozenset(name for _seq, tags in rows for name in json.loads(tags))
        return Moved(names, max((seq for seq, _tags in rows), default=number), not rows or first <= number)

    def close(self) -> None:
        self._connection.close()


def connect() -> Source:
    return PostgreSQLSource() if connections[DEFAULT_DB_ALIAS].vendor == "postgresql" else SQLiteSource()


class Follower:
    """What this process knows of the log. `forget` is called with the tags that have moved, or with None: everything.

    It is called before anybody who asked after the change gets an answer.
    """

    def __init__(self, forget: Callable[[frozenset[str] | None], None], connect: Callable[[], Source] = connect) -> None:
        self._forget = forget
        self._connect = connect
        self._source: Source | None = None
        self.lock = threading.Lock()
        #: All rows of the log up to this number have been heard of.
        self.position = -1
        #: How many questions were begun, and which one was answered last.
        self._begun = self._answered = 0
        self._now = 0.0
        self._complained = False

    def catch_up(self) -> float:
        """Hear of everything that was committed before this call; returns the database's time in seconds since 1970.

        Raises `LogUnreachableError`.
        """
        arrival = self._begun
        with self.lock:
            # A question that began after we came has been answered meanwhile: its answer is ours too.
            return self._now if self._answered > arrival else self._ask()

    def _ask(self) -> float:
        self._begun += 1
        try:
            head, self._now = self._try(lambda source: source.head())
            if head != self.position:
                self._go_on(head)
        except LogUnreachableError:
            self.position = -1
            self._forget(None)
            raise
        self._answered = self._begun
        return self._now

    def _go_on(self, head: int) -> None:
        if self.position < 0 or head < self.position:
            # The first question, or another log than before.
            self._forget(None)
            self.position = head
            return
        moved = self._try(lambda source: source.behind(self.position))
        self._forget(moved.tags if moved.is_gapless else None)
        self.position = moved.last

    def moved_since(self, number: int) -> Moved:
        """Everything that has moved behind a number. Raises `LogUnreachableError`."""
        with self.lock:
            return self._try(lambda source: source.behind(number))

    def _try[Result](self, question: Callable[[Source], Result]) -> Result:
        """Ask; once more on a new connection if the old one is dead."""
        for attempt in (1, 2):
            try:
                if self._source is None:
                    self._source = self._connect()
                result = question(self._source)
            except Exception as error:
                self._drop()
                if attempt == 2:
                    if not self._complained:
                        logger.warning("The change log cannot be read, so nothing stored is served: %s", error)
                        self._complained = True
                    raise LogUnreachableError(str(error)) from error
            else:
                self._complained = False
                return result
        raise AssertionError

    def _drop(self) -> None:
        if self._source is not None:
            with suppress(Exception):
                self._source.close()
            self._source = None

    def close(self) -> None:
        with self.lock:
            self._drop()
            self.position = -1
            self._forget(None)
