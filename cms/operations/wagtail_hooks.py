from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.operations import dashboard, urls
from cms.operations.views import PERMISSION


class BackgroundWorkMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PERMISSION)


@hooks.register("register_admin_urls")
def background_work_urls() -> list[URLPattern | URLResolver]:
    return [path("reports/background-work/", include(urls.urlpatterns))]


@hooks.register("register_reports_menu_item")
def background_work_menu_item() -> MenuItem:
    return BackgroundWorkMenuItem(_("Background work"), reverse("background_work"), name="background-work", icon_name="cogs", order=1300)


@hooks.register("register_permissions")
def background_work_permissions() -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label="operations", codename="manage_background_work")


hooks.register("construct_homepage_panels", dashboard.add_panel)
