"""Objects as Wagtail's indexes read them, with every field asked for its value once.

Wagtail's `ObjectIndexer` (modelsearch 1.x) asks all fields of an object for each part of its entry: for the title, for the body, for
autocompletion, and on PostgreSQL for two parts more. The words of a body cost more to make than the rest of the entry. To be removed
when upstream asks once.
"""

from copy import copy
from typing import Any

from modelsearch.index import FilterField


class AskedOnce:
    """Stands for `obj` in `add_bulk`."""

    def __init__(self, obj: Any) -> None:
        self.pk = obj.pk
        self._fields = [_told(field, obj) for field in obj.get_search_fields() if not isinstance(field, FilterField)]

    def get_search_fields(self) -> list[Any]:
        return self._fields


def _told(field: Any, obj: Any) -> Any:
    """A field that knows the object's value, whatever it is asked for."""
    value = field.get_value(obj)
    known = copy(field)
    known.get_value = lambda _obj: value
    return known
