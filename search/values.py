"""What the search page shows, beside the results themselves."""

from dataclasses import dataclass

from cms.content.values import Card, RichText
from search.pins import Promoted


@dataclass(frozen=True)
class Choice:
    """A way to narrow or order the results; following `url` chooses it, or takes it back when it is chosen."""

    title: str
    url: str
    count: int | None
    selected: bool


@dataclass(frozen=True)
class FacetList:
    name: str
    title: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Found:
    """One result. `title` and `snippet` have the words marked; `kind` is what it is if it is no article."""

    card: Card
    title: RichText
    snippet: RichText
    kind: str


@dataclass(frozen=True)
class SearchPage:
    """The search page. `q` is what was typed; `hidden` are the parameters that a new query keeps. `problem` is why there is no answer."""

    q: str
    title: str
    hidden: tuple[tuple[str, str], ...]
    results: tuple[Found, ...] = ()
    promoted: tuple[Promoted, ...] = ()
    facets: tuple[FacetList, ...] = ()
    sorts: tuple[Choice, ...] = ()
    total: int = 0
    is_exact: bool = True
    is_complete: bool = True
    corrected: str = ""
    corrected_url: str = ""
    has_all: bool = True
    next_url: str = ""
    is_first: bool = True
    problem: str = ""
    asked: bool = False

    @property
    def is_narrowed(self) -> bool:
        return any(choice.selected for facet in self.facets for choice in facet.choices)
