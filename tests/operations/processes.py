"""Real processes on the test's database. The test that starts them must use real transactions (`transactional_db`)."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
DJANGO = "import django; django.setup()\n"


def environment() -> dict[str, str]:
    """This test's own, with the database that pytest-django made for it."""
    name = str(connection.settings_dict["NAME"])
    url = urlsplit(os.environ["DATABASE_URL"])
    database_url = f"sqlite:///{name}" if connection.vendor == "sqlite" else url._replace(path=f"/{name}").geturl()
    return {**os.environ, "DATABASE_URL": database_url, "LOG_LEVEL": "INFO"}


def manage(*words: str) -> list[str]:
    return [sys.executable, "manage.py", *words]


def code(text: str) -> list[str]:
    """A command that runs `text` with Django set up."""
    return [sys.executable, "-c", DJANGO + text]


def run(command: list[str], *, timeout: float = 60) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=timeout, check=False)


@contextmanager
def running(*commands: list[str]) -> Iterator[list[subprocess.Popen[str]]]:
    """The commands as processes, all of which are gone when the block is left."""
    started = [
        subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for command in commands
    ]
    try:
        yield started
    finally:
        for process in started:
            with suppress(ProcessLookupError):
                process.kill()
            process.communicate()


def at_once(go: Path, *words: str) -> list[str]:
    """A command that gets ready, says so in a line, and runs a management command when the file `go` exists."""
    return code(
        f"""
import time
from pathlib import Path
from django.core.management import call_command
print("ready", flush=True)
while not Path({str(go)!r}).exists():
    time.sleep(0.01)
call_command(*{words!r})
"""
    )


def start_together(processes: list[subprocess.Popen[str]], go: Path) -> None:
    """For processes made with `at_once`; returns when all of them have ended well."""
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    go.touch()
    for process in processes:
        output, _ = process.communicate(timeout=120)
        assert process.returncode == 0, output


def until(condition: Callable[[], bool], *, within: float, every: float = 0.02) -> None:
    """Wait for the condition."""
    begin = time.monotonic()
    while not condition():
        assert time.monotonic() - begin < within, f"it did not happen within {within} s"
        time.sleep(every)
