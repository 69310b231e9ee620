"""What search adds to Wagtail's admin."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from search.report import PERMISSION, MissedQueriesView


class MissedQueriesMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PERMISSION)


@hooks.register("register_admin_urls")
def missed_queries_urls() -> list[URLPattern]:
    return [
        path("reports/missed-queries/", MissedQueriesView.as_view(), name="missed_queries"),
        path("reports/missed-queries/results/", MissedQueriesView.as_view(results_only=True), name="missed_queries_results"),
    ]


@hooks.register("register_reports_menu_item")
def missed_queries_menu_item() -> MenuItem:
    label = _("Searches without results")
    return MissedQueriesMenuItem(label, reverse("missed_queries"), name="missed-queries", icon_name="search", order=1250)


@hooks.register("construct_reports_menu")
def without_counted_terms(request: HttpRequest, items: list[Any]) -> None:
    """Wagtail's own report of search terms would stay empty: a visit writes no row here."""
    items[:] = [item for item in items if item.name != "search-terms"]


@hooks.register("register_permissions")
def missed_queries_permissions() -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label="search", codename="see_missed_queries")
