"""Terms and reusable content."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models, transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, PageChooserPanel, PublishingPanel, TitleFieldPanel
from wagtail.models import DraftStateMixin, LockableMixin, RevisionMixin, TranslatableMixin
from wagtail.search import index

from cms.content.blocks.base import stream_references
from cms.content.editor.panels import length_hint, tabs
from cms.content.fields import BodyField
from cms.content.models.previewed import Previewed
from cms.content.models.publishing import AtomicPublishing
from cms.content.slugs import normalised_slug

if TYPE_CHECKING:
    from cms.content.previews import Place
    from cms.content.scope import Reference, Scope


def free_slug(model: type[models.Model], name: str, locale_id: int | None, pk: Any) -> str:
    """A slug made from `name` that no other object of the model has in the locale."""
    base = slugify(name, allow_unicode=True)[:240] or "item"
    slug, number = base, 1
    taken = model._default_manager.filter(locale_id=locale_id).exclude(pk=pk)
    while taken.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return slug


class SluggedSnippet(index.Indexed, models.Model):
    """A translatable snippet with a slug that is unique in its locale; made from `slug_source` when left empty."""

    slug = models.SlugField(
        _("slug"),
        max_length=255,
        allow_unicode=True,
        blank=True,
        help_text=_("The last part of its address. Made from the name when left empty."),
    )

    slug_source = "name"

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        from cms.content.former_slugs import remember

        self.slug = normalised_slug(self.slug)
        if not self.slug:
            self.slug = free_slug(type(self), getattr(self, self.slug_source), getattr(self, "locale_id", None), self.pk)
        fields = kwargs.get("update_fields")
        with transaction.atomic():
            if fields is None or "slug" in fields:
                remember(self)
            super().save(*args, **kwargs)

    def clean_fields(self, *args: Any, **kwargs: Any) -> None:
        self.slug = normalised_slug(self.slug)
        super().clean_fields(*args, **kwargs)


class Term(SluggedSnippet, AtomicPublishing, DraftStateMixin, RevisionMixin, Previewed, TranslatableMixin, ClusterableModel):
    """A term of a subject, defined once and linked from everywhere."""

    name = models.CharField(_("term"), max_length=120)
    definition = models.TextField(_("definition"), max_length=600, help_text=_("One to three sentences that a newcomer understands."))
    also_known_as = models.TextField(_("also known as"), blank=True, help_text=_("Other names and abbreviations, one a line."))
    home_topic = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("home topic"),
        help_text=_("The topic whose page explains it at length."),
    )

    edit_handler = tabs(
        (
            _("Write"),
            [
                TitleFieldPanel("name", placeholder=_("Term")),
                FieldPanel("definition", attrs=length_hint(300, _("readers see it in a small box"))),
                FieldPanel("also_known_as"),
                PageChooserPanel("home_topic", "articles.TopicPage"),
            ],
        ),
        (_("Promote"), [FieldPanel("slug")]),
        (_("Settings"), [PublishingPanel()]),
    )
    search_fields: ClassVar = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.SearchField("also_known_as"),
        index.FilterField("locale"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=["locale", "slug"], name="term_slug_once"),)

    def __str__(self) -> str:
        return self.name

    @property
    def other_names(self) -> tuple[str, ...]:
        return tuple(line.strip() for line in self.also_known_as.splitlines() if line.strip())

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "pages/term.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        from cms.content.views import term_preview_context

        return term_preview_context(request, self)

    def place(self, scope: "Scope") -> "Place":
        from cms.content.previews import Place

        return Place("term", f"terms/{self.slug}/", scope.prefix() + reverse("term", args=(self.slug,), urlconf="cms.content.urls"))


class ReusableContent(
    AtomicPublishing, DraftStateMixin, LockableMixin, RevisionMixin, Previewed, TranslatableMixin, index.Indexed, ClusterableModel
):
    """Blocks that stand in many places and are edited in one."""

    name = models.CharField(_("name"), max_length=120, help_text=_("For editors; readers do not see it."))
    body = BodyField(without=("reusable",), verbose_name=_("content"))

    panels: ClassVar = [
        FieldPanel("name"),
        FieldPanel("body"),
        PublishingPanel(),
    ]
    search_fields: ClassVar = [index.SearchField("name"), index.AutocompleteField("name"), index.FilterField("locale")]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("reusable content")
        verbose_name_plural = _("reusable content")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def references(self) -> Iterable["Reference"]:
        return stream_references(self.body.stream_block, self.body.raw_data)

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "pages/reusable_preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        from cms.content.views import reusable_preview_context

        return reusable_preview_context(request, self)

    def place(self, scope: "Scope") -> "Place":
        from cms.content.previews import Place

        return Place("reusable", None, None)
