"""`ENGINE` for PostgreSQL."""

from typing import Any

from django.db.backends.postgresql import base

from cms.database import Settling


class DatabaseWrapper(Settling, base.DatabaseWrapper):
    def _configure_connection(self, connection: Any) -> bool:
        """Without the just-in-time compiler of queries.

        It is meant for reports over millions of rows. For a query of milliseconds that joins every type of page it takes a second, as
        soon as the planner thinks the query costly, which it does until the tables have been analyzed.
        """
        with connection.cursor() as cursor:
            cursor.execute("SET jit = off")
        super()._configure_connection(connection)  # type: ignore[misc]
        return True
