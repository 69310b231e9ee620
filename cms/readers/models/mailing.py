"""Digests: mails of new articles. What is in one is decided when it opens; each delivery has a state that people can look up."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Digest(models.Model):
    """The mail of one site and language for one moment of its rhythm. There is one, whoever opens it."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=100)
    due_at = models.DateTimeField(_("due"))
    opened_at = models.DateTimeField(_("opened"))

    class Meta:
        default_permissions = ()
        ordering = ("-due_at", "-pk")
        constraints = (models.UniqueConstraint(fields=["site", "language", "due_at"], name="digest_once"),)

    def __str__(self) -> str:
        return f"{self.due_at:%Y-%m-%d} {self.language}"


class DigestItem(models.Model):
    """An article of a digest: it is in no later one."""

    digest = models.ForeignKey(Digest, on_delete=models.CASCADE, related_name="items")
    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["digest", "page"], name="digest_item_once"),)

    def __str__(self) -> str:
        return f"{self.digest_id}: {self.page_id}"


class Delivery(models.Model):
    """One digest to one subscriber. `SENDING` is claimed by a scheduler until `next_try_at`; then another one tries."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        EMPTY = "empty", _("Nothing new")
        FAILED = "failed", _("Failed")

    digest = models.ForeignKey(Digest, on_delete=models.CASCADE, related_name="deliveries")
    subscriber = models.ForeignKey("readers.Subscriber", on_delete=models.CASCADE, related_name="deliveries")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["digest", "subscriber"], name="delivery_once"),)
        indexes = (models.Index(fields=["next_try_at"], name="delivery_due", condition=models.Q(state__in=["waiting", "sending"])),)

    def __str__(self) -> str:
        return f"{self.digest_id}: {self.subscriber_id} {self.state}"
