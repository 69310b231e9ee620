"""When a topic's overview is worth another look: articles that came since somebody last did."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Now
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_POST
from wagtail.admin.panels import Panel

from cms.content.models.listing import Listing, ListingFacet

if TYPE_CHECKING:
    from articles.models import TopicPage

#: How many of the new articles are named.
NAMED = 5


@dataclass(frozen=True)
class Review:
    """`count` public articles of the topic are newer than its overview; `newest` are the first of them."""

    since: datetime
    count: int
    newest: tuple[Listing, ...]

    @property
    def sentence(self) -> str:
        found = ngettext(
            "%(count)d article published since the overview was last changed (%(date)s).",
            "%(count)d articles published since the overview was last changed (%(date)s).",
            self.count,
        )
        return found % {"count": self.count, "date": date_format(timezone.localtime(self.since), "DATE_FORMAT")}


def _newer(topic: Any, since: Any) -> QuerySet[ListingFacet]:
    """Rows of the topic's public articles that are younger; both may be database expressions."""
    rows = ListingFacet.objects.filter(facet="topic", key=topic, listing__kind="articles.ArticlePage", published_at__gt=since)
    return rows.filter(Q(listing__visible_until=None) | Q(listing__visible_until__gt=Now()))


def review(topic: "TopicPage") -> Review | None:
    """What is new in a topic since its overview was changed or found still right; None when there is nothing."""
    since = topic.overview_as_of or topic.first_published_at
    if not topic.pk or since is None:
        return None
    newer = _newer(topic.pk, since)
    count = newer.count()
    if not count:
        return None
    newest = newer.select_related("listing").order_by("-published_at", "-listing")[:NAMED]
    return Review(since, count, tuple(facet.listing for facet in newest))


def with_newer_articles(topics: QuerySet["TopicPage"]) -> QuerySet["TopicPage"]:
    """The topics with `newer_articles`: how many articles came since their overview was looked at."""
    since = Coalesce(OuterRef("overview_as_of"), OuterRef("first_published_at"))
    counted = _newer(OuterRef("pk"), since).order_by().values("key").annotate(count=Count("pk")).values("count")
    return topics.annotate(newer_articles=Coalesce(Subquery(counted), 0))


class ReviewPanel(Panel):
    """Above a topic's overview: what has been written since. Not there when there is nothing new."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "admin/editor/review_panel.html"

        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            topic = self.instance
            self.review = review(topic) if self.request is not None and topic is not None and topic.live else None

        def is_shown(self) -> bool:
            return self.review is not None

        def show_panel_furniture(self) -> bool:
            return False

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            found = self.review
            return {
                **super().get_context_data(parent_context),
                "review": found,
                "more": found.count - len(found.newest) if found else 0,
                "may_confirm": self.instance.permissions_for_user(self.request.user).can_publish(),
            }

        @property
        def media(self) -> forms.Media:
            return forms.Media(js=["admin/editor/review.js"])


@require_POST
def overview_is_right(request: HttpRequest, pk: int) -> JsonResponse:
    """An editor has looked: nothing in the overview needs to change. For who may publish the topic."""
    from articles.models import TopicPage

    topic = get_object_or_404(TopicPage, pk=pk)
    if not topic.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    TopicPage.objects.filter(pk=pk).update(overview_as_of=timezone.now())
    return JsonResponse({"said": _("The overview counts as up to date from today.")})


urlpatterns = [path("topics/<int:pk>/still-right/", overview_is_right, name="masthead_overview_is_right")]
