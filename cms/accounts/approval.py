"""The default workflow: what a contributor submits is approved by whoever may publish it, and then goes live."""

from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from wagtail.admin.mail import BaseGroupApprovalTaskStateEmailNotifier
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowPage, WorkflowState, WorkflowTask
from wagtail.permissions import policy_registry

from cms.accounts.invitations import mail_is_configured
from cms.accounts.models import DeskApprovalTask, Provision

RECORD = "workflow:approval"


def set_up_approval() -> None:
    """Give the whole page tree the default workflow, once: what an owner changes afterwards stays as it is."""
    _record, created = Provision.objects.get_or_create(name=RECORD)
    if not created:
        return
    root = Page.objects.get(depth=1)
    current = WorkflowPage.objects.filter(page=root).select_related("workflow").first()
    if current is not None and not _is_stock(current.workflow):
        return
    workflow = Workflow.objects.create(name=_("Approval by the desk"))
    task = DeskApprovalTask.objects.create(name=_("Approval by the desk"))
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    if current is not None:
        stock = current.workflow
        tasks = [row.task for row in stock.workflow_tasks.select_related("task")]
        stock.delete()
        for old in tasks:
            old.delete()
    WorkflowPage.objects.create(page=root, workflow=workflow)


def _is_stock(workflow: Workflow) -> bool:
    """Whether it is the one that Wagtail's migrations make, untouched: one task of the group "Moderators", never used."""
    tasks = [row.task.specific for row in workflow.workflow_tasks.select_related("task")]
    if workflow.name != "Moderators approval" or len(tasks) != 1 or not isinstance(tasks[0], GroupApprovalTask):
        return False
    return not set(tasks[0].groups.values_list("name", flat=True)) - {"Moderators"} and not WorkflowState.objects.exists()


class DeskApprovalNotifier(BaseGroupApprovalTaskStateEmailNotifier):
    """Mails those who may approve what was submitted, and nobody else."""

    notification = "submitted"

    def can_handle(self, instance: Any, **kwargs: Any) -> bool:
        return mail_is_configured() and isinstance(instance, self.valid_classes) and isinstance(instance.task.specific, DeskApprovalTask)

    def get_recipient_users(self, task_state: Any, **kwargs: Any) -> Any:
        obj, by = task_state.workflow_state.content_object, kwargs.get("user")
        users = policy_registry.get(obj).users_with_permission_for_instance("publish", obj)
        everybody = get_user_model().objects.filter(pk__in=users.values("pk"), is_active=True)
        return everybody.exclude(pk=by.pk) if by is not None else everybody


notify = DeskApprovalNotifier()
