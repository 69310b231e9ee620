"""The change log goes on over a restore: whoever has read it up to a number, be it a web process, a shared cache, a frontend or a
reader of `changes/`, finds behind that number that everything is different.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from cms.events.models import PublicObject
from cms.events.reading import replaced
from cms.tags import EVERYTHING

#: The columns of `events_publicobject`.
COLUMNS = ("tag", "type", "object_id", "public_id", "locale", "site_id", "url")
#: While SQLite's database is being replaced, others may write; numbers that they take are not used again.
MARGIN = 10_000
_EVENTS = 1_000


def public_objects(rows: Iterable[tuple[Any, ...]]) -> dict[str, PublicObject]:
    """Rows of `COLUMNS` as objects, by tag."""
    return {row[0]: PublicObject(**dict(zip(COLUMNS, (*row[:3], UUID(str(row[3])), *row[4:]), strict=True))) for row in rows}


def entries(before: dict[str, PublicObject], now: dict[str, PublicObject]) -> Iterator[tuple[str, str]]:
    """What the log has to say of a restore: `tags` and `events` of its rows, as JSON."""
    events = list(replaced(before, now))
    yield json.dumps({EVERYTHING: ""}), json.dumps(events[:_EVENTS])
    for start in range(_EVENTS, len(events), _EVENTS):
        yield "{}", json.dumps(events[start : start + _EVENTS])
