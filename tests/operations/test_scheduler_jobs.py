"""Periodic jobs: each by one scheduler at a time, and none in the way of another."""

import signal
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from wagtail import hooks

from cms.operations import periodic
from cms.operations.clock import database_now
from cms.operations.models import LEASE, PeriodicRun
from tests.operations.errands import lines
from tests.operations.processes import code, running, until


@pytest.fixture
def job() -> Iterator[Callable[..., None]]:
    """Registers a job as a room does, until the test ends."""
    registered = []

    def register(name: str, every: timedelta, function: Callable[[], Any]) -> None:
        temporary = hooks.register_temporarily("register_periodic_job", lambda: (name, every, function))
        temporary.__enter__()
        registered.append(temporary)

    yield register
    for temporary in registered:
        temporary.__exit__(None, None, None)


@pytest.mark.django_db
def test_a_job_runs_when_it_is_new_and_then_after_each_interval(job: Callable[..., None]) -> None:
    runs: list[int] = []
    job("test.often", timedelta(minutes=5), lambda: runs.append(1))
    call_command("scheduler", "--once")
    call_command("scheduler", "--once")
    assert runs == [1]
    run = PeriodicRun.objects.get(name="test.often")
    assert timedelta(minutes=4) < run.next_run_at - database_now() <= timedelta(minutes=5)
    PeriodicRun.objects.filter(name="test.often").update(next_run_at=database_now())
    call_command("scheduler", "--once")
    assert runs == [1, 1]


@pytest.mark.django_db
def test_a_job_that_raises_is_recorded_and_does_not_stop_the_others(job: Callable[..., None]) -> None:
    runs: list[str] = []

    def breaking() -> None:
        runs.append("broken")
        raise RuntimeError("canary")

    job("test.a_broken", timedelta(minutes=5), breaking)
    job("test.b_sound", timedelta(minutes=5), lambda: runs.append("sound"))
    call_command("scheduler", "--once")
    assert sorted(runs) == ["broken", "sound"]
    broken = PeriodicRun.objects.get(name="test.a_broken")
    assert broken.failures == 1
    assert "canary" in broken.traceback
    assert broken.succeeded_at is None
    assert broken.next_run_at > database_now()
    sound = PeriodicRun.objects.get(name="test.b_sound")
    assert sound.succeeded_at is not None
    assert sound.error == ""


@pytest.mark.django_db
def test_a_job_is_not_run_while_another_scheduler_runs_it(job: Callable[..., None]) -> None:
    runs: list[int] = []
    job("test.shared", timedelta(0), lambda: runs.append(1))
    PeriodicRun.objects.create(name="test.shared", next_run_at=database_now())
    assert periodic.claim("test.shared", "one")
    assert not periodic.claim("test.shared", "another")
    call_command("scheduler", "--once")
    assert runs == []
    PeriodicRun.objects.filter(name="test.shared").update(claimed_until=database_now() - timedelta(seconds=1))  # it died
    call_command("scheduler", "--once")
    assert runs == [1]


@pytest.mark.django_db
def test_a_request_to_run_a_job_now_is_kept_while_it_runs(job: Callable[..., None]) -> None:
    runs: list[int] = []

    def run() -> None:
        runs.append(1)
        if len(runs) == 1:
            periodic.run_now("test.asked")

    job("test.asked", timedelta(hours=1), run)
    call_command("scheduler", "--once")
    call_command("scheduler", "--once")
    call_command("scheduler", "--once")
    assert runs == [1, 1]


@pytest.mark.django_db
def test_the_house_looks_after_its_renditions_and_records() -> None:
    call_command("scheduler", "--once")
    names = {"media.sweep_renditions", "operations.forget_settled", "operations.prune"}
    assert names <= set(PeriodicRun.objects.filter(succeeded_at__isnull=False).values_list("name", flat=True))


@pytest.mark.django_db(transaction=True)
def test_a_long_job_delays_no_publication_and_is_taken_over_when_its_scheduler_is_killed(tmp_path: Path) -> None:
    from tests.operations.test_scheduler import is_live, scheduled_article

    path = tmp_path / "traces"
    busy = f"""
import time
from datetime import timedelta
from pathlib import Path
from django.core.management import call_command
from wagtail import hooks

def job():
    with Path({str(path)!r}).open("a") as file:
        file.write("begun\\n")
    time.sleep(60)

hooks.register("register_periodic_job", lambda: ("test.long", timedelta(hours=1), job))
call_command("scheduler")
"""
    with running(code(busy)) as [scheduler]:
        until(lambda: lines(path) == ["begun"], within=120)
        page = scheduled_article()
        until(lambda: is_live(page), within=20)
        scheduler.send_signal(signal.SIGKILL)
    held = PeriodicRun.objects.get(name="test.long")
    assert held.claimed_until is not None
    assert timedelta(0) < held.claimed_until - database_now() <= LEASE
    PeriodicRun.objects.exclude(name="test.long").update(next_run_at=database_now() + timedelta(hours=1))
    PeriodicRun.objects.filter(name="test.long").update(claimed_until=database_now() - timedelta(seconds=1))
    with running(code(busy)):
        until(lambda: lines(path) == ["begun", "begun"], within=120)
