"""How much time is left for the database, for whatever is asked by this thread."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_ends: ContextVar[float | None] = ContextVar("search_deadline", default=None)


@contextmanager
def within(milliseconds: int) -> Iterator[None]:
    """What is asked inside shall be answered after so long."""
    token = _ends.set(time.monotonic() + milliseconds / 1000)
    try:
        yield
    finally:
        _ends.reset(token)


def left() -> int | None:
    """The milliseconds that are left, or None where nobody is in a hurry."""
    ends = _ends.get()
    return None if ends is None else int((ends - time.monotonic()) * 1000)
