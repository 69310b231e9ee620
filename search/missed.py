"""What readers look for and do not find: counted in the cache while they search, written down by the scheduler, forgotten in time.

A visit writes no row. Only what was typed is kept, with how often on which day; nothing that looks like an address or a number of
somebody's is.
"""

import logging
import re
from collections import Counter
from datetime import date, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from search.finding import Results
from search.models import MissedQuery
from search.parsing import Query

logger = logging.getLogger(__name__)

_COUNTER, _FLUSHED, _SLOT = "search:missed:count", "search:missed:flushed", "search:missed:{}"
#: So many are kept between two visits of the scheduler; older ones give way.
SLOTS = 10_000
_KEPT = 24 * 3600
_PERSONAL = re.compile(r"@|\d{5}|://|www\.")


def note(query: Query, results: Results, language: str, *, narrowed: bool = False) -> None:
    """Count a query that led nowhere, or only elsewhere than was typed. Without a cache nothing is counted."""
    leads_nowhere = (
        results.is_complete and (not results.total or results.corrected is not None or not results.has_all) and not results.promoted
    )
    if not leads_nowhere or narrowed or query.is_empty or query.fields or _PERSONAL.search(query.text):
        return
    try:
        cache.add(_COUNTER, 0, None)
        number = int(cache.incr(_COUNTER) or 0)
        cache.set(_SLOT.format(number % SLOTS), (timezone.localdate().toordinal(), language, query.text), _KEPT)
    except Exception:  # noqa: BLE001 - whatever a cache raises that is not there: readers come first
        logger.warning("What readers do not find cannot be counted: the cache does not answer.")


def flush() -> None:
    """Write down what was counted since the last time, and forget what is too old. A periodic job."""
    last = int(cache.get(_COUNTER) or 0)
    first = int(cache.get(_FLUSHED) or 0)
    if first > last:  # the cache was emptied
        first = 0
    numbers = range(max(first, last - SLOTS) + 1, last + 1)
    counts: Counter[tuple[int, str, str]] = Counter()
    keys = [_SLOT.format(number % SLOTS) for number in numbers]
    counts.update(cache.get_many(keys).values())
    with transaction.atomic():
        for (day, language, text), number in sorted(counts.items()):
            row, _created = MissedQuery.objects.get_or_create(day=date.fromordinal(day), language=language, query=text)
            MissedQuery.objects.filter(pk=row.pk).update(count=F("count") + number)
        MissedQuery.objects.filter(day__lt=timezone.localdate() - timedelta(days=settings.SEARCH_MISSES_DAYS)).delete()
    cache.set(_FLUSHED, last, None)
    cache.delete_many(keys)
