"""What the databases need beside tables: made after every migration, because one that rebuilds a table drops it."""

from typing import Any

from django.db import connections

from search.engines import engine


def after_migrations(using: str, **kwargs: Any) -> None:
    engine(connections[using]).prepare(connections[using])
