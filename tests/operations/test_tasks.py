from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.db import transaction
from django.tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max
from wagtail.models import Page, ReferenceIndex
from wagtail.tasks import update_reference_index_task

from cms.operations import backoff, queue
from cms.operations.clock import database_now
from cms.operations.housekeeping import KEEP_FAILED, KEEP_SUCCESSFUL
from cms.operations.queue import Row
from tests import factories
from tests.operations import errands
from tests.operations.errands import lines

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_queue(db: None) -> None:
    DBTaskResult.objects.all().delete()


def only() -> Row:
    return DBTaskResult.objects.get()


def make_due() -> None:
    DBTaskResult.objects.filter(status=TaskResultStatus.READY).update(run_after=get_date_max())


def test_the_worker_runs_what_was_enqueued(tmp_path: Path) -> None:
    errands.note.enqueue(str(tmp_path / "notes"), "hello")
    call_command("worker", "--burst")
    assert lines(tmp_path / "notes") == ["hello"]
    assert errands.note.get_result(str(only().pk)).return_value == "hello"


def test_a_task_of_a_transaction_that_is_rolled_back_never_runs(tmp_path: Path) -> None:
    with transaction.atomic():
        errands.note.enqueue(str(tmp_path / "notes"), "hello")
        transaction.set_rollback(True)
    call_command("worker", "--burst")
    assert lines(tmp_path / "notes") == []


def test_more_urgent_tasks_come_first_and_later_ones_wait(tmp_path: Path) -> None:
    path = str(tmp_path / "notes")
    errands.note.enqueue(path, "ordinary")
    errands.note.using(priority=10).enqueue(path, "urgent")
    errands.note.using(run_after=database_now() + timedelta(hours=1)).enqueue(path, "later")
    call_command("worker", "--burst")
    assert lines(tmp_path / "notes") == ["urgent", "ordinary"]


def test_a_task_that_raises_waits_longer_each_time_and_is_tried_again(tmp_path: Path) -> None:
    path = tmp_path / "tries"
    errands.fail_until.enqueue(str(path), 3)
    for attempt, (least, most) in enumerate([(4, 6), (24, 36)], start=1):
        before = database_now()
        call_command("worker", "--burst")
        waits = only().run_after - before
        assert only().status == TaskResultStatus.READY
        assert timedelta(seconds=least) <= waits <= timedelta(seconds=most + 5)
        assert len(lines(path)) == attempt, "it must not run before its time"
        make_due()
    call_command("worker", "--burst")
    assert only().status == TaskResultStatus.SUCCESSFUL
    assert only().traceback == ""


def test_after_six_attempts_a_task_is_a_dead_letter(tmp_path: Path) -> None:
    errands.fail_until.enqueue(str(tmp_path / "tries"), 1000)
    for _ in range(10):
        call_command("worker", "--burst")
        make_due()
    assert len(lines(tmp_path / "tries")) == 6
    assert only().status == TaskResultStatus.FAILED
    assert "canary-of-a-failure" in only().traceback


def test_the_waits_add_up_to_an_hour_and_differ() -> None:
    waits = [backoff.TASKS.after(attempt) for attempt in range(1, 7)]
    assert waits[-1] is None
    known = [wait.total_seconds() for wait in waits if wait is not None]
    assert known == sorted(known)
    assert 3000 <= sum(known) <= 5400
    assert len({backoff.TASKS.after(5) for _ in range(20)}) > 1


def test_the_delays_can_be_set(tmp_path: Path, settings: LazySettings) -> None:
    options = {"BACKEND": "cms.operations.tasks.DatabaseBackend", "OPTIONS": {"retry_delays": [0]}}
    settings.TASKS = {"default": options}
    errands.fail_until.enqueue(str(tmp_path / "tries"), 1000)
    call_command("worker", "--burst")
    assert lines(tmp_path / "tries") == ["tried", "tried"]
    assert only().status == TaskResultStatus.FAILED


