"""What readers do, in Wagtail's admin."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.content.models.participation import Participation
from cms.content.settings_admin import SettingMenuItem, door
from cms.readers import desk_views, moderation, subscriber_views


class CommentsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return moderation.may_moderate(request.user)


@hooks.register("register_admin_menu_item")
def comments_menu_item() -> MenuItem:
    return CommentsMenuItem(_("Comments"), reverse("reader_comments"), name="reader-comments", icon_name="comment", order=340)


class SubscribersMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(subscriber_views.SEE)


@hooks.register("register_reports_menu_item")
def subscribers_menu_item() -> MenuItem:
    return SubscribersMenuItem(_("Subscribers"), reverse("reader_subscribers"), name="subscribers", icon_name="mail", order=1200)


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label="readers", codename__in=("view_subscriber", "delete_subscriber"))


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
        path("subscribers/", subscriber_views.SubscribersView.as_view(), name="reader_subscribers"),
        path("subscribers/export/", subscriber_views.export, name="reader_subscribers_export"),
        path("subscribers/<int:pk>/delete/", subscriber_views.delete, name="reader_subscriber_delete"),
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
