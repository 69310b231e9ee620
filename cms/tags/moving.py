"""Moving tags by hand, and what is done with moved ones before their transaction commits."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

#: Gets the tags that a transaction has moved, with what moved them, before it commits; returns what that means to the public.
Reader = Callable[[Mapping[str, str]], list[dict[str, Any]]]

_readers: list[Reader] = []


def before_commit(reader: Reader) -> None:
    """Have `reader` called at the end of every transaction that moved tags; what it returns goes into the log. Call it in `ready()`."""
    if reader not in _readers:
        _readers.append(reader)


def move(*names: str, using: str = DEFAULT_DB_ALIAS) -> None:
    """Say that the content behind these tags has changed, in the present transaction.

    For what no watched table shows; changes of watched tables need no call.
    """
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT masthead_move(%s, '')", [list(names)])
        else:
            cursor.executemany("INSERT INTO tags_pending (tag, parts) VALUES (%s, '')", [(name,) for name in names])


def settle(connection: Any) -> None:
    """The transaction is about to commit: have its moved tags read, and see to it that they are in the log with it."""
    if connection.vendor == "postgresql":
        _settle_postgresql(connection)
    else:
        _settle_sqlite(connection)


def _events(moved: Mapping[str, str]) -> list[dict[str, Any]]:
    return [event for reader in _readers for event in reader(moved)]


def _settle_postgresql(connection: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tag, string_agg(DISTINCT parts, ' ' ORDER BY parts) FROM tags_pending"
            " WHERE xact = pg_current_xact_id_if_assigned()::text::bigint GROUP BY tag"
        )
        moved = dict(cursor.fetchall())
        if moved and (events := _events(moved)):
            # The trigger that numbers the change (cms.tags.schema) takes them from there.
            cursor.execute(
                "UPDATE tags_settling SET events = %s WHERE xact = pg_current_xact_id_if_assigned()::text::bigint", [json.dumps(events)]
            )


def _settle_sqlite(connection: Any) -> None:
    from cms.tags.schema import MOST

    with connection.cursor() as cursor:
        moved = _pending(cursor)
        if not moved:
            return
        events = _events(moved)
        moved = _pending(cursor)  # a reader may have moved more
        kept = moved if len(moved) <= MOST else {"everything": ""}
        cursor.execute(
            "INSERT INTO tags_change (at, tags, events) VALUES (strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now'), %s, %s)",
            [json.dumps(kept), json.dumps(events)],
        )
        cursor.execute("DELETE FROM tags_pending")


def _pending(cursor: Any) -> dict[str, str]:
    """The tags that the present transaction of SQLite has moved, with what moved them."""
    cursor.execute("SELECT tag, parts FROM tags_pending GROUP BY tag, parts ORDER BY tag, parts")
    moved: dict[str, str] = {}
    for tag, parts in cursor.fetchall():
        moved[tag] = f"{moved[tag]} {parts}" if tag in moved else parts
    return moved