def test_a_task_can_see_which_attempt_it_is(tmp_path: Path) -> None:
    errands.count_attempts.enqueue(str(tmp_path / "attempts"))
    for _ in range(5):
        call_command("worker", "--burst")
        make_due()
    assert lines(tmp_path / "attempts") == ["1", "2", "3"]


def test_a_task_that_exits_does_not_take_the_worker_with_it(tmp_path: Path) -> None:
    errands.leave.using(priority=1).enqueue()
    errands.note.enqueue(str(tmp_path / "notes"), "next")
    call_command("worker", "--burst")
    assert lines(tmp_path / "notes") == ["next"]
    assert DBTaskResult.objects.get(task_path__endswith="leave").exception_class_path == "builtins.SystemExit"


def test_a_result_that_cannot_be_stored_is_not_a_reason_to_run_the_task_again(tmp_path: Path) -> None:
    errands.give_back_a_set.enqueue(str(tmp_path / "runs"))
    call_command("worker", "--burst")
    assert only().status == TaskResultStatus.FAILED
    assert lines(tmp_path / "runs") == ["ran"]


def test_wagtails_own_tasks_run() -> None:
    target = factories.standard_page("Target")
    page = factories.standard_page("Source")
    call_command("worker", "--burst")
    DBTaskResult.objects.all().delete()
    ReferenceIndex.objects.all().delete()
    body: Any = [("paragraph", f'<p><a linktype="page" id="{target.pk}">there</a></p>')]
    page.body = body
    page.save()
    assert not ReferenceIndex.get_references_to(target).exists()
    call_command("worker", "--burst")
    assert ReferenceIndex.get_references_to(target).exists()
    assert Page.objects.search("Source").count() == 1
    assert not DBTaskResult.objects.failed().exists()


def test_a_task_of_wagtails_whose_object_is_gone_is_no_dead_letter() -> None:
    page = factories.standard_page("Short-lived")
    DBTaskResult.objects.all().delete()
    page.save()
    assert DBTaskResult.objects.filter(task_path="wagtail.tasks.update_reference_index_task").exists()
    assert DBTaskResult.objects.filter(task_path="modelsearch.tasks.insert_or_update_object_task").exists()
    page.delete()
    call_command("worker", "--burst")
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {TaskResultStatus.SUCCESSFUL}


def test_another_mistake_in_a_task_of_wagtails_is_still_seen() -> None:
    DBTaskResult.objects.all().delete()
    update_reference_index_task.enqueue("wagtailcore", "nosuchmodel", "1")
    call_command("worker", "--burst")
    assert only().exception_class_path == "builtins.LookupError"


def test_old_results_are_pruned_by_the_scheduler(tmp_path: Path) -> None:
    now = database_now()
    for status, age, line in [
        (TaskResultStatus.SUCCESSFUL, KEEP_SUCCESSFUL + timedelta(hours=1), "old success"),
        (TaskResultStatus.SUCCESSFUL, timedelta(hours=1), "new success"),
        (TaskResultStatus.FAILED, KEEP_FAILED + timedelta(hours=1), "old failure"),
        (TaskResultStatus.FAILED, KEEP_SUCCESSFUL + timedelta(hours=1), "newer failure"),
    ]:
        result = errands.note.enqueue(str(tmp_path / "notes"), line)
        DBTaskResult.objects.filter(pk=result.id).update(status=status, finished_at=now - age)
    call_command("scheduler", "--once")
    left = {row.args_kwargs["args"][1] for row in DBTaskResult.objects.filter(task_path=errands.note.module_path)}
    assert left == {"new success", "newer failure"}


def test_a_dead_letter_can_be_run_again_with_all_its_attempts(tmp_path: Path) -> None:
    errands.fail_until.enqueue(str(tmp_path / "tries"), 7)
    for _ in range(6):
        call_command("worker", "--burst")
        make_due()
    assert queue.retry(only().pk)
    assert not queue.retry(only().pk), "it is not dead any more"
    call_command("worker", "--burst")
    assert only().status == TaskResultStatus.SUCCESSFUL
