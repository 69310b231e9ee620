"""The guide through the first steps. Who may call it: administrators."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from home.first_steps.forms import FORMS, StepForm
from home.first_steps.steps import missing_languages, next_open, progress, step_named
from home.models import FirstSteps


def may_guide(user: Any) -> bool:
    return bool(user.is_active and user.is_superuser)


def invitation_url() -> str:
    """Where people are invited; where accounts are made by hand while there are no invitations."""
    for name in ("invitation_add", "wagtailusers_users:add"):
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return reverse("wagtailadmin_home")


def begin(request: HttpRequest) -> HttpResponse:
    """Leads to the first open step."""
    if not may_guide(request.user):
        raise PermissionDenied
    return _go_on()


@require_POST
def skip(request: HttpRequest, name: str) -> HttpResponse:
    """Pass over one step; it can be taken later all the same."""
    if not may_guide(request.user):
        raise PermissionDenied
    if step_named(name) is None:
        raise Http404
    FirstSteps.current().skip(name)
    return _go_on(name)


@require_POST
def dismiss(request: HttpRequest) -> HttpResponse:
    """Send the guide away for good."""
    if not may_guide(request.user):
        raise PermissionDenied
    FirstSteps.current().dismiss()
    messages.success(request, _("The first steps are put away. Everything in them is under Settings and Pages, too."))
    return redirect("wagtailadmin_home")


def _go_on(after: str = "") -> HttpResponse:
    step = next_open(progress(), after)
    return redirect("first_step", step.name) if step else redirect("wagtailadmin_home")


class StepView(WagtailAdminTemplateMixin, FormView[StepForm]):
    """One step: what it is for, its form, and where the others stand."""

    template_name = "admin/home/first_step.html"
    header_icon = "list-ol"
    page_title = gettext_lazy("First steps")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_guide(request.user):
            raise PermissionDenied
        step = step_named(kwargs["name"])
        if step is None:
            raise Http404
        self.step = step
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": reverse("first_steps"), "label": self.page_title}, {"url": "", "label": self.step.title}]

    def get_form_class(self) -> type[StepForm]:
        return FORMS[self.step.name]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        found = progress()
        missing = {code for code, _name in missing_languages()}
        return {
            **context,
            "step": self.step,
            "number": [one.step for one in found].index(self.step) + 1,
            "progress": found,
            "is_done": next(one.state for one in found if one.step is self.step) == "done",
            "media": context["form"].media,
            "invitation_url": invitation_url(),
            "shown_languages": [name for code, name in settings.LANGUAGES if code not in missing],
            "is_only_language": len(settings.LANGUAGES) == 1,
        }

    def form_valid(self, form: StepForm) -> HttpResponse:
        address = form.save()
        if address:
            return redirect(address)
        answer = _go_on(self.step.name)
        if answer["Location"] == reverse("wagtailadmin_home"):
            messages.success(self.request, _("All first steps are done or passed over."))
        return answer
