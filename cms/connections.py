"""How the pool of database connections behaves when the database was restarted."""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from psycopg_pool import ConnectionPool


def check_connection(connection: Any) -> None:
    """Raise if `connection` is dead, and then throw out every other dead one.

    The pool alone would try one after another and wait longer each time: after a restart of the database a process with eight of
    them would refuse requests for more than ten seconds.
    """
    try:
        ConnectionPool.check_connection(connection)
    except Exception:
        connections[DEFAULT_DB_ALIAS].pool.check()  # type: ignore[attr-defined]
        raise
