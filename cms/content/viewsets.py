"""Where editors find terms, reusable content and the site's settings in the admin."""

from wagtail.admin.ui.tables import UpdatedAtColumn
from wagtail.snippets.models import register_snippet

from cms.content.editor.saving.viewsets import SnippetViewSet
from cms.content.models import ReusableContent, Term
from cms.content.settings_admin import SETTINGS


class TermViewSet(SnippetViewSet):
    model = Term
    icon = "openquote"
    list_display = ("name", "definition", UpdatedAtColumn())
    search_fields = ("name", "also_known_as")
    add_to_admin_menu = True
    menu_order = 320


class ReusableContentViewSet(SnippetViewSet):
    model = ReusableContent
    icon = "copy"
    list_display = ("name", UpdatedAtColumn())
    search_fields = ("name",)
    add_to_admin_menu = True
    menu_order = 330


def register() -> None:
    """Called once, when the app is ready."""
    register_snippet(TermViewSet)
    register_snippet(ReusableContentViewSet)
    for setting in SETTINGS:
        register_snippet(setting)
