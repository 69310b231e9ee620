from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from cms.events.page_views import PageFreshness, purge_page
from cms.events.views import PERMISSION, Freshness, purge_everything, tell_now


class FreshnessMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PERMISSION)


@hooks.register("register_admin_urls")
def freshness_urls() -> list[URLPattern]:
    return [
        path("reports/freshness/", Freshness.as_view(), name="freshness"),
        path("reports/freshness/purge/", purge_everything, name="purge_everything"),
        path("reports/freshness/pages/<int:pk>/", PageFreshness.as_view(), name="page_freshness"),
        path("reports/freshness/pages/<int:pk>/purge/", purge_page, name="purge_page"),
        path("reports/freshness/<str:key>/tell/", tell_now, name="tell_frontend"),
    ]


@hooks.register("register_reports_menu_item")
def freshness_menu_item() -> MenuItem:
    return FreshnessMenuItem(_("Freshness"), reverse("freshness"), name="freshness", icon_name="history", order=1310)


@hooks.register("register_page_header_buttons")
def freshness_header_button(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    return _freshness_button(page, user)


@hooks.register("register_page_listing_more_buttons")
def freshness_listing_button(page: Page, user: Any, next_url: str | None = None) -> Iterator[Button]:
    return _freshness_button(page, user)


def _freshness_button(page: Page, user: Any) -> Iterator[Button]:
    if page.live and not page.is_root() and user.has_perm(PERMISSION):
        yield Button(_("Freshness"), reverse("page_freshness", args=(page.pk,)), icon_name="history", priority=75)
