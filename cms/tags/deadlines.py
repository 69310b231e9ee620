"""What ends by itself: when the clock alone makes a rendering untrue."""

from collections.abc import Callable, Collection
from datetime import datetime

#: From the tags of a rendering and the moment at which it began to the next moment at which something that it shows ends.
Deadline = Callable[[Collection[str], datetime], datetime | None]

_deadlines: list[Deadline] = []


def register(deadline: Deadline) -> None:
    """Call it in `AppConfig.ready()`."""
    if deadline not in _deadlines:
        _deadlines.append(deadline)


def earliest(names: Collection[str], since: datetime) -> datetime | None:
    """When a rendering with these tags that began at `since` ends; None if nothing that it shows does."""
    found = [moment for deadline in _deadlines if (moment := deadline(names, since)) is not None]
    return min(found, default=None)


def keys(names: Collection[str], kind: str) -> list[int]:
    """The primary keys in tags of one kind: `page:12` is 12 of `page`."""
    prefix = f"{kind}:"
    return [int(name[len(prefix) :]) for name in names if name.startswith(prefix) and name[len(prefix) :].isdigit()]
