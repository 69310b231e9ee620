"""Where editors find terms, reusable content, identity and navigation in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import UpdatedAtColumn
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from cms.content.models import Navigation, ReusableContent, SiteIdentity, Term


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


class SiteIdentityViewSet(SnippetViewSet):
    model = SiteIdentity
    icon = "site"
    list_display = ("name", "site", "locale")


class NavigationViewSet(SnippetViewSet):
    model = Navigation
    icon = "list-ul"
    list_display = ("role", "site", "locale")


class PublicationViewSetGroup(SnippetViewSetGroup):
    items = (SiteIdentityViewSet, NavigationViewSet)
    menu_label = _("Publication")
    menu_icon = "site"
    menu_order = 900


def register() -> None:
    """Called once, when the app is ready."""
    register_snippet(TermViewSet)
    register_snippet(ReusableContentViewSet)
    register_snippet(PublicationViewSetGroup)
