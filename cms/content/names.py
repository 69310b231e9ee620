"""What readers call things: the names of authors, topics, terms and the like, by which search finds them and what belongs to them.

A room registers the kinds it owns in its `AppConfig.ready()`, so that search need not know them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model


@dataclass(frozen=True)
class Named:
    """A kind of thing with a name. `kind` is the scope's (`cms.content.scope`); `suggested` offers it while somebody types."""

    kind: str
    model: type[Model]
    #: The facet of the listing table under which pages belong to it, if any.
    facet: str = ""
    suggested: bool = False
    #: From an object to its name and its other names.
    names: Callable[[Any], tuple[str, Iterable[str]]] = lambda item: (str(item), ())


_named: dict[type[Model], Named] = {}


def register(named: Named) -> None:
    """Make a kind of named things known. Call it in `AppConfig.ready()`."""
    _named[named.model] = named


def named_models() -> dict[type[Model], Named]:
    return _named
