"""Where a page of results ends: opaque to clients, and the same place however much is published meanwhile."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class ByTime:
    """Behind this place, in order of time."""

    generous: int
    place: int


@dataclass(frozen=True)
class Ranked:
    """Behind this score (as it was on that day) and place, in order of relevance."""

    generous: int
    day: date
    score: float
    place: int


type Cursor = ByTime | Ranked


def write(cursor: Cursor) -> str:
    held = [cursor.generous, cursor.place]
    if isinstance(cursor, Ranked):
        held += [cursor.day.toordinal(), round(cursor.score * 10_000)]
    return base64.urlsafe_b64encode(json.dumps(held, separators=(",", ":")).encode()).decode().rstrip("=")


def read(text: str) -> Cursor:
    """Raises ValueError for what is no cursor."""
    if len(text) > 200:
        raise ValueError("A cursor is shorter.")
    try:
        held = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, RecursionError, UnicodeError) as error:
        raise ValueError("This is no cursor.") from error
    if not isinstance(held, list) or not all(type(number) is int and abs(number) < 2**63 for number in held):
        raise ValueError("This is no cursor.")
    match held:
        case [(0 | 1 | 2 | 3) as generous, place]:
            return ByTime(generous, place)
        case [(0 | 1 | 2 | 3) as generous, place, day, worth] if 1 <= day <= date.max.toordinal():
            return Ranked(generous, date.fromordinal(day), worth / 10_000, place)
    raise ValueError("This is no cursor.")
