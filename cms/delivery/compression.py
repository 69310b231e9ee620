"""Content codings: brotli or gzip where the client takes one and it is worth while."""

import gzip
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

# A compiled package, which not every platform has.
_brotli: Any = import_module("brotli") if find_spec("brotli") else None

#: Smaller bodies fit into one packet anyway.
WORTHWHILE = 1_000


def compress(accepted: str, body: bytes) -> tuple[str, bytes]:
    """The coding and the body in it, for an Accept-Encoding; an empty coding for a body as it is."""
    if len(body) < WORTHWHILE:
        return "", body
    coding = best(accepted)
    return coding, encode(coding, body)


def encode(coding: str, body: bytes) -> bytes:
    """The body in a coding that `best` chose."""
    if coding == "br":
        encoded: bytes = _brotli.compress(body, quality=4)
        return encoded
    return gzip.compress(body, compresslevel=5, mtime=0) if coding == "gzip" else body


@lru_cache(maxsize=500)
def best(header: str) -> str:
    """The coding for an Accept-Encoding: `br`, `gzip` or none."""
    accepted = set()
    for part in header[:500].lower().split(","):
        coding, _, weight = part.partition(";")
        if weight.replace(" ", "").removeprefix("q=").strip("0.") or not weight:
            accepted.add(coding.strip())
    if "br" in accepted and _brotli is not None:
        return "br"
    return "gzip" if "gzip" in accepted else ""
