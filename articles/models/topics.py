"""Topics: what a reader lands on to understand a subject, and then everything written about it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, MultipleChooserPanel
from wagtail.models import Orderable

from articles.review import ReviewPanel
from articles.values import TopicIndexValue, TopicValue
from cms.content.hues import HUES, HueSelect
from cms.content.models.base import BasePage, BodyPage
from cms.content.pages import PageValue
from cms.content.searching import SearchText

if TYPE_CHECKING:
    from cms.content.scope import Reference, Scope


class TopicIndexPage(BasePage):
    """All topics of a publication, at /topics/."""

    introduction = models.TextField(_("introduction"), blank=True, max_length=500)

    value_type: ClassVar[type[PageValue]] = TopicIndexValue
    linked_data_type: ClassVar = "CollectionPage"
    template = "pages/topic_index_page.html"
    parent_page_types: ClassVar = ["home.HomePage"]
    max_count_per_parent = 1
    content_panels: ClassVar = [*BasePage.content_panels, FieldPanel("introduction", help_text=_("One or two sentences above its list."))]

    class Meta:
        verbose_name = _("topic index")
        verbose_name_plural = _("topic indexes")

    def build(self, scope: "Scope") -> PageValue:
        from articles.building import topic_index_value

        return topic_index_value(self, scope)

    def search_text(self, scope: "Scope") -> SearchText:
        return replace(super().search_text(scope), standfirst=self.introduction)


class TopicPage(BodyPage):
    """A topic: an overview from blocks, then its articles, newest first."""

    also_known_as = models.TextField(_("also known as"), blank=True, help_text=_("Other names of the subject, one a line."))

    hue = models.PositiveSmallIntegerField(
        _("colour"),
        null=True,
        blank=True,
        choices=HUES,
        help_text=_("Of its page, its labels and its articles' pages. By itself: a turn of the publication's colour."),
    )

    shows_most_read = models.BooleanField(
        _("show what is read most"), default=False, help_text=_("The articles of this topic that were read most in the last seven days.")
    )

    #: Set when several topics are prepared: their most read articles.
    known_most_read: tuple[int, ...] = ()

    #: When the published overview was last changed, or found still right.
    overview_as_of = models.DateTimeField(null=True, editable=False)

    #: The public terms that are at home here, when they have been read.
    known_terms: list[int] | None = None

    value_type: ClassVar[type[PageValue]] = TopicValue
    linked_data_type: ClassVar = "CollectionPage"
    has_feeds: ClassVar = True
    template = "pages/topic_page.html"
    parent_page_types: ClassVar = ["articles.TopicIndexPage", "articles.TopicPage"]
    content_panels: ClassVar = [ReviewPanel(), *BodyPage.content_panels]
    classify_panels: ClassVar = [
        FieldPanel("also_known_as"),
        FieldPanel("hue", widget=HueSelect),
        MultipleChooserPanel(
            "pinned_articles",
            chooser_field_name="article",
            heading=_("Pinned articles"),
            label=_("article"),
            max_num=6,
            help_text=_("They stand above the newest, in this order."),
        ),
        MultipleChooserPanel(
            "related_topics",
            chooser_field_name="topic",
            heading=_("Related topics"),
            label=_("topic"),
            max_num=12,
            help_text=_("Where somebody interested in this subject may want to go next."),
        ),
        FieldPanel("shows_most_read"),
    ]

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def prepare(self) -> None:
        super().prepare()
        if self.live and self._overview_differs():
            self.overview_as_of = timezone.now()

    def _overview_differs(self) -> bool:
        """From what is published: words and blocks, not the title, pictures or dates."""
        published = TopicPage.objects.filter(pk=self.pk, live=True).only("standfirst", "body").first()
        if published is None:
            return True
        return (published.standfirst, list(published.body.raw_data)) != (self.standfirst, list(self.body.raw_data))

    def with_content_json(self, content: dict[str, Any]) -> "TopicPage":
        page = super().with_content_json(content)
        page.overview_as_of = self.overview_as_of
        return page

    @property
    def other_names(self) -> tuple[str, ...]:
        return tuple(line.strip() for line in self.also_known_as.splitlines() if line.strip())

    def references(self) -> Iterable["Reference"]:
        yield from super().references()
        yield from (("term", pk) for pk in self.known_terms or ())
        yield from (("card", row.article_id) for row in self.pinned_articles.all() if row.article_id)
        yield from (("page", row.topic_id) for row in self.related_topics.all() if row.topic_id)

    def teaser(self) -> dict[str, Any]:
        return {**super().teaser(), "hue": self.hue}

    def search_text(self, scope: "Scope") -> SearchText:
        return replace(super().search_text(scope), names=self.other_names)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from articles.building import subscribe_offer
        from articles.lists import list_context

        context = list_context(self, request, facet="topic", key=self.pk)
        return {**context, "subscribe": subscribe_offer(self, context)}

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
