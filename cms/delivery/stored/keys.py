"""Which requests may have the same answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings

from cms.answers import read_parameters

#: Longer query strings are no reader's.
_LONGEST = 2_000
_API = "/api/"

type Key = tuple[str, ...]


@dataclass(frozen=True)
class Keys:
    """`narrow` for an answer that depends on what pages read of the query string, `whole` for one that depends on all of it."""

    narrow: Key
    whole: Key


class Reader:
    """From a WSGI environment to keys; None for what is never stored."""

    def __init__(self) -> None:
        self._prefixes = ("/admin/", "/healthz/", "/documents/", settings.STATIC_URL, settings.MEDIA_URL, "/api/v3/")
        header = settings.SECURE_PROXY_SSL_HEADER if hasattr(settings, "SECURE_PROXY_SSL_HEADER") else None
        self._scheme_header: str | None = header[0] if header else None
        self._origins: frozenset[str] = frozenset() if "*" in settings.API_CORS_ORIGINS else frozenset(settings.API_CORS_ORIGINS)
        self._skips_api = settings.SERVER_TIMING

    def keys(self, environ: Mapping[str, Any]) -> Keys | None:
        path: str = environ["PATH_INFO"]
        if "HTTP_AUTHORIZATION" in environ or path.startswith(self._prefixes):
            return None
        accept = environ.get("HTTP_ACCEPT")
        if accept is not None and "markdown" in accept:
            return None  # such a client is sent to another address
        origin = ""
        is_api = path.startswith(_API)
        if is_api:
            if self._skips_api:
                return None
            if self._origins:
                asked = environ.get("HTTP_ORIGIN", "")
                origin = asked if asked in self._origins else ""
        scheme = environ["wsgi.url_scheme"]
        if self._scheme_header is not None:
            scheme = environ.get(self._scheme_header, scheme)
        query: str = environ.get("QUERY_STRING", "")
        place = (scheme, environ.get("HTTP_HOST", ""), environ.get("SERVER_PORT", ""), path, origin)
        if not query:
            return _without_query(place)
        if len(query) > _LONGEST or not query.isascii():
            return None
        read = _ordered(query) if is_api else None
        return Keys((*place, read if read is not None else _narrowed(query)), (*place, f"?{read if read is not None else query}"))


@lru_cache(maxsize=20_000)
def _without_query(place: Key) -> Keys:
    return Keys((*place, ""), (*place, "?"))


@lru_cache(maxsize=2_000)
def _narrowed(query: str) -> str:
    """The parameters that pages read, the last of several with one name, in order."""
    known = read_parameters()
    return urlencode(sorted({name: value for name, value in parse_qsl(query, keep_blank_values=True) if name in known}.items()))


@lru_cache(maxsize=2_000)
def _ordered(query: str) -> str:
    """All parameters by name; those with one name stay in their order."""
    return urlencode(sorted(parse_qsl(query, keep_blank_values=True), key=lambda pair: pair[0]))
