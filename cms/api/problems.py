"""The one error shape: a problem document (RFC 9457) that also carries the `message` of Wagtail's API v2."""

import difflib
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, JsonResponse


class Problem(Exception):  # noqa: N818 - the RFC's word
    """Ends a request with a problem document."""

    def __init__(self, status: int, detail: str, parameter: str | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.parameter = status, detail, parameter

    def response(self) -> JsonResponse:
        body: dict[str, Any] = {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            "message": self.detail,
        }
        if self.parameter is not None:
            body["parameter"] = self.parameter
        return JsonResponse(body, status=self.status, content_type="application/problem+json")


def check_parameters(request: HttpRequest, known: Iterable[str]) -> None:
    """Refuse unknown and repeated parameters; the nearest known name is given."""
    names = sorted(known)
    for name, values in request.GET.lists():
        if name not in names:
            near = difflib.get_close_matches(name[:50], names, n=1)
            hint = f" Did you mean '{near[0]}'?" if near else f" Known parameters: {', '.join(names) or 'none'}."
            raise Problem(400, f"Unknown parameter '{name[:50]}'.{hint}", name[:50])
        if len(values) > 1:
            raise Problem(400, f"The parameter '{name}' is given more than once.", name)


def integer(request: HttpRequest, name: str, default: int, low: int, high: int) -> int:
    """A whole number from the query string."""
    raw = request.GET.get(name)
    if raw is None:
        return default
    if not (raw.isascii() and raw.isdigit() and len(raw) <= 9 and low <= int(raw) <= high):
        raise Problem(400, f"'{name}' must be a whole number from {low} to {high}.", name)
    return int(raw)
