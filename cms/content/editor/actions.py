"""The buttons below a page's form: which of them stands in front, and how submitting is called."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.admin.action_menu import ActionMenuItem, PublishMenuItem, SubmitForModerationMenuItem, WorkflowMenuItem
from wagtail.models import Workflow, WorkflowState

from cms.accounts.models import DeskApprovalTask


class SubmitForApprovalMenuItem(SubmitForModerationMenuItem):
    """Wagtail names the workflow: "Submit to Approval by the desk". The default one needs no name."""

    def get_context_data(self, parent_context: Any) -> Any:
        context = super().get_context_data(parent_context)
        page = context.get("page")
        workflow = (page if page and page.pk else context["parent_page"]).get_workflow()
        if workflow is not None and _is_approval_by_the_desk(workflow):
            state = page.current_workflow_state if page else None
            is_back = state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES
            context["label"] = _("Submit again for approval") if is_back else _("Submit for approval")
        return context


def _is_approval_by_the_desk(workflow: Workflow) -> bool:
    tasks = [row.task.specific_class for row in workflow.workflow_tasks.select_related("task")]
    return tasks == [DeskApprovalTask]


def _in_front(items: list[ActionMenuItem], context: dict[str, Any]) -> ActionMenuItem | None:
    """What is most likely meant: a reviewer approves, and who changes what is live mends it. A draft saves itself."""
    page = context.get("page")
    if context["view"] != "edit" or page is None:
        return None
    for item in items:
        if isinstance(item, WorkflowMenuItem) and item.name == "approve" and not item.launch_modal:
            return item
    if not page.live or page.current_workflow_state is not None:
        return None
    return next((item for item in items if isinstance(item, PublishMenuItem)), None)


def judged(page: Any, action: str) -> str:
    """What an approver is told; Wagtail says no more than that the page has been updated. Empty for other actions."""
    values = {"title": page.get_admin_display_title()}
    if action == "reject":
        return _("“%(title)s” has gone back to its author with your request for changes.") % values
    if action != "approve":
        return ""
    if page.live and not page.has_unpublished_changes:
        return _("“%(title)s” has been approved and published.") % values
    return _("“%(title)s” has been approved.") % values


def arrange(items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]) -> None:
    """Hook `construct_page_action_menu`: the first item is the button in front."""
    for number, item in enumerate(items):
        if type(item) is SubmitForModerationMenuItem:
            items[number] = SubmitForApprovalMenuItem(order=item.order)
    front = _in_front(items, context)
    if front is not None:
        items.remove(front)
        items.insert(0, front)
