"""Requests to the application that the server runs, stored responses and all."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes

from django.core.handlers.wsgi import WSGIHandler
from django.test.client import FakePayload
from django.test.utils import override_settings

from cms.delivery.stored.application import Stored


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Server:
    """One process, as far as stored responses go. `renderings` counts what Django was asked."""

    def __init__(self, *, stores: bool = True) -> None:
        self._django = WSGIHandler()
        self.renderings = 0
        self.stored = Stored(self._counted, 20 * 1024 * 1024)
        self._application = self.stored if stores else self._counted

    def _counted(self, environ: dict[str, Any], start_response: Any) -> Any:
        self.renderings += 1
        return self._django(environ, start_response)

    def get(self, url: str, method: str = "GET", **headers: str) -> Answer:
        path, _, query = url.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "testserver",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": FakePayload(b""),
            "wsgi.errors": None,
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        }
        started: list[Any] = []
        made = self._application(environ, lambda status, headers, exc_info=None: started.append((status, headers)))
        body = b"".join(made)
        if hasattr(made, "close"):
            made.close()
        status, pairs = started[-1]
        return Answer(int(status.split()[0]), dict(pairs), body)


def serving(**settings: Any) -> Iterator[Server]:
    with override_settings(API_RATE_LIMIT=0, **settings):
        server = Server()
        yield server
        server.stored.follower.close()
