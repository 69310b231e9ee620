"""The moderators' verbs. Whoever may publish a page moderates its comments; each verb is one transaction and leaves a log entry."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms.content.comments import recount
from cms.content.models.comments import Comment, CommentQuerySet

#: State -> the name of its entry in the log.
LOGGED = {
    Comment.State.APPROVED: "readers.comment.approve",
    Comment.State.REJECTED: "readers.comment.reject",
    Comment.State.SPAM: "readers.comment.spam",
    Comment.State.PENDING: "readers.comment.hold",
}
REPLIED = "readers.comment.reply"
DELETED = "readers.comment.delete"


def may_moderate(user: Any) -> bool:
    """Whether there are pages whose comments the user moderates."""
    return bool(policy_registry.get_by_type(Page).user_has_permission(user, "publish"))


def moderated_by(user: Any) -> CommentQuerySet:
    """The comments on pages that the user may publish."""
    pages = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "publish")
    return Comment.objects.filter(page__in=pages.order_by().values("pk"))


def _locked(user: Any, pks: Iterable[int]) -> list[Comment]:
    allowed = list(moderated_by(user).filter(pk__in=list(pks)).values_list("pk", flat=True))
    return list(Comment.objects.select_for_update().filter(pk__in=allowed).order_by("pk"))


@transaction.atomic
def decide(user: Any, pks: Iterable[int], state: str) -> int:
    """Give comments a state; how many had another. Comments that are not the user's to moderate stay as they are."""
    rows = [row for row in _locked(user, pks) if row.state != state]
    Comment.objects.filter(pk__in=[row.pk for row in rows]).update(state=state)
    for row in rows:
        row.state = state
        log(instance=row, action=LOGGED[Comment.State(state)], user=user)
    recount(row.page_id for row in rows)
    return len(rows)


@transaction.atomic
def delete(user: Any, pks: Iterable[int]) -> int:
    """Delete comments for good, with the answers to them; how many of those that were named."""
    rows = _locked(user, pks)
    for row in rows:
        log(instance=row, action=DELETED, user=user, title=str(row.author_name))
    pages = {row.page_id for row in rows}
    Comment.objects.filter(pk__in=[row.pk for row in rows]).delete()
    recount(pages)
    return len(rows)


@transaction.atomic
def reply(user: Any, comment: Comment, text: str) -> Comment:
    """Answer a comment as a member of the staff. What is answered is public from then on."""
    if comment.state != Comment.State.APPROVED:
        decide(user, [comment.pk], Comment.State.APPROVED)
    made = Comment.objects.create(
        page_id=comment.page_id,
        parent=comment,
        author_name=staff_name(user),
        staff=user,
        text=text,
        state=Comment.State.APPROVED,
        created_at=timezone.now(),
    )
    log(instance=made, action=REPLIED, user=user)
    return made


def staff_name(user: Any) -> str:
    """The name that stands over what a member of the staff writes; never an email address."""
    return str(user.get_full_name()).strip()[:80] or _("The editors")
