"""What is scheduled to be published or to expire, by the database's clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from wagtail.models import DraftStateMixin, Page, Revision

from cms.operations.clock import database_now
from cms.operations.models import ScheduledFailure
from cms.visibility import expired_now

Action = ScheduledFailure.Action
_AT_ONCE = 100  # how many are looked up before they are carried out


@dataclass(frozen=True)
class Due:
    """One object to publish or unpublish. `model` has the row that is locked: for pages `Page`."""

    action: ScheduledFailure.Action
    model: type[models.Model]
    content_type: ContentType
    object_id: str
    revision_id: int | None
    due_at: datetime

    @property
    def failures(self) -> "models.QuerySet[ScheduledFailure]":
        return ScheduledFailure.objects.filter(action=self.action, content_type=self.content_type, object_id=self.object_id)


def expiring_models() -> list[type[models.Model]]:
    """Every model with an expiry date; pages of all types are `Page`."""
    drafts = [model for model in apps.get_models() if issubclass(model, DraftStateMixin) and not issubclass(model, Page)]
    return [Page, *drafts]


def all_due() -> list[Due]:
    """Everything to publish or unpublish now. What was tried least often comes first, so that something that ends the whole
    process cannot hold up the others.

    Then what readers wait for: what has expired is hidden from them already, by the visibility rule.
    """
    waiting = _waiting()
    due = [*_publications(waiting)]
    for model in expiring_models():
        due += _expiries(model, waiting)
    if due:
        attempts = {
            (failure.action, failure.content_type_id, failure.object_id): failure.attempts
            for failure in ScheduledFailure.objects.only("action", "content_type", "object_id", "attempts")
        }
        due.sort(
            key=lambda one: (
                attempts.get((one.action, one.content_type.pk, one.object_id), 0),
                one.action != Action.PUBLISH,
                one.due_at,
            )
        )
    return due


def seconds_until_next(longest: float) -> float:
    """How long nothing is due, at most `longest`."""
    waiting = _waiting()
    going_live: datetime | None = _scheduled(waiting).aggregate(first=models.Min("approved_go_live_at"))["first"]
    expiring = [_expiring(model, waiting).aggregate(first=models.Min("expire_at"))["first"] for model in expiring_models()]
    moments: list[datetime] = [moment for moment in (going_live, *expiring) if moment is not None]
    if not moments:
        return longest
    return max(0.0, min(longest, (min(moments) - database_now()).total_seconds()))


def _waiting() -> list[ScheduledFailure]:
    """The failures whose next attempt has not come. Very few, if any."""
    return list(ScheduledFailure.objects.filter(next_try_at__gt=Now()).only("action", "content_type", "object_id", "revision"))


def _scheduled(waiting: list[ScheduledFailure]) -> "models.QuerySet[Any]":
    pks = [failure.revision_id for failure in waiting if failure.action == Action.PUBLISH]
    # Of models that exist: a revision may outlive the app of its object.
    bases = {(model._meta.get_parent_list() or [model])[-1] for model in expiring_models()}
    content_types = [ContentType.objects.get_for_model(base, for_concrete_model=False).pk for base in bases]
    return Revision.objects.filter(approved_go_live_at__isnull=False, base_content_type__in=content_types).exclude(pk__in=pks)


def _expiring(model: type[models.Model], waiting: list[ScheduledFailure]) -> "models.QuerySet[Any]":
    queryset = model._default_manager.filter(live=True, expire_at__isnull=False)
    if not waiting:
        return queryset
    content_type = ContentType.objects.get_for_model(model)
    pks = [failure.object_id for failure in waiting if failure.action == Action.UNPUBLISH and failure.content_type_id == content_type.pk]
    return queryset.exclude(pk__in=pks)


def _publications(waiting: list[ScheduledFailure]) -> Iterator[Due]:
    revisions = _scheduled(waiting).filter(approved_go_live_at__lte=Now()).order_by("approved_go_live_at", "pk").defer("content")
    for revision in revisions[:_AT_ONCE]:
        content_type = ContentType.objects.get_for_id(revision.base_content_type_id)
        model = content_type.model_class()
        if model is not None:
            due_at = revision.approved_go_live_at or timezone.now()
            yield Due(Action.PUBLISH, model, content_type, revision.object_id, revision.pk, due_at)


def _expiries(model: type[models.Model], waiting: list[ScheduledFailure]) -> Iterator[Due]:
    content_type = ContentType.objects.get_for_model(model)
    rows = _expiring(model, waiting).filter(expired_now()).order_by("expire_at", "pk").values_list("pk", "expire_at")
    for pk, expire_at in rows[:_AT_ONCE]:
        yield Due(Action.UNPUBLISH, model, content_type, str(pk), None, expire_at)
