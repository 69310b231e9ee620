"""Keeps programs running until it is told to stop, and leaves none of them behind."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from cms.operations.launch import ROOT, CannotStartError

EARLY = 20.0  # seconds: a program that ends sooner has not really started
GRACE = 15.0  # seconds that a program has to finish what it is doing
LAST_GRACE = 3.0  # seconds that it has to drop it
LONGEST_DELAY = 30.0


def restart_delay(uptime: float, *, early_deaths: int, starts: int) -> float | None:
    """How long to wait before a program that ended is started again; None when that is pointless.

    `uptime` is how many seconds it ran, `early_deaths` how many starts in a row ended early (this one included), `starts` how
    often it was started. A first start that ends at once is a mistake in the installation: waiting would only hide it.
    """
    if uptime >= EARLY:
        return 1.0
    if starts == 1 or early_deaths > 5:
        return None
    return min(LONGEST_DELAY, 2.0**early_deaths)


def _end_with_parent() -> None:
    """In the new process, before its program starts: on Linux, end when the launcher is killed without a chance to clean up."""
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


@dataclass
class Program:
    """One command that should be running. `name` is for sentences: "The web server ended". `environment`, `folder`: its own, if any."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] | None = field(default=None, kw_only=True)
    folder: Path = field(default=ROOT, kw_only=True)
    process: subprocess.Popen[str] | None = None
    started: float = 0.0
    start_at: float = 0.0
    starts: int = 0
    early_deaths: int = field(default=0, repr=False)

    def start(self, environment: Mapping[str, str], *, stdout: int | None = None) -> subprocess.Popen[str]:
        # In a session of its own: Ctrl-C reaches the launcher only, which then ends everything in order.
        self.process = subprocess.Popen(
            self.command,
            cwd=self.folder,
            env=dict(environment if self.environment is None else self.environment),
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            text=True,
            start_new_session=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 - the launcher has no threads
        )
        self.started = time.monotonic()
        self.starts += 1
        return self.process

    def signal_group(self, number: signal.Signals) -> None:
        """Send a signal to the program and to all that it started."""
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)

    def ended(self) -> int | None:
        """The exit code of a program that has ended since it was started."""
        return None if self.process is None else self.process.poll()


class Supervisor:
    """Runs programs side by side. `stop` may be called from a signal handler; a second call shortens the grace that they have."""

    def __init__(self, environment: Mapping[str, str], say: Callable[[str], None] = print) -> None:
        self._environment = environment
        self._say = say
        self._stopping = threading.Event()
        self._impatient = False
        self._programs: list[Program] = []

    @property
    def stopping(self) -> bool:
        return self._stopping.is_set()

    def stop(self, *_: object) -> None:
        self._impatient = self.stopping
        self._stopping.set()

    def listen_to_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.stop)

    def start(self, *programs: Program) -> None:
        for program in programs:
            self._programs.append(program)
            program.start(self._environment)

    def wait_for(self, program: Program) -> tuple[int, str]:
        """Run one program to its end: its exit code and what it wrote to its standard output. Ends it when told to stop."""
        self._programs.append(program)
        process = program.start(self._environment, stdout=subprocess.PIPE)
        while True:
            try:
                output, _ = process.communicate(timeout=0.2)
            except subprocess.TimeoutExpired:
                if self.stopping:
                    program.signal_group(signal.SIGKILL if self._impatient else signal.SIGTERM)
            else:
                self._programs.remove(program)
                return process.returncode, output

    def tend(self) -> None:
        """Look after the programs once: start again what ended. Raises `CannotStartError` for one that cannot be helped."""
        for program in self._programs:
            code = program.ended()
            if code is not None:
                self._plan_restart(program, code)
            elif program.process is None and time.monotonic() >= program.start_at:
                program.start(self._environment)

    def _plan_restart(self, program: Program, code: int) -> None:
        uptime = time.monotonic() - program.started
        program.signal_group(signal.SIGKILL)  # what it started must not live on beside its successor
        program.process = None
        program.early_deaths = program.early_deaths + 1 if uptime < EARLY else 0
        delay = restart_delay(uptime, early_deaths=program.early_deaths, starts=program.starts)
        how = f"was ended by signal {-code}" if code < 0 else f"ended with exit code {code}"
        if delay is None:
            raise CannotStartError(f"The {program.name} {how} right after its start, so everything was stopped: the lines above say why.")
        self._say(f"The {program.name} {how}; it is started again in {delay:.0f} s.")
        program.start_at = time.monotonic() + delay

    def pause(self, seconds: float) -> None:
        """Wait, but no longer than until `stop` is called."""
        self._stopping.wait(seconds)

    def end_all(self) -> None:
        """End every program: kindly, then by force. Returns when none of them and nothing that they started is left."""
        self._stopping.set()
        self._ask_to_end(GRACE)
        # The worker understands a second signal: put the task back and end at once.
        self._impatient = False
        self._ask_to_end(LAST_GRACE)
        for program in self._programs:
            program.signal_group(signal.SIGKILL)
            if program.process is not None:
                program.process.wait()
        self._programs.clear()

    def _ask_to_end(self, grace: float) -> None:
        running = [program.process for program in self._programs if program.process is not None]
        for process in running:
            process.terminate()  # does nothing to one that has ended
        deadline = time.monotonic() + grace
        while time.monotonic() < deadline and not self._impatient and any(process.poll() is None for process in running):
            time.sleep(0.05)
