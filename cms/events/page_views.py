"""What is stored of one page, from what it was made, and where it is shown; and a button that has it made anew."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.models import Page

from cms import tags
from cms.delivery.stored import inspection, process
from cms.delivery.views import markdown_address
from cms.events import addresses, purging
from cms.events.models import PublicObject
from cms.events.views import PERMISSION, OperatorsView, lines_of
from cms.tags.moving import move

#: Addresses that are listed; the rest is counted.
SHOWN = 50


class PageFreshness(OperatorsView):
    template_name = "admin/events/page_freshness.html"
    page_title = gettext_lazy("Freshness")
    header_icon = "history"

    @cached_property
    def page(self) -> Page:
        return get_object_or_404(Page, pk=self.kwargs["pk"], live=True, depth__gt=1)

    def get_page_subtitle(self) -> str:
        return str(self.page.get_admin_display_title())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("freshness"), "label": _("Freshness")},
            {"url": "", "label": _("Freshness of “%(page)s”") % {"page": self.get_page_subtitle()}},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tag = tags.page(self.page.pk)
        parts = self.page.get_url_parts(self.request)
        own: list[inspection.Answer] = []
        others: list[inspection.Answer] = []
        if parts is not None:
            _site, root, path = parts
            urls = [root + path, root + markdown_address(path)]
            for answer in inspection.made_from(tag):
                (own if answer.url.partition("?")[0] in urls else others).append(answer)
            missing = [url for url in urls if url not in {answer.url for answer in own}]
            own += inspection.in_shared_cache(missing, self.request.META)
        referring = PublicObject.objects.filter(pk__in=addresses.referring([tag])).exclude(pk=tag).order_by("url")
        return {
            **super().get_context_data(**kwargs),
            "page": self.page,
            "is_public": PublicObject.objects.filter(pk=tag).exists(),
            "address": parts[1] + parts[2] if parts is not None else "",
            "stores": process.stored is not None,
            "own": own,
            "others": others[:SHOWN],
            "more_others": max(0, len(others) - SHOWN),
            "referring": referring[:SHOWN],
            "caches": lines_of(purging.caches()),
        }


@require_POST
def purge_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a page and everything that shows it made anew, as if it had changed. Who may call it: users with `manage_background_work`."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    if not Page.objects.filter(pk=pk, live=True, depth__gt=1).exists():
        raise Http404
    with transaction.atomic():
        move(tags.page(pk))
    messages.success(request, _("Nothing that was stored of this page is served any more. Caches and frontends are being told."))
    return redirect("page_freshness", pk)
