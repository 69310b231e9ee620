"""Settings > Desks: who edits which desk. Who may call it: users with `assign_desks`."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from cms.accounts.desks import PERMISSION, desk_groups, desks, may_assign, set_editors, staff
from cms.accounts.models import User


class EditorsForm(forms.Form):
    editors = forms.ModelMultipleChoiceField(
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Editors of this desk"),
        help_text=gettext_lazy("They edit and publish everything on this desk and on the desks below it, and get the role Editor."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["editors"]
        field.queryset = staff()
        field.label_from_instance = lambda user: f"{user} ({user.email})" if str(user) != user.email else user.email


class DesksView(WagtailAdminTemplateMixin, TemplateView):
    """Every desk with its editors. A constant number of queries."""

    template_name = "admin/accounts/desks.html"
    page_title = gettext_lazy("Desks")
    header_icon = "group"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        groups = desk_groups()
        people: dict[int, list[str]] = {}
        members = User.objects.filter(groups__in=groups.values(), is_active=True).order_by("first_name", "last_name", "email")
        for user in members.prefetch_related("groups").distinct():
            for group in user.groups.all():
                people.setdefault(group.pk, []).append(str(user))
        found = desks()
        top = min((desk.depth for desk in found), default=0)
        rows = [
            {
                "desk": desk,
                "indent": "— " * (desk.depth - top),
                "editors": people.get(groups[desk.pk].pk, []) if desk.pk in groups else [],
                "url": reverse("accounts_desk", args=(desk.pk,)),
            }
            for desk in found
        ]
        return {**super().get_context_data(**kwargs), "rows": rows}


class DeskView(WagtailAdminTemplateMixin, FormView[EditorsForm]):
    """Choose the editors of one desk."""

    template_name = "admin/accounts/desk.html"
    form_class = EditorsForm
    header_icon = "group"
    desk: Page

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        found = next((desk for desk in desks() if desk.pk == kwargs["pk"]), None)
        if found is None:
            raise Http404
        self.desk = found
        self.group = desk_groups().get(found.pk)
        if not may_assign(request.user, self.group):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return _("Editors of %(desk)s") % {"desk": self.desk.title}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("accounts_desks"), "label": _("Desks")},
            {"url": "", "label": self.desk.title},
        ]

    def get_initial(self) -> dict[str, Any]:
        return {"editors": self.group.user_set.all() if self.group is not None else []}

    def form_valid(self, form: EditorsForm) -> HttpResponse:
        set_editors(self.desk, form.cleaned_data["editors"])
        messages.success(self.request, _("The editors of “%(desk)s” are changed.") % {"desk": self.desk.title})
        return redirect("accounts_desks")
