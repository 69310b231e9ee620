"""From a query string to what is asked for: the same on the site and in the API. How often one address may ask."""

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.http import HttpRequest

from cms.api import limits, registry
from cms.content.scope import Scope
from search.facets import kinds_by_key

#: Suggestions come while somebody types.
_TYPING = 4
#: What results can be narrowed by, beside the facets that other rooms register for lists.
OWN = ("type", "year")


def count_search(request: HttpRequest) -> dict[str, str]:
    """Count a search of this address. Raises `Problem` (429)."""
    return limits.count(request, "search", settings.SEARCH_RATE_LIMIT)


def count_suggestion(request: HttpRequest) -> dict[str, str]:
    """Count a look at suggestions. Raises `Problem` (429)."""
    return limits.count(request, "suggest", settings.SEARCH_RATE_LIMIT * _TYPING)


def names() -> tuple[str, ...]:
    """The names of all parameters that narrow results."""
    return (*registry.facets(), *OWN)


def narrowed(chosen: Mapping[str, Sequence[str]], scope: Scope) -> dict[str, frozenset[str]]:
    """The keys of rows that will do, for each parameter that is given: none for what there is not, or may not be seen."""
    found: dict[str, frozenset[str]] = {}
    for name, values in chosen.items():
        if not values:
            continue
        if name == "type":
            known = kinds_by_key()
            found[name] = frozenset(f"type:{value.lower()}" for value in values if value.lower() in known)
        elif name == "year":
            found[name] = frozenset(f"year:{int(value)}" for value in values if value.isascii() and value.isdigit() and len(value) == 4)
        elif facet := registry.facets().get(name):
            keys = facet.keys(scope.viewer, scope.language, tuple(values))
            found[name] = frozenset(f"{facet.facet}:{key}" for key in keys)
    return found
