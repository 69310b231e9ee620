"""On the dashboard of those who look after the machine: what failed and what does not run. Nothing when all is well."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django_tasks_db.models import DBTaskResult
from wagtail.admin.ui.components import Component

from cms.operations.models import Process, ScheduledFailure
from cms.operations.views import PERMISSION


class HealthPanel(Component):
    name = "background_work"
    order = 90
    template_name = "admin/operations/health_panel.html"

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"problems": _problems(), "url": reverse("background_work")}


def _problems() -> list[str]:
    processes = list(Process.objects.all().alive())
    tasks, publications = DBTaskResult.objects.failed().count(), ScheduledFailure.objects.count()
    found = []
    if not any(process.runs_tasks for process in processes):
        found.append(_("No worker is running: pictures, search and mail wait."))
    if not any(process.runs_schedule for process in processes):
        found.append(_("No scheduler is running: nothing that is scheduled is published."))
    if tasks:
        found.append(ngettext("%(count)d background task failed.", "%(count)d background tasks failed.", tasks) % {"count": tasks})
    if publications:
        said = ngettext("%(count)d scheduled publication failed.", "%(count)d scheduled publications failed.", publications)
        found.append(said % {"count": publications})
    return found


def add_panel(request: HttpRequest, panels: list[Any]) -> None:
    """For Wagtail's hook `construct_homepage_panels`. For users with `manage_background_work`."""
    if request.user.has_perm(PERMISSION):
        panels.append(HealthPanel())
