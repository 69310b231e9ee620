"""Canaries: words, primary keys and UUIDs that occur once in the world, each known to belong to certain objects."""

import re
from dataclasses import dataclass, field
from uuid import UUID

from tests.journeys.oracle import NEVER
from tests.journeys.trees import Ref

_WORD = re.compile(r"zq(\d+)q")
_KEY = re.compile(r"(?<!\d)(90[0-8]0000\d\d)(?!\d)")
_UUID = re.compile(r"facade00-?0000-?4000-?8000-?(\d{12})")

#: Kind -> where its primary keys begin. No other number on any page looks like one of them.
FIRST_KEY = {
    kind: (900 + place) * 1_000_000
    for place, kind in enumerate(("page", "image", "document", "author", "series", "term", "reusable", "tag", "never"))
}


def key(ref: Ref) -> int:
    """The primary key of an object."""
    return FIRST_KEY[ref[0]] + ref[1]


def uuid(ref: Ref) -> UUID:
    """The public id of an image or a document."""
    return UUID(f"facade00-0000-4000-8000-{key(ref):012d}")


@dataclass
class Canaries:
    """`holders[n]` are the objects that word number n belongs to: it may be seen by those who may see all of them."""

    holders: list[frozenset[Ref]] = field(default_factory=list)
    of: dict[Ref, list[str]] = field(default_factory=dict)

    def word(self, *refs: Ref) -> str:
        """A new word. It tells of all these objects together: of a page and of what it refers to, for example."""
        made = f"zq{len(self.holders)}q"
        self.holders.append(frozenset(refs))
        return made

    def own(self, ref: Ref) -> str:
        """A new word of an object that shows on the object's own page."""
        made = self.word(ref)
        self.of.setdefault(ref, []).append(made)
        return made

    def never(self) -> str:
        return self.word(NEVER)

    def told(self, text: str) -> set[Ref]:
        """Every object that a text tells of."""
        refs: set[Ref] = set()
        for number in set(_WORD.findall(text)):
            refs |= self.holders[int(number)] if int(number) < len(self.holders) else set()
        for number in {*_KEY.findall(text), *(found.lstrip("0") for found in _UUID.findall(text))}:
            refs.add(_object(int(number)))
        return refs


def _object(pk: int) -> Ref:
    kind = next(kind for kind, first in FIRST_KEY.items() if first // 1_000_000 == pk // 1_000_000)
    return kind, pk - FIRST_KEY[kind]
