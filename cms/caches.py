"""Shared caches in front of the site that are purged: what `CDN` says of each. A leaf: settings and events read it.

Each is an address: `fastly://SERVICE`, `cloudflare://ZONE`, `cloudfront://DISTRIBUTION`, `varnish://HOST:PORT`, or `http://HOST:PORT` of
a cache that takes PURGE. Behind a question mark: `by`, how it is purged, and `site`, the host name of the only site that it serves.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

#: The ways in which each kind can be purged; the first is taken if none is named.
WAYS: dict[str, tuple[str, ...]] = {
    "fastly": ("tag",),
    "cloudflare": ("tag", "url", "all"),
    "cloudfront": ("url", "tag", "all"),
    "varnish": ("tag", "xkey"),
    "http": ("url", "all"),
}
#: The variables that hold what proves who we are. CloudFront's are those of AWS, which botocore reads.
TOKENS = {"fastly": "FASTLY_API_TOKEN", "cloudflare": "CLOUDFLARE_API_TOKEN", "varnish": "PURGE_TOKEN", "http": "PURGE_TOKEN"}
_REQUIRED = ("fastly", "cloudflare")
_APIS = {
    "fastly": "https://api.fastly.com",
    "cloudflare": "https://api.cloudflare.com",
    "cloudfront": "https://cloudfront.amazonaws.com",
}
_NAMES = {"fastly": "Fastly", "cloudflare": "Cloudflare", "cloudfront": "CloudFront", "varnish": "Varnish", "http": "HTTP cache"}
_ID = re.compile(r"[A-Za-z0-9]{4,64}")
_HOST = re.compile(r"[a-z0-9.\-_\[\]:]{1,80}")


@dataclass(frozen=True)
class SharedCache:
    """One cache. `place` is its service, zone, distribution or host; `origin` is where calls go."""

    kind: str
    place: str
    by: str
    origin: str
    site: str = ""
    token: str = field(default="", repr=False)

    @property
    def key(self) -> str:
        """Unlike that of any frontend, whose keys have no colon."""
        return f"cache:{self.kind}:{self.place}"

    @property
    def name(self) -> str:
        return f"{_NAMES[self.kind]} {self.place}"

    def serves(self, hostname: str) -> bool:
        return not self.site or self.site == hostname.lower()


def read(entries: Iterable[str], tokens: Mapping[str, str]) -> tuple[list[SharedCache], list[str]]:
    """The caches that `CDN` names, and a sentence for everything that is wrong with it. `tokens` are by kind."""
    caches: list[SharedCache] = []
    problems: list[str] = []
    for number, entry in enumerate(entries, 1):
        found = _read(entry, tokens)
        if isinstance(found, str):
            problems.append(f"CDN, entry {number}: {found}")
        elif any(cache.key == found.key for cache in caches):
            problems.append(f"CDN, entry {number}: {found.name} is named twice.")
        else:
            caches.append(found)
    return caches, problems


def _read(entry: str, tokens: Mapping[str, str]) -> SharedCache | str:
    """The cache, or what is wrong. An entry may hold a password, so it is not repeated."""
    try:
        parts = urlsplit(entry)
        _ = parts.port
    except ValueError:
        return "it cannot be read."
    kind = "http" if parts.scheme == "https" else parts.scheme
    if kind not in WAYS:
        return f"it must begin with {', '.join(f'{name}://' for name in [*WAYS, 'https'])}."
    if "@" in parts.netloc:
        return f"it must not contain a user name or a password: set {TOKENS.get(kind, 'AWS_ACCESS_KEY_ID')}."
    api = _APIS.get(kind)
    if not (_ID if api else _HOST).fullmatch(parts.netloc):
        wanted = "the id of a service, zone or distribution" if api else "a host and port in small letters"
        return f"{kind}:// must be followed by {wanted}."
    options = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
    if parts.path not in ("", "/") or parts.fragment or not options.keys() <= {"by", "site"}:
        return "behind the name there can only be ?by= and &site=."
    by = options.get("by", WAYS[kind][0])
    if by not in WAYS[kind]:
        return f"by must be {' or '.join(WAYS[kind])} for {kind}://."
    site = options.get("site", "")
    if site and (site != site.lower() or not _HOST.fullmatch(site) or ":" in site):
        return "site must be a host name in small letters, without scheme and port."
    if kind in _REQUIRED and not tokens.get(kind):
        return f"{kind}:// needs {TOKENS[kind]}."
    scheme = "https" if parts.scheme == "https" else "http"
    return SharedCache(kind, parts.netloc, by, api or f"{scheme}://{parts.netloc}", site, tokens.get(kind, ""))
