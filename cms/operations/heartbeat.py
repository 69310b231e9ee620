"""The sign of life of a background process."""

import logging
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import Error as DatabaseError
from django.db.models.functions import Now
from django.utils.crypto import get_random_string

from cms.operations import periodic, queue
from cms.operations.models import LEASE, Process
from cms.operations.service import Loop, StopSign

logger = logging.getLogger(__name__)


def new_token() -> str:
    """A name for this process that no other ever has."""
    return f"{socket.gethostname()[:31]}-{os.getpid()}-{get_random_string(12)}"


def beat(token: str, *, runs_tasks: bool, runs_schedule: bool, lease: timedelta = LEASE) -> None:
    """Say that the process is alive, keep what it holds, and take back what was held by processes that are not."""
    if not Process.objects.filter(pk=token).update(seen_at=Now()):
        Process.objects.create(
            token=token,
            host=socket.gethostname()[:255],
            pid=os.getpid(),
            runs_tasks=runs_tasks,
            runs_schedule=runs_schedule,
            started_at=Now(),
            seen_at=Now(),
        )
    queue.renew(token, lease=lease)
    periodic.renew(token, lease=lease)
    queue.reclaim()


@contextmanager
def heartbeat(
    token: str, *, runs_tasks: bool = False, runs_schedule: bool = False, brief: bool = False, lease: timedelta = LEASE
) -> Iterator[None]:
    """Beat four times a lease, in a thread of its own, until the block is left. With `brief`, what ends soon never beats at all."""
    stop = StopSign()
    interval = lease.total_seconds() / 4

    def step() -> float:
        beat(token, runs_tasks=runs_tasks, runs_schedule=runs_schedule, lease=lease)
        return interval

    loop = Loop("heartbeat", step, stop, pause=interval if brief else 0.0)
    loop.start()
    try:
        yield
    finally:
        stop.set()
        loop.join(timeout=5)
        try:
            Process.objects.filter(pk=token).delete()
        except DatabaseError:
            logger.warning("The database could not be told that this process ends.")
