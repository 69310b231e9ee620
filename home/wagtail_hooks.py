"""What the front page, the site's settings and the first steps add to Wagtail's admin."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from cms.content.models import BreakingNews, Discovery, Navigation, SiteIdentity
from cms.content.settings_admin import SettingMenuItem, door
from home import views
from home.first_steps import views as first_steps
from home.panels import FirstStepsPanel, FrontPagePanel
from home.views import editable_front_pages


class FrontPageMenuItem(MenuItem):
    """One click to the editor of the front page, for those who may publish it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(_front_pages(request.user))


def _front_pages(user: Any) -> list[tuple[str, int]]:
    """Tree path and key of the front pages that the user may change. Asked for once a request, however many rows a list has."""
    found: list[tuple[str, int]] | None = getattr(user, "_masthead_front_pages", None)
    if found is None:
        found = user._masthead_front_pages = [(front.path, front.pk) for front in editable_front_pages(user)]
    return found


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    return [
        path("front-page/", views.edit_front_page, name="front_page"),
        path("front-page/lead/<int:pk>/", views.MakeLead.as_view(), name="front_page_lead"),
        path("front-page/breaking/", door(BreakingNews), name="breaking_news"),
        path("first-steps/", first_steps.begin, name="first_steps"),
        path("first-steps/dismiss/", first_steps.dismiss, name="first_steps_dismiss"),
        path("first-steps/<slug:name>/", first_steps.StepView.as_view(), name="first_step"),
        path("first-steps/<slug:name>/skip/", first_steps.skip, name="first_step_skip"),
        path("publication/identity/", door(SiteIdentity), name="site_identity"),
        path("publication/navigation/", door(Navigation), name="site_navigation"),
        path("publication/discovery/", door(Discovery), name="site_discovery"),
    ]


@hooks.register("register_admin_menu_item")
def front_page_menu_item() -> MenuItem:
    return FrontPageMenuItem(_("Front page"), reverse("front_page"), name="front-page", icon_name="home", order=110)


@hooks.register("register_admin_menu_item")
def breaking_news_menu_item() -> MenuItem:
    return SettingMenuItem(_("Breaking news"), BreakingNews, "breaking_news", name="breaking-news", icon_name="warning", order=120)


@hooks.register("register_settings_menu_item")
def identity_menu_item() -> MenuItem:
    return SettingMenuItem(_("Site identity"), SiteIdentity, "site_identity", name="site-identity", icon_name="site", order=10)


@hooks.register("register_settings_menu_item")
def navigation_menu_item() -> MenuItem:
    return SettingMenuItem(_("Navigation"), Navigation, "site_navigation", name="navigation", icon_name="list-ul", order=20)


@hooks.register("register_settings_menu_item")
def discovery_menu_item() -> MenuItem:
    label = _("Feeds and search engines")
    return SettingMenuItem(label, Discovery, "site_discovery", name="site-discovery", icon_name="globe", order=30)


@hooks.register("register_page_header_buttons")
def lead_header_button(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    return _lead_button(page, user, next_url)


@hooks.register("register_page_listing_more_buttons")
def lead_listing_button(page: Page, user: Any, next_url: str | None = None) -> Iterator[Button]:
    return _lead_button(page, user, next_url)


def _lead_button(page: Page, user: Any, next_url: str | None) -> Iterator[Button]:
    if not page.live or page.cached_content_type.model_class()._meta.label != "articles.ArticlePage":
        return
    if any(page.path.startswith(path) for path, _pk in _front_pages(user)):
        query = f"?{urlencode({'next': next_url})}" if next_url else ""
        yield Button(_("Make this the lead"), reverse("front_page_lead", args=(page.pk,)) + query, icon_name="pick", priority=12)


@hooks.register("construct_homepage_panels")
def add_panels(request: HttpRequest, panels: list[Component]) -> None:
    steps = FirstStepsPanel.for_request(request)
    if steps is not None:
        panels.append(steps)
    front_page = FrontPagePanel(request)
    if front_page.fronts:
        panels.append(front_page)
