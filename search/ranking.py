"""In which order rows are shown: a pure function of what is known of each.

The title says more than headings, and they more than the text (the database's rank of the text knows how near its words stand);
a page that is about what is looked for comes before one that mentions it; freshness and being featured tip the balance.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from search.engines import Hit
from search.places import day_of, number_of

#: After so many days a page is half as fresh.
HALF_LIFE = 500
TEXT, COVERAGE, FULLNESS, EXACT, ORDER, ABOUT, FRESH, FEATURED = 2.0, 1.6, 1.0, 1.2, 0.5, 0.6, 0.25, 0.1
_UNFINISHED, _OTHER_NAME = 0.7, 0.6


@dataclass(frozen=True)
class Wanted:
    """What a query wants: its stems in their order, the keys that stand for each, and a last word that is not finished."""

    stems: tuple[str, ...]
    prefix: str = ""
    keys: Mapping[str, frozenset[str]] = field(default_factory=dict)


def scores(hits: Iterable[Hit], wanted: Wanted, today: date) -> list[float]:
    """How good each result is; from 0 to about 7. The same on the same day."""
    day = number_of(today)
    beginnings = [f" {begin}" for begin in (*wanted.stems, wanted.prefix) if begin]
    found = []
    for _pk, place, _kind, featured, _shown, stems, keys, rank in hits:
        worth = TEXT * rank + FRESH * freshness(day - day_of(place)) + FEATURED * featured
        names = f" {stems}"
        # Most titles have none of the words.
        if [begin for begin in beginnings if begin in names]:
            worth += _names(stems, wanted)
        if wanted.keys:
            worth += ABOUT * _about(keys, wanted)
        found.append(worth)
    return found


def _names(names: str, wanted: Wanted) -> float:
    """What the title and the other names of a row are worth: the best of them."""
    title, *others = [_title(name.split(), wanted) for name in names.split(" | ")]
    return max([title, *(_OTHER_NAME * other for other in others)])


def _about(keys: str, wanted: Wanted) -> float:
    """How much of the query names what the page is about."""
    its = set(keys.split())
    return sum(not its.isdisjoint(wanted.keys.get(root, ())) for root in wanted.stems) / len(wanted.stems) if wanted.stems else 0.0


def _title(title: Sequence[str], wanted: Wanted) -> float:
    """What a title is worth."""
    if not title:
        return 0.0
    whole = [root for root in wanted.stems if root in title]
    found = float(len(whole))
    if wanted.prefix and wanted.stems[-1] not in title and any(word.startswith(wanted.prefix) for word in title):
        found += _UNFINISHED
    if not found:
        return 0.0
    coverage = found / len(wanted.stems)
    worth = COVERAGE * coverage + FULLNESS * coverage * min(1.0, found / len(title))
    if len(whole) == len(wanted.stems) == len(title):
        worth += EXACT
    if len(whole) > 1 and _contains(title, wanted.stems):
        worth += ORDER
    return worth


def _contains(title: Sequence[str], stems: Sequence[str]) -> bool:
    """Whether the stems stand one behind the other."""
    size = len(stems)
    return any(tuple(title[at : at + size]) == tuple(stems) for at in range(len(title) - size + 1))


@lru_cache(maxsize=10_000)
def freshness(days: int) -> float:
    """From 1 for today's to 0 for what is very old."""
    return float(0.5 ** (max(0, days) / HALF_LIFE))
