"""In which order rows are shown: a pure function of what is known of each.

The title says more than headings, and they more than the text (the database's rank of the text knows how near its words stand);
a page that is about what is looked for comes before one that mentions it; freshness and being featured tip the balance.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from search.engines import Hit
from search.places import days_until

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


def score(hit: Hit, wanted: Wanted, today: date) -> float:
    """How good a result is; from 0 to about 7. The same on the same day."""
    worth = TEXT * hit.rank + FRESH * freshness(hit.place, today) + FEATURED * hit.featured
    if not wanted.stems:
        return worth
    best, share = 0.0, 1.0
    for name in hit.stems.split(" | "):
        best, share = max(best, share * _title(name.split(), wanted)), _OTHER_NAME
    worth += best
    if not wanted.keys:
        return worth
    keys = set(hit.keys.split())
    about = sum(not keys.isdisjoint(wanted.keys.get(root, ())) for root in wanted.stems)
    return worth + ABOUT * about / len(wanted.stems)


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


def freshness(place: int, today: date) -> float:
    """From 1 for today's to 0 for what is very old."""
    return float(0.5 ** (max(0, days_until(place, today)) / HALF_LIFE))
