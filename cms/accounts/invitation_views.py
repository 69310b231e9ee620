"""Settings > Users > Invitations. Who may call it: users who may add users."""

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Case, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from cms.accounts.desks import desk_groups, desks
from cms.accounts.invitations import mail_is_configured, may_invite, renew, send
from cms.accounts.models import Invitation, User
from cms.accounts.roles import ROLES

SHOWN = 200


class InvitationForm(forms.ModelForm[Invitation]):
    class Meta:
        model = Invitation
        fields = ("email", "groups", "desks", "is_administrator")
        widgets = {"groups": forms.CheckboxSelectMultiple, "desks": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, inviter: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.inviter = inviter
        groups: Any = self.fields["groups"]
        groups.queryset = Group.objects.exclude(pk__in=[group.pk for group in desk_groups().values()]).order_by(
            Case(*(When(name=role, then=number) for number, role in enumerate(ROLES)), default=len(ROLES)), "name"
        )
        groups.help_text = _("A contributor writes and submits, an editor publishes on her desks, a chief editor everywhere.")
        found = desks()
        chooser: Any = self.fields["desks"]
        chooser.queryset = Page.objects.filter(pk__in=[desk.pk for desk in found]).order_by("path")
        chooser.label_from_instance = lambda desk: "— " * (desk.depth - min(one.depth for one in found)) + desk.title
        chooser.help_text = _("Who edits a desk also gets the role Editor.")
        self.fields["is_administrator"].help_text = _("May do everything, also manage users.")
        if not may_invite(inviter, administrator=True):
            del self.fields["is_administrator"]

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).strip().lower()
        if User.objects.filter(email=email).exists():
            raise forms.ValidationError(_("This address has an account already: change its roles under Users."))
        return email

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not (data.get("groups") or data.get("desks") or data.get("is_administrator")):
            raise forms.ValidationError(_("Choose a role or a desk: without one, the new person could not sign in."))
        return data


def signed_in(request: HttpRequest) -> User:
    """The person; the admin lets nobody else in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


class InvitersOnly(WagtailAdminTemplateMixin):
    """Refuses everybody who may not invite."""

    header_icon = "mail"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_invite(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("wagtailusers_users:index"), "label": _("Users")},
            {"url": reverse("invitations"), "label": _("Invitations")},
            *([{"url": "", "label": self.page_title}] if self.page_title != InvitationsView.page_title else []),
        ]


class InvitationsView(InvitersOnly, TemplateView):
    """All invitations, open ones first."""

    template_name = "admin/accounts/invitations.html"
    page_title = gettext_lazy("Invitations")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = Invitation.objects.select_related("created_by", "user").prefetch_related("groups", "desks")[:SHOWN]
        return {**super().get_context_data(**kwargs), "invitations": sorted(found, key=lambda one: one.state != "open")}


class InviteView(InvitersOnly, FormView[InvitationForm]):
    """Make an invitation and show its link, once."""

    template_name = "admin/accounts/invite.html"
    page_title = gettext_lazy("Invite somebody")
    form_class = InvitationForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "inviter": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "sends_mail": mail_is_configured()}

    @sensitive_variables()
    def form_valid(self, form: InvitationForm) -> HttpResponse:
        invitation = form.save(commit=False)
        invitation.created_by = signed_in(self.request)
        link = renew(invitation)
        form.save_m2m()
        return _show_link(self.request, self, invitation, link)


class LinkView(InvitersOnly, TemplateView):
    """POST: make a new link for an open or expired invitation; earlier ones are dead."""

    template_name = "admin/accounts/invitation_link.html"
    page_title = gettext_lazy("Invite somebody")
    http_method_names = ["post"]

    @sensitive_variables()
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        invitation = get_object_or_404(Invitation, pk=pk, accepted_at=None, revoked_at=None)
        if not may_invite(request.user, administrator=invitation.is_administrator):
            raise PermissionDenied
        # It is now this person's word that the account stands on.
        invitation.created_by = signed_in(request)
        return _show_link(request, self, invitation, renew(invitation))


@sensitive_variables()
def _show_link(request: HttpRequest, view: Any, invitation: Invitation, link: str) -> HttpResponse:
    """The page with the link to copy. No redirect: the link is kept nowhere, and cannot be shown again."""
    sent = send(invitation, link) if mail_is_configured() else None
    view.template_name = "admin/accounts/invitation_link.html"
    context = view.get_context_data(invitation=invitation, link=link, sent=sent)
    response: HttpResponse = view.render_to_response(context)
    response["Referrer-Policy"] = "strict-origin"  # see accepting.py
    return response


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """The link works no more."""
    if not may_invite(request.user):
        raise PermissionDenied
    if Invitation.objects.filter(pk=pk, accepted_at=None, revoked_at=None).update(revoked_at=timezone.now()):
        messages.success(request, _("The invitation is revoked: its link works no more."))
    else:
        messages.warning(request, _("Nothing was done: it was already accepted or revoked."))
    return redirect("invitations")
