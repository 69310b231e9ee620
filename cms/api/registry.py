"""What other rooms add to the API: their resources, and what lists can be narrowed by. Called in `AppConfig.ready()`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cms.api.endpoints import Endpoint
    from cms.visibility import Viewer


@dataclass(frozen=True)
class FacetFilter:
    """A filter of lists by a facet of the listing table, for example `topic=tides,rivers` (any of them)."""

    name: str
    facet: str
    description: str
    #: From what a client wrote to the keys of the facet: only of what is public.
    keys: "Callable[[Viewer, str, tuple[str, ...]], set[int]]"
    #: Whether a list of one of them is in the facet's own order.
    ordered: bool = False


_endpoints: "list[Endpoint]" = []
_facets: dict[str, FacetFilter] = {}


def add_endpoints(endpoints: "Iterable[Endpoint]") -> None:
    _endpoints.extend(endpoints)


def add_facets(facets: Iterable[FacetFilter]) -> None:
    _facets.update({facet.name: facet for facet in facets})


def endpoints() -> "tuple[Endpoint, ...]":
    """Every endpoint, this room's own first."""
    from cms.api import catalogue

    return (*catalogue.ENDPOINTS, *_endpoints)


def facets() -> dict[str, FacetFilter]:
    return _facets
