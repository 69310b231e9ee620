"""Who edits which desk, who approves what, and that an owner's changes stay."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page, TaskState, Workflow, WorkflowPage

from articles.models import ArticleIndexPage
from cms.accounts.desks import set_editors
from cms.accounts.models import DeskApprovalTask, User
from tests import factories

pytestmark = [
    pytest.mark.django_db,
]


@pytest.fixture
def chief() -> Client:
    factories.publication()
    user = person("Chief editor")
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def person(role: str, **fields: Any) -> User:
    user = factories.user(**fields)
    user.groups.add(Group.objects.get(name=role))
    return user


def test_a_chief_editor_says_who_edits_a_desk(chief: Client) -> None:
    desk = factories.add(factories.desk(), ArticleIndexPage(title="Culture"))
    ada, bo = person("Contributor", first_name="Ada"), person("Contributor", first_name="Bo")
    assert "Culture" in chief.get(reverse("accounts_desks")).content.decode()
    address = reverse("accounts_desk", args=(desk.pk,))
    chief.post(address, {"editors": [ada.pk, bo.pk]})
    assert {role.name for role in ada.groups.all()} == {"Contributor", "Editor", "Editors of Culture"}
    assert "Ada, Bo" in chief.get(reverse("accounts_desks")).content.decode()
    chief.post(address, {"editors": [bo.pk]})
    assert not ada.groups.filter(name="Editors of Culture").exists()
    assert desk.permissions_for_user(User.objects.get(pk=bo.pk)).can_publish()


def test_a_group_with_more_rights_than_a_desk_needs_is_for_administrators(chief: Client) -> None:
    from django.contrib.auth.models import Permission

    desk = factories.desk()
    chief.post(reverse("accounts_desk", args=(desk.pk,)), {"editors": []})
    Group.objects.get(name="Editors of Articles").permissions.add(Permission.objects.get(codename="change_user"))
    ada = person("Contributor")
    chief.post(reverse("accounts_desk", args=(desk.pk,)), {"editors": [ada.pk]})
    assert not ada.groups.filter(name="Editors of Articles").exists()


def test_the_group_goes_with_its_desk(chief: Client) -> None:
    desk = factories.add(factories.desk(), ArticleIndexPage(title="Culture"))
    set_editors(desk, [person("Editor")])
    desk.delete()
    assert not Group.objects.filter(name="Editors of Culture").exists()


def test_submitted_work_is_announced_to_those_who_may_publish_it_and_to_nobody_else(chief: Client, settings: Any) -> None:
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    culture, science = (factories.add(factories.desk(), ArticleIndexPage(title=title)) for title in ("Culture", "Science"))
    hers, other, writer = person("Editor"), person("Editor"), person("Contributor")
    set_editors(culture, [hers])
    set_editors(science, [other])
    draft = factories.article("A canary", parent=culture, live=False, owner=writer)
    draft.get_workflow().start(draft, writer)
    told = {address for message in mail.outbox for address in message.to}
    assert hers.email in told
    assert not told & {other.email, writer.email}
    reviewable = TaskState.objects.reviewable_by
    assert (len(reviewable(hers)), len(reviewable(other)), len(reviewable(writer))) == (1, 0, 0)


def test_what_an_owner_takes_away_stays_away(chief: Client) -> None:
    editor, contributor = Group.objects.get(name="Editor"), Group.objects.get(name="Contributor")
    taken = editor.permissions.get(codename="add_author")
    editor.permissions.remove(taken)
    GroupPagePermission.objects.filter(group=editor).delete()
    contributor.delete()
    Group.objects.filter(name="Chief editor").update(name="Editor-in-chief")
    call_command("migrate", verbosity=0)
    assert taken not in editor.permissions.all()
    assert not GroupPagePermission.objects.filter(group=editor).exists()
    assert not Group.objects.filter(name__in=("Contributor", "Chief editor")).exists()


def test_there_is_one_workflow_for_the_whole_tree_and_an_owner_may_replace_it(chief: Client) -> None:
    root = Page.objects.get(depth=1)
    workflow = WorkflowPage.objects.get().workflow
    assert workflow.tasks.get().specific == DeskApprovalTask.objects.get()
    assert not Group.objects.filter(name__in=("Editors", "Moderators")).exists(), "Wagtail's own would stand beside ours"
    other = Workflow.objects.create(name="Two pairs of eyes")
    WorkflowPage.objects.filter(page=root).update(workflow=other)
    call_command("migrate", verbosity=0)
    assert WorkflowPage.objects.get(page=root).workflow == other
    WorkflowPage.objects.filter(page=root).delete()
    call_command("migrate", verbosity=0)
    assert not WorkflowPage.objects.exists()
