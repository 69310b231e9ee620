"""Versions put aside: what was typed in a form whose save was stopped, kept in the history below the newer version."""

from datetime import timedelta
from typing import Any

from wagtail.log_actions import log
from wagtail.models import COMMENTS_RELATION_NAME, Revision

from cms.content.editor.saving.origin import MARK, Origin, mark_of

#: Among how many revisions, from the newest, the one is looked for that a form has put aside already.
_NEWEST = 60

KEEP_ACTION = "masthead.keep_version"


def kept_by(instance: Any, origin: Origin) -> Revision | None:
    """What was put aside for this form, if anything."""
    if not origin.form:
        return None
    newest = Revision.objects.for_instance(instance).order_by("-created_at", "-pk").values_list("pk", f"content__{MARK}")[:_NEWEST]
    found = [pk for pk, mark in newest if mark and mark.get("kept") and mark.get("form") == origin.form]
    return Revision.objects.get(pk=found[0]) if found else None


def keep_aside(instance: Any, user_id: int | None, origin: Origin, newer: Revision) -> Revision:
    """Keep `instance`, as its form would have saved it, as a revision that is older than `newer`: it can be compared and restored.

    A form has one such version; when it is stopped again, that one gets the later text.
    """
    content = instance.serializable_data()
    content[MARK] = {**origin.mark(auto=True), "kept": True}
    # Comments belong to the page and not to a version; those not saved yet have no key that a version could refer to.
    content.pop(COMMENTS_RELATION_NAME, None)
    kept = kept_by(instance, origin)
    if kept is not None and kept.user_id == user_id:
        kept.content, kept.object_str = content, str(instance)
        kept.created_at = newer.created_at - timedelta(microseconds=1)
        kept.save()
        return kept
    kept = Revision.objects.create(
        content_object=instance,
        base_content_type=instance.get_base_content_type(),
        user_id=user_id,
        content=content,
        object_str=str(instance),
        created_at=newer.created_at - timedelta(microseconds=1),
    )
    log(instance=instance, action=KEEP_ACTION, user=kept.user, revision=kept, content_changed=True)
    return kept


def is_kept(revision: Revision) -> bool:
    return bool(mark_of(revision).get("kept"))
