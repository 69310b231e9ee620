"""Subscribers in the admin: who gets mail, the mails that were sent, and the list as a file.

Who may call it: users who may see subscribers; who may delete them takes an address off.
"""

import csv
import logging
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.auth import permission_required
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.content.models.participation import Participation
from cms.readers.models import Delivery, Digest, Subscriber
from cms.readers.subscribing import leave, mail_can_be_sent

logger = logging.getLogger(__name__)

SEE, DELETE = "readers.view_subscriber", "readers.delete_subscriber"
PAGE_SIZE = 100
DIGESTS = 10
COLUMNS = ("email", "site", "language", "everything", "topics", "asked_at", "confirmed_at")
#: What spreadsheets take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class SubscribersView(WagtailAdminTemplateMixin, TemplateView):
    """A constant number of queries, whatever the number of subscribers."""

    template_name = "admin/readers/subscribers.html"
    page_title = gettext_lazy("Subscribers")
    header_icon = "mail"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm(SEE):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = self.request.GET.get("q", "").strip().replace("\x00", "")[:100]
        rows = Subscriber.objects.filter(email__icontains=words) if words else Subscriber.objects.all()
        rows = rows.prefetch_related("subscriptions__topic")
        confirmed = Count("pk", filter=Q(confirmed_at__isnull=False))
        totals = Subscriber.objects.aggregate(confirmed=confirmed, pending=Count("pk", filter=Q(confirmed_at=None)))
        numbers = {str(state): Count("deliveries", filter=Q(deliveries__state=state)) for state in Delivery.State.values}
        return {
            **super().get_context_data(**kwargs),
            "subscribers": Paginator(rows, PAGE_SIZE).get_page(self.request.GET.get("p")),
            "query": words,
            "page_query": urlencode({"q": words}),
            "totals": totals,
            "digests": Digest.objects.select_related("site").annotate(**numbers)[:DIGESTS],
            "may_delete": self.request.user.has_perm(DELETE),
            "sends_mail": mail_can_be_sent(),
            "is_off": not Participation.objects.exclude(digest=Participation.Digest.OFF).exists() and Participation.objects.exists(),
        }


@require_POST
@permission_required(DELETE)
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an address off, as its owner could."""
    subscriber = get_object_or_404(Subscriber, pk=pk)
    leave(subscriber)
    messages.success(request, _("%(email)s gets no more mail.") % {"email": subscriber.email})
    return redirect(reverse("reader_subscribers"))


class _Line:
    """Where csv writes: gives back what it is given."""

    def write(self, text: str) -> str:
        return text


def _lines() -> Iterator[str]:
    writer: Any = csv.writer(_Line())
    yield "\ufeff" + writer.writerow(COLUMNS)  # with the mark by which spreadsheets know UTF-8
    rows = Subscriber.objects.select_related("site").prefetch_related("subscriptions__topic")
    for row in rows.iterator(chunk_size=1000):
        topics = ", ".join(sorted(subscription.topic.title for subscription in row.subscriptions.all()))
        moments = [moment.isoformat(timespec="seconds") if moment else "" for moment in (row.created_at, row.confirmed_at)]
        cells = [row.email, row.site.hostname, row.language, "yes" if row.everything else "no", topics, *moments]
        yield writer.writerow([_plain(cell) for cell in cells])


def _plain(cell: str) -> str:
    """A cell that no spreadsheet calculates."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


@require_safe
@permission_required(SEE)
def export(request: HttpRequest) -> StreamingHttpResponse:
    """All subscribers as CSV, those who have not confirmed included: their last column is empty."""
    logger.info("The list of subscribers was exported by user %s.", request.user.pk)
    response = StreamingHttpResponse(_lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="subscribers-{timezone.localdate()}.csv"'
    return response
