"""What readers look for and do not find: counted in the shared cache while they search (without one: in a file beside the database),
written down by the scheduler, forgotten in time.

A visit writes no row. Only what was typed is kept, with how often on which day; nothing that looks like an address or a number of
somebody's is.
"""

import json
import logging
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from search.finding import Results
from search.models import MissedQuery
from search.parsing import Query

logger = logging.getLogger(__name__)

#: Day (ordinal), language, query.
Missed = tuple[int, str, str]

_COUNTER, _FLUSHED, _SLOT = "search:missed:count", "search:missed:flushed", "search:missed:{}"
#: So many are kept between two visits of the scheduler; older ones give way.
SLOTS = 10_000
MOST_BYTES = 1_000_000
_KEPT = 24 * 3600
_PERSONAL = re.compile(r"@|\d{5}|://|www\.")


def note(query: Query, results: Results, language: str, *, narrowed: bool = False) -> None:
    """Count a query that led nowhere, or only elsewhere than was typed. Where nothing can be counted, readers do not notice."""
    leads_nowhere = results.is_complete and (not results.total or results.corrected is not None or not results.has_all)
    if not leads_nowhere or results.promoted or narrowed or query.is_empty or query.fields or _PERSONAL.search(query.text):
        return
    missed = (timezone.localdate().toordinal(), language, query.text)
    try:
        _to_cache(missed) if is_shared() else _to_file(missed)
    except Exception:  # noqa: BLE001 - whatever a cache or a disk raises: readers come first
        logger.warning("What readers do not find cannot be counted.")


def flush() -> None:
    """Write down what was counted since the last time, and forget what is too old. A periodic job."""
    with _taken_from_cache() if is_shared() else _taken_from_file() as missed, transaction.atomic():
        for (day, language, text), number in sorted(Counter(missed).items()):
            row, _created = MissedQuery.objects.get_or_create(day=date.fromordinal(day), language=language, query=text)
            MissedQuery.objects.filter(pk=row.pk).update(count=F("count") + number)
        MissedQuery.objects.filter(day__lt=timezone.localdate() - timedelta(days=settings.SEARCH_MISSES_DAYS)).delete()


# --- in the shared cache: numbered slots ------------------------------------------------------------------------------


def is_shared() -> bool:
    """Whether all processes see the same cache."""
    return str(settings.CACHES["default"]["BACKEND"]).startswith("django_redis.")


def _to_cache(missed: Missed) -> None:
    cache.add(_COUNTER, 0, None)
    number = int(cache.incr(_COUNTER) or 0)
    cache.set(_SLOT.format(number % SLOTS), missed, _KEPT)


@contextmanager
def _taken_from_cache() -> Iterator[list[Missed]]:
    last, first = int(cache.get(_COUNTER) or 0), int(cache.get(_FLUSHED) or 0)
    if first > last:  # the cache was emptied
        first = 0
    keys = [_SLOT.format(number % SLOTS) for number in range(max(first, last - SLOTS) + 1, last + 1)]
    yield [tuple(missed) for missed in cache.get_many(keys).values()]
    cache.set(_FLUSHED, last, None)
    cache.delete_many(keys)


# --- where each process has a cache of its own, they share a machine and its disk -------------------------------------


def _file() -> Path:
    return Path(settings.VAR_DIR) / "searches-without-results.jsonl"


def _to_file(missed: Missed) -> None:
    path = _file()
    if not path.exists() or path.stat().st_size < MOST_BYTES:
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(missed) + "\n")  # one write: lines of two processes do not mix


@contextmanager
def _taken_from_file() -> Iterator[list[Missed]]:
    path = _file()
    aside = path.with_suffix(".aside")
    # What an earlier run put aside and did not finish comes first.
    if path.exists() and not aside.exists():
        path.rename(aside)
    lines = aside.read_text("utf-8").splitlines() if aside.exists() else []
    yield [(int(day), str(language), str(text)) for day, language, text in map(json.loads, lines)]
    aside.unlink(missing_ok=True)
