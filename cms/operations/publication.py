"""Scheduled publication and expiry, one object a transaction.

Each is claimed in the database, so any number of schedulers carries it out once; a process killed at any point leaves everything as
it was before; one that fails is recorded and does not keep the others waiting.

Wagtail's PublishRevisionAction is several statements without a transaction: it clears the schedule before it saves the object. In a
transaction it is safe, with two things to know: its signals (`published`, `page_published`) are sent before the commit, so what a
receiver does outside the database belongs into `transaction.on_commit`; and it compares `go_live_at` with the clock of the process.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from traceback import format_exception
from typing import Any

from django.db import connection, models, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.models import Page, Revision

from cms.operations.backoff import PUBLICATION, Backoff
from cms.operations.clock import database_now
from cms.operations.due import Action, Due, all_due
from cms.operations.models import ScheduledFailure
from cms.visibility import expired_now

logger = logging.getLogger(__name__)

_LONGEST_TRACEBACK = 20_000
INTERRUPTED = "The process ended in the middle."


class NothingHappenedError(Exception):
    """The object's own verb returned without doing what it says."""


def carry_out_due(*, backoff: Backoff = PUBLICATION, stopping: Callable[[], bool] = lambda: False) -> int:
    """Publish and unpublish everything that is due; how many objects changed. What fails is recorded, not raised."""
    count = 0
    for due in all_due():
        if stopping():
            break
        count += carry_out(due, backoff=backoff)
    return count


def carry_out(due: Due, *, backoff: Backoff = PUBLICATION) -> bool:
    """Whether the object was published or unpublished now, and by this call."""
    try:
        with transaction.atomic():
            if not _claim(due):
                return False
            _note_attempt(due)
        with transaction.atomic():
            if not _claim(due):
                return False
            _publish(due) if due.action == Action.PUBLISH else _unpublish(due)
            due.failures.delete()
    except (Exception, SystemExit) as error:
        logger.exception("%s of %s %s failed.", due.action.label, due.content_type, due.object_id)
        _note_failure(due, error, backoff)
        return False
    return True


def try_again_now(failure_id: int) -> bool:
    """Make a failed one due again. False when there is no such failure."""
    return bool(ScheduledFailure.objects.filter(pk=failure_id).update(next_try_at=Now()))


def forget_settled() -> int:
    """Delete the failures of what is no longer scheduled, because an editor published, cancelled or deleted it."""
    count = 0
    for failure in ScheduledFailure.objects.select_related("content_type"):
        model = failure.content_type.model_class()
        if failure.action == Action.PUBLISH:
            unsettled = Revision.objects.filter(pk=failure.revision_id, approved_go_live_at__isnull=False).exists()
        else:
            live = {"pk": failure.object_id, "live": True, "expire_at__isnull": False}
            unsettled = model is not None and model._base_manager.filter(**live).exists()
        if not unsettled:
            # Only as it was read: a new attempt has another time.
            count += ScheduledFailure.objects.filter(pk=failure.pk, next_try_at=failure.next_try_at).delete()[0]
    return count


# --- one object, inside a transaction -----------------------------------------------------------------------------------


def _claim(due: Due) -> bool:
    """Lock what is due for this transaction. False when it is not due any more, or somebody else is at it."""
    if connection.features.has_select_for_update_skip_locked:
        # The object's row first, as it is what everybody else locks too: in one order there is no deadlock.
        rows = due.model._base_manager.filter(pk=due.object_id)
        if not rows.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True) and rows.exists():
            return False
    # Statements that change nothing but take the row (on SQLite: the database) if the condition still holds.
    if due.action == Action.PUBLISH:
        revisions = Revision.objects.filter(pk=due.revision_id, approved_go_live_at__lte=Now())
        return bool(revisions.update(approved_go_live_at=models.F("approved_go_live_at")))
    return bool(due.model._base_manager.filter(expired_now(), pk=due.object_id, live=True).update(live=True))


def _publish(due: Due) -> None:
    revision = Revision.objects.get(pk=due.revision_id)
    _agree_on_the_time(revision)
    if revision.content_object is None:
        # Its object was deleted in a way that left the revision behind.
        Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
        return
    revision.publish(log_action="wagtail.publish.scheduled")
    if Revision.objects.filter(pk=revision.pk, approved_go_live_at__lte=Now()).exists():
        raise NothingHappenedError(f"{due.content_type}.publish() left the revision scheduled.")


def _unpublish(due: Due) -> None:
    found = due.model._default_manager.get(pk=due.object_id)
    instance: Any = found.specific if isinstance(found, Page) else found
    instance.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    if due.model._base_manager.filter(expired_now(), pk=due.object_id, live=True).exists():
        raise NothingHappenedError(f"{due.content_type}.unpublish() left the object live.")


def _agree_on_the_time(revision: Revision) -> None:
    """Wagtail would schedule again what is still to come by this process's clock, even if it is due by the database's."""
    text = revision.content.get("go_live_at")
    moment = parse_datetime(text) if text else None
    now = timezone.now()
    if moment is not None and now < moment <= database_now():
        revision.content["go_live_at"] = now.isoformat()


def _note_attempt(due: Due) -> None:
    """Written down before the attempt: if it ends the process, the next one knows."""
    before = due.failures.first()
    known = before is not None and before.revision_id == due.revision_id
    attempts = before.attempts + 1 if before is not None and known else 1
    _note(due, title=_title(due), attempts=attempts, next_try_at=Now(), error=INTERRUPTED, traceback="")


def _note_failure(due: Due, error: BaseException, backoff: Backoff) -> None:
    with transaction.atomic():
        attempts = due.failures.values_list("attempts", flat=True).first() or 1
        _note(
            due,
            failed_at=Now(),
            next_try_at=database_now() + (backoff.after(attempts) or timedelta(0)),
            error=f"{type(error).__name__}: {error}".replace("\x00", ""),
            traceback="".join(format_exception(error))[-_LONGEST_TRACEBACK:].replace("\x00", ""),
        )


def _note(due: Due, **values: Any) -> None:
    values |= {"revision_id": due.revision_id, "due_at": due.due_at}
    ScheduledFailure.objects.update_or_create(action=due.action, content_type=due.content_type, object_id=due.object_id, defaults=values)


def _title(due: Due) -> str:
    if due.revision_id:
        title = Revision.objects.filter(pk=due.revision_id).values_list("object_str", flat=True).first()
    else:
        title = str(due.model._base_manager.filter(pk=due.object_id).first())
    return (title or "").replace("\x00", "")[:255]
