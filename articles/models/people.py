"""Authors and series: snippets with drafts, revisions, preview and a public page each."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, PublishingPanel, TitleFieldPanel
from wagtail.models import DraftStateMixin, LockableMixin, RevisionMixin, TranslatableMixin
from wagtail.search import index

from cms.content.blocks.base import stream_references
from cms.content.editor.panels import length_hint, tabs
from cms.content.fields import BodyField
from cms.content.models.previewed import Previewed
from cms.content.models.publishing import AtomicPublishing
from cms.content.models.snippets import SluggedSnippet

if TYPE_CHECKING:
    from cms.content.previews import Place
    from cms.content.scope import Reference, Scope


class Author(
    SluggedSnippet, AtomicPublishing, DraftStateMixin, LockableMixin, RevisionMixin, Previewed, TranslatableMixin, ClusterableModel
):
    """Somebody whose name stands over articles. Not an account."""

    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=120, blank=True, help_text=_("For example “Science editor”."))
    portrait = models.ForeignKey(
        "media.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("portrait")
    )
    biography = BodyField(without=("reusable",), verbose_name=_("biography"))
    website = models.URLField(_("website"), blank=True)
    mastodon = models.URLField(_("Mastodon address"), blank=True)
    public_email = models.EmailField(_("public email address"), blank=True)

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="authors",
        verbose_name=_("account"),
        help_text=_("Who signs in as this author. New articles of theirs begin with this name in the byline. Readers do not see it."),
    )

    edit_handler = tabs(
        (
            _("Write"),
            [
                TitleFieldPanel("name", placeholder=_("Name")),
                FieldPanel("role"),
                FieldPanel("portrait"),
                FieldPanel("biography", help_text=_("Shown on the author's own page.")),
            ],
        ),
        (
            _("Promote"),
            [
                FieldPanel("slug"),
                MultiFieldPanel(
                    [FieldRowPanel([FieldPanel("website"), FieldPanel("mastodon")]), FieldPanel("public_email")],
                    heading=_("Where readers find them"),
                ),
            ],
        ),
        (_("Settings"), [PublishingPanel(), FieldPanel("account")]),
    )
    search_fields: ClassVar = [index.SearchField("name"), index.AutocompleteField("name"), index.FilterField("locale")]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=["locale", "slug"], name="author_slug_once"),
            models.UniqueConstraint(fields=["locale", "account"], name="author_account_once"),
        )

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        other = Author.objects.filter(account_id=self.account_id, locale_id=self.locale_id).exclude(pk=self.pk).first()
        if self.account_id and other is not None:
            raise ValidationError({"account": _("“%(name)s” belongs to this account already.") % {"name": other.name}})

    def references(self) -> Iterable["Reference"]:
        if self.portrait_id:
            yield "image", self.portrait_id
        yield from stream_references(self.biography.stream_block, self.biography.raw_data)

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "pages/author.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        from articles.views import author_context

        return author_context(request, self)

    def place(self, scope: "Scope") -> "Place":
        from cms.content.previews import Place

        return Place("author", f"authors/{self.slug}/", scope.prefix() + reverse("author", args=(self.slug,), urlconf="articles.urls"))


class Series(
    SluggedSnippet, AtomicPublishing, DraftStateMixin, LockableMixin, RevisionMixin, Previewed, TranslatableMixin, ClusterableModel
):
    """Articles that belong together, in an order."""

    name = models.CharField(_("title"), max_length=160)
    description = models.TextField(_("description"), max_length=500, blank=True)
    image = models.ForeignKey("media.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("picture"))

    edit_handler = tabs(
        (
            _("Write"),
            [
                TitleFieldPanel("name", placeholder=_("Title")),
                FieldPanel("description", attrs=length_hint(300, _("one or two sentences are read to the end"))),
                FieldPanel("image"),
            ],
        ),
        (_("Promote"), [FieldPanel("slug")]),
        (_("Settings"), [PublishingPanel()]),
    )
    search_fields: ClassVar = [index.SearchField("name"), index.AutocompleteField("name"), index.FilterField("locale")]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=["locale", "slug"], name="series_slug_once"),)

    def __str__(self) -> str:
        return self.name

    def references(self) -> Iterable["Reference"]:
        return [("image", self.image_id)] if self.image_id else []

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "pages/series.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        from articles.views import series_context

        return series_context(request, self)

    def place(self, scope: "Scope") -> "Place":
        from cms.content.previews import Place

        return Place("series", f"series/{self.slug}/", scope.prefix() + reverse("series", args=(self.slug,), urlconf="articles.urls"))
