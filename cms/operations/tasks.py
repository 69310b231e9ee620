"""The task backend: rows of django_tasks_db, and what our worker does about a task that fails.

A task runs at least once: one whose worker is killed in the middle runs again from its beginning. Tasks that Wagtail enqueues
through its own backport are the same objects and the same rows.
"""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django_tasks_db import backend

from cms.operations.backoff import TASKS, Backoff

#: Tasks of others that begin by looking up the object they were enqueued for. When it is gone, nothing is left to do.
_ABOUT_ONE_OBJECT = frozenset(
    {
        "modelsearch.tasks.insert_or_update_object_task",
        "wagtail.images.tasks.set_image_focal_point_task",
        "wagtail.tasks.update_reference_index_task",
    }
)


class DatabaseBackend(backend.DatabaseBackend):
    """Keeps tasks in the database, in the transaction that enqueues them.

    OPTIONS: `retry_delays`, the seconds before the second, third, ... attempt of a task that raises.
    """

    def __init__(self, alias: str, params: dict[str, Any]) -> None:
        super().__init__(alias, params)
        delays = self.options.get("retry_delays")
        self.backoff = TASKS if delays is None else Backoff(tuple(delays))


class WorkerLostError(Exception):
    """Recorded for a task whose worker ended, or stopped giving signs of life, before there was a result."""


def is_moot(task_path: str, error: BaseException) -> bool:
    """Whether the error only says that the task's object was deleted meanwhile, so that the task is done."""
    return isinstance(error, ObjectDoesNotExist) and task_path in _ABOUT_ONE_OBJECT
