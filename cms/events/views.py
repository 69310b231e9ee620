"""Reports > Freshness: which frontends and caches know of every change, which do not and why, and what this process stores."""

from dataclasses import dataclass
from os import getpid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.caches import SharedCache
from cms.delivery.stored import process
from cms.events import outbox, purging, revalidation
from cms.events.models import PublicObject, Recipient
from cms.frontends import Frontend
from cms.tags import EVERYTHING
from cms.tags.models import Change
from cms.tags.moving import move

PERMISSION = "operations.manage_background_work"
SHOWN = 30


@dataclass(frozen=True)
class Line:
    """A frontend or a cache. `behind` is the number of changes that it has not been told of."""

    to: Frontend | SharedCache
    recipient: Recipient
    behind: int


class OperatorsView(WagtailAdminTemplateMixin, TemplateView):
    """Who may call it: users with `manage_background_work`."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class Freshness(OperatorsView):
    template_name = "admin/events/freshness.html"
    page_title = gettext_lazy("Freshness")
    header_icon = "history"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        stored = process.stored
        return {
            **super().get_context_data(**kwargs),
            "lines": lines_of(revalidation.frontends()),
            "caches": lines_of(purging.caches()),
            "memory": stored.memory if stored is not None else None,
            "answers": len(stored.memory) if stored is not None else 0,
            "counts": stored.counts if stored is not None else None,
            "process_number": getpid(),
            "changes": [(change, [(event, _page(event)) for event in change.events[:10]]) for change in _newest()],
            "newest": Change.objects.aggregate(last=Max("seq"))["last"] or 0,
            "public": PublicObject.objects.count(),
        }


def _newest() -> list[Change]:
    return list(Change.objects.exclude(events=[]).order_by("-seq")[:SHOWN])


def _page(event: dict[str, Any]) -> int | None:
    """The page that an event is of, while it is public."""
    return event["id"] if event["tag"].startswith("page:") and event["action"] != "removed" else None


def lines_of(named: dict[str, Any]) -> list[Line]:
    rows = Recipient.objects.in_bulk(named)
    return [Line(to, rows[key], Change.objects.filter(seq__gt=rows[key].told).count()) for key, to in named.items() if key in rows]


@require_POST
def tell_now(request: HttpRequest, key: str) -> HttpResponse:
    """Try a frontend or a cache again, whatever pause it has. Who may call it: users with `manage_background_work`."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    if key in revalidation.frontends():
        revalidation.tell.using(priority=outbox.PRIORITY).enqueue(key)
        messages.success(request, _("The frontend is being told."))
    elif key in purging.caches():
        Recipient.objects.filter(pk=key).update(next_attempt_at=None)
        purging.purge.using(priority=outbox.PRIORITY).enqueue(key)
        messages.success(request, _("The cache is being purged."))
    return redirect("freshness")


@require_POST
def purge_everything(request: HttpRequest) -> HttpResponse:
    """Have every stored answer made anew, here, in caches and on frontends. Who may call it: users with `manage_background_work`."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    with transaction.atomic():
        move(EVERYTHING)
    messages.success(request, _("Nothing that was stored is served any more. Caches and frontends are being told."))
    return redirect("freshness")
