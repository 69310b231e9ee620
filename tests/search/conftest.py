"""A small publication to search in, and a way to ask."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection, transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from articles.models import ArticlePage, Author, TopicPage
from cms.tags.moving import settle
from search import jobs
from tests import factories

START = datetime(2026, 3, 1, 12, tzinfo=UTC)

Ask = Callable[..., Any]


@pytest.fixture(autouse=True)
def unhurried(settings: LazySettings) -> None:
    """A busy machine may take its time, and one address may ask as often as it likes."""
    settings.SEARCH_TIME_LIMIT = 30_000
    settings.SEARCH_RATE_LIMIT = settings.API_RATE_LIMIT = 0


def paragraph(text: str) -> list[tuple[str, str]]:
    return [("paragraph", f"<p>{text}</p>")]


TEXTS = (
    ("Why the tide comes twice", "The moon pulls twice a day. Pilots read the table of the harbour.", "tides", "nell", ("moon",)),
    ("A harbour in winter", "Ice on the ropes. The tide comes late, and nobody minds.", "harbours", "rosa", ()),
    ("Lighthouse keepers", "They counted the ships. A café at the pier opened at six.", "harbours", "nell", ("light",)),
    ("Ropes and knots", "A bowline holds. Sailors tie it with one hand, ship after ship.", "harbours", "rosa", ()),
    ("The oldest tide table", "Printed in a monastery. Straße is a German word.", "tides harbours", "nell rosa", ("print",)),
    ("Nothing about water", "This one is about bread, yeast and patience.", "harbours", "rosa", ()),
)


@pytest.fixture(scope="module")
def _published(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Made once for all tests of a module, in a transaction that is rolled back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        factories.publication()
        topics = {"tides": factories.topic("Tides", also_known_as="Ebb and flow"), "harbours": factories.topic("Harbours")}
        authors = {"nell": factories.author("Nell Bly"), "rosa": factories.author("Rosa Müller")}
        for number, (title, body, about, by, tags) in enumerate(TEXTS):
            factories.article(
                title,
                body=paragraph(body),
                topics=[topics[name] for name in about.split()],
                authors=[authors[name] for name in by.split()],
                tags=tags,
                published_at=START + timedelta(weeks=number),
            )
        settle(connection)
        jobs.learn_words()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def publication(_published: None, db: None) -> dict[str, Any]:
    """Six articles about the sea, by two authors, on two topics, a week apart."""
    return {
        "articles": list(ArticlePage.objects.order_by("published_at")),
        "tides": TopicPage.objects.get(slug="tides"),
        "harbours": TopicPage.objects.get(slug="harbours"),
        "nell": Author.objects.get(slug="nell-bly"),
        "rosa": Author.objects.get(name="Rosa Müller"),
    }


@pytest.fixture
def ask(client: Client) -> Ask:
    """Search through the API: the answer as JSON."""

    def ask(q: str, **parameters: Any) -> Any:
        settle(connection)  # what happens before a commit, which these tests never come to
        answer = client.get("/api/v2/search/", {"q": q, **parameters})
        assert answer.status_code == 200, answer.content
        return answer.json()

    return ask


def titles(answer: Any) -> list[str]:
    return [item["title"] for item in answer["items"]]
