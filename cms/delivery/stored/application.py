"""The WSGI application in front of Django: answers what is stored, has the rest rendered once, and stores it."""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from cms import tags
from cms.answers import PUBLIC
from cms.delivery import compression
from cms.delivery.stored.entries import Entry
from cms.delivery.stored.keys import Key, Keys, Reader
from cms.delivery.stored.log import Follower, LogUnreachableError
from cms.delivery.stored.memory import Memory
from cms.delivery.stored.process import Counts
from cms.delivery.stored.shared import Shared
from cms.tags import Recorder, deadlines

logger = logging.getLogger(__name__)

type Environ = dict[str, Any]
type StartResponse = Callable[..., Any]
type Application = Callable[[Environ, StartResponse], Iterable[bytes]]

#: Larger answers are not stored.
LARGEST = 2 * 1024 * 1024
#: Seconds to wait for somebody else's rendering before doing it oneself.
PATIENCE = 4.0
_PAUSE = 0.02
#: Seconds for which an address that turned out not to be storable is passed on as it is.
_REMEMBERED = 30
_STATUSES = frozenset({200, 301, 302, 404, 410})
_ONLY_AT_A_PATH = frozenset({301, 302, 404, 410})
#: Written anew for every answer, or somebody's own.
_DROPPED = frozenset(
    {
        *("age", "cache-control", "cache-tag", "content-encoding", "content-length", "date", "etag", "last-modified", "ratelimit"),
        *("ratelimit-policy", "server-timing", "surrogate-key", "vary"),
    }
)
_CONDITIONS = frozenset(
    f"HTTP_{name}" for name in ("ACCEPT_ENCODING", "IF_NONE_MATCH", "IF_MODIFIED_SINCE", "IF_MATCH", "IF_UNMODIFIED_SINCE", "RANGE")
)


@dataclass
class Flight:
    """Somebody is rendering: the others wait for it."""

    landed: threading.Event
    is_storable: bool = True


