"""The one error shape: a problem document (RFC 9457) that also carries the `message` of Wagtail's API v2."""

import difflib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse


@dataclass(frozen=True)
class ProblemDocument:
    """What is wrong. `parameter` is the one that cannot be right; `message` says the same as `detail`, for clients of v2."""

    type: str
    title: str
    status: int
    detail: str
    message: str
    parameter: str | None


class Problem(Exception):  # noqa: N818 - the RFC's word
    """Ends a request with a problem document."""

    def __init__(self, status: int, detail: str, parameter: str | None = None, headers: dict[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.parameter, self.headers = status, detail, parameter, headers or {}

    def response(self) -> HttpResponse:
        body: dict[str, Any] = {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            "message": self.detail,
            "parameter": self.parameter,
        }
        return HttpResponse(json.dumps(body), status=self.status, content_type="application/problem+json", headers=self.headers)


def not_found(what: str) -> Problem:
    return Problem(404, f"There is no such {what}.")


def nearest(name: str, names: Iterable[str]) -> str:
    """A sentence that helps whoever mistyped `name`."""
    known = sorted(names)
    near = difflib.get_close_matches(name[:50], known, n=1)
    return f"Did you mean '{near[0]}'?" if near else f"Known: {', '.join(known) or 'none'}."


def shown(text: str) -> str:
    """What a client sent, as far as an answer repeats it."""
    return text[:50].encode("utf-8", "replace").decode()
