"""Requests to other servers: the one way out, for addresses that somebody typed in.

An address of ours or of a private network is never called, however it is written and wherever a redirect leads (the name is
resolved once, and the connection goes to the address that was checked). Only origins that an operator configured may be
private ones. An answer is limited in size, and the whole exchange in time. Neither proxies nor credentials are taken from
the environment.
"""

import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO
from urllib.parse import urljoin, urlsplit

import requests
from requests_hardened import Config, HTTPSession
from requests_hardened.ip_filter import InvalidIPAddress

USER_AGENT = "Masthead"
#: Seconds until a connection stands, and between two pieces of an answer.
TIMEOUT = (5.0, 10.0)
_PIECE = 64 * 1024
_MOVED = {301, 302, 303, 307, 308}


class OutboundError(Exception):
    """The other server could not be asked, or its answer not be taken. The message is a sentence without secrets."""


class ForbiddenAddressError(OutboundError):
    """The address may not be called; nothing was sent."""


@dataclass(frozen=True)
class Reply:
    """An answer. `url` is where it came from after redirects; `body` is empty where it went into a file."""

    status: int
    headers: Mapping[str, str]
    url: str
    body: bytes = b""

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300


def origin_of(url: str) -> str:
    """Scheme, host and port of an address, for example `https://example.org`.

    Raises `ForbiddenAddressError` where it is no http(s) address of a host, or carries credentials.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ForbiddenAddressError("The address cannot be read.") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ForbiddenAddressError("The address must begin with http:// or https:// and name a host.")
    if parts.username is not None or parts.password is not None:
        raise ForbiddenAddressError("The address must not contain a user name or a password.")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" + ("" if port in (None, {"http": 80, "https": 443}[parts.scheme]) else f":{port}")


def request(
    method: str,
    url: str,
    *,
    data: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    trusted_origins: Collection[str] = (),
    largest: int = 2 * 1024 * 1024,
    seconds: float = 20.0,
    redirects: int = 0,
) -> Reply:
    """Send one request and read its answer, whatever its status.

    `trusted_origins` (as `origin_of` writes them) are configured by an operator and may lie in a private network. `largest`
    is the size of the answer in bytes as it is after decompression, `seconds` the time for all of it. At most `redirects`
    redirects are followed, each checked like the first address, with GET and without `data` and `headers`.
    Raises `OutboundError`; `ForbiddenAddressError` if the address may not be called.
    """
    with _answer(method, url, data, headers, trusted_origins, seconds, redirects) as (answer, deadline):
        body = b"".join(_pieces(answer, largest, deadline))
        return Reply(answer.status_code, answer.headers, str(answer.url), body)


def download(
    url: str,
    target: IO[bytes],
    *,
    largest: int,
    trusted_origins: Collection[str] = (),
    seconds: float = 120.0,
    redirects: int = 5,
) -> Reply:
    """Read the answer to a GET into `target`. Raises `OutboundError` as `request` does, and for every status but 2xx."""
    with _answer("GET", url, None, None, trusted_origins, seconds, redirects) as (answer, deadline):
        reply = Reply(answer.status_code, answer.headers, str(answer.url))
        if not reply.ok:
            raise OutboundError(f"The server answered with status {reply.status}.")
        for piece in _pieces(answer, largest, deadline):
            target.write(piece)
        return reply


@contextmanager
def _answer(
    method: str,
    url: str,
    data: bytes | None,
    headers: Mapping[str, str] | None,
    trusted_origins: Collection[str],
    seconds: float,
    redirects: int,
) -> Iterator[tuple[requests.Response, float]]:
    deadline = time.monotonic() + seconds
    for left in range(redirects, -1, -1):
        with _session(origin_of(url) in trusted_origins) as session:
            try:
                answer = session.request(
                    method, url, data=data, headers=dict(headers or {}), allow_redirects=False, stream=True, timeout=TIMEOUT
                )
            except InvalidIPAddress as error:
                raise ForbiddenAddressError("The address belongs to a private network or to this server.") from error
            except (requests.RequestException, OSError, ValueError) as error:  # ValueError: a host that is no host
                raise OutboundError(f"The server could not be asked: {_reason(error)}.") from error
            with answer:
                location = answer.headers.get("Location")
                if answer.status_code not in _MOVED or not location or not redirects:
                    yield answer, deadline
                    return
        if not left:
            break
        method, url, data, headers = "GET", urljoin(url, location), None, None
        if time.monotonic() > deadline:
            raise OutboundError("The server took too long to answer.")
    raise OutboundError("The server redirects too often.")


def _session(trusted: bool) -> HTTPSession:
    session = HTTPSession(
        Config(
            ip_filter_enable=not trusted,
            ip_filter_allow_loopback_ips=False,
            never_redirect=True,
            default_timeout=TIMEOUT,
            user_agent_override=USER_AGENT,
        )
    )
    session.trust_env = False  # a proxy would resolve the name a second time
    return session


def _pieces(answer: requests.Response, largest: int, deadline: float) -> Iterator[bytes]:
    too_large = OutboundError(f"The server's answer is larger than {largest:,} bytes.")
    length = answer.headers.get("Content-Length", "")
    if length.isdecimal() and int(length[:20]) > largest:
        raise too_large
    size = 0
    try:
        for piece in answer.iter_content(_PIECE):
            size += len(piece)
            if size > largest:
                raise too_large
            if time.monotonic() > deadline:
                raise OutboundError("The server took too long to answer.")
            yield piece
    except (requests.RequestException, OSError) as error:
        raise OutboundError(f"The server's answer broke off: {_reason(error)}.") from error


def _reason(error: Exception) -> str:
    """The kind of a failure in words; the messages of the libraries name addresses and objects in memory."""
    if isinstance(error, requests.exceptions.SSLError):
        return "its certificate is not valid"
    if isinstance(error, requests.Timeout):
        return "it did not answer in time"
    if isinstance(error, requests.exceptions.InvalidURL | ValueError):
        return "the address is not valid"
    if isinstance(error, requests.exceptions.ContentDecodingError):
        return "the compression of its answer is broken"
    return "there is no connection"
