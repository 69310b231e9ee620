"""Which autosaved revisions are removed from the history. The rule, and nothing else decides:

A revision is removed when

1. autosave made it, and no manual save since (what a stopped save put aside counts as made by hand, until its form saves),
2. the next revision of the same object is the same person's, came within `SESSION`, and was made from it: in the same form, or
   in one that was opened on it (so what a return to an older version replaced stays),
3. and it is not the latest, live or scheduled, was not given to a workflow, has no comment made on it, and was not returned to.

Its log entries stay, and from then on point to that next revision, in one group with its own: the history shows one line.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import registry
from wagtail.models import Comment, Page, Revision, TaskState

from cms.content.editor.saving.origin import MARK, Origin

#: How long after an autosaved revision the next one may come and still belong to the same sitting.
SESSION = timedelta(hours=1)
#: How far back the periodic job looks. What is older was looked at when it was younger.
_HORIZON = timedelta(days=2)
#: How many revisions of an object are looked at, from the newest: each has the whole content in it.
_NEWEST = 60

_FIELDS = ("pk", "user_id", "created_at", "approved_go_live_at", f"content__{MARK}")


def superseded(rows: Iterable[dict[str, Any]]) -> list[tuple[int, int]]:
    """(removable, next) of an object's revisions from oldest to newest, by rules 1 and 2. A pure function of `_FIELDS`."""
    found = []
    for row, following in pairwise(rows):
        mark, next_mark = row[f"content__{MARK}"] or {}, following[f"content__{MARK}"] or {}
        made_from = (mark.get("form") and mark.get("form") == next_mark.get("form")) or next_mark.get("base") == row["pk"]
        if (
            mark.get("auto")
            and not mark.get("kept")
            and made_from
            and row["user_id"] is not None
            and row["user_id"] == following["user_id"]
            and following["created_at"] - row["created_at"] <= SESSION
            and row["approved_go_live_at"] is None
        ):
            found.append((row["pk"], following["pk"]))
    return found


@transaction.atomic
def thin(instance: Any, origin: Origin | None = None) -> int:
    """Remove what the rule says from the history of one object; how many. `origin` is the form that has just saved it by hand."""
    instance.lock_row()
    revisions = Revision.objects.for_instance(instance)
    rows = list(revisions.order_by("-created_at", "-pk").values(*_FIELDS)[:_NEWEST])[::-1]
    pairs = dict(superseded(rows))
    if origin is not None and origin.form:
        # What its stopped saves put aside is in the version that it has saved now.
        marks = {row["pk"]: row[f"content__{MARK}"] or {} for row in rows}
        aside = [pk for pk, mark in marks.items() if mark.get("kept") and mark.get("form") == origin.form]
        pairs |= dict.fromkeys(aside, instance.latest_revision_id)
    removable = set(pairs) - _protected(instance, set(pairs))
    for pk in sorted(removable):
        survivor = pairs[pk]
        while survivor in removable:
            survivor = pairs[survivor]
        _remove(instance, pk, survivor)
    return len(removable)


def _protected(instance: Any, candidates: set[int]) -> set[int]:
    """Rule 3."""
    if not candidates:
        return set()
    stored = type(instance)._base_manager.filter(pk=instance.pk).values("latest_revision_id", "live_revision_id").first() or {}
    found = {pk for pk in stored.values() if pk is not None}
    found |= set(TaskState.objects.filter(revision__in=candidates).values_list("revision_id", flat=True))
    found |= set(Comment.objects.filter(revision_created__in=candidates).values_list("revision_created_id", flat=True))
    reverted = registry.get_logs_for_instance(instance).filter(action="wagtail.revert")
    return found | {data["revision"]["id"] for data in reverted.values_list("data", flat=True) if "revision" in data}


def _remove(instance: Any, pk: int, survivor: int) -> None:
    entries = registry.get_logs_for_instance(instance)
    group = entries.filter(revision=survivor, uuid__isnull=False).order_by("-timestamp").values_list("uuid", flat=True).first()
    changes: dict[str, Any] = {"revision_id": survivor}
    if group is not None:
        changes["uuid"] = group
    entries.filter(revision=pk).update(**changes)
    revision = Revision.objects.defer("content").get(pk=pk)
    revision.delete()


def thin_recent() -> int:
    """The periodic job: apply the rule to everything that was edited lately. Each object in its own transaction."""
    return sum(thin(instance) for instance in _recently_edited())


def _recently_edited() -> Iterator[Any]:
    recent = Revision.objects.filter(created_at__gte=timezone.now() - _HORIZON, **{f"content__{MARK}__auto": True})
    keys = recent.order_by("base_content_type_id", "object_id").values_list("base_content_type_id", "object_id").distinct()
    for content_type_id, object_id in list(keys):
        model = ContentType.objects.get_for_id(content_type_id).model_class()
        found: Any = model._base_manager.filter(pk=object_id).first() if model is not None else None
        instance = found.specific if isinstance(found, Page) else found
        if hasattr(instance, "lock_row"):
            yield instance
