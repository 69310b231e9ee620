"""How rows are found: by PostgreSQL's full-text search, or by SQLite's FTS5. The same tokens go into both."""

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, NamedTuple, Protocol

from django.db import connection

#: How many rows are ranked: the best titles and the newest of the rest. What comes behind them is in order of time.
TITLED, NEWEST = 80, 120
#: Totals are exact up to here; so are the counts of facets.
COUNTED = 1_000
#: Of how many rows that hold all words of a phrase it is looked whether they stand in its order.
COMPARED = 2_000


@dataclass(frozen=True)
class Index:
    """An index: its tables of rows and of words, the column of a row's page, and how what an engine makes beside them is called."""

    name: str
    rows: str
    key: str
    words: str
    similar: str
    featured: str
    #: Whether its rows belong to a site and may expire.
    is_public: bool


PUBLIC = Index("search_row", "search_searchrow", "listing_id", "search_searchword", "search_word_similar", "featured", is_public=True)
#: The editors' own: every page, with the words of its latest version. Nothing that visitors reach may ask it.
DRAFTS = Index("search_draft", "search_draftrow", "page_id", "search_draftword", "search_draft_word_similar", "false", is_public=False)


class TooSlow(Exception):  # noqa: N818 - what happened
    """The database was given up on: the query took longer than it may."""


@dataclass(frozen=True)
class Entry:
    """What an engine keeps of one row, as tokens."""

    place: int
    title: Sequence[str]
    names: Sequence[Sequence[str]]
    #: The words of title and names as they are written, for those who are still typing.
    words: Sequence[str]
    heads: Sequence[str]
    body: Sequence[str]
    code: Sequence[str]
    keys: Sequence[str]


@dataclass(frozen=True)
class Group:
    """Something that a row must have: stems, one behind the other; or, instead, one of `keys`.

    With `prefix`, a word that begins like that will do in place of the last stem.
    """

    stems: tuple[str, ...]
    prefix: str = ""
    keys: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Pages:
    """The primary keys of pages as a statement, with its values (`%s`)."""

    sql: str
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Matching:
    """Which rows are wanted: all of `groups` (or, with `any_group`, one of them), none of `without`, one key of each of `narrowed`.

    Of drafts only those `among` these pages; they are found by what is public of them, too. Of those that are not `readable` the title,
    which every editor sees, is searched instead of the draft.
    """

    site_id: int
    language: str
    groups: tuple[Group, ...] = ()
    without: tuple[Group, ...] = ()
    narrowed: tuple[frozenset[str], ...] = ()
    any_group: bool = False
    among: Pages | None = None
    readable: Pages | None = None

    @property
    def is_empty(self) -> bool:
        return not self.groups and not self.narrowed

    @property
    def has_phrases(self) -> bool:
        return any(len(group.stems) > 1 for group in (*self.groups, *self.without))

    @property
    def loose(self) -> "Matching":
        """The same without regard to the order of words; what is excluded as a phrase is not excluded."""
        groups: list[Group] = []
        for group in self.groups:
            groups += [Group((stem,)) for stem in group.stems[:-1]]
            groups.append(replace(group, stems=group.stems[-1:]))
        return replace(self, groups=tuple(groups), without=tuple(group for group in self.without if len(group.stems) < 2))


class Hit(NamedTuple):
    """A row that matches. `rank` says how well its text does, from 0 to 1."""

    pk: int
    place: int
    kind: str
    featured: bool
    title: str
    stems: str
    keys: str
    rank: float


@dataclass(frozen=True)
class Found:
    """`total` counts up to one more than `COUNTED`; `keys` are those of the newest `COUNTED` rows, with how many have each."""

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    keys: dict[str, int] = field(default_factory=dict)
    #: The place of the last row that was ranked because it is new; rows before it follow in order of time. None: all were ranked.
    boundary: int | None = None


class Engine(Protocol):
    """What both databases do."""

    def prepare(self, database: Any) -> None:
        """Make what is needed beside the tables, where it is not there. Idempotent."""

    def columns(self, entry: Entry) -> dict[str, Any]:
        """What the row itself keeps for the engine: its fields `vector` and `titles`."""

    def write(self, entries: Iterable[Entry], outdated: Iterable[int]) -> None:
        """Keep these entries, and those at `outdated` places no longer."""

    def ranked(self, matching: Matching) -> Found:
        """The rows that are worth ranking, in no order."""

    def by_time(self, matching: Matching, *, newest_first: bool, limit: int, after: int | None, unranked: bool = False) -> list[Hit]:
        """Rows in order of time, behind the place `after`. `unranked` leaves out those that `ranked` gives for their titles."""

    def counted(self, matching: Matching) -> Found:
        """The total and the keys alone."""

    def occurs(self, stem: str, site_id: int, language: str) -> bool:
        """Whether a visible row has this stem."""

    def using(self, keys: frozenset[str]) -> list[int]:
        """The primary keys of rows that have any of these keys, whoever may see them."""

    def titles(self, words: Sequence[str], site_id: int, language: str, limit: int) -> list[Hit]:
        """Newest rows whose title or other name has all these words; the last one may be unfinished."""

    def named(self, stems: Sequence[str], language: str) -> list[tuple[str, int, str]]:
        """What is called by one of these words and can be narrowed by: facet, key and all its stems between bars."""

    def called(self, facet: str, words: Sequence[str], language: str) -> list[int]:
        """The keys of what is called by all of these words together; the last one may be unfinished."""

    def suggested(self, words: Sequence[str], language: str, limit: int) -> list[tuple[str, int, str]]:
        """The same of what may be suggested: kind, key and name."""

    def similar(self, word: str, language: str, limit: int) -> list[tuple[str, str, int]]:
        """Words (with stem and weight) that look like this one."""

    def learn(self, words: Iterable[tuple[str, str, str, int]]) -> None:
        """Add words (language, word, stem, weight) to those that may be meant."""

    def keys(self, matching: Matching) -> Pages:
        """The pages of all rows that match, as a part of another statement."""

    def limited(self, milliseconds: int) -> AbstractContextManager[None]:
        """Whatever is asked inside takes at most so long together, or ends in `TooSlow`."""


def either(parts: Sequence[Pages]) -> Pages:
    """The pages of all of these statements."""
    sql = " UNION ALL ".join(f"SELECT * FROM ({part.sql}) part{number}" for number, part in enumerate(parts))
    return Pages(sql, tuple(value for part in parts for value in part.values))


def parse_keys(lines: Iterable[str]) -> dict[str, int]:
    """How often each key occurs."""
    return Counter(" ".join(lines).split())


@cache
def _engine(vendor: str, index: Index) -> Engine:
    if vendor == "postgresql":
        from search.engines.postgresql import PostgreSQL

        return PostgreSQL(index)
    from search.engines.sqlite import SQLite

    return SQLite(index)


def engine(index: Index = PUBLIC, database: Any = connection) -> Engine:
    """What an index is kept and searched with, in a database."""
    return _engine(database.vendor, index)
