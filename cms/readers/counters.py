"""Where readings are counted until the scheduler writes them down: in the shared cache, or in the memory of this process.

With a cache that only this process knows, no scheduler elsewhere can see what it holds; then the process writes it down itself.
"""

import logging
import time
from collections import Counter
from datetime import date
from threading import Lock
from typing import Any, Protocol

from django.conf import settings

logger = logging.getLogger(__name__)

#: A reading: which page, on which day.
Reading = tuple[int, date]
#: More different pages than this in one flush are an attack, not readers.
MOST = 20_000


class Readings(Protocol):
    """Counts, and gives out once what it has counted."""

    def add(self, reading: Reading) -> None: ...

    def take(self) -> dict[Reading, int]:
        """What has been counted. It is kept until `taken()`, and given out again if that is never called."""
        ...

    def taken(self) -> None: ...


class MemoryReadings:
    """In this process. `is_due()` says that it is time to write them down."""

    EVERY = 30.0  # seconds

    def __init__(self) -> None:
        self._lock = Lock()
        self._counted: Counter[Reading] = Counter()
        self._given: Counter[Reading] = Counter()
        self._since = time.monotonic()

    def add(self, reading: Reading) -> None:
        with self._lock:
            if reading in self._counted or len(self._counted) < MOST:
                self._counted[reading] += 1

    def take(self) -> dict[Reading, int]:
        with self._lock:
            self._given += self._counted
            self._counted.clear()
            self._since = time.monotonic()
            return dict(self._given)

    def taken(self) -> None:
        with self._lock:
            self._given.clear()

    def is_due(self) -> bool:
        with self._lock:
            return bool(self._counted) and time.monotonic() - self._since >= self.EVERY


class RedisReadings:
    """In a hash of the shared cache, which is put aside while it is written down. Without the cache, nothing is counted."""

    COUNTED, ASIDE = "readers:readings", "readers:readings:aside"
    KEPT = 3 * 24 * 3600  # seconds, when no scheduler ever comes

    def __init__(self) -> None:
        from django_redis import get_redis_connection

        self._redis: Any = get_redis_connection("default")

    def add(self, reading: Reading) -> None:
        page, day = reading
        try:
            pipeline = self._redis.pipeline(transaction=False)
            pipeline.hincrby(self.COUNTED, f"{page} {day.isoformat()}", 1)
            pipeline.expire(self.COUNTED, self.KEPT)
            pipeline.execute()
        except Exception:  # noqa: BLE001 - whatever a cache raises that is not there: readers come first
            logger.warning("A reading is not counted: the cache does not answer.")

    def take(self) -> dict[Reading, int]:
        try:
            # What an earlier run put aside and did not finish comes first.
            if not self._redis.exists(self.ASIDE) and self._redis.exists(self.COUNTED):
                self._redis.renamenx(self.COUNTED, self.ASIDE)
            held = self._redis.hgetall(self.ASIDE)
        except Exception:  # noqa: BLE001 - as above
            logger.warning("Readings cannot be written down: the cache does not answer.")
            return {}
        found: dict[Reading, int] = {}
        for key, number in held.items():
            page, day = key.decode().split(" ")
            found[int(page), date.fromisoformat(day)] = int(number)
        return found

    def taken(self) -> None:
        self._redis.delete(self.ASIDE)


_memory = MemoryReadings()


def is_shared() -> bool:
    return str(settings.CACHES["default"]["BACKEND"]).startswith("django_redis.")


def readings() -> Readings:
    return RedisReadings() if is_shared() else _memory


def write_down_is_due() -> bool:
    """Whether this process has to write down what it counted, because nobody else can."""
    return not is_shared() and _memory.is_due()
