"""Runs the tasks that were enqueued."""

import logging
import time
from collections.abc import Callable
from contextvars import copy_context
from datetime import timedelta
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.db import Error as DatabaseError
from django.tasks import TaskContext
from django.tasks.signals import task_finished, task_started
from django.utils.json import normalize_json
from django_tasks_db.models import DBTaskResult

from cms.operations import queue
from cms.operations.heartbeat import new_token
from cms.operations.models import LEASE
from cms.operations.queue import Row
from cms.operations.service import ImpatientStop, release_connections
from cms.operations.tasks import is_moot

logger = logging.getLogger(__name__)

IDLE_PAUSE = 0.5  # seconds between two looks at an empty queue
_PATIENCE = 30.0  # seconds that a result waits for a database that is away; then the task is left to the sweep


class Worker:
    """Runs one task after the other. Somebody else beats its heart: without one, a task must end within the lease."""

    def __init__(self, token: str | None = None, *, lease: timedelta = LEASE, idle_pause: float = IDLE_PAUSE) -> None:
        self.token = token or new_token()
        self._lease = lease
        self._idle_pause = idle_pause

    def step(self) -> float:
        """Run the next task, if one is due. The pause in seconds before the next step."""
        return 0.0 if self.run_next() else self._idle_pause

    def run_next(self) -> bool:
        """Whether there was a task to run."""
        task = queue.claim(self.token, lease=self._lease)
        if task is None:
            return False
        try:
            self._run(task)
        finally:
            # As after a request: the task may have left a connection that cannot be used.
            release_connections()
        return True

    def drain(self, stopping: Callable[[], bool] = lambda: False) -> int:
        """Run every task that is due now, including those that tasks enqueue; how many ran. Retries are not waited for."""
        count = 0
        while not stopping() and self.run_next():
            count += 1
        return count

    def _run(self, task: Row) -> None:
        started = time.monotonic()
        try:
            # In a copy of the context: what a task activates (a language, a log context) ends with it.
            return_value = copy_context().run(_call, task)
        except ImpatientStop:
            self._record(task, lambda: queue.put_back(task, self.token))
            raise
        except (Exception, SystemExit, KeyboardInterrupt) as error:  # noqa: BLE001 - recorded with the task
            self._failed(task, error)
            return
        try:
            value = normalize_json(return_value)
        except (TypeError, ValueError) as error:
            # Running it again would give the same again.
            self._failed(task, error, again=False)
            return
        if self._record(task, lambda: queue.succeed(task, self.token, value)):
            logger.debug("Task %s (%s) done in %.2f s.", task.pk, task.task_path, time.monotonic() - started)
            _announce_end(task)

    def _failed(self, task: Row, error: BaseException, *, again: bool = True) -> None:
        if is_moot(task.task_path, error):
            logger.info("Task %s (%s): its object is gone, nothing is left to do.", task.pk, task.task_path)
            self._record(task, lambda: queue.succeed(task, self.token, None))
            return
        if not self._record(task, lambda: queue.fail(task, self.token, error, again=again)):
            return
        task.refresh_from_db()
        if task.finished_at is None:
            what = f"{type(error).__name__}: {error}"
            logger.warning("Task %s (%s) failed (attempt %d): %s", task.pk, task.task_path, len(task.worker_ids), what)
        else:
            logger.error("Task %s (%s) failed for the last time.", task.pk, task.task_path, exc_info=error)
            _announce_end(task)

    def _record(self, task: Row, write: Callable[[], bool]) -> bool:
        """Whether the result could be recorded and still was ours to record."""
        deadline = time.monotonic() + _PATIENCE
        while True:
            try:
                mine = write()
            except DatabaseError:
                release_connections()
                if time.monotonic() > deadline:
                    logger.exception("The result of task %s (%s) could not be recorded.", task.pk, task.task_path)
                    return False
                time.sleep(0.5)
            else:
                if not mine:
                    logger.warning("Task %s (%s) was meanwhile given to another worker.", task.pk, task.task_path)
                return mine


def _call(row: Row) -> Any:
    task, result = row.task, row.task_result
    task_started.send(sender=type(task.get_backend()), task_result=result)
    if task.takes_context:
        return task.call(TaskContext(task_result=result), *result.args, **result.kwargs)
    return task.call(*result.args, **result.kwargs)


def _announce_end(task: Row) -> None:
    """Django's signal. What a receiver raises does not undo the task."""
    try:
        task.refresh_from_db()
        for _receiver, answer in task_finished.send_robust(sender=type(task.task.get_backend()), task_result=task.task_result):
            if isinstance(answer, Exception):
                logger.error("A receiver of task_finished failed.", exc_info=answer)
    except (ImportError, SuspiciousOperation, DatabaseError, DBTaskResult.DoesNotExist):
        logger.warning("The end of task %s (%s) could not be announced.", task.pk, task.task_path)
