"""Where editors find the site's identity, its menus and the breaking banner: one door each, that opens on what is behind it.

Who may call the doors: whoever may add or change the setting, as the group's permissions say.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from wagtail.admin.menu import MenuItem
from wagtail.permissions import policy_registry
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.content.editor.following import SnippetPreviewOnCreateView, SnippetPreviewOnEditView
from cms.content.models.discovery import Discovery
from cms.content.models.participation import Participation
from cms.content.models.site import BreakingNews, Navigation, SiteIdentity


class SettingViewSet(SnippetViewSet):
    """A setting has its own menu entry, so the general list of snippets leaves it out."""

    menu_item_is_registered = True
    preview_on_add_view_class = SnippetPreviewOnCreateView
    preview_on_edit_view_class = SnippetPreviewOnEditView
    list_display: ClassVar[tuple[str, ...]] = ("__str__", "site", "locale")


class SiteIdentityViewSet(SettingViewSet):
    model = SiteIdentity
    icon = "site"


class NavigationViewSet(SettingViewSet):
    model = Navigation
    icon = "list-ul"


class BreakingNewsViewSet(SettingViewSet):
    model = BreakingNews
    icon = "warning"
    list_display: ClassVar[tuple[str, ...]] = ("text", "until", "site", "locale")


class ParticipationViewSet(SettingViewSet):
    model = Participation
    icon = "comment"
    list_display = ("__str__", "comments", "digest")


class DiscoveryViewSet(SettingViewSet):
    model = Discovery
    icon = "globe"
    list_display: ClassVar[tuple[str, ...]] = ("__str__", "site")


SETTINGS = (SiteIdentityViewSet, NavigationViewSet, BreakingNewsViewSet, ParticipationViewSet, DiscoveryViewSet)


def may_set(user: Any, model: type[Model]) -> bool:
    return bool(policy_registry.get_by_type(model).user_has_any_permission(user, {"add", "change"}))


def door(model: type[Model]) -> Callable[[HttpRequest], HttpResponse]:
    """A view that leads to the one setting there is, to the form of the first one, or to the list of several."""

    def view(request: HttpRequest) -> HttpResponse:
        if not may_set(request.user, model):
            raise PermissionDenied
        views: Any = model.snippet_viewset  # type: ignore[attr-defined]  # Wagtail's registration sets it
        found = list(model._default_manager.values_list("pk", flat=True)[:2])
        if len(found) == 1:
            return redirect(views.get_url_name("edit"), found[0])
        return redirect(views.get_url_name("list" if found else "add"))

    return view


class SettingMenuItem(MenuItem):
    """A menu entry for those who may change the setting behind it."""

    def __init__(self, label: str | Promise, model: type[Model], url_name: str, **kwargs: Any) -> None:
        self.model = model
        super().__init__(label, reverse(url_name), **kwargs)

    def is_shown(self, request: HttpRequest) -> bool:
        return may_set(request.user, self.model)
