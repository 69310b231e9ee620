"""What load balancers and supervisors ask, and what `manage.py check` says."""

import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.checks import run_checks
from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client, RequestFactory

from cms.operations.health import Readiness, pending_migrations
from cms.operations.middleware import HealthMiddleware

LIVE, READY = "/healthz/live", "/healthz/ready"


@pytest.fixture
def stranger() -> Client:
    """A load balancer: it knows the machine's address and nothing else."""
    return Client(headers={"host": "10.0.0.7:8000"})


def test_live_needs_nothing(stranger: Client) -> None:
    response = stranger.get(LIVE)  # pytest-django refuses the database here
    assert (response.status_code, response.content) == (200, b"ok")
    assert response["Cache-Control"] == "no-store"
    assert stranger.head(LIVE).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_ready_when_the_database_answers_and_is_migrated(stranger: Client) -> None:
    response = stranger.get(READY)
    assert response.status_code == 200, response.content
    assert response.json() == {"status": "ready"}
    assert response["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_only_these_two_addresses_are_answered_for_any_host(stranger: Client) -> None:
    assert stranger.get("/healthz/").status_code == 400
    assert stranger.get("/").status_code == 400
    assert stranger.post(LIVE).status_code != 200


def ask(middleware: HealthMiddleware) -> tuple[int, Any]:
    response = middleware(RequestFactory().get(READY))
    return response.status_code, json.loads(response.content)


@pytest.fixture
def middleware() -> HealthMiddleware:
    return HealthMiddleware(lambda request: pytest.fail("nobody else is asked"))


@pytest.mark.django_db(transaction=True)
def test_not_ready_without_a_database(middleware: HealthMiddleware, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: BaseDatabaseWrapper) -> None:
        raise OperationalError("password authentication failed for user canary")

    with monkeypatch.context() as down:
        down.setattr(BaseDatabaseWrapper, "ensure_connection", refuse)
        status, answer = ask(middleware)
    assert status == 503
    assert answer == {"status": "unavailable", "reason": "The database cannot be used (OperationalError)."}
    assert ask(middleware)[0] == 200


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A database that takes connections and never answers, until the test ends. Its callers are listed."""
    end, callers = threading.Event(), list[str]()
    real = BaseDatabaseWrapper.ensure_connection

    def hang(self: BaseDatabaseWrapper) -> None:
        if threading.current_thread().name == "readiness":
            callers.append("readiness")
            end.wait(30)
        real(self)

    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", hang)
    yield callers
    end.set()
    for thread in threading.enumerate():
        if thread.name == "readiness":
            thread.join(5)


@pytest.mark.django_db(transaction=True)
def test_a_database_that_hangs_holds_nobody_longer_than_two_seconds(middleware: HealthMiddleware, hanging: list[str]) -> None:
    begin = time.monotonic()
    status, answer = ask(middleware)
    assert 1.9 < time.monotonic() - begin < 4
    assert (status, answer["reason"]) == (503, "The database did not answer within 2 seconds.")


@pytest.mark.django_db(transaction=True)
def test_many_questions_ask_a_hanging_database_once(hanging: list[str]) -> None:
    readiness = Readiness(patience=0.1)
    for _ in range(5):
        assert readiness.problem() is not None
    assert hanging == ["readiness"]


@pytest.mark.django_db(transaction=True)
def test_not_ready_before_the_migrations(middleware: HealthMiddleware) -> None:
    MigrationRecorder(connection).record_unapplied("operations", "0001_initial")
    assert pending_migrations() == ["operations.0001_initial"]
    status, answer = ask(middleware)
    assert status == 503
    assert answer["reason"] == "1 migrations are not applied, the first is operations.0001_initial."
    MigrationRecorder(connection).record_applied("operations", "0001_initial")
    assert ask(middleware)[0] == 200


def messages(settings: Any, **values: Any) -> set[str]:
    for name, value in values.items():
        setattr(settings, name, value)
    return {str(message.id) for message in run_checks(tags=["operations"])}


def test_a_sound_configuration_has_no_message(settings: Any) -> None:
    assert messages(settings, SITE_URL="https://example.org", EDITING_URL="https://example.org") == set()


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"SITE_URL": "http://example.org"}, {"operations.W001"}),
        ({"SITE_URL": "http://localhost:8000", "EDITING_URL": "http://example.org"}, {"operations.W001"}),
        ({"SITE_URL": "http://localhost:8000", "EDITING_URL": "http://[::1]:8000"}, set()),
        ({"SITE_URL": "https://example.org/news"}, {"operations.E001"}),
        ({"ALLOWED_HOSTS": ["*"]}, {"operations.W002"}),
        ({"CMS_ROLE": "delivery"}, {"operations.W003"}),
        ({"VAR_DIR": "/dev/null/var"}, {"operations.E002"}),
    ],
)
def test_a_misconfiguration_is_named(settings: Any, values: dict[str, Any], expected: set[str]) -> None:
    assert messages(settings, **values) == expected


def test_every_message_says_what_to_do(settings: Any) -> None:
    settings.SITE_URL, settings.ALLOWED_HOSTS, settings.CMS_ROLE = "http://example.org/news", ["*"], "editing"
    found = run_checks(tags=["operations"])
    assert len(found) == 4
    assert all(message.hint for message in found)
