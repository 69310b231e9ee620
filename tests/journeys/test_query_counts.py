"""How many questions a page asks the database: the same number however much is on it, and few."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import TopicPage
from cms.content.models import Navigation
from home.models import HomePage
from tests import factories

#: What pages that refer to every kind of thing may ask. A change that raises one of these says why.
MOST = {"article": 13, "topic": 14, "front page": 12}
#: What ordinary ones may: the budgets of the project.
BUDGETS = {
    "/articles/plain-3/": 10,
    "/topics/tides/": 10,
    "/api/v2/articles/plain-3/": 8,
    "/api/v2/resolve/?path=/articles/plain-3/": 8,
    "/api/v2/articles/?fields=authors,topics,lead_image,body": 8,
    "/api/v2/articles/?fields=authors,topics,lead_image,body&limit=2": 8,
    "/api/v2/pages/?type=articles.ArticlePage&fields=authors,topics,lead_image,body&limit=100": 8,
    "/api/v2/articles/?topic=tides": 8,
}


def queries(client: Client, path: str) -> list[str]:
    assert client.get(path).status_code == 200  # whatever the process learns once
    with CaptureQueriesContext(connection) as context:
        assert client.get(path).status_code == 200
    return [query["sql"] for query in context.captured_queries]


def body(size: int, topic: TopicPage) -> Any:
    """`size` of every kind of block that refers to something."""
    blocks: list[tuple[str, Any]] = []
    for number in range(size):
        term, image = factories.term(), factories.image()
        text = f'<p><a linktype="page" id="{topic.pk}">a</a> <a linktype="term" id="{term.pk}">b</a></p>'
        blocks += [
            ("heading", {"text": f"Heading {number}", "level": "h2", "anchor": ""}),
            ("paragraph", text),
            ("callout", {"kind": "note", "title": "", "text": text}),
            ("image", {"image": image, "caption": "", "credit": "", "width": "text"}),
            ("definition_list", {"title": "", "items": [{"term": term, "definition": ""}]}),
            ("reusable", {"content": factories.reusable(f"Words {number}", body=[("paragraph", text)])}),
        ]
    return blocks


def article(size: int) -> str:
    topic = factories.topic()
    page = factories.article(
        topics=[topic, *(factories.topic() for _ in range(size - 1))],
        authors=[factories.author(portrait=factories.image()) for _ in range(size)],
        tags=tuple(f"tag {number}" for number in range(size)),
        series=factories.series(f"Series of {size}"),
        lead_image=factories.image(),
    )
    for _ in range(size):
        other = factories.article(topics=[topic], lead_image=factories.image(), series=page.series)
        page.related_articles.create(article=other)
    page.body = body(size, topic)
    page.save_revision().publish()
    return str(page.url)


def topic(size: int) -> str:
    page = factories.topic(lead_image=factories.image())
    for _ in range(size):
        factories.article(topics=[page], lead_image=factories.image())
        factories.topic(parent=page)
        page.related_topics.create(topic=factories.topic())
    page.body = body(size, page)
    page.save_revision().publish()
    return str(page.url)


def front_page(size: int) -> str:
    home = HomePage.objects.get()
    sections: list[tuple[str, Any]] = [("lead", {"heading": "", "pinned": [], "count": 5})]
    for _ in range(size):
        subject = factories.topic()
        for _ in range(size):
            factories.article(topics=[subject], lead_image=factories.image())
        sections.append(("topic", {"heading": "", "topic": subject, "pinned": [], "count": 4}))
        sections.append(("words", {"heading": "", "text": f'<p><a linktype="page" id="{subject.pk}">x</a></p>'}))
    home.sections = sections
    home.save_revision().publish()
    menu = Navigation.objects.get()
    menu.items = [("link", {"page": factories.topic(), "url": "", "label": ""}) for _ in range(size)]
    menu.save()
    return "/"


@pytest.mark.parametrize(("name", "make"), [("article", article), ("topic", topic), ("front page", front_page)])
def test_more_on_a_page_asks_no_more_of_the_database(db: None, client: Client, name: str, make: Callable[[int], str]) -> None:
    factories.publication()
    small = queries(client, make(2))
    large = queries(client, make(6))
    assert len(large) == len(small), "\n".join(large)
    assert len(large) <= MOST[name], "\n".join(large)


def test_ordinary_answers_stay_within_their_budgets(db: None, client: Client) -> None:
    factories.publication()
    tides, moon = factories.topic("Tides"), factories.topic("Moon")
    for number in range(5):
        text = f'<p><a linktype="page" id="{tides.pk}">The tides</a></p>'
        factories.article(
            f"Plain {number}",
            topics=[[tides, moon], [moon, tides]][number % 2],
            authors=[factories.author(portrait=factories.image())],
            lead_image=factories.image(),
            body=[("heading", {"text": "Why", "level": "h2", "anchor": ""}), ("paragraph", text)],
        )
    asked = {path: queries(client, path) for path in BUDGETS}
    over = {path: found for path, found in asked.items() if len(found) > BUDGETS[path]}
    assert not over, "\n".join(sql for found in over.values() for sql in found)


def test_a_visit_writes_nothing(db: None, client: Client) -> None:
    factories.publication()
    for path in (article(2), "/", "/topics/", "/articles/", "/absent/", "/api/v2/pages/"):
        client.get(path)
        with CaptureQueriesContext(connection) as context:
            client.get(path)
        asked = [query["sql"].lstrip("( ") for query in context.captured_queries]
        assert not [sql for sql in asked if not sql.startswith(("SELECT", "WITH"))], path
