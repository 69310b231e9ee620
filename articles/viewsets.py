"""Where editors find authors, series and topics in the admin."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, UpdatedAtColumn
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.snippets.models import register_snippet

from articles.models import Author, Series, TopicPage
from articles.review import with_newer_articles
from cms.content.editor.saving.viewsets import SnippetViewSet


class AuthorViewSet(SnippetViewSet):
    model = Author
    icon = "user"
    list_display = ("name", "role", "account", UpdatedAtColumn())
    search_fields = ("name",)
    add_to_admin_menu = True
    menu_order = 300


class SeriesViewSet(SnippetViewSet):
    model = Series
    icon = "list-ol"
    list_display = ("name", UpdatedAtColumn())
    search_fields = ("name",)
    add_to_admin_menu = True
    menu_order = 310


class TopicIndexView(IndexView):
    """Topics, those first whose overview has fallen behind."""

    default_ordering = "-newer_articles"

    def get_valid_orderings(self) -> Any:
        valid = super().get_valid_orderings()
        # Search orders by what is in its index only.
        return [name for name in valid if name.lstrip("-") != "newer_articles"] if self.is_searching else valid

    def get_base_queryset(self) -> Any:
        return with_newer_articles(super().get_base_queryset())


class TopicListingViewSet(PageListingViewSet):
    model = TopicPage
    index_view_class = TopicIndexView
    name = "topics"
    icon = "tag"
    menu_label = _("Topics")
    add_to_admin_menu = True
    menu_order = 305
    columns = (
        *(column for column in IndexView.base_columns if column.name in ("bulk_actions", "title", "parent")),
        Column("newer_articles", label=_("New since its overview"), sort_key="newer_articles", width="18%"),
        *(column for column in IndexView.base_columns if column.name in ("latest_revision_created_at", "status")),
    )


topic_listing = TopicListingViewSet("topics")


def register() -> None:
    """Called once, when the app is ready."""
    register_snippet(AuthorViewSet)
    register_snippet(SeriesViewSet)
