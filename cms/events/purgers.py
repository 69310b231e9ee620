"""How each kind of shared cache is purged: from what is stale to the calls that say so. Nothing is sent here.

Wagtail's frontend cache backends do the same for addresses; they write what went wrong to the log and return nothing, so that nothing
could be tried again or shown: docs/adr/0019.
"""

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import batched
from urllib.parse import quote, urlsplit
from xml.sax.saxutils import escape

from cms.caches import SharedCache
from cms.delivery.tag_header import public_tag
from cms.tags import EVERYTHING


@dataclass(frozen=True)
class Stale:
    """What a cache may keep no longer: `tags` as answers carry them, or `urls`; or `everything`, whatever these say.

    `roots` are the sites (`https://example.org`); `number` is that of the last change in it.
    """

    number: int
    tags: Sequence[str] = ()
    urls: Sequence[str] = ()
    roots: Collection[str] = ()
    everything: bool = False


@dataclass(frozen=True)
class Call:
    """One request. `settled` are statuses besides 2xx that say that nothing is left to do. `is_aws` ones want a signature of AWS."""

    method: str
    url: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    settled: frozenset[int] = frozenset()
    is_aws: bool = False


#: Tags or addresses that are purged one by one; where there are more, everything is. By kind and way.
MOST = {
    ("fastly", "tag"): 1024,
    ("cloudflare", "tag"): 500,
    ("cloudflare", "url"): 300,
    ("cloudfront", "tag"): 300,
    ("cloudfront", "url"): 300,
    ("varnish", "tag"): 2000,
    ("varnish", "xkey"): 2000,
    ("http", "url"): 100,
}


def calls(cache: SharedCache, stale: Stale) -> list[Call]:
    """The requests that purge this, in order."""
    items = stale.urls if cache.by == "url" else stale.tags
    everything = stale.everything or cache.by == "all" or len(items) > MOST[cache.kind, cache.by]
    if not items and not everything:
        return []
    return list(_PURGERS[cache.kind](cache, stale, everything))


def by_tags(cache: SharedCache) -> bool:
    return cache.by in ("tag", "xkey")


def _tags(stale: Stale, everything: bool) -> Sequence[str]:
    return [public_tag(EVERYTHING)] if everything else stale.tags


def _fastly(cache: SharedCache, stale: Stale, everything: bool) -> Iterator[Call]:
    """https://www.fastly.com/documentation/reference/api/purging: at most 256 keys in a call."""
    headers = {"Fastly-Key": cache.token, "Content-Type": "application/json", "Accept": "application/json"}
    for keys in batched(_tags(stale, everything), 256, strict=False):
        yield Call("POST", f"{cache.origin}/service/{cache.place}/purge", headers, _json({"surrogate_keys": keys}))


def _cloudflare(cache: SharedCache, stale: Stale, everything: bool) -> Iterator[Call]:
    """https://developers.cloudflare.com/cache/how-to/purge-cache: at most 100 tags in a call; of addresses 30 on every plan."""
    if cache.by == "tag":
        bodies: list[object] = [{"tags": names} for names in batched(_tags(stale, everything), 100, strict=False)]
    elif everything:
        bodies = [{"purge_everything": True}]
    else:
        bodies = [{"files": urls} for urls in batched(map(_encoded, stale.urls), 30, strict=False)]
    headers = {"Authorization": f"Bearer {cache.token}", "Content-Type": "application/json"}
    for body in bodies:
        yield Call("POST", f"{cache.origin}/client/v4/zones/{cache.place}/purge_cache", headers, _json(body))


def _cloudfront(cache: SharedCache, stale: Stale, everything: bool) -> Iterator[Call]:
    """https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateInvalidation.html: each item is paid for, `/*` is one."""
    if everything:
        items = ["/*"]
    elif cache.by == "tag":
        items = [f"#{name}" for name in stale.tags]
    else:
        items = sorted({urlsplit(_encoded(url)).path for url in stale.urls})
    paths = "".join(f"<Path>{escape(item)}</Path>" for item in items)
    body = (
        '<?xml version="1.0" encoding="UTF-8"?><InvalidationBatch xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/">'
        f"<Paths><Quantity>{len(items)}</Quantity><Items>{paths}</Items></Paths>"
        # The same call twice is one invalidation.
        f"<CallerReference>masthead-{stale.number}-{public_tag(paths)}</CallerReference></InvalidationBatch>"
    )
    url = f"{cache.origin}/2020-05-31/distribution/{cache.place}/invalidation"
    yield Call("POST", url, {"Content-Type": "text/xml"}, body.encode(), is_aws=True)


def _varnish(cache: SharedCache, stale: Stale, everything: bool) -> Iterator[Call]:
    """What deploy/varnish.vcl understands: BAN with a pattern of `Cache-Tag`, or PURGE with keys for the module xkey."""
    for names in batched(_tags(stale, everything), 400, strict=False):  # a header of Varnish has at most 8 kB
        if cache.by == "xkey":
            yield Call("PURGE", f"{cache.origin}/", {**_proof(cache), "xkey-purge": " ".join(names)})
        else:
            yield Call("BAN", f"{cache.origin}/", {**_proof(cache), "Cache-Tag-Pattern": f"(^|,)({'|'.join(names)})(,|$)"})


def _http(cache: SharedCache, stale: Stale, everything: bool) -> Iterator[Call]:
    """PURGE of each address, with the site's host; `/*` for everything, as nginx understands it. What is not there is purged."""
    urls = [f"{root}/*" for root in stale.roots] if everything else stale.urls
    for url in urls:
        parts = urlsplit(_encoded(url))
        headers = {**_proof(cache), "Host": parts.netloc}
        yield Call("PURGE", f"{cache.origin}{parts.path}", headers, settled=frozenset({404, 410, 412}))


_PURGERS: dict[str, Callable[[SharedCache, Stale, bool], Iterator[Call]]] = {
    "fastly": _fastly,
    "cloudflare": _cloudflare,
    "cloudfront": _cloudfront,
    "varnish": _varnish,
    "http": _http,
}


def _proof(cache: SharedCache) -> dict[str, str]:
    return {"Authorization": f"Bearer {cache.token}"} if cache.token else {}


def _json(body: object) -> bytes:
    return json.dumps(body, separators=(",", ":")).encode()


def _encoded(url: str) -> str:
    """As clients ask for it: only what may not stand in an address is encoded."""
    return quote(url, safe="/%:?#[]@!$&'()*+,;=~-._")
