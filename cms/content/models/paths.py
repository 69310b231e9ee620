"""What used to be at a path."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PathHistory(models.Model):
    """A URL path at which a page was publicly visible once. Written in the transaction of the change.

    With a page it answers 301 to the page's present place; without one the page was removed on purpose: 410.
    `url_path` is Wagtail's, from the tree's root; it may be longer than an index allows, so its SHA-256 is the key.
    """

    digest = models.CharField(max_length=64, unique=True, editable=False)
    url_path = models.TextField(_("URL path"))
    page = models.ForeignKey("wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="path_history")
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("former path")
        verbose_name_plural = _("former paths")

    def __str__(self) -> str:
        return self.url_path


class FormerSlug(models.Model):
    """A slug under which a snippet with a page of its own (author, series, term) was public once. Written by `cms.content.former_slugs`."""

    model = models.CharField(max_length=100, editable=False)
    locale = models.ForeignKey("wagtailcore.Locale", on_delete=models.CASCADE, related_name="+")
    slug = models.SlugField(_("slug"), max_length=255, allow_unicode=True, db_index=False)
    object_id = models.PositiveBigIntegerField(editable=False)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("former slug")
        verbose_name_plural = _("former slugs")
        constraints = (models.UniqueConstraint(fields=["model", "slug", "locale"], name="former_slug_once"),)

    def __str__(self) -> str:
        return self.slug
