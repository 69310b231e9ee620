"""Wrong tokens and sessions are counted: an address that guesses is not heard any more for a while."""

from hashlib import sha256

from django.core.cache import cache
from django.http import HttpRequest

from cms.api.problems import Problem

#: So many in so many seconds. A frontend's server asks for all its editors from one address.
MOST, WINDOW = 100, 900


def check(request: HttpRequest) -> None:
    """Raises `Problem` (429)."""
    if (cache.get(_key(request)) or 0) >= MOST:
        detail = "Too many wrong tokens or sessions came from this address. Wait a quarter of an hour."
        raise Problem(429, detail, headers={"Retry-After": str(WINDOW)})


def count(request: HttpRequest) -> None:
    key = _key(request)
    if not cache.add(key, 1, WINDOW):
        try:
            cache.incr(key)
        except ValueError:  # it expired in between
            cache.set(key, 1, WINDOW)


def _key(request: HttpRequest) -> str:
    return "preview:attempts:" + sha256(request.META.get("REMOTE_ADDR", "").encode()).hexdigest()
