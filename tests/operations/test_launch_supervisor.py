"""Programs are kept running and none is left behind; with real processes."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cms.operations.launch import CannotStartError, supervisor as supervision
from cms.operations.launch.supervisor import Program, Supervisor, restart_delay


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(said: list[str]) -> Iterator[Supervisor]:
    supervisor = Supervisor(os.environ, said.append)
    yield supervisor
    supervisor.end_all()


def python(code: str, *words: str) -> Program:
    return Program("test program", [sys.executable, "-c", code, *words])


def eventually(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "it did not happen within 20 seconds"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize(
    ("uptime", "early_deaths", "starts", "delay"),
    [
        (0.5, 1, 1, None),
        (60, 0, 1, 1),
        (60, 0, 9, 1),
        (0.5, 1, 2, 2),
        (0.5, 2, 3, 4),
        (0.5, 4, 5, 16),
        (0.5, 5, 6, 30),
        (0.5, 6, 7, None),
    ],
)
def test_a_program_is_started_again_unless_that_is_pointless(uptime: float, early_deaths: int, starts: int, delay: float | None) -> None:
    assert restart_delay(uptime, early_deaths=early_deaths, starts=starts) == delay


def test_a_program_that_ends_at_its_start_ends_everything_with_a_sentence(supervisor: Supervisor) -> None:
    program = python("raise SystemExit(3)")
    supervisor.start(program)
    eventually(lambda: program.ended() is not None)
    with pytest.raises(CannotStartError, match=r"^The test program ended with exit code 3 right after its start"):
        supervisor.tend()


def test_a_program_that_was_killed_later_is_started_again(supervisor: Supervisor, said: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervision, "EARLY", 0.0)
    program = python("import time; time.sleep(60)")
    supervisor.start(program)
    first = program.process
    assert first is not None
    os.kill(first.pid, signal.SIGKILL)
    eventually(lambda: program.ended() is not None)
    supervisor.tend()
    assert said == ["The test program was ended by signal 9; it is started again in 1 s."]
    assert program.process is None

    def is_running_again() -> bool:
        supervisor.tend()
        return program.process is not None

    eventually(is_running_again)
    assert program.process is not first
    assert program.ended() is None


def test_ending_reaches_what_a_program_started(supervisor: Supervisor, tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    code = (
        "import pathlib, subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "pathlib.Path(sys.argv[1]).write_text(f'{child.pid}.')\n"
        "time.sleep(60)"
    )
    supervisor.start(python(code, str(pid_file)))
    eventually(lambda: pid_file.exists() and pid_file.read_text().endswith("."))
    child = int(pid_file.read_text()[:-1])
    assert is_alive(child)
    supervisor.end_all()
    eventually(lambda: not is_alive(child))


def test_a_program_may_finish_what_it_is_doing(supervisor: Supervisor, tmp_path: Path) -> None:
    ready, done = tmp_path / "ready", tmp_path / "done"
    code = (
        "import pathlib, signal, sys, time\n"
        "def finish(*_):\n"
        "    time.sleep(0.5); pathlib.Path(sys.argv[2]).touch(); sys.exit()\n"
        "signal.signal(signal.SIGTERM, finish)\n"
        "pathlib.Path(sys.argv[1]).touch()\n"
        "time.sleep(60)"
    )
    supervisor.start(python(code, str(ready), str(done)))
    eventually(ready.exists)
    supervisor.end_all()
    assert done.exists()


def test_a_program_that_does_not_listen_is_ended_by_force(supervisor: Supervisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervision, "GRACE", 0.3)
    monkeypatch.setattr(supervision, "LAST_GRACE", 0.3)
    ready = tmp_path / "ready"
    code = "import pathlib, signal, sys, time; signal.signal(15, signal.SIG_IGN); pathlib.Path(sys.argv[1]).touch(); time.sleep(60)"
    program = python(code, str(ready))
    supervisor.start(program)
    eventually(ready.exists)
    process = program.process
    assert process is not None
    supervisor.end_all()
    assert process.returncode == -signal.SIGKILL


def test_a_program_run_to_its_end_gives_back_what_it_said(supervisor: Supervisor) -> None:
    assert supervisor.wait_for(python("print('hello'); raise SystemExit(4)")) == (4, "hello\n")


def test_being_told_to_stop_ends_a_program_that_is_waited_for(supervisor: Supervisor) -> None:
    supervisor.stop()
    code, _ = supervisor.wait_for(python("import time; time.sleep(60)"))
    assert code == -signal.SIGTERM
