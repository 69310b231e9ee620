"""`Server-Timing`: how long an answer took and what it asked of the database, when an operator wants to know."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection


@contextmanager
def measured(headers: dict[str, str]) -> Iterator[None]:
    """Put the figures of what happens inside into `headers`."""
    if not settings.SERVER_TIMING:
        yield
        return
    start, queries, asked = time.perf_counter(), 0, 0.0

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal queries, asked
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            queries += 1
            asked += time.perf_counter() - began

    with connection.execute_wrapper(watch):
        yield
    total = (time.perf_counter() - start) * 1000
    noun = "query" if queries == 1 else "queries"
    headers["Server-Timing"] = f'total;dur={total:.1f}, db;dur={asked * 1000:.1f};desc="{queries} {noun}"'
