"""Topics: what a reader lands on to understand a subject, and then everything written about it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable, Page

from articles.values import TopicIndexValue, TopicValue
from cms.content.models.base import BasePage, BodyPage
from cms.content.pages import PageValue

if TYPE_CHECKING:
    from cms.content.scope import Reference, Scope


class TopicIndexPage(BasePage):
    """All topics of a publication, at /topics/."""

    introduction = models.TextField(_("introduction"), blank=True, max_length=500)

    value_type: ClassVar[type[PageValue]] = TopicIndexValue
    template = "pages/topic_index_page.html"
    parent_page_types: ClassVar = ["home.HomePage"]
    max_count_per_parent = 1
    content_panels: ClassVar = [*Page.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("topic index")
        verbose_name_plural = _("topic indexes")

    def build(self, scope: "Scope") -> PageValue:
        from articles.building import topic_index_value

        return topic_index_value(self, scope)


class TopicPage(BodyPage):
    """A topic: an overview from blocks, then its articles, newest first."""

    also_known_as = models.TextField(_("also known as"), blank=True, help_text=_("Other names of the subject, one a line."))

    value_type: ClassVar[type[PageValue]] = TopicValue
    template = "pages/topic_page.html"
    parent_page_types: ClassVar = ["articles.TopicIndexPage", "articles.TopicPage"]
    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("also_known_as"),
        *BodyPage.content_panels[len(Page.content_panels) :],
        InlinePanel("pinned_articles", heading=_("Pinned articles"), label=_("Article"), max_num=6),
        InlinePanel("related_topics", heading=_("Related topics"), label=_("Topic"), max_num=12),
    ]

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    @property
    def other_names(self) -> tuple[str, ...]:
        return tuple(line.strip() for line in self.also_known_as.splitlines() if line.strip())

    def references(self) -> Iterable["Reference"]:
        yield from super().references()
        yield from (("card", row.article_id) for row in self.pinned_articles.all() if row.article_id)
        yield from (("page", row.topic_id) for row in self.related_topics.all() if row.topic_id)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from articles.lists import list_context

        return list_context(self, request, super().get_context(request), facet="topic", key=self.pk)

    def build(self, scope: "Scope") -> PageValue:
        from articles.building import topic_value

        return topic_value(self, scope)


class PinnedArticle(Orderable):
    """An article that stands on top of a topic's list."""

    page = ParentalKey(TopicPage, on_delete=models.CASCADE, related_name="pinned_articles")
    article = models.ForeignKey("articles.ArticlePage", on_delete=models.CASCADE, related_name="+", verbose_name=_("article"))

    panels: ClassVar = [FieldPanel("article")]


class RelatedTopic(Orderable):
    """A topic next to this one."""

    page = ParentalKey(TopicPage, on_delete=models.CASCADE, related_name="related_topics")
    topic = models.ForeignKey(TopicPage, on_delete=models.CASCADE, related_name="+", verbose_name=_("topic"))

    panels: ClassVar = [FieldPanel("topic")]