class Stored:
    """`inner` is Django. `limit` is how many bytes of responses this process keeps."""

    def __init__(self, inner: Application, limit: int) -> None:
        self.inner = inner
        self.memory = Memory(limit)
        self.follower = Follower(self.memory.forget)
        self.shared = Shared()
        self.reader = Reader()
        self.counts = Counts()
        self._flights: dict[Key, Flight] = {}
        self._flights_lock = threading.Lock()
        self._unstorable: OrderedDict[Key, float] = OrderedDict()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        if method not in ("GET", "HEAD"):
            return self.inner(environ, start_response)
        keys = self.reader.keys(environ)
        if keys is None:
            return self.inner(environ, start_response)
        # The memory is looked at before the log: what is found must have stood since, too.
        entry = self.memory.get(keys.narrow) or self.memory.get(keys.whole)
        try:
            now = self.follower.catch_up()
            if entry is None or not entry.stands(now):
                return self._make(keys, environ, start_response)
        except LogUnreachableError:
            return self.inner(environ, start_response)
        self.counts.hits += 1
        return self._send(entry, now, environ, start_response)

    def _send(self, entry: Entry, now: float, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        coding = compression.best(environ.get("HTTP_ACCEPT_ENCODING", ""))
        status, headers, body = entry.form(coding, now, environ.get("HTTP_IF_NONE_MATCH"), environ.get("HTTP_IF_MODIFIED_SINCE"))
        start_response(status, headers)
        return () if environ["REQUEST_METHOD"] == "HEAD" else (body,)

    # --- not in memory --------------------------------------------------------------------------------------------------

    def _make(self, keys: Keys, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Have it rendered, once however many ask; what comes of it is served to those for whom it is still true."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and not self._is_unstorable(keys.whole):
            with self._flights_lock:
                flight = self._flights.get(keys.whole)
                is_mine = flight is None
                if flight is None:
                    flight = self._flights[keys.whole] = Flight(threading.Event())
            if is_mine:
                try:
                    return self._lead(keys, flight, environ, start_response)
                finally:
                    with self._flights_lock:
                        self._flights.pop(keys.whole, None)
                    flight.landed.set()
            flight.landed.wait(max(0.0, end - time.monotonic()))
            if not flight.is_storable:
                break
            entry = self.memory.get(keys.narrow) or self.memory.get(keys.whole)
            now = self.follower.catch_up()
            if entry is not None and entry.stands(now):
                self.counts.hits += 1
                return self._send(entry, now, environ, start_response)
        self.counts.passed_on += 1
        return self.inner(environ, start_response)

    def _lead(self, keys: Keys, flight: Flight, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        end = time.monotonic() + PATIENCE
        token = None
        while True:
            found = self._fetch(keys)
            if found is not None:
                self.counts.shared += 1
                return self._send(*found, environ, start_response)
            token = self.shared.claim(keys.whole)
            if token is not None or time.monotonic() > end:
                break
            while self.shared.is_claimed(keys.whole) and time.monotonic() < end:
                time.sleep(_PAUSE)
        try:
            return self._render(keys, flight, environ, start_response)
        finally:
            if token is not None:
                self.shared.release(keys.whole, token)

    def _fetch(self, keys: Keys) -> tuple[Entry, float] | None:
        """What another process has rendered, if it is still true; it is in our memory then."""
        for key in (keys.narrow, keys.whole):
            entry = self.shared.get(key)
            if entry is None or entry.whole_query != (key is keys.whole):
                continue
            now = self.follower.catch_up()
            if entry.stands(now) and self._keep(key, entry):
                return entry, now
        return None

    def _keep(self, key: Key, entry: Entry) -> bool:
        """Put an entry into memory if it is true as far as the log is known; False if it is not."""
        checked = entry.seq
        while True:
            moved = self.follower.moved_since(checked)
            if not moved.is_gapless or entry.depends_on(moved.tags):
                return False
            checked = moved.last
            with self.follower.lock:
                # What moves after this is heard of by `forget`; what was heard of meanwhile has to be looked at again.
                if self.follower.position <= checked:
                    self.memory.add(key, entry)
                    return True

    def _render(self, keys: Keys, flight: Flight, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        began = self.follower.catch_up()
        seq = self.follower.position
        asked = {name: value for name, value in environ.items() if name not in _CONDITIONS}
        asked["REQUEST_METHOD"] = "GET"
        started: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
            started[:] = [status, headers]

        with tags.recording() as used:
            response = self.inner(asked, start)
        status, headers = started
        if not isinstance(response, HttpResponse) or not _is_storable(response, headers, used):
            flight.is_storable = False
            self._remember(keys.whole)
            self.counts.passed_on += 1
            return _passed_on(response, status, headers, environ, start_response)
        body = response.content
        ends = _end(used, began)
        response.close()  # gives the database connection back, too
        self.counts.rendered += 1
        kept = tuple((name, value) for name, value in headers if name.lower() not in _DROPPED)
        whole_query = bool(getattr(response, "depends_on_whole_query", False)) or response.status_code != 200
        key = keys.whole if whole_query else keys.narrow
        entry = Entry(status, kept, body, frozenset(used), seq, began, ends, whole_query)
        coding = compression.best(environ.get("HTTP_ACCEPT_ENCODING", ""))
        entry.encoded(coding)
        is_true = seq >= 0 and self._keep(key, entry)
        if is_true and response.status_code == 200:
            self.shared.put(key, entry)
        status, headers, body = entry.form(coding, began, environ.get("HTTP_IF_NONE_MATCH"), environ.get("HTTP_IF_MODIFIED_SINCE"))
        if not is_true:
            # Something changed meanwhile. Whoever asked before may have it; a shared cache may not keep it.
            headers = [("Cache-Control", PUBLIC), *(pair for pair in headers if pair[0] not in _LIFETIMES)]
        start_response(status, headers)
        return () if environ["REQUEST_METHOD"] == "HEAD" else (body,)

    def _remember(self, key: Key) -> None:
        self._unstorable[key] = time.monotonic() + _REMEMBERED
        while len(self._unstorable) > 5_000:
            self._unstorable.popitem(last=False)

    def _is_unstorable(self, key: Key) -> bool:
        until = self._unstorable.get(key)
        if until is None:
            return False
        if time.monotonic() < until:
            return True
        self._unstorable.pop(key, None)
        return False


_LIFETIMES = frozenset({"Cache-Control", "CDN-Cache-Control", "Surrogate-Control"})


def _is_storable(response: HttpResponse, headers: list[tuple[str, str]], used: Recorder) -> bool:
    """Whether an answer is the same for everybody and knows what it was made from."""
    if response.status_code not in _STATUSES or response.headers.get("Cache-Control") != PUBLIC or response.cookies or not used:
        return False
    if response.status_code in _ONLY_AT_A_PATH and not any(name.startswith("path:") for name in used):
        return False
    varies = {name.strip().lower() for name in response.headers.get("Vary", "").split(",") if name.strip()}
    if varies - {"accept-encoding", "origin"} or ("origin" in varies and "Access-Control-Allow-Origin" not in response.headers):
        return False
    if "Server-Timing" in response.headers or "'nonce-" in response.headers.get("Content-Security-Policy", ""):
        return False
    return len(response.content) <= LARGEST and "Content-Encoding" not in response.headers


def _end(used: Recorder, began: float) -> float | None:
    """When the answer ends by itself, in seconds since 1970."""
    found = [moment for moment in (used.until, deadlines.earliest(used, datetime.fromtimestamp(began, UTC))) if moment is not None]
    return min(found).timestamp() if found else None


def _passed_on(
    response: Iterable[bytes], status: str, headers: list[tuple[str, str]], environ: Environ, start_response: StartResponse
) -> Iterable[bytes]:
    """Somebody's own answer, as Django gave it; to HEAD without its body."""
    if environ["REQUEST_METHOD"] == "HEAD":
        if isinstance(response, HttpResponseBase):
            response.close()
        response = ()
    start_response(status, headers)
    return response
