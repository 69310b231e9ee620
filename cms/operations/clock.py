"""The one clock that every process agrees on: the database's."""

from datetime import UTC, datetime

from django.db import connection


def database_now() -> datetime:
    """The time by the database, aware, in UTC."""
    statement = "SELECT STRFTIME('%Y-%m-%d %H:%M:%f', 'NOW')" if connection.vendor == "sqlite" else "SELECT STATEMENT_TIMESTAMP()"
    with connection.cursor() as cursor:
        cursor.execute(statement)
        value = cursor.fetchone()[0]
    return datetime.fromisoformat(value).replace(tzinfo=UTC) if isinstance(value, str) else value.astimezone(UTC)
