"""What the same server does with a body that nobody makes: `/?bytes=N` answers N bytes. No framework, no database."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any


@cache
def _body(size: int) -> bytes:
    return b"x" * size


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    size = environ["QUERY_STRING"].rpartition("=")[2]
    body = _body(int(size)) if size.isdigit() else b""
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))])
    return (body,)
