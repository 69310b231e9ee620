"""Where editors find authors and series in the admin."""

from wagtail.admin.ui.tables import UpdatedAtColumn
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from articles.models import Author, Series


class AuthorViewSet(SnippetViewSet):
    model = Author
    icon = "user"
    list_display = ("name", "role", UpdatedAtColumn())
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


def register() -> None:
    """Called once, when the app is ready."""
    register_snippet(AuthorViewSet)
    register_snippet(SeriesViewSet)
