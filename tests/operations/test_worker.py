"""The worker as a real process: killed, stopped, doubled, and cut off from its database."""

import signal
import time
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from cms.operations import queue
from cms.operations.clock import database_now
from cms.operations.models import LEASE, Lease, Process
from cms.operations.queue import Row
from cms.operations.service import StopSign, repeat
from tests.operations import errands
from tests.operations.errands import lines
from tests.operations.processes import at_once, code, manage, run, running, start_together, until

pytestmark = pytest.mark.django_db(transaction=True)

#: A worker whose lease is a second instead of a minute.
BRIEF_WORKER = """
from datetime import timedelta
from cms.operations.heartbeat import heartbeat, new_token
from cms.operations.service import StopSign, repeat
from cms.operations.worker import Worker
token, lease = new_token(), timedelta(seconds=1)
with heartbeat(token, runs_tasks=True, lease=lease):
    repeat(Worker(token, lease=lease).step, StopSign())
"""


@pytest.fixture(autouse=True)
def _empty_queue(transactional_db: None) -> None:
    DBTaskResult.objects.all().delete()


def _has(path: Path, line: str) -> bool:
    return line in lines(path)


def row(task_id: str) -> Row:
    return DBTaskResult.objects.get(pk=task_id)


def test_the_task_of_a_killed_worker_is_reclaimed_and_runs_again(tmp_path: Path) -> None:
    path = tmp_path / "traces"
    task = errands.begin_and_end.enqueue(str(path), 60)
    with running(code(BRIEF_WORKER)) as [worker]:
        until(lambda: lines(path) == ["begun"], within=120)
        assert row(task.id).status == TaskResultStatus.RUNNING
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    until(lambda: queue.reclaim() == 1, within=3)
    call_command("worker", "--burst")
    assert lines(path) == ["begun", "begun", "ended"]
    assert row(task.id).status == TaskResultStatus.SUCCESSFUL
    assert len(row(task.id).worker_ids) == 2


def test_a_live_worker_sweeps_up_after_a_dead_one(tmp_path: Path) -> None:
    path = tmp_path / "traces"
    errands.begin_and_end.enqueue(str(path), 60)
    with running(code(BRIEF_WORKER)) as [worker]:
        until(lambda: lines(path) == ["begun"], within=120)
        worker.send_signal(signal.SIGKILL)
    with running(code(BRIEF_WORKER)):
        until(lambda: lines(path) == ["begun", "begun", "ended"], within=120)


def test_a_dead_worker_is_noticed_within_two_minutes(tmp_path: Path) -> None:
    errands.begin_and_end.enqueue(str(tmp_path / "traces"), 60)
    with running(manage("worker")) as [worker]:
        until(lambda: lines(tmp_path / "traces") == ["begun"], within=120)
        worker.send_signal(signal.SIGKILL)
    lost = Lease.objects.get().expires_at - database_now()
    next_sweep = LEASE / 4  # every process sweeps with each of its heartbeats
    assert lost + next_sweep <= timedelta(seconds=120)


def test_a_long_task_of_a_living_worker_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "traces"
    task = errands.begin_and_end.enqueue(str(path), 3)  # three leases
    with running(code(BRIEF_WORKER)):
        until(lambda: lines(path) == ["begun"], within=120)
        while lines(path) == ["begun"]:
            assert queue.reclaim() == 0
            time.sleep(0.1)
        until(lambda: row(task.id).status == TaskResultStatus.SUCCESSFUL, within=5)
    assert len(row(task.id).worker_ids) == 1


def test_a_task_that_kills_every_worker_becomes_a_dead_letter(tmp_path: Path) -> None:
    task = errands.begin_and_end.enqueue(str(tmp_path / "traces"), 0)
    for _ in range(6):
        assert queue.claim("doomed", lease=timedelta(seconds=-1)) is not None
        assert queue.reclaim() == 1
    assert row(task.id).status == TaskResultStatus.FAILED
    assert row(task.id).exception_class_path == "cms.operations.tasks.WorkerLostError"
    assert queue.claim("another") is None


def test_a_worker_that_lost_its_lease_cannot_overwrite_the_result_of_its_successor(tmp_path: Path) -> None:
    errands.note.enqueue(str(tmp_path / "notes"), "hello")
    paused = queue.claim("paused", lease=timedelta(seconds=-1))
    assert paused is not None
    queue.reclaim()
    call_command("worker", "--burst")
    assert not queue.fail(paused, "paused", ValueError("too late"))
    assert not queue.succeed(paused, "paused", "too late")
    assert row(str(paused.pk)).return_value == "hello"


