"""Requests to other servers: nothing reaches a private address, and no answer is too large or too slow."""

import gzip
import io
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from cms.outbound import ForbiddenAddressError, OutboundError, Reply, download, origin_of, request


class Handler(BaseHTTPRequestHandler):
    """Answers as the path says, and remembers who connected."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/to":
            self.send_response(302)
            self.send_header("Location", unquote(parts.query))
            self.end_headers()
            return
        body = {"/big": b"x" * 300_000, "/bomb": gzip.compress(b"\0" * 5_000_000)}.get(parts.path, b"hello")
        self.send_response(404 if parts.path == "/missing" else 200)
        if parts.path == "/bomb":
            self.send_header("Content-Encoding", "gzip")
        if parts.path == "/says-big":
            self.send_header("Content-Length", "900000000")
        self.end_headers()
        if parts.path == "/drip":
            for _ in range(40):
                self.wfile.write(b"x" * 70_000)
                time.sleep(0.05)
            return
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None: ...


class Server(ThreadingHTTPServer):
    connections = 0

    def get_request(self) -> Any:
        self.connections += 1
        return super().get_request()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what some tests are about."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True).start()
        yield running
        running.shutdown()


def address(server: Server, path: str = "/", host: str = "127.0.0.1") -> str:
    return f"http://{host}:{server.server_port}{path}"


def ask(server: Server, path: str, **options: Any) -> Reply:
    return request("GET", address(server, path), trusted_origins={origin_of(address(server))}, **options)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "2130706433", "0x7f000001", "0177.0.0.1", "127.1",
        "0.0.0.0", "[::]", "169.254.169.254", "[::ffff:169.254.169.254]", "10.0.0.1", "192.168.1.1", "172.16.0.1", "[fd00::1]", "[fe80::1]",
        "[64:ff9b::7f00:1]", "100.64.0.1", "127.0.0.1.",
    ],
)  # fmt: skip
def test_private_addresses_are_never_called(server: Server, host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    connected: list[Any] = []
    monkeypatch.setattr(socket.socket, "connect", lambda _self, target: connected.append(target))
    with pytest.raises(OutboundError):
        request("GET", address(server, host=host))
    assert connected == []
    assert server.connections == 0


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/", "file:///etc/passwd", "gopher://x/", "http://", "//example.org", "http://user:word@example.org/", "http://[::1/",
        "http://example.org:99999/",
    ],
)  # fmt: skip
def test_only_plain_web_addresses_are_called(url: str) -> None:
    with pytest.raises(ForbiddenAddressError):
        request("GET", url)


def test_origin_that_an_operator_configured_may_be_private(server: Server) -> None:
    assert ask(server, "/").body == b"hello"
    assert ask(server, "/missing").status == 404


def test_redirect_to_a_private_address_is_refused(server: Server) -> None:
    with Server(("127.0.0.1", 0), Handler) as other:
        threading.Thread(target=other.serve_forever, args=(0.01,), daemon=True).start()
        with pytest.raises(ForbiddenAddressError):
            ask(server, f"/to?{address(other)}", redirects=3)
        assert other.connections == 0
        other.shutdown()


def test_redirects_are_followed_only_as_often_as_asked(server: Server) -> None:
    assert ask(server, "/to?/").status == 302
    assert ask(server, "/to?/", redirects=1).body == b"hello"
    with pytest.raises(OutboundError, match="redirects too often"):
        ask(server, "/to?/to?/to?/", redirects=1)


def test_name_is_resolved_once(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: the second answer of the resolver is a private address."""
    answers = iter(["93.184.216.34", "127.0.0.1", "127.0.0.1"])
    connected: list[Any] = []

    def resolve(host: str, port: int, *_args: Any, **_options: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host if host[0].isdigit() else next(answers), port))]

    def connect(_self: socket.socket, target: Any) -> None:
        connected.append(target[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket.socket, "connect", connect)
    with pytest.raises(OutboundError, match="no connection"):
        request("GET", address(server, host="rebinding.example"))
    assert connected == ["93.184.216.34"]


def test_proxies_of_the_environment_are_not_used(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", address(server))
    with pytest.raises(ForbiddenAddressError):
        request("GET", "http://10.1.2.3/")
    assert server.connections == 0


@pytest.mark.parametrize("path", ["/big", "/bomb", "/says-big"])
def test_large_answers_are_refused(server: Server, path: str) -> None:
    with pytest.raises(OutboundError, match="larger than 100,000 bytes"):
        ask(server, path, largest=100_000)


def test_slow_answers_are_cut_off(server: Server) -> None:
    with pytest.raises(OutboundError, match="too long"):
        ask(server, "/drip", seconds=0.2, largest=10_000_000)


def test_download_goes_into_a_file_and_names_a_failure(server: Server) -> None:
    trusted = {origin_of(address(server))}
    target = io.BytesIO()
    download(address(server, "/big"), target, largest=400_000, trusted_origins=trusted)
    assert len(target.getvalue()) == 300_000
    with pytest.raises(OutboundError, match="status 404"):
        download(address(server, "/missing"), io.BytesIO(), largest=10, trusted_origins=trusted)


def test_closed_port_is_one_sentence(server: Server) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(OutboundError, match=r"^The server could not be asked: there is no connection\.$"):
            request("GET", url, trusted_origins={url})
