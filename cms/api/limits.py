"""How often one address may ask: `RateLimit` headers (draft-ietf-httpapi-ratelimit-headers), 429 and `Retry-After`.

Counted in the cache, a window of time at a time. Without a cache nobody is refused. Behind proxies the address is the one that
`TRUSTED_PROXIES` lets us believe.
"""

import logging
import time
from hashlib import blake2b
from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from cms.api.problems import Problem

logger = logging.getLogger(__name__)

WINDOW = 60


def count(request: HttpRequest, name: str = "api", quota: int | None = None) -> dict[str, str]:
    """Count this request; the headers that say what is left. Raises `Problem` (429) when nothing is.

    Whatever is to be asked less often than the API at large is counted under a `name` of its own, with its own `quota`.
    """
    quota = settings.API_RATE_LIMIT if quota is None else quota
    if not quota:
        return {}
    used, reset = spend(request, name)
    headers = {"RateLimit-Policy": f'"address";q={quota};w={WINDOW}', "RateLimit": f'"address";r={max(0, quota - used)};t={reset}'}
    if used > quota:
        raise Problem(
            429,
            f"More than {quota:,} requests in a minute came from your address. Ask again in {reset} seconds.",
            headers={**headers, "Retry-After": str(reset)},
        )
    return headers


def spend(request: HttpRequest, name: str, window: int = WINDOW) -> tuple[int, int]:
    """Count one more `name` of this request's address: how many there are in this window, and the seconds until the next."""
    return count_in_window(f"{name}:rate:{client(request)}", window), window - int(time.time() % window)


def count_in_window(name: str, window: int) -> int:
    """Count one more `name` in this window of so many seconds; 0 without a cache."""
    key = f"{name}:{int(time.time() // window)}"
    try:
        cache.add(key, 0, 2 * window)
        return int(cache.incr(key) or 0)
    except Exception:  # noqa: BLE001 - whatever a cache raises that is not there: readers come first
        logger.warning("Requests cannot be counted: the cache does not answer.")
        return 0


def client(request: HttpRequest) -> str:
    """A key for the client's address; an IPv6 customer has a whole /64."""
    text = request.META.get("REMOTE_ADDR", "")
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or address.exploded[:19])
    return str(address)
