"""Who is asking: the address that limits and lock-outs are counted by."""

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from cms.operations.middleware import TrustedProxyMiddleware, client_address

PROXY, CLIENT, LIE = "10.0.0.1", "203.0.113.9", "198.51.100.66"


def seen(settings: Any, hops: int, forwarded: str | None, remote: str = PROXY) -> str:
    """The client's address behind that many trusted proxies."""
    settings.TRUSTED_PROXIES = hops
    addresses: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        addresses.append(client_address(request))
        assert request.META["REMOTE_ADDR"] in (addresses[0], remote)
        return HttpResponse()

    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    request = RequestFactory(REMOTE_ADDR=remote).get("/", headers=headers)
    (TrustedProxyMiddleware(view) if hops else view)(request)
    return addresses[0]


@pytest.mark.parametrize(
    ("hops", "forwarded", "expected"),
    [
        (0, None, PROXY),
        (0, LIE, PROXY),
        (1, CLIENT, CLIENT),
        (1, f"{LIE}, {CLIENT}", CLIENT),
        (1, f"{LIE},{LIE},  {CLIENT}", CLIENT),
        (2, f"{LIE}, {CLIENT}, 10.0.0.2", CLIENT),
        (2, CLIENT, PROXY),  # it did not come through both
        (1, None, PROXY),
        (1, "", PROXY),
        (1, "unknown", PROXY),
        (1, f"{CLIENT}, <script>", PROXY),
        (1, f"{CLIENT}:4711", CLIENT),
        (1, "2001:db8::0001", "2001:db8::1"),
        (1, "[2001:db8::1]:443", "2001:db8::1"),
        (1, f"::ffff:{CLIENT}", CLIENT),
        (1, "fe80::1%eth0", "fe80::1"),
    ],
)
def test_only_what_trusted_proxies_wrote_is_believed(settings: Any, hops: int, forwarded: str | None, expected: str) -> None:
    assert seen(settings, hops, forwarded) == expected


def test_one_client_has_one_address(settings: Any) -> None:
    assert seen(settings, 0, None, remote=f"::ffff:{CLIENT}") == CLIENT
    assert seen(settings, 0, None, remote="") == ""
