"""What readers do, in Wagtail's admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.content.models.participation import Participation
from cms.content.settings_admin import SettingMenuItem, door
from cms.readers import desk_views, moderation


class CommentsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return moderation.may_moderate(request.user)


@hooks.register("register_admin_menu_item")
def comments_menu_item() -> MenuItem:
    return CommentsMenuItem(_("Comments"), reverse("reader_comments"), name="reader-comments", icon_name="comment", order=340)


@hooks.register("register_settings_menu_item")
def participation_menu_item() -> MenuItem:
    return SettingMenuItem(
        _("Comments and subscriptions"), Participation, "participation", name="participation", icon_name="comment", order=30
    )


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern | URLResolver]:
    return [
        path("comments/", desk_views.QueueView.as_view(), name="reader_comments"),
        path("comments/<int:pk>/reply/", desk_views.ReplyView.as_view(), name="reader_comment_reply"),
        path("publication/participation/", door(Participation), name="participation"),
    ]


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    actions.register_action("readers.comment.approve", _("Publish comment"), _("Comment published"))
    actions.register_action("readers.comment.reject", _("Reject comment"), _("Comment rejected"))
    actions.register_action("readers.comment.spam", _("Mark comment as spam"), _("Comment marked as spam"))
    actions.register_action("readers.comment.hold", _("Hold comment"), _("Comment held"))
    actions.register_action(moderation.REPLIED, _("Answer comment"), _("Comment answered"))
    actions.register_action(moderation.DELETED, _("Delete comment"), _("Comment deleted"))
