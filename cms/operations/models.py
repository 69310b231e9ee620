"""What the background work remembers. The tasks themselves are rows of django_tasks_db."""

from datetime import timedelta
from typing import ClassVar

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult
from wagtail.models import Revision

from cms.operations.clock import database_now

#: A process that was not seen for so long is gone, and what it held is given to others.
LEASE = timedelta(seconds=60)


class ProcessQuerySet(models.QuerySet["Process"]):
    def alive(self) -> "ProcessQuerySet":
        return self.filter(seen_at__gt=database_now() - LEASE)


class Process(models.Model):
    """A running worker or scheduler. Its heartbeat moves `seen_at`; it takes its row with it when it ends in order."""

    token = models.CharField(primary_key=True, max_length=64)
    host = models.CharField(max_length=255)
    pid = models.PositiveIntegerField()
    runs_tasks = models.BooleanField()
    runs_schedule = models.BooleanField()
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)

    objects: ClassVar[models.Manager["Process"]] = ProcessQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        permissions: ClassVar = [("manage_background_work", _("Can see and manage background work"))]

    def __str__(self) -> str:
        return f"{self.host}:{self.pid}"


class Lease(models.Model):
    """Who runs a task, and until when that is believed without a sign of life. There is one exactly while the task is running."""

    task = models.OneToOneField(DBTaskResult, primary_key=True, on_delete=models.CASCADE, related_name="lease")
    worker = models.CharField(max_length=64, db_index=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.task_id}: {self.worker}"


class ScheduledFailure(models.Model):
    """A scheduled publication or expiry that could not be carried out yet.

    Written before every attempt and deleted in the transaction of the success, so that an attempt which ends the whole process
    leaves a trace too.
    """

    class Action(models.TextChoices):
        PUBLISH = "publish", _("Publish")
        UNPUBLISH = "unpublish", _("Unpublish")

    action = models.CharField(max_length=9, choices=Action)
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=255)
    revision = models.ForeignKey(Revision, null=True, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=255)
    due_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=1)
    failed_at = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField()
    error = models.TextField(blank=True)
    traceback = models.TextField(blank=True)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["due_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["action", "content_type", "object_id"], name="operations_one_failure_an_object")
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.title}"


class PeriodicRun(models.Model):
    """When a periodic job ran and what came of it. `claimed_by` is the scheduler that runs it just now."""

    name = models.CharField(primary_key=True, max_length=100)
    next_run_at = models.DateTimeField()
    claimed_by = models.CharField(max_length=64, blank=True)
    claimed_until = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    succeeded_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0, help_text="How often it has failed since it last succeeded.")
    error = models.TextField(blank=True)
    traceback = models.TextField(blank=True)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name
