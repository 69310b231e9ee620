"""The site for a program beside the tests: served by this thread, in the test's own transaction, as long as the program runs."""

import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.conf import LazySettings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from wagtail.models import Site


class _Quiet(WSGIRequestHandler):
    def log_message(self, *arguments: object) -> None:
        """Say nothing: pytest shows what a program says when it fails."""


class Served:
    """The address of the site, and a way to run programs that call it."""

    def __init__(self, server: WSGIServer) -> None:
        self.server = server
        self.url = f"http://127.0.0.1:{server.server_port}"

    def run(self, *command: str, cwd: Path, environment: Mapping[str, str], timeout: float = 90) -> subprocess.CompletedProcess[str]:
        """Run a program and answer its requests until it ends. Raises `TimeoutError`."""
        with subprocess.Popen(
            command, cwd=cwd, env=dict(environment), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as process:
            ends = time.monotonic() + timeout
            try:
                while process.poll() is None:
                    if time.monotonic() > ends:
                        raise TimeoutError(f"{command[0]} runs longer than {timeout} seconds.")
                    self.server.handle_request()
            finally:
                process.kill()
            assert process.stdout is not None
            return subprocess.CompletedProcess(command, process.returncode, process.stdout.read())


@contextmanager
def kept_connection() -> Iterator[None]:
    """Requests leave the connection open, and with it the test's transaction. Django's own test client does the same."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@contextmanager
def serve(settings: LazySettings) -> Iterator[Served]:
    """A server on a free port of the loopback; the default site and SITE_URL become its address."""
    with kept_connection(), make_server("127.0.0.1", 0, WSGIHandler(), handler_class=_Quiet) as server:
        server.timeout = 0.1
        served = Served(server)
        settings.SITE_URL = served.url
        settings.ALLOWED_HOSTS = ["127.0.0.1"]
        site = Site.objects.get(is_default_site=True)
        site.hostname, site.port = "127.0.0.1", server.server_port
        site.save()
        yield served
