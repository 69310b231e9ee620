"""One stored response, in every form in which it is sent."""

from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from hashlib import blake2b
from math import floor

from django.conf import settings
from django.utils.http import http_date

from cms.answers import PUBLIC
from cms.delivery import compression
from cms.delivery.tag_header import public_tags, told
from cms.tags import EVERYTHING

#: (status line, headers, body), as WSGI wants them.
type Form = tuple[str, list[tuple[str, str]], bytes]

_NOT_MODIFIED = "304 Not Modified"


@dataclass(eq=False)
class Entry:
    """A response with what it was made from. `made` and `until` are seconds since 1970 by the database's clock.

    `seq` is the number that the change log had before it was made: nothing up to there is missing in it.
    """

    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    tags: frozenset[str]
    seq: int
    made: float
    until: float | None = None
    whole_query: bool = False
    bodies: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.is_valid = True
        self.digest = blake2b(self.body, digest_size=15).hexdigest()
        self.modified = floor(self.made)
        self._forms: dict[tuple[str, bool, bool], Form] = {}

    @property
    def size(self) -> int:
        """Bytes in memory, roughly."""
        return 2_000 + len(self.body) + sum(map(len, self.bodies.values())) + 120 * len(self.tags)

    def stands(self, now: float) -> bool:
        """Whether it may be served, to somebody who has heard of everything that was committed before `now`."""
        return self.is_valid and (self.until is None or now < self.until)

    def depends_on(self, moved: frozenset[str]) -> bool:
        return EVERYTHING in moved or not self.tags.isdisjoint(moved)

    def encoded(self, coding: str) -> tuple[str, bytes]:
        """The coding that it really has, and the body in it."""
        if not coding or len(self.body) < compression.WORTHWHILE:
            return "", self.body
        body = self.bodies.get(coding)
        if body is None:
            body = self.bodies[coding] = compression.encode(coding, self.body)
        return coding, body

    def form(self, coding: str, now: float, match: str | None = None, since: str | None = None) -> Form:
        """What to send: the whole, or 304 if the client has it. `match` and `since` are If-None-Match and If-Modified-Since."""
        # Seconds are coarse: what was made in the present second may be followed by something else in the same one.
        is_settled = now >= self.modified + 1
        unchanged = False
        if match is not None:
            unchanged = self.status.startswith("200") and _matches(match, self._etag(coding))
        elif since is not None and is_settled:
            unchanged = self.status.startswith("200") and self._is_known_since(since)
        if self.until is not None:
            return self._make(coding, is_settled, unchanged, self.until - now)
        key = (coding, is_settled, unchanged)
        made = self._forms.get(key)
        if made is None:
            made = self._forms[key] = self._make(coding, is_settled, unchanged, None)
        return made

    def _etag(self, coding: str) -> str:
        coding, _ = self.encoded(coding)
        return f'"{self.digest}-{coding}"' if coding else f'"{self.digest}"'

    def _is_known_since(self, since: str) -> bool:
        try:
            return floor(parsedate_to_datetime(since[:100]).timestamp()) >= self.modified
        except (ValueError, TypeError, OverflowError):
            return False

    def _make(self, coding: str, is_settled: bool, unchanged: bool, left: float | None) -> Form:
        etag = self._etag(coding)
        coding, body = self.encoded(coding)
        headers = [] if unchanged else list(self.headers)
        if not unchanged:
            headers.append(("Content-Length", str(len(body))))
            if coding:
                headers.append(("Content-Encoding", coding))
        headers += [("ETag", etag), ("Vary", self._vary()), *lifetimes(left)]
        if is_settled:
            headers.append(("Last-Modified", http_date(self.modified)))
        names = public_tags(told(self.tags, int(self.status[:3])))
        headers += [("Cache-Tag", ",".join(names)), ("Surrogate-Key", " ".join(names))]
        if unchanged:
            headers += [(name, value) for name, value in self.headers if name.lower().startswith("access-control-")]
        return _NOT_MODIFIED if unchanged else self.status, headers, b"" if unchanged else body

    def _vary(self) -> str:
        crosses = any(name.lower() == "access-control-allow-origin" and value != "*" for name, value in self.headers)
        return "Accept-Encoding, Origin" if crosses else "Accept-Encoding"


def lifetimes(left: float | None) -> list[tuple[str, str]]:
    """How long caches may keep it. Browsers ask each time; shared caches, which are told of changes, for a short while.

    `left` is after how many seconds it ends by itself.
    """
    fresh, stale = settings.SHARED_MAX_AGE, settings.SHARED_STALE_AGE
    if left is not None:
        fresh, stale = min(fresh, max(0, floor(left))), min(stale, max(0, floor(left) - fresh))
    if not fresh:
        return [("Cache-Control", PUBLIC)]
    shared = f"max-age={fresh}" + (f", stale-while-revalidate={stale}" if stale else "")
    return [
        ("Cache-Control", f"public, max-age=0, s-maxage={fresh}, must-revalidate"),
        ("CDN-Cache-Control", shared),
        ("Surrogate-Control", shared),
    ]


def _matches(header: str, etag: str) -> bool:
    """If-None-Match (RFC 9110): a weak comparison; a proxy may have made our strong tag a weak one."""
    if header == etag:
        return True
    wanted = [part.strip().removeprefix("W/") for part in header[:2000].split(",")]
    return etag in wanted or wanted == ["*"]
