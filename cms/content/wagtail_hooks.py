"""What the content core adds to Wagtail's admin."""

from datetime import timedelta
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.rich_text.feature_registry import FeatureRegistry

from cms.content import components
from cms.content.cards import keeping
from cms.content.editor import actions, features, paste_script, writing
from cms.content.editor.chooser import term_chooser
from cms.content.editor.saving import admin as saving
from cms.content.editor.saving.viewsets import PageViewSet, page_viewset


@hooks.register("register_rich_text_features")
def register_rich_text_features(registry: FeatureRegistry) -> None:
    features.register(registry)


@hooks.register("register_admin_viewset")
def register_term_chooser() -> ChooserViewSet:
    return term_chooser


@hooks.register("register_icons")
def register_icons(icons: list[str]) -> list[str]:
    return [*icons, *(f"admin/editor/icons/{name}.svg" for name in ("term", "footnote", "abbreviation", "audio", "video"))]


@hooks.register("register_admin_urls")
def register_writing_urls() -> list[Any]:
    return writing.urlpatterns


@hooks.register("construct_page_action_menu")
def arrange_actions(items: list[Any], request: Any, context: dict[str, Any]) -> None:
    actions.arrange(items, request, context)


@hooks.register("insert_global_admin_css")
def editor_style() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("admin/editor/editor.css"))


@hooks.register("insert_editor_js")
def editor_scripts() -> SafeString:
    return format_html_join("\n", '<script src="{}"></script>', ((static(f"admin/editor/{name}.js"),) for name in ("length", "keys")))


@hooks.register("insert_global_admin_js")
def works_here() -> SafeString:
    return format_html('<script type="module" src="{}"></script>', static("admin/editor/works-here.js"))


@hooks.register("register_admin_viewset")
def register_guarded_pages() -> PageViewSet:
    return page_viewset


@hooks.register("register_admin_urls")
def register_saving_urls() -> list[Any]:
    return saving.urlpatterns


@hooks.register("insert_global_admin_js")
def kept_work() -> SafeString:
    return saving.script()


@hooks.register("register_log_actions")
def register_saving_log_actions(actions: Any) -> None:
    saving.register_log_actions(actions)


@hooks.register("register_periodic_job")
def keep_social_cards() -> Any:
    return "content.keep_social_cards", timedelta(minutes=2), keeping.sweep


@hooks.register("register_periodic_job")
def thin_revisions() -> Any:
    return saving.JOB


@hooks.register("register_admin_urls")
def register_paste_urls() -> list[Any]:
    return paste_script.urlpatterns


@hooks.register("insert_editor_js")
def pasting() -> SafeString:
    return paste_script.editor_script()


@hooks.register("insert_global_admin_css")
def upload_style() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("admin/paste/uploads.css"))


@hooks.register("register_admin_urls")
def register_look_urls() -> list[Any]:
    return components.urlpatterns


@hooks.register("register_help_menu_item")
def look_menu_item() -> MenuItem:
    return MenuItem(_("The look"), reverse("look"), name="look", icon_name="view", order=900)
