"""What is read most: counted without knowing anybody, ranked by the scheduler, shown where editors want it."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import ArticlePage, TopicPage
from cms.content.models import Participation
from cms.readers import counters, quotas
from cms.readers.models import DayCount, Readership
from cms.readers.most_read import rank, write_down
from home.models import HomePage
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counters, "_memory", counters.MemoryReadings())


@pytest.fixture
def topic() -> TopicPage:
    factories.publication()
    return factories.topic("Tides")


def read(client: Client, page: ArticlePage, number: int = 1, **headers: Any) -> None:
    """So many readers, each from an address of her own."""
    for reader in range(number):
        answer = client.post(f"/seen/{page.pk}/", REMOTE_ADDR=f"198.51.100.{reader + 1}", headers=headers)
        assert (answer.status_code, answer.content) == (204, b"")
        assert not answer.cookies


def numbers() -> dict[int, int]:
    return dict(DayCount.objects.values_list("page_id", "number"))


def test_readings_are_numbers_of_days(client: Client, topic: TopicPage) -> None:
    first, second = factories.article("First"), factories.article("Second")
    draft = factories.article("Draft", live=False)
    told = BeautifulSoup(client.get(first.url).content, "html.parser").select_one("[data-seen]")
    assert told is not None
    assert told["data-seen"] == f"/seen/{first.pk}/"
    with CaptureQueriesContext(connection) as context:
        read(client, first, 3)
        read(client, second)
        read(client, draft, 2)
        client.post("/seen/999999/")
    assert len(context) == 0, "a reading costs the database nothing"
    assert write_down() == 4
    assert numbers() == {first.pk: 3, second.pk: 1}
    read(client, first, 5)
    write_down()
    assert write_down() == 0
    assert numbers()[first.pk] == 5, "the first three came again within half an hour: two are new"


def test_what_is_no_reading_is_not_counted(client: Client, topic: TopicPage, monkeypatch: pytest.MonkeyPatch) -> None:
    article = factories.article()
    read(client, article, 1, **{"sec-fetch-site": "cross-site"})
    for method in ("get", "head", "put"):
        assert getattr(client, method)(f"/seen/{article.pk}/").status_code == 405
    client.post("/seen/99999999999999999999/")
    monkeypatch.setattr(quotas, "READINGS", (quotas.Quota("readings", 1, 60),))
    others = [factories.article() for _ in range(3)]
    for other in others:
        read(client, other)
    write_down()
    assert len(numbers()) == 1, "one address is not believed more than its quota"


def test_readings_can_be_switched_off(client: Client, topic: TopicPage) -> None:
    article = factories.article()
    Participation.objects.create(site=factories.site(), counts_reading=False)
    assert "/seen/" not in client.get(article.url).content.decode()
    read(client, article)
    write_down()
    assert not DayCount.objects.exists()


def test_a_process_without_a_shared_cache_writes_down_what_it_counted(
    client: Client, topic: TopicPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = factories.article()
    monkeypatch.setattr(counters.MemoryReadings, "EVERY", 0.0)
    read(client, article)
    assert numbers() == {article.pk: 1}


def test_what_could_not_be_written_down_is_not_lost(topic: TopicPage) -> None:
    day = timezone.localdate()
    memory = counters.MemoryReadings()
    memory.add((1, day))
    assert memory.take() == {(1, day): 1}
    memory.add((1, day))
    assert memory.take() == {(1, day): 2}
    memory.taken()
    assert memory.take() == {}


def day_count(page: ArticlePage, number: int, days_ago: int = 0) -> None:
    DayCount.objects.create(page=page, day=timezone.localdate() - timedelta(days=days_ago), number=number)


def links(client: Client, path: str, within: str) -> list[str]:
    page = BeautifulSoup(client.get(path).content, "html.parser")
    return [
        link.get_text(strip=True) for link in page.select(f"{within} a") if "/articles/" in str(link["href"]) and link.get_text(strip=True)
    ]


def test_editors_choose_where_the_ranking_stands(client: Client, topic: TopicPage) -> None:
    low, high, other = (factories.article(title, topics=[topic]) for title in ("Low", "High", "Other"))
    elsewhere = factories.article("Elsewhere")
    hidden = factories.article("CANARY", topics=[topic])
    day_count(low, 3)
    day_count(low, 3, days_ago=6)
    day_count(high, 7, days_ago=1)
    day_count(other, 100, days_ago=8)
    day_count(elsewhere, 50)
    day_count(hidden, 500)
    hidden.unpublish()
    assert rank()
    assert not rank(), "the order is the same"
    assert "most-read-heading" not in client.get(topic.url).content.decode(), "an editor has not asked for it"
    topic.shows_most_read = True
    topic.save_revision().publish()
    assert links(client, topic.url, ".most-read") == ["High", "Low"]
    shown = client.get("/api/v2/topics/tides/").json()["most_read"]
    assert [card["title"] for card in shown] == ["High", "Low"]
    home = HomePage.objects.get()
    home.sections = [("lead", {"heading": "", "pinned": [], "count": 2}), ("most_read", {"heading": "Most read", "count": 2})]
    home.save_revision().publish()
    assert links(client, "/", ".section-most_read .card-title") == ["Elsewhere", "High"]
    sections = client.get(f"/api/v2/pages/{home.pk}/").json()["sections"]
    assert [card["title"] for card in sections[-1]["cards"]] == ["Elsewhere", "High"]
    day_count(low, 100, days_ago=2)
    assert rank()
    assert links(client, "/", ".section-most_read .card-title") == ["Low", "Elsewhere"]
    Participation.objects.create(site=factories.site(), counts_reading=False)
    assert links(client, topic.url, ".most-read") == []


def test_old_numbers_are_forgotten(topic: TopicPage) -> None:
    article = factories.article()
    day_count(article, 5, days_ago=500)
    Readership.objects.create(page=article, number=5)
    rank()
    assert not DayCount.objects.exists()
    assert not Readership.objects.exists()


def test_topics_with_rankings_ask_one_query_for_all_of_them(client: Client, topic: TopicPage) -> None:
    def queries() -> int:
        path = "/api/v2/topics/?fields=most_read"
        client.get(path)
        with CaptureQueriesContext(connection) as context:
            assert client.get(path).status_code == 200
        return len(context)

    def ranked(page: TopicPage) -> None:
        day_count(factories.article(topics=[page]), 1)
        page.shows_most_read = True
        page.save_revision().publish()
        rank()

    ranked(topic)
    few = queries()
    for _ in range(3):
        ranked(factories.topic())
    assert queries() == few
