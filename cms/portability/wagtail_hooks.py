from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.portability import views


class ImportsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(views.PERMISSION)


@hooks.register("register_admin_urls")
def import_urls() -> list[URLPattern | URLResolver]:
    return [
        path("reports/imports/", views.Imports.as_view(), name="imports"),
        path("reports/imports/<int:pk>/", views.ImportReport.as_view(), name="import_report"),
        path("reports/imports/<int:pk>/report.json", views.report_file, name="import_report_file"),
    ]


@hooks.register("register_reports_menu_item")
def imports_menu_item() -> MenuItem:
    return ImportsMenuItem(_("Imports"), reverse("imports"), name="imports", icon_name="download", order=1310)


@hooks.register("register_permissions")
def import_permissions() -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label="portability", codename="view_imports")
