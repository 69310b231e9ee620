"""What readers do not find is counted, written down by the scheduler, shown to editors and forgotten."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from search import missed
from search.models import MissedQuery
from tests import factories


def counted() -> dict[str, int]:
    missed.flush()
    return dict(MissedQuery.objects.values_list("query", "count"))


@pytest.fixture(params=["cache", "file"], autouse=True)
def kept_in(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """In a shared cache, or in a file where each process has a cache of its own."""
    monkeypatch.setattr(missed, "is_shared", lambda: request.param == "cache")
    yield request.param
    missed._file().unlink(missing_ok=True)


def test_queries_without_results_are_counted(publication: Any, client: Client, kept_in: str) -> None:
    for query in ("q=Whales", "q=lighthuose", "q=tide", "q=tide&topic=absent"):
        client.get(f"/search/?{query}")
    client.get("/api/v2/search/?q=whales%20")
    assert MissedQuery.objects.count() == 0  # a visit writes no row
    assert counted() == {"whales": 2, "lighthuose": 1}
    client.get("/search/?q=whales")
    assert counted() == {"whales": 3, "lighthuose": 1}
    cache.clear()  # a cache that was restarted begins anew
    client.get("/search/?q=whales")
    assert counted() == {"whales": 4, "lighthuose": 1}


@pytest.mark.parametrize("q", ["ada@example.org", "call 0171 2345678", "https://example.org/secret", "-only", "tag:absent"])
def test_what_may_be_personal_is_not_kept(publication: Any, client: Client, q: str) -> None:
    client.get("/search/", {"q": q})
    assert counted() == {}


def test_old_counts_are_forgotten(db: None, settings: LazySettings) -> None:
    settings.SEARCH_MISSES_DAYS = 7
    for days in (3, 9):
        MissedQuery.objects.create(day=timezone.localdate() - timedelta(days=days), language="en", query=f"{days} days", count=1)
    assert counted() == {"3 days": 1}


def test_readers_are_answered_where_nothing_can_be_counted(
    publication: Any, client: Client, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.VAR_DIR = "/nowhere/at/all"

    def gone(*args: Any, **kwargs: Any) -> Any:
        raise ConnectionError

    monkeypatch.setattr(cache, "incr", gone)
    assert client.get("/search/?q=whales").status_code == 200


def test_editors_see_them(db: None, client: Client) -> None:
    today = timezone.localdate()
    for query, days, count in (("whales", 0, 2), ("whales", 1, 3), ("krill", 0, 4), ("ancient", 90, 9)):
        MissedQuery.objects.create(day=today - timedelta(days=days), language="en", query=query, count=count)
    client.force_login(factories.user(superuser=True), backend="django.contrib.auth.backends.ModelBackend")
    html = client.get("/admin/reports/missed-queries/").content.decode()
    assert html.index("whales") < html.index("krill")
    assert "ancient" not in html
    client.force_login(factories.user(), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/admin/reports/missed-queries/").status_code in (302, 403)
