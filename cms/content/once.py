"""Work that several readers of the same texts would each do again, done once.

When pages are added, their words are counted, put into the public index, into that of the editors and into Wagtail's own. Inside
`once()` what is a function of its key alone is made for the first of them, and kept until the block is left.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_kept: ContextVar[dict[Hashable, Any] | None] = ContextVar("masthead_once", default=None)


@contextmanager
def once() -> Iterator[None]:
    """Inside, `made()` remembers. For a batch at a time: everything that is made inside is in memory until the end."""
    if _kept.get() is not None:
        yield
        return
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def made[Value](key: Hashable, make: Callable[[], Value]) -> Value:
    """What `make()` returns, which depends on nothing but `key` and is changed by nobody. Outside of `once()` it is always made anew."""
    kept = _kept.get()
    if kept is None:
        return make()
    if key not in kept:
        kept[key] = make()
    found: Value = kept[key]
    return found
