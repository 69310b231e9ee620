from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.events.views import PERMISSION, Freshness, tell_now


class FreshnessMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PERMISSION)


@hooks.register("register_admin_urls")
def freshness_urls() -> list[URLPattern]:
    return [
        path("reports/freshness/", Freshness.as_view(), name="freshness"),
        path("reports/freshness/<slug:key>/tell/", tell_now, name="tell_frontend"),
    ]


@hooks.register("register_reports_menu_item")
def freshness_menu_item() -> MenuItem:
    return FreshnessMenuItem(_("Freshness"), reverse("freshness"), name="freshness", icon_name="history", order=1310)
