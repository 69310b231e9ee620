"""Who wants mail about what. An address is kept from the moment it was typed, used from the moment its owner said yes, and deleted
when they say no; one that never answers goes by itself.
"""

import secrets
from typing import Self

from django.core import signing
from django.db import models
from django.utils.translation import gettext_lazy as _

_SALT = "cms.readers.subscriber"


def new_key() -> str:
    return secrets.token_urlsafe(12)


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    def confirmed(self) -> Self:
        """Those who said yes: nobody else gets a mail with news."""
        return self.filter(confirmed_at__isnull=False)


class Subscriber(models.Model):
    """A reader's address on one site. `everything` subscribes to all articles, else `subscriptions` name topics."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+", verbose_name=_("site"))
    language = models.CharField(_("language"), max_length=100)
    email = models.EmailField(_("email address"))
    #: Part of every link that is mailed: a link to somebody who left and came back is worth nothing.
    key = models.CharField(max_length=32, default=new_key, editable=False)
    everything = models.BooleanField(_("all articles"), default=False)
    created_at = models.DateTimeField(_("asked on"))
    confirmed_at = models.DateTimeField(_("confirmed on"), null=True, db_index=True)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        default_permissions = ("view", "delete")
        ordering = ("email", "pk")
        constraints = (models.UniqueConstraint(fields=["site", "email"], name="subscriber_once"),)

    def __str__(self) -> str:
        return self.email

    @property
    def token(self) -> str:
        """What the links of a mail name the subscriber by, without the address. It never ends: nor does the right to leave."""
        return signing.Signer(salt=_SALT).sign(f"{self.pk}-{self.key}")

    @classmethod
    def of_token(cls, token: str) -> "Subscriber | None":
        try:
            pk, _sep, key = signing.Signer(salt=_SALT).unsign(token[:200]).partition("-")
        except signing.BadSignature:
            return None
        return cls.objects.filter(pk=int(pk), key=key).select_related("site").first()


class Subscription(models.Model):
    """A topic that a subscriber wants to hear of."""

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="subscriptions")
    topic = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["subscriber", "topic"], name="subscription_once"),)

    def __str__(self) -> str:
        return f"{self.subscriber_id}: {self.topic_id}"
