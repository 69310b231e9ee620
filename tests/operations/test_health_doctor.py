"""`manage.py doctor`."""

from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import call_command
from wagtail.models import Page

from cms.operations.clock import database_now
from cms.operations.models import Process
from tests import factories

pytestmark = pytest.mark.django_db


def doctor() -> tuple[dict[str, str], int]:
    """Its lines by their subject, and how it ended."""
    out, code = StringIO(), 0
    try:
        call_command("doctor", stdout=out)
    except SystemExit as end:
        code = int(end.code or 0)
    return {line[4:14].strip(): line for line in out.getvalue().splitlines()}, code


@pytest.fixture
def _everything_runs() -> None:
    now = database_now()
    Process.objects.create(token="w", host="machine", pid=42, runs_tasks=True, runs_schedule=True, started_at=now, seen_at=now)
    for page in Page.objects.filter(live=True, live_revision=None, depth__gt=1):
        page.save_revision().publish()


@pytest.mark.usefixtures("_everything_runs")
def test_a_sound_installation() -> None:
    lines, code = doctor()
    assert code == 0, lines
    assert "machine:42" in lines["worker"]
    assert "migrated" in lines["database"]
    assert lines["files"].startswith("ok")


def test_a_missing_worker_is_found() -> None:
    lines, code = doctor()
    assert code == 1
    assert lines["worker"].startswith("!!")
    assert lines["scheduler"].startswith("!!")


@pytest.mark.usefixtures("_everything_runs")
def test_a_page_that_would_go_offline_is_found() -> None:
    page = factories.standard_page()
    Page.objects.filter(pk=page.pk).update(live_revision=None)
    lines, code = doctor()
    assert code == 1
    assert "1 live pages have no live revision" in lines["content"]


@pytest.mark.usefixtures("_everything_runs")
def test_what_cannot_be_examined_does_not_hide_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise ConnectionError("canary")

    monkeypatch.setattr(cache, "set", refuse)
    lines, code = doctor()
    assert code == 1
    assert "ConnectionError: canary" in lines["cache"]
    assert lines["worker"].startswith("ok")
