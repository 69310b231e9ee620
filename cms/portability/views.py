"""Reports > Imports: what came in, what was lost, what was put right. Who may call it: users with `view_imports`."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET
from django.views.generic import TemplateView
from wagtail.admin.auth import permission_required
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.portability.imports.report import OUTCOMES
from cms.portability.models import ImportRun

PERMISSION = "portability.view_imports"
SHOWN = 50
LEVELS = {"error": _("Not imported"), "loss": _("Lost in part"), "repair": _("Put right"), "note": _("Worth knowing")}
KINDS = {
    "article": _("Articles"),
    "page": _("Pages"),
    "topic": _("Topics"),
    "author": _("Authors"),
    "tag": _("Keywords"),
    "series": _("Series"),
    "media": _("Files"),
    "comment": _("Comments"),
    "reusable": _("Reusable content"),
    "menu": _("Menu entries"),
}
COLUMNS = {
    "in": _("In"),
    "created": _("Made"),
    "updated": _("Changed"),
    "unchanged": _("Same as before"),
    "kept": _("Changed here, left alone"),
    "removed": _("Removed here, left out"),
    "failed": _("Failed"),
    "left_out": _("Left out"),
}
ANSWERS = {
    "same": _("The same address"),
    "redirect": _("A redirect to the page"),
    "closed": _("Not public, as at the source"),
    "elsewhere": _("Not an address of the source"),
    "query": _("An address with a query (?p=…), which no path can answer"),
    "missing": _("Nothing is there"),
    "another page": _("Another page is there"),
    "front page": _("The front page of the source"),
    "closed, but public at the source": _("Not public, but public at the source"),
}


class _ImportsView(WagtailAdminTemplateMixin, TemplateView):
    header_icon = "download"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class Imports(_ImportsView):
    """All runs, the latest first."""

    template_name = "admin/portability/imports.html"
    page_title = _("Imports")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        runs = Paginator(ImportRun.objects.defer("report"), SHOWN)
        return {**super().get_context_data(**kwargs), "runs": runs.get_page(self.request.GET.get("p"))}


class ImportReport(_ImportsView):
    """One run: counts, addresses, and its sentences, by level."""

    template_name = "admin/portability/import_report.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run = get_object_or_404(ImportRun, pk=self.kwargs["pk"])
        report = run.report if isinstance(run.report, dict) else {}
        level = self.request.GET.get("level", "")
        problems = [found for found in report.get("problems", []) if level not in LEVELS or found.get("level") == level]
        page = Paginator(problems, SHOWN).get_page(self.request.GET.get("p"))
        counts = report.get("counts", {})
        shown = [name for name in ("in", *OUTCOMES) if any(name in found for found in counts.values())]
        addresses = report.get("addresses", {})
        self.page_title = str(run)
        return {
            **super().get_context_data(**kwargs),
            "run": run,
            "report": report,
            "level": level,
            "levels": [(name, label, report.get("levels", {}).get(name, 0)) for name, label in LEVELS.items()],
            "columns": [COLUMNS[name] for name in shown],
            "rows": [(KINDS.get(kind, kind), [found.get(name, 0) for name in shown]) for kind, found in counts.items()],
            "problems": [{**found, "label": LEVELS.get(found.get("level", ""), "")} for found in page],
            "page": page,
            "addresses": [(ANSWERS.get(name, name), number) for name, number in addresses.get("answers", {}).items()],
            "wrong": [{**found, "answer": ANSWERS.get(found["answer"], found["answer"])} for found in addresses.get("wrong", [])[:SHOWN]],
            "media": list(report.get("unresolved_media", {}).items())[:SHOWN],
            "links": list(report.get("unresolved_links", {}).items())[:SHOWN],
        }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = {"url": reverse("imports"), "label": _("Imports")}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.page_title}]


@require_GET
@permission_required(PERMISSION)
def report_file(request: HttpRequest, pk: int) -> JsonResponse:
    """The whole report."""
    run = get_object_or_404(ImportRun, pk=pk)
    return JsonResponse(run.report, headers={"Content-Disposition": f'attachment; filename="import-{run.pk}.json"'})
