"""`ENGINE` for PostgreSQL."""

import re
from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db.backends.postgresql import base, operations
from psycopg import RawCursor, errors, pq, sql
from psycopg.types.numeric import Int8

from cms.database import Preparing, Settling

_PLACEHOLDER = re.compile("%[s%]")
_NUMBERED = re.compile(r"\$\d+")


class PreparedCursor(RawCursor[Any]):
    """What it executes, the server parses and plans once a connection, and knows by a name from then on.

    Its statements have the server's own placeholders (`$1`): nobody looks for others in thousands of characters each time.
    """

    def execute(self, query: Any, params: Any = None, *, prepare: bool | None = None, binary: bool | None = None) -> Any:
        try:
            return super().execute(query, params, prepare=True, binary=binary)
        except errors.FeatureNotSupported:
            # A migration has changed the type of a column while this process was running: the plans are made anew.
            if self.connection.info.transaction_status is not pq.TransactionStatus.IDLE:
                raise
            super().execute("DEALLOCATE ALL", prepare=False)
            return super().execute(query, params, prepare=True, binary=binary)


class DatabaseOperations(operations.DatabaseOperations):
    def last_executed_query(self, cursor: Any, sql: Any, params: Any) -> Any:
        if not isinstance(cursor, PreparedCursor):
            return super().last_executed_query(cursor, sql, params)
        named = _NUMBERED.sub("%s", sql.replace("%", "%%"))
        return self.compose_sql(named, params) if named.count("%s") == len(params) else sql


class DatabaseWrapper(Settling, Preparing, base.DatabaseWrapper):
    ops_class = DatabaseOperations

    def get_connection_params(self) -> dict[str, Any]:
        # psycopg prepares nothing without a threshold, not even what asks for it. Django's own cursors never do.
        return {**super().get_connection_params(), "prepare_threshold": 5}

    def _configure_connection(self, connection: Any) -> bool:
        """Without the just-in-time compiler of queries.

        It is meant for reports over millions of rows. For a query of milliseconds that joins every type of page it takes a second, as
        soon as the planner thinks the query costly, which it does until the tables have been analyzed.
        """
        with connection.cursor() as cursor:
            cursor.execute("SET jit = off")
        super()._configure_connection(connection)  # type: ignore[misc]
        return True

    # --- queries that every request asks: see cms/prepared.py ---------------------------------------------------------

    @contextmanager
    def preparing(self) -> Iterator[None]:
        """The next cursor is a `PreparedCursor`, and that one alone: whoever watches statements may ask others meanwhile."""
        self.close_if_health_check_failed()  # with a cursor of its own
        self.ensure_connection()
        raw = self.connection
        usual = raw.cursor_factory

        def once(*arguments: Any, **options: Any) -> PreparedCursor:
            raw.cursor_factory = usual
            return PreparedCursor(*arguments, **options)

        raw.cursor_factory = once
        try:
            yield
        finally:
            raw.cursor_factory = usual

    def with_constants(self, statement: str, params: Sequence[Any], slots: Container[int]) -> tuple[str, list[int]]:
        """The plan is made for the constants, and they have the types that Django's own cursors give them."""
        self.ensure_connection()
        places = iter(range(len(params)))
        kept: list[int] = []

        def filled(found: re.Match[str]) -> str:
            if found[0] == "%%":
                return "%"
            place = next(places)
            if place in slots:
                kept.append(place)
                return f"${len(kept)}"
            return sql.Literal(params[place]).as_string(self.connection)

        return _PLACEHOLDER.sub(filled, statement), kept

    def bound(self, value: Any) -> Any:
        """Whole numbers have one type however large they are, so that there is one plan for all."""
        return Int8(value) if isinstance(value, int) else value