def test_a_running_task_that_nobody_holds_is_taken_back(tmp_path: Path) -> None:
    errands.note.enqueue(str(tmp_path / "notes"), "hello")
    queue.claim("somebody")
    Lease.objects.all().delete()  # as a row of django_tasks_db's own worker
    assert queue.reclaim() == 0, "it may just have begun"
    DBTaskResult.objects.update(started_at=database_now() - LEASE * 2)
    assert queue.reclaim() == 1
    call_command("worker", "--burst")
    assert lines(tmp_path / "notes") == ["hello"]


def test_sigterm_lets_the_worker_finish_its_task_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "traces"
    task = errands.begin_and_end.enqueue(str(path), 1.5)
    other = errands.note.enqueue(str(path), "the next one")
    with running(manage("worker")) as [worker]:
        until(lambda: lines(path) == ["begun"], within=120)
        until(lambda: Process.objects.filter(runs_tasks=True).exists(), within=120)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=15) == 0
    assert lines(path) == ["begun", "ended"]
    assert row(task.id).status == TaskResultStatus.SUCCESSFUL
    assert row(other.id).status == TaskResultStatus.READY
    assert not Process.objects.exists()


def test_a_second_signal_puts_the_task_back(tmp_path: Path) -> None:
    path = tmp_path / "traces"
    task = errands.begin_and_end.enqueue(str(path), 60)
    with running(manage("worker")) as [worker]:
        until(lambda: lines(path) == ["begun"], within=120)
        worker.send_signal(signal.SIGINT)
        time.sleep(0.5)
        worker.send_signal(signal.SIGINT)
        assert worker.wait(timeout=15) == 0
    assert row(task.id).status == TaskResultStatus.READY
    assert row(task.id).worker_ids == []
    assert not Lease.objects.exists()


def test_an_idle_worker_starts_a_new_task_within_a_second_and_ends_at_once(tmp_path: Path) -> None:
    with running(manage("worker", "--with-scheduler")) as [worker]:
        until(lambda: Process.objects.filter(runs_tasks=True, runs_schedule=True).exists(), within=120)
        time.sleep(1)
        task = errands.note.enqueue(str(tmp_path / "notes"), "hello")
        until(lambda: row(task.id).status == TaskResultStatus.SUCCESSFUL, within=10)
        started_at, enqueued_at = row(task.id).started_at, row(task.id).enqueued_at
        assert started_at is not None
        assert started_at - enqueued_at < timedelta(seconds=1)
        worker.send_signal(signal.SIGTERM)
        begin = time.monotonic()
        assert worker.wait(timeout=15) == 0
        assert time.monotonic() - begin < 3


def test_two_workers_share_the_queue_and_run_every_task_once(tmp_path: Path) -> None:
    path = tmp_path / "notes"
    for number in range(60):
        errands.note.enqueue(str(path), str(number))
    go = tmp_path / "go"
    with running(at_once(go, "worker", "--burst"), at_once(go, "worker", "--burst")) as workers:
        start_together(workers, go)
    assert sorted(lines(path), key=int) == [str(number) for number in range(60)]
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {TaskResultStatus.SUCCESSFUL}


@pytest.mark.postgres
def test_a_worker_survives_a_database_that_drops_its_connections(tmp_path: Path) -> None:
    path = tmp_path / "notes"
    with running(manage("worker")):
        until(Process.objects.exists, within=120)
        for line in ("first", "second"):
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
                )
            errands.note.enqueue(str(path), line)
            until(partial(_has, path, line), within=15)


def test_a_worker_waits_for_a_database_that_is_locked(tmp_path: Path) -> None:
    """A backup or a long write of another program."""
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite locks the whole database")
    lock = f"""
import sqlite3, time
other = sqlite3.connect({str(connection.settings_dict["NAME"])!r})
other.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
time.sleep(3)
"""
    errands.note.enqueue(str(tmp_path / "notes"), "hello")
    with running(code(lock)) as [locker]:
        assert locker.stdout is not None
        assert locker.stdout.readline() == "locked\n"
        done = run(manage("worker", "--burst"))
    assert done.returncode == 0, done.stderr
    assert lines(tmp_path / "notes") == ["hello"]


def test_a_loop_goes_on_after_whatever_happens(caplog: pytest.LogCaptureFixture) -> None:
    stop = StopSign()
    troubles = [OperationalError("away"), OperationalError("still away"), ValueError("canary")]
    rounds = 0

    def step() -> float:
        nonlocal rounds
        rounds += 1
        if troubles:
            raise troubles.pop(0)
        stop.set()
        return 0

    repeat(step, stop)
    assert rounds == 4
    messages = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert len([message for message in messages if "away" in message]) == 1, "an outage is one line, not one a second"
    assert any("canary" in str(record.exc_info) for record in caplog.records)
