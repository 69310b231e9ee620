"""Articles in the admin's menu: every article with what a newsroom asks about it. A constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn, ParentPageColumn
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.models import Revision

from articles.desk import saved
from articles.desk.choosing import ChooseDeskView
from articles.desk.filters import ArticleFilterSet
from articles.models import ArticleAuthor, ArticlePage, ArticleTopic
from cms.media.models import Image


class FactColumn(Column):
    """A cell that a partial of ours prints from `article.desk_facts`."""

    def __init__(self, name: str, template: str, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.cell_template_name = f"admin/desk/cells/{template}.html"

    def get_value(self, instance: ArticlePage) -> Any:
        return instance.desk_facts.get(self.name)


class ArticleIndexView(IndexView):
    template_name = "admin/desk/articles.html"
    results_template_name = "admin/desk/articles_results.html"
    show_export_buttons = False

    def order_queryset(self, queryset: Any) -> Any:
        if self.ordering in ("published_at", "-published_at"):
            field = F("published_at")
            return queryset.order_by(field.asc(nulls_first=True) if self.ordering == "published_at" else field.desc(nulls_last=True), "-pk")
        return super().order_queryset(queryset)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        add_facts(context["object_list"])
        query = saved.normalised(self.request.META.get("QUERY_STRING", ""))
        tabs = saved.tabs(self.request)
        current = next((tab for tab in tabs if tab.is_current), None)
        context |= {
            "tabs": tabs,
            "save_form": saved.SaveForm(initial={"query": query}) if query and current is None else None,
            "current": current,
        }
        return context

    @cached_property
    def show_locale_labels(self) -> bool:
        return len(settings.WAGTAIL_CONTENT_LANGUAGES) > 1

    @cached_property
    def verbose_name_plural(self) -> Any:
        return ArticlePage._meta.verbose_name_plural


def add_facts(articles: Iterable[ArticlePage]) -> None:
    """Give each article `desk_facts`: what the cells print. Four queries for all of them."""
    found = list(articles)
    pks = [article.pk for article in found]
    authors: dict[int, list[str]] = defaultdict(list)
    topics: dict[int, str] = {}
    for row in ArticleAuthor.objects.filter(page__in=pks).order_by("sort_order").select_related("author"):
        authors[row.page_id].append(row.author.name)
    rows = ArticleTopic.objects.filter(page__in=pks).order_by("page", "-is_primary", "sort_order")
    for page, title in rows.values_list("page", "topic__title"):
        topics.setdefault(page, title)
    due = Revision.page_revisions.filter(object_id__in=[str(pk) for pk in pks], approved_go_live_at__isnull=False)
    scheduled = {int(revision.object_id): revision for revision in due.defer("content").order_by("-approved_go_live_at")}
    pictures = {article.lead_image_id for article in found if article.lead_image_id}
    undescribed = set(Image.objects.filter(pk__in=pictures, description="").values_list("pk", flat=True))
    for article in found:
        revision = scheduled.get(article.pk)
        article.scheduled_revision = revision  # Wagtail would ask for it, line by line
        article.desk_facts = {
            "topic": topics.get(article.pk),
            "authors": authors.get(article.pk, []),
            "date": {
                "scheduled": revision.approved_go_live_at if revision else None,
                "published": article.published_at if article.live else None,
                "until": article.expire_at,
            },
            "words": article.word_count,
            "missing": [
                label
                for label, lacks in (
                    (_("No standfirst"), not article.standfirst),
                    (_("No lead picture"), article.lead_image_id is None),
                    (_("No alternative text"), article.lead_image_id in undescribed and not article.lead_image_alt),
                )
                if lacks
            ],
        }


class ArticleListingViewSet(PageListingViewSet):
    model = ArticlePage
    index_view_class = ArticleIndexView
    choose_parent_view_class = ChooseDeskView
    filterset_class = ArticleFilterSet
    icon = "doc-full"
    menu_label = _("Articles")
    add_to_admin_menu = True
    menu_order = 150
    columns = (
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=_("Title"), sort_key="title", classname="title", width="26%"),
        PageStatusColumn("status", label=_("Status"), sort_key="live"),
        ParentPageColumn("parent", label=_("Desk")),
        FactColumn("topic", "text", label=_("Topic")),
        FactColumn("authors", "list", label=_("Authors")),
        FactColumn("date", "date", label=_("Published"), sort_key="published_at"),
        DateColumn("latest_revision_created_at", label=_("Updated"), sort_key="latest_revision_created_at"),
        FactColumn("words", "text", label=_("Words"), sort_key="word_count", classname="words"),
        FactColumn("missing", "missing", label=_("Missing")),
    )


article_listing = ArticleListingViewSet("articles", url_prefix="articles")
