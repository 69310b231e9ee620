"""What all processes keep together, in the cache: entries, and who is rendering what just now.

Without the cache everything works, slower: that it is away is logged once, and it is left alone for a few seconds each time.
"""

import logging
import pickle
import secrets
import threading
import time
from collections.abc import Callable
from hashlib import blake2b
from typing import Any

from django.core.cache import caches

from cms.delivery.stored.entries import Entry
from cms.delivery.stored.fingerprint import fingerprint
from cms.delivery.stored.keys import Key

logger = logging.getLogger(__name__)

ALIAS = "responses"
_KEPT = 24 * 3600  # seconds; the log decides what is true, this only tidies up
#: How long whoever renders may be believed to be alive.
RENDERING = 5
_LEFT_ALONE = 5


class Shared:
    def __init__(self) -> None:
        self._away_until = 0.0
        self._is_away = False
        self._change = threading.Lock()

    def get(self, key: Key) -> Entry | None:
        """An entry as another process has stored it; whether it is still true is for the caller to find out."""
        kept = self._try(lambda: caches[ALIAS].get(_name("e", key)))
        try:
            return _unpacked(kept) if kept else None
        except (pickle.UnpicklingError, TypeError, ValueError, AttributeError, EOFError):
            return None

    def put(self, key: Key, entry: Entry) -> None:
        self._try(lambda: caches[ALIAS].set(_name("e", key), _packed(entry), _KEPT))

    def claim(self, key: Key) -> str | None:
        """A token if nobody else is rendering this (or nobody can know); None if somebody is."""
        token = secrets.token_hex(8)
        added = self._try(lambda: caches[ALIAS].add(_name("r", key), token, RENDERING))
        return None if added is False else token

    def is_claimed(self, key: Key) -> bool:
        return self._try(lambda: caches[ALIAS].get(_name("r", key))) is not None

    def release(self, key: Key, token: str) -> None:
        def give_back() -> None:
            if caches[ALIAS].get(_name("r", key)) == token:
                caches[ALIAS].delete(_name("r", key))

        self._try(give_back)

    def _try[Result](self, action: Callable[[], Result]) -> Result | None:
        if self._is_away and time.monotonic() < self._away_until:
            return None
        try:
            result = action()
        except Exception as error:  # noqa: BLE001 - whatever a cache raises that is not there
            self._away_until = time.monotonic() + _LEFT_ALONE
            self._say(is_away=True, error=error)
            return None
        if self._is_away:
            self._say(is_away=False)
        return result

    def _say(self, *, is_away: bool, error: Exception | None = None) -> None:
        """Once when it goes and once when it comes back, however many threads notice."""
        with self._change:
            if self._is_away is is_away:
                return
            self._is_away = is_away
        if is_away:
            logger.warning("The cache does not answer, so processes do not share what they render: %s", error)
        else:
            logger.warning("The cache answers again.")


def _name(kind: str, key: Key) -> str:
    digest = blake2b("\0".join(key).encode("utf-8", "surrogatepass"), digest_size=16, person=b"stored-responses").hexdigest()
    return f"stored:{kind}:{fingerprint()}:{digest}"


def _packed(entry: Entry) -> bytes:
    kept: tuple[Any, ...] = (
        *(entry.status, entry.headers, entry.body, tuple(entry.tags), entry.seq, entry.made, entry.until, entry.whole_query),
        dict(entry.bodies),
    )
    return pickle.dumps(kept, protocol=5)


def _unpacked(kept: bytes) -> Entry:
    status, headers, body, names, seq, made, until, whole_query, bodies = pickle.loads(kept)  # noqa: S301 - as Django's caches do
    return Entry(status, headers, body, frozenset(names), seq, made, until, whole_query, bodies)
