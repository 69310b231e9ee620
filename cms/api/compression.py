"""Content codings: brotli or gzip where the client takes one and it is worth while."""

import gzip
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.http import HttpRequest

# A compiled package, which not every platform has.
_brotli: Any = import_module("brotli") if find_spec("brotli") else None

#: Smaller bodies fit into one packet anyway.
WORTHWHILE = 1_000


def compress(request: HttpRequest, body: bytes) -> tuple[str, bytes]:
    """The coding and the body in it; an empty coding for a body as it is."""
    if len(body) < WORTHWHILE:
        return "", body
    accepted = _accepted(request.headers.get("Accept-Encoding", ""))
    if "br" in accepted and _brotli is not None:
        return "br", _brotli.compress(body, quality=4)
    if "gzip" in accepted:
        return "gzip", gzip.compress(body, compresslevel=5, mtime=0)
    return "", body


def _accepted(header: str) -> set[str]:
    found = set()
    for part in header[:500].lower().split(","):
        coding, _, weight = part.partition(";")
        if weight.replace(" ", "").removeprefix("q=").strip("0.") or not weight:
            found.add(coding.strip())
    return found
