"""Desks and invitations in Wagtail's admin."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.accounts import desk_views, desks, invitation_views


class DesksMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(desks.PERMISSION)


@hooks.register("register_settings_menu_item")
def desks_menu_item() -> MenuItem:
    return DesksMenuItem(_("Desks"), reverse("accounts_desks"), name="desks", icon_name="group", order=590)


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern | URLResolver]:
    return [
        path("desks/", desk_views.DesksView.as_view(), name="accounts_desks"),
        path("desks/<int:pk>/", desk_views.DeskView.as_view(), name="accounts_desk"),
        path("users/invitations/", invitation_views.InvitationsView.as_view(), name="invitations"),
        path("users/invitations/add/", invitation_views.InviteView.as_view(), name="invitation_add"),
        path("users/invitations/<int:pk>/link/", invitation_views.LinkView.as_view(), name="invitation_renew"),
        path("users/invitations/<int:pk>/revoke/", invitation_views.revoke, name="invitation_revoke"),
    ]


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label="accounts", codename="assign_desks")
