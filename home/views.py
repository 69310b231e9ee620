"""The front page's own pages in the admin.

Who may call them: whoever may edit and publish the front page; what they may not do is refused with a sentence that says why.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Site

from articles.models import ArticlePage
from cms.content.scope import Scope
from cms.visibility import Viewer
from home.blocks import SectionPlan, plans
from home.building import stories
from home.lead import LeadRefusedError, Seen, changed_plans, check_may_lead, front_page_of, make_lead
from home.models import HomePage


@dataclass(frozen=True)
class Place:
    """A story in the lead section; `chosen` when an editor put it there."""

    pk: int
    title: str
    chosen: bool


def lead_places(front: HomePage, wanted: list[SectionPlan] | None = None) -> list[Place]:
    """What visitors see in the lead section of `front` now, or would see if its sections were `wanted`."""
    wanted = plans(front.sections.stream_block, front.sections.raw_data) if wanted is None else wanted
    site = front.get_site() or Site.objects.filter(is_default_site=True).first()
    if site is None:
        return []
    dealt, rows = stories(wanted, Scope(Viewer.public(site), front.locale.language_code))
    for plan, found in zip(wanted, dealt, strict=True):
        if plan.type == "lead":
            chosen = {pin.story for pin in plan.pinned}
            return [Place(pk, rows[pk].title, pk in chosen) for pk in found]
    return []


def editable_front_pages(user: Any) -> list[HomePage]:
    """The front pages that the user may edit and publish, that of the default language first."""
    default = Site.objects.filter(is_default_site=True).values_list("root_page_id", flat=True).first()
    found = [front for front in HomePage.objects.select_related("locale").order_by("path") if may_change(front, user)]
    return sorted(found, key=lambda front: front.pk != default)


def may_change(front: HomePage, user: Any) -> bool:
    permissions = front.permissions_for_user(user)
    return bool(permissions.can_edit() and permissions.can_publish())


def edit_front_page(request: HttpRequest) -> HttpResponse:
    """Leads to the editor of the front page; its header switches to those of other languages."""
    found = editable_front_pages(request.user)
    if not found:
        raise PermissionDenied
    return redirect("wagtailadmin_pages:edit", found[0].pk)


class LeadForm(forms.Form):
    """For how long, and the versions of the front page that the editor is looking at."""

    hours = forms.TypedChoiceField(
        label=gettext_lazy("Keep it in the lead"),
        choices=[
            (0, gettext_lazy("Until somebody changes it")),
            (3, gettext_lazy("For 3 hours")),
            (12, gettext_lazy("For 12 hours")),
            (24, gettext_lazy("For a day")),
            (72, gettext_lazy("For 3 days")),
        ],
        coerce=int,
        initial=0,
        help_text=gettext_lazy("Afterwards the front page fills the place by itself."),
    )
    seen = forms.CharField(widget=forms.HiddenInput)


class MakeLead(WagtailAdminTemplateMixin, FormView[LeadForm]):
    """Shows what the lead section looks like now and with this article on top; the button publishes it."""

    template_name = "admin/home/make_lead.html"
    form_class = LeadForm
    page_title = gettext_lazy("Make this the lead")
    header_icon = "pick"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.story = get_object_or_404(ArticlePage, pk=kwargs["pk"])
        front = front_page_of(self.story)
        if front is None or not may_change(front, request.user):
            raise PermissionDenied
        self.front = front
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        story = {"url": reverse("wagtailadmin_pages:edit", args=(self.story.pk,)), "label": self.story.get_admin_display_title()}
        return [*self.breadcrumbs_items, story, {"url": "", "label": self.page_title}]

    def get_initial(self) -> dict[str, Any]:
        return {"seen": str(Seen.of(self.front))}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        try:
            check_may_lead(self.front, self.story, self.request.user)
            refusal = ""
        except LeadRefusedError as error:
            refusal = str(error)
        return {
            **super().get_context_data(**kwargs),
            "story": self.story,
            "front": self.front,
            "refusal": refusal,
            "next": get_valid_next_url_from_request(self.request),
            "now": lead_places(self.front),
            "then": [] if refusal else lead_places(self.front, changed_plans(self.front, self.story.pk)),
        }

    def form_valid(self, form: LeadForm) -> HttpResponse:
        hours = form.cleaned_data["hours"]
        until = (timezone.now() + timedelta(hours=hours)).replace(microsecond=0) if hours else None
        try:
            make_lead(self.front, self.story, self.request.user, seen=form.cleaned_data["seen"], until=until)
        except LeadRefusedError as error:
            # What they look at next is what the front page shows now.
            self.front = HomePage.objects.get(pk=self.front.pk)
            messages.error(self.request, str(error))
            return self.render_to_response(self.get_context_data(form=self.form_class(initial=self.get_initial())))
        messages.success(
            self.request,
            _("“%(title)s” leads the front page.") % {"title": self.story.title},
            buttons=[
                messages.button(self.front.full_url, _("View live")),
                messages.button(reverse("wagtailadmin_pages:edit", args=(self.front.pk,)), _("Edit front page")),
            ],
        )
        came_from = get_valid_next_url_from_request(self.request)
        return redirect(came_from) if came_from else redirect("wagtailadmin_explore", self.story.get_parent().pk)
