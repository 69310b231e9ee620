"""Share links: drafts for people without an account."""

from datetime import timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from cms.frontends import Frontend


class ShareLinkQuerySet(models.QuerySet["ShareLink"]):
    def open(self) -> Self:
        """Neither revoked nor expired."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())

    def of(self, shared: Any) -> Self:
        """The links to one object."""
        return self.filter(content_type=ContentType.objects.get_for_model(shared), object_id=shared.pk)


class ShareLink(models.Model):
    """A link to the newest saved draft of one object. Only the hash of its secret is kept.

    `frontend` is the key of the frontend that shows it, empty for our own site. It ends with the right of whoever made it.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    frontend = models.CharField(max_length=80, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = ShareLinkQuerySet.as_manager()

    #: How many days a link may last, the usual one first.
    DAYS = (7, 1, 30)
    #: How long it stays in the list after its end.
    REMEMBERED = timedelta(days=30)

    class Meta:
        indexes = (models.Index(fields=["content_type", "object_id"], name="share_link_object"),)

    def __str__(self) -> str:
        return f"{self.content_type_id}:{self.object_id}"

    @property
    def is_open(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()

    @property
    def target(self) -> Frontend | None:
        """The frontend that shows it; None for our own site, and for one that is not configured any more."""
        return next((frontend for frontend in settings.FRONTENDS if frontend.key == self.frontend), None)

    def revoke(self) -> None:
        type(self).objects.filter(pk=self.pk, revoked_at=None).update(revoked_at=timezone.now())
