"""The reference frontend, built and running, before a publication that this process serves."""

import base64
import hashlib
import hmac
import json
import os
import re
import shutil
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from tests.api.serving import Served, serve
from tests.home.conftest import loaded_once

__all__ = ["loaded_once"]

ROOT = Path(__file__).resolve().parents[2]
FRONTEND = ROOT / "frontend"
NEXT = FRONTEND / "node_modules" / "next" / "dist" / "bin" / "next"
SECRET = "whsec_bm9ib2R5IGVsc2Uga25vd3MgdGhpcw=="
PATIENCE = 300  # seconds for a build on a machine that has other things to do
NOTICE = "SKIPPED: there is no Node 20 with npm on the PATH, so the reference frontend is not tested. Install nodejs (20 or newer) and npm."
UNREACHABLE = "SKIPPED: npm's registry cannot be reached, so the reference frontend is not tested."


@dataclass
class Answer:
    status: int
    headers: Message
    text: str


class _StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """A redirect is an answer."""


@dataclass
class Frontend:
    """The frontend's address. While it is asked, this process answers what it asks the publication."""

    url: str
    publication: Served
    log: Path
    _opener: urllib.request.OpenerDirector = field(default_factory=lambda: urllib.request.build_opener(_StayHere))

    def get(self, path: str) -> Answer:
        """The answer at a path of the frontend, or at a whole address."""
        return self.send(urllib.request.Request(path if path.startswith("http") else self.url + path))  # noqa: S310 - our own address

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        return self.send(urllib.request.Request(self.url + path, body, dict(headers)))  # noqa: S310 - our own address

    def call(self, *stale: str, secret: bytes | None = None, at: float | None = None, message: str | None = None) -> Answer:
        """Say that these tags, as the Cache-Tag header has them, are stale: as Masthead does."""
        data = {"sequence": 1, "tags": [*stale], "urls": []}
        body = json.dumps({"type": "content.changed", "timestamp": "2026-11-27T10:00:00Z", "data": data}).encode()
        message, timestamp = message or f"msg_{uuid.uuid4().hex}", str(int(time.time() if at is None else at))
        key = secret or base64.b64decode(SECRET.removeprefix("whsec_"))
        signature = base64.b64encode(hmac.digest(key, f"{message}.{timestamp}.".encode() + body, hashlib.sha256)).decode()
        headers = {"webhook-id": message, "webhook-timestamp": timestamp, "webhook-signature": f"v1,{signature}"}
        return self.post("/api/revalidate", body, {**headers, "Content-Type": "application/json"})

    def send(self, request: urllib.request.Request) -> Answer:
        def ask() -> Answer:
            try:
                with self._opener.open(request, timeout=60) as response:
                    return Answer(response.status, response.headers, response.read().decode())
            except urllib.error.HTTPError as error:
                return Answer(error.code, error.headers, error.read().decode())

        answer = while_serving(self.publication, ask)
        assert answer.status != 500, self.log.read_text("utf-8")
        return answer


def while_serving[T](served: Served, work: Callable[[], T]) -> T:
    """What `work` returns in another thread, while this one answers the requests that it causes."""
    results: list[T] = []
    thread = threading.Thread(target=lambda: results.append(work()), daemon=True)
    thread.start()
    deadline = time.monotonic() + PATIENCE
    while thread.is_alive():
        assert time.monotonic() < deadline
        served.server.handle_request()
    (result,) = results
    return result


def npm_environment() -> dict[str, str]:
    passed = {
        name: value for name, value in os.environ.items() if name.lower().startswith("npm_config_") or name.lower().endswith("_proxy")
    }
    return {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "NEXT_TELEMETRY_DISABLED": "1", "CI": "1", **passed}


@pytest.fixture(scope="session")
def packages() -> Path:
    """The frontend's folder with what package-lock.json names."""
    node, npm = shutil.which("node"), shutil.which("npm")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout if node else ""
    if npm is None or not version or int(re.findall(r"[0-9]+", version)[0]) < 20:
        if os.environ.get("REQUIRE_ALL") == "1":
            pytest.fail(NOTICE)
        pytest.skip(NOTICE)
    marker, lock = FRONTEND / "node_modules" / ".package-lock.json", FRONTEND / "package-lock.json"
    if not marker.exists() or marker.stat().st_mtime < lock.stat().st_mtime:
        done = subprocess.run(
            [npm, "ci"], cwd=FRONTEND, env=npm_environment(), capture_output=True, text=True, check=False, timeout=PATIENCE
        )
        if done.returncode and re.search(r"ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|network", done.stderr):
            pytest.skip(UNREACHABLE)
        assert done.returncode == 0, done.stdout + done.stderr
    return FRONTEND


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.fixture(scope="module")
def publication(loaded_once: None) -> Iterator[Served]:
    """The demonstration, served by this process."""
    with override_settings(API_RATE_LIMIT=0), serve(settings) as served:
        yield served


@pytest.fixture(scope="module")
def environment(publication: Served) -> dict[str, str]:
    """What the frontend is told."""
    own = {"MASTHEAD_URL": publication.url, "SITE_URL": f"http://localhost:{free_port()}", "REVALIDATE_SECRET": SECRET, "PRERENDER": "3"}
    return {**npm_environment(), **own}


@pytest.fixture(scope="module")
def built(packages: Path, publication: Served, environment: dict[str, str]) -> str:
    """What the build says. It checks the types too."""
    done = publication.run("node", str(NEXT), "build", cwd=packages, environment=environment, timeout=PATIENCE)
    assert done.returncode == 0, done.stdout
    return done.stdout


@contextmanager
def running(publication: Served, environment: dict[str, str], log: Path) -> Iterator[Frontend]:
    url = environment["SITE_URL"]
    command = ["node", str(NEXT), "start", "--hostname", "localhost", "--port", url.rpartition(":")[2]]
    with log.open("w") as output, subprocess.Popen(command, cwd=FRONTEND, env=environment, stdout=output, stderr=output) as process:
        try:
            deadline = time.monotonic() + PATIENCE
            while "Ready in" not in log.read_text("utf-8"):
                assert process.poll() is None, log.read_text("utf-8")
                assert time.monotonic() < deadline, log.read_text("utf-8")
                time.sleep(0.1)
            yield Frontend(url, publication, log)
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()


@pytest.fixture(scope="module")
def started(built: str, publication: Served, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Frontend]:
    with running(publication, environment, tmp_path_factory.mktemp("frontend") / "log") as frontend:
        yield frontend


@pytest.fixture
def frontend(started: Frontend, db: None) -> Frontend:
    """The running frontend; what it knows from the test before, whose changes were rolled back, is stale."""
    started.call("everything")
    return started
