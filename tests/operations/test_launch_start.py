"""What `make run` starts, from an empty folder to a site that answers and back: with real processes and a real browser's requests."""

import hashlib
import http.cookiejar
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlencode

import pytest

from cms.operations.launch import ROOT
from cms.operations.launch.administrator import LOGIN
from tests.database import Database

LAUNCHER = [sys.executable, "-m", "cms.operations.launch"]
PATIENCE = 240  # seconds for a start on a machine that has other things to do


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.fixture
def var(tmp_path: Path, database: Database) -> Path:
    """A folder with a migrated database and nothing else, to save a minute."""
    if database.migrated is None:
        pytest.skip("the launcher makes a SQLite database of its own: it is tested there")
    folder = tmp_path / "var"
    folder.mkdir(mode=0o700)
    shutil.copyfile(database.migrated, folder / "masthead.sqlite3")
    return folder


def environment(var: Path, port: int, **variables: str) -> dict[str, str]:
    blank = dict.fromkeys(("SECRET_KEY", "SITE_URL", "DATABASE_URL", "ALLOWED_HOSTS", "LOG_LEVEL", "MAIL_URL"), "")
    return {**os.environ, **blank, "VAR_DIR": str(var), "PORT": str(port), "DEMO": "no", **variables}


class Running:
    """A launcher that has announced itself."""

    def __init__(self, process: subprocess.Popen[str], output: Path) -> None:
        self.process = process
        self.output = output

    def said(self, name: str) -> str:
        """What follows a name in the announcement."""
        found = re.search(rf"^  {name} +(\S.*)$", self.output.read_text(), re.MULTILINE)
        assert found, self.output.read_text()
        return found[1]

    def descendants(self) -> set[int]:
        """The processes that it started, and theirs."""
        parents = {}
        for file in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                parents[int(file.parent.name)] = int(file.read_text().rpartition(")")[2].split()[1])
        found, size = {self.process.pid}, 0
        while len(found) > size:
            size = len(found)
            found |= {pid for pid, parent in parents.items() if parent in found}
        return found - {self.process.pid}


@contextmanager
def launched(var: Path, port: int, output: Path) -> Iterator[Running]:
    with output.open("w") as file:
        process = subprocess.Popen(
            LAUNCHER, cwd=ROOT, env=environment(var, port), stdout=file, stderr=file, text=True, start_new_session=True
        )
    try:
        deadline = time.monotonic() + PATIENCE
        while "Ctrl-C stops everything." not in output.read_text():
            assert process.poll() is None, output.read_text()
            assert time.monotonic() < deadline, output.read_text()
            time.sleep(0.1)
        yield Running(process, output)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(timeout=60)


def failed_launch(env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(LAUNCHER, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=PATIENCE)


def content(folder: Path) -> dict[str, str]:
    """Every file with a hash of what is in it."""
    files = (file for file in folder.rglob("*") if file.is_file())
    return {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def test_the_first_start_and_the_second(var: Path, port: int, tmp_path: Path) -> None:
    with launched(var, port, tmp_path / "first") as first:
        site = first.said("Site")
        assert site == f"http://localhost:{port}/"
        assert stat.S_IMODE((var / "secret_key").stat().st_mode) == 0o600

        # The link signs in, once.
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        link = first.said("Sign in").split()[0]
        form = browser.open(link).read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        assert token
        answer = browser.open(link, urlencode({"csrfmiddlewaretoken": token[1]}).encode())
        assert answer.url == first.said("Admin")
        with pytest.raises(urllib.error.HTTPError, match="410"):
            browser.open(link)

        # The home page's styles were collected.
        page = browser.open(site).read().decode()
        style = re.search(r'<link[^>]+href="(/static/[^"]+\.css)"', page)
        assert style
        assert browser.open(site + style[1].lstrip("/")).status == 200

        assert first.said("Login") == LOGIN
        password = first.said("Password").split()[0]
        assert len(password) >= 20
        assert browser.open(first.said("API") + "pages/").status == 200

        pids = first.descendants()
        assert len(pids) >= 3 or sys.platform != "linux"
        os.kill(first.process.pid, signal.SIGINT)
        assert first.process.wait(timeout=60) == 0
    assert not {pid for pid in pids if Path(f"/proc/{pid}").exists()}

    before = content(var)
    with launched(var, port, tmp_path / "second") as second:
        assert second.said("Login") == LOGIN
        assert second.said("Password") == "the account exists already"
        assert password not in second.output.read_text()
    assert second.process.returncode == 0
    changed = {name for name, digest in content(var).items() if before.get(name) != digest}
    # What the worker does behind a start: its own notes, and the pictures that it had not drawn yet.
    assert {name for name in changed if not name.startswith(("masthead.sqlite3", "media/public/social/"))} == set()
    assert before.keys() <= content(var).keys() | {"masthead.sqlite3-wal", "masthead.sqlite3-shm"}


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        (
            "DATABASE_URL",
            "sqlite:////nowhere/db.sqlite3",
            "The database /nowhere/db.sqlite3 cannot be opened: unable to open",
        ),
        ("VAR_DIR", "/dev/null/var", "The folder /dev/null/var is not writable (not a directory): "),
        ("SITE_URL", "example.org", "SITE_URL is not a usable URL: it must begin with http:// or https:// and name a host."),
    ],
)
def test_what_makes_a_start_impossible_is_said_in_one_sentence(variable: str, value: str, sentence: str, tmp_path: Path, port: int) -> None:
    done = failed_launch(environment(tmp_path, port, **{variable: value}))
    assert done.returncode == 1
    assert done.stderr.startswith(sentence)
    assert len(done.stderr.splitlines()) == 1


def test_a_taken_port_is_said_in_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = failed_launch(environment(tmp_path, port))
    assert done.returncode == 1
    assert done.stderr.startswith(f"Port {port} on 127.0.0.1 cannot be used (address already in use)")
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "secret_key").exists()
