"""Reports > Background work: what waits, what runs, what failed, and what can be done about it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.tasks import TaskResultStatus
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from django_tasks_db.models import DBTaskResult
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.auth import permission_required
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Revision

from cms.operations import periodic, publication, queue
from cms.operations.models import PeriodicRun, Process, ScheduledFailure

PERMISSION = "operations.manage_background_work"
SHOWN = 50  # rows of each list


@dataclass(frozen=True)
class Scheduled:
    """One line of what is scheduled: the object's name, where to edit it (or None), and the failure if one was tried."""

    title: str
    edit_url: str | None
    due_at: Any
    action: str
    failure: ScheduledFailure | None


class BackgroundWork(WagtailAdminTemplateMixin, TemplateView):
    """Who may call it: users with `manage_background_work`."""

    template_name = "admin/operations/background_work.html"
    page_title = gettext_lazy("Background work")
    header_icon = "cogs"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counted = DBTaskResult.objects.order_by().values_list("status").annotate(count=Count("pk"))
        processes = list(Process.objects.all().alive())
        return {
            **super().get_context_data(**kwargs),
            "processes": processes,
            "has_worker": any(process.runs_tasks for process in processes),
            "has_scheduler": any(process.runs_schedule for process in processes),
            "counts": {str(status).lower(): count for status, count in counted},
            "dead_letters": DBTaskResult.objects.failed().order_by("-finished_at", "pk")[:SHOWN],
            "running": DBTaskResult.objects.running().order_by("started_at")[:SHOWN],
            "queued": DBTaskResult.objects.filter(status=TaskResultStatus.READY)[:SHOWN],
            "scheduled": scheduled(AdminURLFinder(self.request.user)),
            "jobs": PeriodicRun.objects.all(),
        }


def scheduled(finder: AdminURLFinder) -> list[Scheduled]:
    """What failed, then what is to be published next."""
    lines, seen = [], set()
    for failure in ScheduledFailure.objects.select_related("content_type")[:SHOWN]:
        url = _edit_url(finder, failure.content_type, failure.object_id)
        lines.append(Scheduled(failure.title, url, failure.due_at, failure.get_action_display(), failure))
        seen.add(failure.revision_id)
    upcoming = Revision.objects.filter(approved_go_live_at__isnull=False).order_by("approved_go_live_at").defer("content")
    for revision in upcoming.exclude(pk__in=[pk for pk in seen if pk])[:SHOWN]:
        url = _edit_url(finder, revision.content_type, revision.object_id)
        lines.append(Scheduled(revision.object_str, url, revision.approved_go_live_at, _("Publish"), None))
    return lines


def _edit_url(finder: AdminURLFinder, content_type: ContentType, object_id: str) -> str | None:
    model = content_type.model_class()
    instance = model._base_manager.filter(pk=object_id).first() if model else None
    return finder.get_edit_url(getattr(instance, "specific_deferred", instance)) if instance else None


def _verb(act: Callable[..., Any], done: Any) -> Callable[..., HttpResponse]:
    """A view that does one thing, says so, and shows the report again. POST only."""

    @require_POST
    @permission_required(PERMISSION)
    def view(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if act(**kwargs):
            messages.success(request, done)
        else:
            messages.warning(request, _("Nothing was done: somebody else was quicker."))
        return redirect("background_work")

    guarded: Callable[..., HttpResponse] = view
    return guarded


def _retry(pk: UUID) -> bool:
    return queue.retry(pk)


def _retry_all() -> int:
    return sum(queue.retry(pk) for pk in DBTaskResult.objects.failed().values_list("pk", flat=True))


def _discard(pk: UUID) -> bool:
    return queue.discard(pk)


retry = _verb(_retry, gettext_lazy("The task is in the queue again."))
retry_all = _verb(_retry_all, gettext_lazy("The tasks are in the queue again."))
discard = _verb(_discard, gettext_lazy("The task is discarded."))
publish_again = _verb(publication.try_again_now, gettext_lazy("It is tried again at once."))
run_job = _verb(periodic.run_now, gettext_lazy("The job runs as soon as a scheduler is free."))
