"""What the database lacks, as a system check. It asks the database, so it runs with `check --database default` and before `migrate`."""

from typing import Any

from django.core.checks import CheckMessage, Warning as CheckWarning
from django.db import DatabaseError, connections


def check_similarity(databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    if not databases or "default" not in databases or connections["default"].vendor != "postgresql":
        return []
    try:
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
            if cursor.fetchone() is not None:
                return []
            cursor.execute("SELECT 1 FROM information_schema.tables WHERE table_name = 'search_searchword'")
            if cursor.fetchone() is None:
                return []  # `migrate` will try
    except DatabaseError:
        return []
    return [
        CheckWarning(
            "The database has no extension pg_trgm, so search understands fewer mistyped words.",
            hint="Let somebody who may create extensions run “CREATE EXTENSION pg_trgm” in this database, then run “manage.py migrate”.",
            id="search.W001",
        )
    ]
