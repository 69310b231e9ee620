"""Users in the admin: Wagtail's own, with invitations, and without a way up for those who are no administrators."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import HeaderButton
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import CreateView, DeleteView, EditView, IndexView, UserViewSet

from cms.accounts.invitations import may_invite
from cms.accounts.models import Invitation


class PeopleIndexView(IndexView):
    """Wagtail's list with everybody's roles, and the way to invitations."""

    @cached_property
    def columns(self) -> list[Any]:
        found = list(super().columns)
        for column in found:
            if column.name == "email":
                column.label = capfirst(_("email address"))
        roles = Column("roles", label=_("Roles"), accessor=lambda user: ", ".join(group.name for group in user.groups.all()))
        return [*found[:3], roles, *found[3:]]

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().prefetch_related("groups")

    @cached_property
    def header_buttons(self) -> list[Any]:
        buttons = list(super().header_buttons)
        if may_invite(self.request.user):
            count = Invitation.objects.open().count()
            label = _("Invitations (%(count)d)") % {"count": count} if count else _("Invitations")
            buttons.append(HeaderButton(_("Invite somebody"), url=reverse("invitation_add"), icon_name="mail"))
            buttons.append(HeaderButton(label, url=reverse("invitations"), icon_name="list-ul"))
        return buttons


class _Guarded:
    """Only administrators make, change or delete administrators; others do not see the box."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)  # type: ignore[misc]
        target = getattr(self, "object", None)
        if getattr(target, "is_superuser", False) and not request.user.is_superuser:
            raise PermissionDenied

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(*args, **kwargs)  # type: ignore[misc]
        if not self.request.user.is_superuser:  # type: ignore[attr-defined]
            form.fields.pop("is_superuser", None)
        return form


class PersonCreateView(_Guarded, CreateView):
    pass


class PersonEditView(_Guarded, EditView):
    pass


class PersonDeleteView(DeleteView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.get_object().is_superuser and not request.user.is_superuser:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class PeopleViewSet(UserViewSet):
    index_view_class = PeopleIndexView
    add_view_class = PersonCreateView
    edit_view_class = PersonEditView
    delete_view_class = PersonDeleteView

    def get_form_class(self, for_update: bool = False) -> Any:
        return UserEditForm if for_update else UserCreationForm
