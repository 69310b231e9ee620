"""What readers look for and do not find, as a report for editors. Who may see it: whoever has the permission."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Max, Sum
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn
from wagtail.admin.views.reports import ReportView

from search.models import MissedQuery

PERMISSION = "search.see_missed_queries"
DAYS = 30


class MissedQueriesView(ReportView):
    """Queries of the last thirty days that led nowhere, the most frequent first."""

    page_title = _("Searches without results")
    header_icon = "search"
    model = MissedQuery
    is_searchable = True
    search_fields: Any = ["query"]
    default_ordering = "-times"
    index_url_name = "missed_queries"
    index_results_url_name = "missed_queries_results"
    columns: Any = [
        Column("query", label=_("Looked for"), sort_key="query"),
        Column("language", label=_("Language"), sort_key="language"),
        NumberColumn("times", label=_("How often"), sort_key="times"),
        DateColumn("last", label=_("Last on"), sort_key="last"),
    ]
    list_export: Any = ["query", "language", "times", "last"]
    export_headings: Any = {"query": _("Looked for"), "language": _("Language"), "times": _("How often"), "last": _("Last on")}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> Any:
        since = timezone.localdate() - timedelta(days=DAYS)
        rows = MissedQuery.objects.filter(day__gt=since).order_by()
        return rows.values("query", "language").annotate(times=Sum("count"), last=Max("day"))
