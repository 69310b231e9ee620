"""What the databases need beside tables: made after every migration, because one that rebuilds a table drops it."""

from typing import Any

from django.db import connections

from search.engines import DRAFTS, PUBLIC, engine


def after_migrations(using: str, **kwargs: Any) -> None:
    for index in (PUBLIC, DRAFTS):
        engine(index, connections[using]).prepare(connections[using])
