"""Reports > Freshness: which frontends know of every change, and which do not and why."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.events import revalidation
from cms.events.models import PublicObject, Recipient
from cms.frontends import Frontend
from cms.tags.models import Change

PERMISSION = "operations.manage_background_work"
SHOWN = 30


@dataclass(frozen=True)
class Line:
    """One frontend. `behind` is the number of changes that it has not been told of."""

    frontend: Frontend
    recipient: Recipient
    behind: int


class Freshness(WagtailAdminTemplateMixin, TemplateView):
    """Who may call it: users with `manage_background_work`."""

    template_name = "admin/events/freshness.html"
    page_title = gettext_lazy("Freshness")
    header_icon = "history"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "lines": [line for key, frontend in revalidation.frontends().items() for line in _line(key, frontend)],
            "changes": Change.objects.exclude(events=[]).order_by("-seq")[:SHOWN],
            "newest": Change.objects.aggregate(last=Max("seq"))["last"] or 0,
            "public": PublicObject.objects.count(),
        }


def _line(key: str, frontend: Frontend) -> list[Line]:
    found = Recipient.objects.filter(pk=key).first()
    return [Line(frontend, found, Change.objects.filter(seq__gt=found.told).count())] if found is not None else []


@require_POST
def tell_now(request: HttpRequest, key: str) -> HttpResponse:
    """Try a frontend again. Who may call it: users with `manage_background_work`."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    if key in revalidation.frontends():
        revalidation.tell.using(priority=revalidation.PRIORITY).enqueue(key)
        messages.success(request, _("The frontend is being told."))
    return redirect("freshness")
