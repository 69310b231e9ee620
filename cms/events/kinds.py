"""Kinds of objects that the public can see by themselves. A room registers its own in `AppConfig.ready()`."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class State:
    """How an object is public: everything that `PublicObject` keeps of it."""

    type: str
    public_id: UUID
    locale: str = ""
    url: str = ""
    site_id: int | None = None


#: From primary keys to the states of those that an anonymous visitor may see now.
States = Callable[[Collection[int]], dict[int, State]]

_kinds: dict[str, States] = {}


def register(prefix: str, states: States) -> None:
    """Objects whose content tag is `<prefix>:<primary key>`."""
    _kinds[prefix] = states


def kinds() -> dict[str, States]:
    return _kinds
