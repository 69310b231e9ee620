"""The verbs of the task queue. Each is one transaction, judges time by the database's clock, and can be called by many at once."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from traceback import format_exception
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.tasks import TaskResultStatus, task_backends
from django_tasks_db.models import DBTaskResult, get_date_max

from cms.operations.backoff import TASKS, Backoff
from cms.operations.clock import database_now
from cms.operations.models import LEASE, Lease
from cms.operations.tasks import WorkerLostError

#: A task in the queue: a row of django_tasks_db's table.
type Row = DBTaskResult[Any, Any]

logger = logging.getLogger(__name__)

_SWEEP = 100  # how many lost tasks one sweep looks at
_BATCH = 1000  # how many rows one statement deletes
_LONGEST_TRACEBACK = 20_000


def claim(worker: str, *, lease: timedelta = LEASE) -> Row | None:
    """Take the next task that is due, for as long as the lease is renewed; None when there is none."""
    ready = DBTaskResult.objects.filter(Q(run_after=get_date_max()) | Q(run_after__lte=Now()), status=TaskResultStatus.READY)
    if not connection.features.has_select_for_update_skip_locked and not ready.exists():
        return None  # SQLite: looking must not take the lock that writers need
    with transaction.atomic():
        task = ready.select_for_update(skip_locked=True).first()
        if task is None:
            return None
        # The condition decides between two workers where rows cannot be locked.
        workers = [*task.worker_ids, worker]
        mine = DBTaskResult.objects.filter(pk=task.pk, status=TaskResultStatus.READY)
        if not mine.update(status=TaskResultStatus.RUNNING, started_at=Now(), worker_ids=workers):
            return None
        Lease.objects.update_or_create(task_id=task.pk, defaults={"worker": worker, "expires_at": database_now() + lease})
    task.refresh_from_db()
    return task


def renew(worker: str, *, lease: timedelta = LEASE) -> int:
    """Keep what the worker holds for another lease; the number of tasks."""
    return Lease.objects.filter(worker=worker).update(expires_at=database_now() + lease)


def succeed(task: Row, worker: str, return_value: Any) -> bool:
    """Record the result. False, with nothing changed, when the task was meanwhile taken from this worker."""
    changes = {"status": TaskResultStatus.SUCCESSFUL, "return_value": return_value, "exception_class_path": "", "traceback": ""}
    return _give_up(task, worker, {**changes, "finished_at": Now()})


def fail(task: Row, worker: str, error: BaseException, *, again: bool = True) -> bool:
    """Record a failure: the task waits for its next attempt or, without one (or with `again=False`), becomes a dead letter.

    False, with nothing changed, when the task was meanwhile taken from this worker.
    """
    return _give_up(task, worker, _failure(task, error, backoff_of(task), again=again))


def put_back(task: Row, worker: str) -> bool:
    """Return a task that was not finished, as if it had never been claimed."""
    return _give_up(task, worker, {"status": TaskResultStatus.READY, "worker_ids": task.worker_ids[:-1], "started_at": None})


def reclaim() -> int:
    """Take back the tasks of workers that give no sign of life; the number of them."""
    count = 0
    for lease in Lease.objects.filter(expires_at__lt=Now()).select_related("task")[:_SWEEP]:
        with transaction.atomic():
            # Deleting it is the claim: of two sweeps, or of a sweep and a worker that comes back, one succeeds.
            if Lease.objects.filter(pk=lease.pk, worker=lease.worker, expires_at__lt=Now()).delete()[0]:
                count += _take_back(lease.task)
    # Left over by a worker without leases, such as django_tasks_db's own.
    lost = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, lease=None, started_at__lt=database_now() - LEASE)
    for task in lost[:_SWEEP]:
        with transaction.atomic():
            count += _take_back(task)
    return count


def retry(task_id: Any) -> bool:
    """Run a dead letter again, with all its attempts. False when there is no such dead letter."""
    return bool(
        DBTaskResult.objects.failed()
        .filter(pk=task_id)
        .update(status=TaskResultStatus.READY, worker_ids=[], run_after=get_date_max(), started_at=None, finished_at=None)
    )


def discard(task_id: Any) -> bool:
    """Delete a dead letter. False when there is no such dead letter."""
    with transaction.atomic():
        task = DBTaskResult.objects.failed().select_for_update().filter(pk=task_id).first()
        if task is not None:
            task.delete()
    return task is not None


def prune(*, successful: timedelta, failed: timedelta) -> int:
    """Delete the results that are older than this; the number of them."""
    now = database_now()
    old = Q(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - successful) | Q(
        status=TaskResultStatus.FAILED, finished_at__lt=now - failed
    )
    count = 0
    while ids := list(DBTaskResult.objects.filter(old).order_by().values_list("pk", flat=True)[:_BATCH]):
        count += DBTaskResult.objects.filter(pk__in=ids).order_by().delete()[0]
    return count


def backoff_of(task: Row) -> Backoff:
    """The retry policy of the backend that the task was enqueued with."""
    if task.backend_name not in task_backends.settings:
        return TASKS
    return getattr(task_backends[task.backend_name], "backoff", TASKS)


def _give_up(task: Row, worker: str, changes: Mapping[str, Any]) -> bool:
    with transaction.atomic():
        if not Lease.objects.filter(task_id=task.pk, worker=worker).delete()[0]:
            return False
        DBTaskResult.objects.filter(pk=task.pk).update(**changes)
    return True


def _take_back(task: Row) -> int:
    error = WorkerLostError(f"The worker ended while it ran the task (attempt {len(task.worker_ids)}).")
    backoff = backoff_of(task)
    again = backoff.after(len(task.worker_ids)) is not None
    # The lease was wait enough: the next attempt is due at once.
    changes: dict[str, Any] = {"status": TaskResultStatus.READY, "run_after": Now()}
    if not again:
        changes = _failure(task, error, backoff, again=False)
    count = DBTaskResult.objects.filter(pk=task.pk, status=TaskResultStatus.RUNNING).update(**changes)
    if count:
        logger.warning("Task %s (%s) was lost by its worker and %s.", task.pk, task.task_path, "is run again" if again else "is given up")
    return count


def _failure(task: Row, error: BaseException, backoff: Backoff, *, again: bool) -> dict[str, Any]:
    delay = backoff.after(len(task.worker_ids)) if again else None
    changes: dict[str, Any] = {
        "exception_class_path": f"{type(error).__module__}.{type(error).__qualname__}",
        "traceback": "".join(format_exception(error))[-_LONGEST_TRACEBACK:].replace("\x00", ""),
        "return_value": None,
    }
    if delay is None:
        return {**changes, "status": TaskResultStatus.FAILED, "finished_at": Now()}
    return {**changes, "status": TaskResultStatus.READY, "run_after": database_now() + delay}
