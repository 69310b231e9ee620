"""Django's database backends with two things more: nothing that changes content commits without being in the change log, and
a database can keep the plans of queries that every request asks (`cms.prepared`).

Triggers collect the tags that a transaction moves (`cms.tags.triggers`). Before it commits they are read, so that the log can say
what the change means to the public. A statement outside a transaction gets one of its own.
"""

import re
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import transaction

_CHANGES = re.compile(r"\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|UPDATE|DELETE\s+FROM|SELECT\s+masthead_move)\b\s*\(?\"?(\w*)", re.IGNORECASE)
_FIRST = frozenset("IUDiud \n")


class Settling:
    """Mixin before Django's `DatabaseWrapper`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: Whether the present transaction has changed a table that is watched.
        self.has_changes = False
        self._has_log = False
        self.execute_wrappers: list[Any] = [self._guard]

    def _guard(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if not isinstance(sql, str) or (sql[:1] not in _FIRST and not sql.startswith("SELECT masthead_move")):
            return execute(sql, params, many, context)
        found = _CHANGES.match(sql)
        if found is None or not self._is_watched(found[1]):
            return execute(sql, params, many, context)
        if not self.get_autocommit():  # type: ignore[attr-defined]
            self.has_changes = True
            return execute(sql, params, many, context)
        with transaction.atomic(using=self.alias):  # type: ignore[attr-defined]
            self.has_changes = True
            result = execute(sql, params, many, context)
            self._fetch_all(context["cursor"].cursor)
        return result

    def _is_watched(self, table: str) -> bool:
        from cms.tags.watching import watched

        return not table or table == "tags_pending" or table in watched()

    def _is_migrated(self) -> bool:
        """Whether there is a log yet: migrations change tables before it comes."""
        if not self._has_log:
            self._has_log = "tags_pending" in self.introspection.table_names()  # type: ignore[attr-defined]
        return self._has_log

    def _fetch_all(self, cursor: Any) -> None:
        """Have the rows that a statement returns in memory before its transaction commits."""

    def _commit(self) -> Any:
        if self.has_changes and self._is_migrated():
            from cms.tags.moving import settle

            try:
                settle(self)
            except BaseException:
                # Django expects nothing but the database's own errors here, and would leave the transaction open.
                self._rollback()
                raise
            finally:
                self.has_changes = False
        return super()._commit()  # type: ignore[misc]

    def _rollback(self) -> Any:
        self.has_changes = False
        return super()._rollback()  # type: ignore[misc]


class Preparing:
    """Mixin before Django's `DatabaseWrapper`, for `cms.prepared`; a database that keeps no plans does nothing."""

    @contextmanager
    def preparing(self) -> Iterator[None]:
        """The statement that is executed next is asked often: the database should keep its plan."""
        yield

    def with_constants(self, statement: str, params: Sequence[Any], slots: Container[int]) -> tuple[str, list[int]]:
        """The statement with its constants written into it, and the places of the parameters that are left. Values come to `slots`."""
        return statement, [*range(len(params))]

    def bound(self, value: Any) -> Any:
        """A value as it is given to a slot."""
        return value
