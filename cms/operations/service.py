"""What every long-running loop of a background process needs: to be told to stop, and to survive what it runs into."""

import logging
import os
import select
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from django.db import Error as DatabaseError, connections

logger = logging.getLogger(__name__)

_PAUSE_IN_TROUBLE = 1.0  # seconds


class StopSign:
    """Tells several loops to stop. `set` may be called from a signal handler, where a `threading.Event` can deadlock."""

    def __init__(self) -> None:
        self._read, self._write = os.pipe()
        self.is_set = False

    def set(self) -> None:
        if not self.is_set:
            self.is_set = True
            os.close(self._write)  # everybody who waits for the other end sees it, now and later

    def wait(self, seconds: float) -> bool:
        """Pause, but no longer than until the sign is set. Whether it is set."""
        return self.is_set or bool(select.select([self._read], [], [], max(0.0, seconds))[0]) or self.is_set

    def __del__(self) -> None:
        self.set()
        os.close(self._read)


class ImpatientStop(BaseException):
    """Raised in the main thread by the second signal: do not finish the work at hand."""


@contextmanager
def listening_to_signals(stop: StopSign) -> Iterator[None]:
    """SIGTERM or SIGINT finish the work at hand; a second one interrupts it with `ImpatientStop`, and a third is the system's.

    Inside the block only, and in the main thread.
    """

    def handler(number: int, frame: FrameType | None) -> None:
        if not stop.is_set:
            stop.set()
            return
        for each in before:
            signal.signal(each, signal.SIG_DFL)
        raise ImpatientStop

    before = {each: signal.signal(each, handler) for each in (signal.SIGTERM, signal.SIGINT)}
    try:
        with suppress(ImpatientStop):  # it has done its work when it gets here
            yield
    finally:
        for each, old in before.items():
            signal.signal(each, old)


def release_connections() -> None:
    """Give back the database connections between two pieces of work, as between two requests; a broken one is not used again.

    Not in the middle of a caller's transaction, which would be lost with its connection.
    """
    for each in connections.all(initialized_only=True):
        if not each.in_atomic_block:
            each.close_if_unusable_or_obsolete()


def repeat(step: Callable[[], float], stop: StopSign, *, pause: float = 0.0) -> None:
    """Call `step` until told to stop, each time after the pause in seconds that it returned before.

    An exception ends nothing: it is logged, and the next step comes a moment later. Of a database that is away only the first and
    the last moment are logged.
    """
    trouble = False
    while not stop.wait(pause):
        try:
            pause = step()
        except DatabaseError as error:
            if not trouble:
                logger.warning("The database could not be used (%s: %s). Trying on.", type(error).__name__, str(error).strip())
            trouble, pause = True, _PAUSE_IN_TROUBLE
            release_connections()
        except Exception:
            logger.exception("Something unexpected happened in the background.")
            pause = _PAUSE_IN_TROUBLE
            release_connections()
        else:
            if trouble:
                logger.info("The database can be used again.")
                trouble = False


class Loop(threading.Thread):
    """`repeat` in a thread of its own, with database connections of its own."""

    def __init__(self, name: str, step: Callable[[], float], stop: StopSign, *, pause: float = 0.0) -> None:
        # A daemon: work that does not end in time must not keep the process.
        super().__init__(name=name, daemon=True)
        self._step, self._stop_sign, self._pause = step, stop, pause

    def run(self) -> None:
        try:
            repeat(self._step, self._stop_sign, pause=self._pause)
        finally:
            connections.close_all()


def wait_for(loops: Iterable[Loop], seconds: float = 10.0) -> None:
    """Wait until the loops, which were told to stop, have ended: altogether no longer than this."""
    deadline = time.monotonic() + seconds
    for loop in loops:
        loop.join(max(0.0, deadline - time.monotonic()))
