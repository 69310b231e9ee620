"""The first two steps of a request: health checks, and who is asking."""

import json
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from cms.operations.health import Readiness

GetResponse = Callable[[HttpRequest], HttpResponse]


class HealthMiddleware:
    """Answers `/healthz/live` and `/healthz/ready` before anything looks at the host, a cookie or the database.

    `live`: 200 as long as the process answers at all. `ready`: 200, or 503 and a line of JSON with the reason.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response
        self._readiness = Readiness()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/healthz/") or request.method not in ("GET", "HEAD"):
            return self._get_response(request)
        if request.path_info == "/healthz/live":
            response = HttpResponse("ok", content_type="text/plain")
        elif request.path_info == "/healthz/ready":
            problem = self._readiness.problem()
            answer = {"status": "unavailable", "reason": problem} if problem else {"status": "ready"}
            response = HttpResponse(json.dumps(answer), content_type="application/json", status=503 if problem else 200)
        else:
            return self._get_response(request)
        response["Cache-Control"] = "no-store"
        return response


class MaintenanceMiddleware:
    """While MAINTENANCE is on, readers get 503 and a page that asks them to come again. The admin and static files go on."""

    RETRY_AFTER = 600  # seconds
    OPEN = ("/admin/", settings.STATIC_URL)

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(self.OPEN):
            return self._get_response(request)
        response = HttpResponse(render_to_string("503.html"), status=503)
        response["Retry-After"] = str(self.RETRY_AFTER)
        response["Cache-Control"] = "no-store"
        return response


class TrustedProxyMiddleware:
    """Sets REMOTE_ADDR to the address that the outermost of the TRUSTED_PROXIES proxies saw.

    Each proxy appends the address it was asked from to X-Forwarded-For, so with n of them it is the n-th from the right; what is
    further left was written by the client and is worth nothing.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response
        self._hops: int = settings.TRUSTED_PROXIES

    def __call__(self, request: HttpRequest) -> HttpResponse:
        forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        if 0 < self._hops <= len(forwarded):
            request.META["REMOTE_ADDR"] = _address(forwarded[-self._hops]) or request.META.get("REMOTE_ADDR", "")
        return self._get_response(request)


def client_address(request: HttpRequest) -> str:
    """The IP address of whoever asks, in its shortest form; empty when the server does not know it (a Unix socket)."""
    return _address(request.META.get("REMOTE_ADDR", "")) or ""


def _address(text: str) -> str | None:
    if text.startswith("["):  # [2001:db8::1]:443
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:  # 192.0.2.1:443
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    # One client, one address: a scope names an interface of ours, and ::ffff:192.0.2.1 is 192.0.2.1.
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or address).partition("%")[0]
    return str(address)
