"""How much of the database's time is left, for whatever is asked by this thread. What Python does in between costs none of it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class _Budget:
    def __init__(self, milliseconds: int) -> None:
        self.seconds = milliseconds / 1000
        #: When the statement began that is being carried out.
        self.since: float | None = None


_budget: ContextVar[_Budget | None] = ContextVar("search_budget", default=None)


@contextmanager
def within(milliseconds: int) -> Iterator[None]:
    """What is asked inside shall take no longer together."""
    token = _budget.set(_Budget(milliseconds))
    try:
        yield
    finally:
        _budget.reset(token)


@contextmanager
def running() -> Iterator[None]:
    """The database is at work."""
    budget = _budget.get()
    if budget is None:
        yield
        return
    budget.since = time.monotonic()
    try:
        yield
    finally:
        budget.seconds -= time.monotonic() - budget.since
        budget.since = None


def left() -> int | None:
    """The milliseconds that are left, or None where nobody is in a hurry."""
    budget = _budget.get()
    if budget is None:
        return None
    spent = time.monotonic() - budget.since if budget.since is not None else 0.0
    return int((budget.seconds - spent) * 1000)
