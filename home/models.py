"""The front page, and what remains of the first steps of a publication."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from cms.content.fields import BlocksField
from cms.content.models.base import BasePage
from cms.content.pages import PageValue
from cms.content.richtext import rich_text
from cms.content.searching import SearchText
from home.blocks import SectionsBlock, plans, section_references
from home.values import HomeValue

if TYPE_CHECKING:
    from cms.content.scope import Reference, Scope


class HomePage(BasePage):
    """The front page, made of sections: chosen stories, the latest, topics, words."""

    sections = BlocksField(SectionsBlock(), verbose_name=_("sections"))

    value_type: ClassVar[type[PageValue]] = HomeValue
    linked_data_type: ClassVar = "CollectionPage"
    template = "pages/home_page.html"
    parent_page_types: ClassVar = ["wagtailcore.Page"]
    content_panels: ClassVar = [*Page.content_panels, FieldPanel("sections")]

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front pages")

    def references(self) -> Iterable["Reference"]:
        yield from super().references()
        yield from section_references(self.sections.stream_block, self.sections.raw_data)

    def build(self, scope: "Scope") -> PageValue:
        from home.building import home_value

        return home_value(self, scope)

    def search_text(self, scope: "Scope") -> SearchText:
        words = [plan for plan in plans(self.sections.stream_block, self.sections.raw_data) if plan.text and not plan.home]
        body = "\n".join(f"{plan.heading}\n{rich_text(plan.text, scope).text}" for plan in words)
        return replace(super().search_text(scope), body=body)


class FirstSteps(models.Model):
    """What the guide through the first steps cannot see in the data: which steps were passed over, and that it was sent away.

    One row, made when the first of either happens.
    """

    skipped = models.JSONField(default=list)
    dismissed = models.BooleanField(default=False)

    def __str__(self) -> str:
        return "First steps"

    @classmethod
    def current(cls) -> "FirstSteps":
        """The row, or one that is not saved yet."""
        return cls._default_manager.filter(pk=1).first() or cls(pk=1)

    def skip(self, step: str) -> None:
        self.skipped = sorted({*self.skipped, step})
        self.save()

    def dismiss(self) -> None:
        self.dismissed = True
        self.save()
