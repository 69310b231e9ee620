"""Reports > Background work."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import connection
from django.tasks import TaskResultStatus
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max
from wagtail import hooks
from wagtail.models import Revision

from articles.models import ArticlePage
from cms.operations.clock import database_now
from cms.operations.models import PeriodicRun, Process, ScheduledFailure
from cms.operations.queue import Row
from tests import factories
from tests.operations import errands
from tests.operations.errands import lines
from tests.operations.test_scheduler import is_live, schedule, scheduled_article

pytestmark = pytest.mark.django_db

REPORT = "/admin/reports/background-work/"


def sign_in(client: Client, user: Any) -> Client:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def admin(client: Client) -> Client:
    return sign_in(client, factories.user(superuser=True))


@pytest.fixture
def editor() -> Client:
    user = factories.user()
    user.groups.add(Group.objects.get(name="Editor"))
    return sign_in(Client(), user)


def page(client: Client) -> str:
    response = client.get(REPORT)
    assert response.status_code == 200
    return response.content.decode()


def dead_letter(path: Path, attempts: int = 7) -> Row:
    result = errands.fail_until.enqueue(str(path), attempts)
    for _ in range(6):
        call_command("worker", "--burst")
        DBTaskResult.objects.filter(pk=result.id, status=TaskResultStatus.READY).update(run_after=get_date_max())
    return DBTaskResult.objects.get(pk=result.id, status=TaskResultStatus.FAILED)


def test_a_dead_letter_is_shown_with_its_traceback_and_can_be_run_again(admin: Client, tmp_path: Path) -> None:
    dead = dead_letter(tmp_path / "tries")
    shown = page(admin)
    assert "fail_until" in shown
    assert "canary-of-a-failure" in shown
    retry = reverse("background_work_retry", args=[dead.pk])
    assert retry in shown
    assert admin.post(retry, follow=True).status_code == 200
    call_command("worker", "--burst")
    assert lines(tmp_path / "tries") == ["tried"] * 7
    assert "canary-of-a-failure" not in page(admin)


def test_all_dead_letters_can_be_run_again_at_once(admin: Client, tmp_path: Path) -> None:
    dead_letter(tmp_path / "one")
    dead_letter(tmp_path / "two")
    admin.post(reverse("background_work_retry_all"))
    call_command("worker", "--burst")
    assert not DBTaskResult.objects.failed().exists()


def test_a_dead_letter_can_be_discarded(admin: Client, tmp_path: Path) -> None:
    dead = dead_letter(tmp_path / "tries")
    admin.post(reverse("background_work_discard", args=[dead.pk]))
    assert not DBTaskResult.objects.filter(pk=dead.pk).exists()


def test_a_task_that_is_not_dead_can_be_neither_run_nor_discarded(admin: Client, tmp_path: Path) -> None:
    task = errands.note.enqueue(str(tmp_path / "notes"), "hello")
    for name in ("background_work_retry", "background_work_discard"):
        assert "somebody else was quicker" in admin.post(reverse(name, args=[task.id]), follow=True).content.decode()
    assert DBTaskResult.objects.get(pk=task.id).status == TaskResultStatus.READY


@pytest.mark.parametrize("name", ["background_work_retry", "background_work_discard"])
def test_links_and_crawlers_change_nothing(admin: Client, tmp_path: Path, name: str) -> None:
    dead = dead_letter(tmp_path / "tries")
    assert admin.get(reverse(name, args=[dead.pk])).status_code == 405
    assert DBTaskResult.objects.failed().filter(pk=dead.pk).exists()


def test_who_may_not_manage_it_sees_and_does_nothing(editor: Client, tmp_path: Path) -> None:
    dead = dead_letter(tmp_path / "tries")
    assert REPORT not in editor.get("/admin/").content.decode()
    for response in (
        editor.get(REPORT),
        editor.post(reverse("background_work_retry", args=[dead.pk])),
        editor.post(reverse("background_work_discard", args=[dead.pk])),
        editor.post(reverse("background_work_retry_all")),
    ):
        assert response.status_code == 302
        assert response["Location"] == reverse("wagtailadmin_home")
    assert DBTaskResult.objects.failed().filter(pk=dead.pk).exists()
    assert Client().get(REPORT)["Location"].startswith(reverse("wagtailadmin_login"))


def test_the_permission_can_be_given_to_others(client: Client) -> None:
    operator = factories.user()
    for codename in ("access_admin", "manage_background_work"):
        operator.user_permissions.add(Permission.objects.get(codename=codename))
    assert REPORT in sign_in(client, operator).get("/admin/").content.decode()
    assert "Failed tasks" in page(client)


def test_a_failed_publication_is_shown_and_can_be_tried_at_once(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    article = scheduled_article("The late one")

    def refuse(self: ArticlePage) -> None:
        raise ValueError("canary-of-a-publication")

    with monkeypatch.context() as broken:
        broken.setattr(ArticlePage, "check_publishable", refuse)
        call_command("scheduler", "--once")
    failure = ScheduledFailure.objects.get()
    ScheduledFailure.objects.update(next_try_at=database_now() + timedelta(hours=1))
    shown = page(admin)
    assert "The late one" in shown
    assert "canary-of-a-publication" in shown
    assert reverse("wagtailadmin_pages:edit", args=[article.pk]) in shown
    call_command("scheduler", "--once")
    assert not is_live(article), "its time has not come"
    admin.post(reverse("background_work_publish_again", args=[failure.pk]))
    call_command("scheduler", "--once")
    assert is_live(article)
    assert "canary-of-a-publication" not in page(admin)


def test_what_is_scheduled_is_listed(admin: Client) -> None:
    schedule(factories.article("Tomorrow's news", live=False), timezone.now() + timedelta(days=1))
    schedule(factories.author("Ada Tomorrow", live=False), timezone.now() + timedelta(days=1))
    shown = page(admin)
    assert "Tomorrow&#x27;s news" in shown
    assert "Ada Tomorrow" in shown


def test_the_number_of_queries_does_not_grow_with_the_queue(admin: Client, tmp_path: Path) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            page(admin)
        return len(captured)

    errands.note.enqueue(str(tmp_path / "notes"), "first")
    page(admin)
    before = count()
    for number in range(20):
        errands.note.enqueue(str(tmp_path / "notes"), str(number))
    assert count() == before


def test_jobs_are_shown_and_can_be_run_at_once(admin: Client) -> None:
    runs: list[int] = []

    def job() -> None:
        runs.append(1)
        raise RuntimeError("canary-of-a-job")

    register: Callable[..., Any] = hooks.register_temporarily
    with register("register_periodic_job", lambda: ("test.job", timedelta(hours=1), job)):
        call_command("scheduler", "--once")
        shown = page(admin)
        assert "test.job" in shown
        assert "canary-of-a-job" in shown
        admin.post(reverse("background_work_run_job", args=["test.job"]))
        call_command("scheduler", "--once")
    assert runs == [1, 1]
    assert PeriodicRun.objects.get(name="test.job").failures == 2


def test_a_missing_worker_is_said_aloud(admin: Client) -> None:
    assert "No worker is running" in page(admin)
    now = database_now()
    worker = Process.objects.create(token="w", host="machine", pid=42, runs_tasks=True, runs_schedule=False, started_at=now, seen_at=now)
    assert "No worker is running" not in page(admin)
    assert "No scheduler is running" in page(admin)
    assert "machine:42" in page(admin)
    worker.runs_schedule = True
    worker.save()
    assert "No scheduler is running" not in page(admin)
    Process.objects.update(seen_at=now - timedelta(minutes=5))
    assert "No worker is running" in page(admin)


def test_the_title_of_what_failed_is_inert(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    scheduled_article("<script>alert(1)</script>")
    revision = Revision.objects.get(approved_go_live_at__isnull=False)
    Revision.objects.filter(pk=revision.pk).update(content={**revision.content, "title": ""})
    call_command("scheduler", "--once")
    assert ScheduledFailure.objects.exists()
    assert "<script>alert(1)" not in page(admin)
