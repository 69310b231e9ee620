"""What previews add to Wagtail's admin."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.preview import editing, frontend_views, link_views
from cms.preview.housekeeping import tidy


class FrontendsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(frontend_views.PERMISSION)


@hooks.register("register_admin_urls")
def preview_urls() -> list[Any]:
    return [
        path("preview/edit/", editing.edit, name="preview_edit"),
        path("edit/", editing.edit_page, name="edit_page"),
        path("preview/why/<slug:key>/", frontend_views.reason, name="preview_why"),
        path("preview/links/<slug:app_label>/<slug:model_name>/<int:pk>/", link_views.links, name="preview_links"),
        path("reports/frontends/", frontend_views.frontends, name="frontends"),
    ]


@hooks.register("register_reports_menu_item")
def frontends_menu_item() -> MenuItem:
    return FrontendsMenuItem(_("Frontends"), reverse("frontends"), name="frontends", icon_name="desktop", order=1310)


@hooks.register("insert_editor_js")
def panel_scripts() -> SafeString:
    scripts = ((static(f"admin/preview/{name}.js"),) for name in ("panel", "tabs", "trouble"))
    return format_html_join("\n", '<script type="module" src="{}"></script>', scripts)


@hooks.register("insert_global_admin_css")
def panel_style() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("admin/preview/panel.css"))


@hooks.register("register_periodic_job")
def housekeeping() -> Any:
    return "preview.tidy", timedelta(hours=1), tidy
