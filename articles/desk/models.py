"""Lists that editors keep: a name for a question they ask of the list of articles every day."""

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from cms.accounts.models import User


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    def for_user(self, user: "User") -> Self:
        """Their own, and what colleagues share."""
        return self.filter(Q(owner=user) | Q(is_shared=True)).select_related("owner")


class SavedFilter(models.Model):
    """One saved list. `query` is the query string of the listing, with known parameters only (see `saved.py`)."""

    name = models.CharField(_("name"), max_length=60)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_filters")
    query = models.CharField(max_length=2000)
    is_shared = models.BooleanField(_("for everybody"), default=False)

    objects: ClassVar[Any] = SavedFilterQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved list")
        verbose_name_plural = _("saved lists")
        ordering = ("name", "pk")
        constraints = (models.UniqueConstraint(fields=["owner", "name"], name="saved_filter_name_once"),)

    def __str__(self) -> str:
        return self.name
