"""Readers' comments."""

import uuid
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class CommentQuerySet(models.QuerySet["Comment"]):
    def public(self) -> Self:
        """What readers may see, where they may see the page."""
        return self.filter(state=Comment.State.APPROVED)

    def waiting(self) -> Self:
        return self.filter(state=Comment.State.PENDING)


class Comment(models.Model):
    """A reader's comment on a page. Nothing is public until it is approved; the email address never is."""

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting for a moderator")
        APPROVED = "approved", _("Published")
        REJECTED = "rejected", _("Rejected")
        SPAM = "spam", _("Spam")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="reader_comments", verbose_name=_("page"))
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="replies", verbose_name=_("reply to"))
    author_name = models.CharField(_("name"), max_length=80)
    author_email = models.EmailField(_("email address"), blank=True)
    staff = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("staff member")
    )
    text = models.TextField(_("comment"), max_length=5000)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    created_at = models.DateTimeField(_("written at"), db_index=True)
    announced_at = models.DateTimeField(null=True, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ("created_at", "pk")
        indexes = (
            models.Index(fields=["page", "state", "created_at"], name="comment_thread"),
            models.Index(fields=["state", "created_at"], name="comment_queue"),
        )

    def __str__(self) -> str:
        return f"{self.author_name}: {self.text[:60]}"
