"""The first page after signing in: what a newsroom wants to know, instead of Wagtail's stock panels."""

from collections.abc import Mapping
from typing import Any

from django.forms import Media
from django.http import HttpRequest
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import RecentEditsPanel, UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel

from articles.desk.sections import Newsroom

#: Ours say the same, in fewer queries, and only of what the person may see. Wagtail's list of one's own locks stays.
REPLACED = (RecentEditsPanel, UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel)


class NewsroomPanel(Component):
    name = "newsroom"
    template_name = "admin/desk/dashboard.html"
    order = 200

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"sections": Newsroom(parent_context["request"].user).sections() if parent_context else []}

    @property
    def media(self) -> Media:
        return Media(css={"all": ["admin/desk/desk.css"]})


def replace_panels(request: HttpRequest, panels: list[Any]) -> None:
    """For Wagtail's hook `construct_homepage_panels`."""
    panels[:] = [NewsroomPanel(), *(panel for panel in panels if not isinstance(panel, REPLACED))]
