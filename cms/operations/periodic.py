"""Jobs that run again and again, each by one scheduler at a time.

A room registers a job in its `AppConfig.ready`, through Wagtail's hooks, so that it need not know this one:

    hooks.register("register_periodic_job", lambda: ("media.sweep_renditions", timedelta(minutes=10), sweep_renditions))

The function takes no arguments. It may be ended at any point and is then run again from its beginning.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from traceback import format_exception
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from wagtail import hooks

from cms.operations.clock import database_now
from cms.operations.models import LEASE, PeriodicRun
from cms.operations.service import release_connections

logger = logging.getLogger(__name__)

_LONGEST_TRACEBACK = 20_000
#: More than the clock of any database is coarse (SQLite's has milliseconds).
_BEFORE = timedelta(seconds=1)


@dataclass(frozen=True)
class PeriodicJob:
    """`name` is "room.job" and never changes; `every` is counted from the start of a run."""

    name: str
    every: timedelta
    function: Callable[[], Any]


def jobs() -> dict[str, PeriodicJob]:
    """The registered jobs by name."""
    registered = [PeriodicJob(*hook()) for hook in hooks.get_hooks("register_periodic_job")]
    return {job.name: job for job in registered}


def run_due(token: str, *, lease: timedelta = LEASE, stopping: Callable[[], bool] = lambda: False) -> int:
    """Run every job that is due and that no other scheduler runs; how many ran. What a job raises is recorded, not raised."""
    known = jobs()
    missing = set(known) - set(PeriodicRun.objects.values_list("name", flat=True))
    if missing:
        # Due at once. Another scheduler may be doing the same.
        now = database_now()
        PeriodicRun.objects.bulk_create([PeriodicRun(name=name, next_run_at=now) for name in sorted(missing)], ignore_conflicts=True)
    count = 0
    for name in list(_due().filter(name__in=known).order_by("next_run_at").values_list("name", flat=True)):
        if stopping():
            break
        if claim(name, token, lease=lease):
            _run(known[name], token)
            count += 1
    return count


def claim(name: str, token: str, *, lease: timedelta = LEASE) -> bool:
    """Take the job if it is due and free. One conditional statement, so of two schedulers one succeeds."""
    now = database_now()
    # It stays due, in case this scheduler dies, but since before its start: whoever makes it due now asks for another run.
    return bool(_due().filter(name=name).update(claimed_by=token, claimed_until=now + lease, started_at=now, next_run_at=now - _BEFORE))


def renew(token: str, *, lease: timedelta = LEASE) -> int:
    """Keep the jobs that this scheduler runs for another lease."""
    return PeriodicRun.objects.filter(claimed_by=token).update(claimed_until=database_now() + lease)


def run_now(name: str) -> bool:
    """Make the job due. False when there is no such job."""
    return bool(PeriodicRun.objects.filter(name=name).update(next_run_at=Now()))


def _due() -> Any:
    return PeriodicRun.objects.filter(Q(claimed_by="") | Q(claimed_until__lt=Now()), next_run_at__lte=Now())


def _run(job: PeriodicJob, token: str) -> None:
    started = database_now()
    try:
        job.function()
    except (Exception, SystemExit) as error:
        logger.exception("The periodic job %s failed.", job.name)
        _finish(job, token, started, error)
    else:
        _finish(job, token, started, None)
    finally:
        release_connections()


def _finish(job: PeriodicJob, token: str, started: datetime, error: BaseException | None) -> None:
    with transaction.atomic():
        run = PeriodicRun.objects.select_for_update().filter(name=job.name, claimed_by=token).first()
        if run is None:
            logger.warning("The periodic job %s was meanwhile given to another scheduler.", job.name)
            return
        changes: Mapping[str, Any] = {"succeeded_at": Now(), "failures": 0, "error": "", "traceback": ""}
        if error is not None:
            trace = "".join(format_exception(error))[-_LONGEST_TRACEBACK:].replace("\x00", "")
            what = f"{type(error).__name__}: {error}".replace("\x00", "")
            changes = {"failed_at": Now(), "failures": run.failures + 1, "error": what, "traceback": trace}
        # A request to run it again that came meanwhile is kept.
        asked_again = run.started_at is None or run.next_run_at >= run.started_at
        next_run_at = run.next_run_at if asked_again else started + job.every
        PeriodicRun.objects.filter(pk=run.pk).update(**changes, claimed_by="", claimed_until=None, next_run_at=next_run_at)
