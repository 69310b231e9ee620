"""Answering with a file: conditional requests, one byte range, HEAD.

RFC 9110 sections 13 (conditions) and 14 (ranges). Several ranges in one request are answered with the whole file, which
the RFC allows.
"""

import re
from collections.abc import Iterator
from typing import IO

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response

_RANGE = re.compile(r"bytes=(\d*)-(\d*)$")
_CHUNK = 64 * 1024


def file_response(request: HttpRequest, file: IO[bytes], *, size: int, content_type: str, etag: str) -> HttpResponseBase:
    """The answer to a GET or HEAD for `file`, which it takes over and closes. `etag` is quoted and strong."""
    if unchanged := get_conditional_response(request, etag=etag):
        file.close()
        unchanged["ETag"] = etag
        return unchanged

    wanted = _range(request, size, etag)
    if wanted == "unsatisfiable":
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}", "X-Content-Type-Options": "nosniff"})
    first, last = wanted if isinstance(wanted, tuple) else (0, size - 1)
    response: HttpResponseBase
    if request.method == "HEAD":
        file.close()
        response = HttpResponse()
    else:
        response = StreamingHttpResponse(_chunks(file, first, last - first + 1))
        response._resource_closers.append(file.close)  # type: ignore[attr-defined]
    if wanted is not None:
        response.status_code = 206
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    response["Content-Length"] = str(last - first + 1)
    response["Content-Type"] = content_type
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _range(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | str | None:
    """First and last byte asked for, "unsatisfiable", or None for the whole file."""
    match = _RANGE.match(request.headers.get("Range", "").strip())
    if not match or request.method != "GET" or request.headers.get("If-Range", etag) != etag or match.group(0) == "bytes=-":
        return None
    start, end = match.groups()
    if not start:
        length = int(end)
        return (max(size - length, 0), size - 1) if length and size else "unsatisfiable"
    first, last = int(start), min(int(end) if end else size - 1, size - 1)
    if end and int(end) < first:
        return None
    return (first, last) if first < size else "unsatisfiable"


def _chunks(file: IO[bytes], start: int, length: int) -> Iterator[bytes]:
    file.seek(start)
    while length > 0 and (chunk := file.read(min(_CHUNK, length))):
        length -= len(chunk)
        yield chunk
