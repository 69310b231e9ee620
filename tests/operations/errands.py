"""Tasks for the tests. Each leaves its traces in a file, which other processes can read."""

import time
from pathlib import Path
from typing import Any

from django.tasks import TaskContext, task


def lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines() if path.exists() else []


def _write(path: str, line: str) -> None:
    with Path(path).open("a", encoding="utf-8") as file:
        file.write(line + "\n")


@task
def note(path: str, line: str) -> str:
    _write(path, line)
    return line


@task
def fail_until(path: str, attempt: int) -> None:
    _write(path, "tried")
    if len(lines(Path(path))) < attempt:
        raise ValueError("canary-of-a-failure")


@task
def begin_and_end(path: str, seconds: float) -> None:
    """The first time it takes so long; afterwards no time at all."""
    again = bool(lines(Path(path)))
    _write(path, "begun")
    time.sleep(0 if again else seconds)
    _write(path, "ended")


@task
def leave() -> None:
    raise SystemExit(3)


@task
def give_back_a_set(path: str) -> Any:
    _write(path, "ran")
    return {1, 2}


@task(takes_context=True)
def count_attempts(context: TaskContext[Any, Any], path: str) -> None:
    _write(path, str(context.attempt))
    if context.attempt < 3:
        raise ValueError("again")
