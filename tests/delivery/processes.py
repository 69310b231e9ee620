"""Web processes of their own, and the cache that they share. They are asked by lines of JSON instead of HTTP."""

import json
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.delivery.wsgi import Answer
from tests.operations.processes import ROOT, code, environment

_SERVE = """
import base64, json, sys
from tests.delivery.wsgi import Server
import cms.wsgi
server = Server()
server._application = cms.wsgi.application
print("ready", flush=True)
for line in sys.stdin:
    url, method, headers = json.loads(line)
    answer = server.get(url, method, **headers)
    print(json.dumps([answer.status, answer.headers, base64.b64encode(answer.body).decode()]), flush=True)
"""


class WebProcess:
    """One process with its own memory. `stop` and `go_on` are SIGSTOP and SIGCONT."""

    def __init__(self, cache_url: str = "", script: str = _SERVE, **more: str) -> None:
        surroundings = environment() | {"CACHE_URL": cache_url, "API_RATE_LIMIT": "0", "LOG_LEVEL": "ERROR", **more}
        # As in the tests' own process: where mail cannot be sent, pages offer no subscription.
        surroundings["MAIL_URL"] = "smtp://mail.example.org"
        self._process = subprocess.Popen(
            code(script), cwd=ROOT, env=surroundings, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def wait(self) -> None:
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n"

    def ask(self, url: str, method: str = "GET", **headers: str) -> None:
        """Send a request; `answer` reads what comes of it."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([url, method, headers]) + "\n")
        self._process.stdin.flush()

    def answer(self) -> Answer:
        import base64

        assert self._process.stdout is not None
        status, headers, body = json.loads(self._process.stdout.readline())
        return Answer(status, headers, base64.b64decode(body))

    def get(self, url: str, method: str = "GET", **headers: str) -> Answer:
        self.ask(url, method, **headers)
        return self.answer()

    def stop(self) -> None:
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def end(self) -> None:
        self._process.send_signal(signal.SIGCONT)
        self._process.kill()
        self._process.communicate()


class Redis:
    """A server of our own on a free port; `kill` and `start` as often as a test likes."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._folder = tempfile.mkdtemp(prefix="masthead-redis-")
        self._process: subprocess.Popen[bytes] | None = None

    @staticmethod
    def is_installed() -> bool:
        return Redis._program() is not None

    @staticmethod
    def _program() -> str | None:
        return shutil.which("redis-server") or shutil.which("valkey-server")

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        if self._process is not None:
            return
        command = [str(self._program()), "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", self._folder]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            try:
                self.client().ping()
            except Exception:  # noqa: BLE001 - not there yet
                time.sleep(0.02)
            else:
                return
        raise AssertionError("Redis does not start")

    def client(self) -> Any:
        import redis

        return redis.Redis(port=self.port, socket_connect_timeout=1, socket_timeout=1)

    def flush(self) -> None:
        if self._process is not None:
            self.client().flushall()

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def end(self) -> None:
        self.kill()
        shutil.rmtree(Path(self._folder), ignore_errors=True)
