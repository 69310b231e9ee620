"""Suggestions while somebody types."""

from typing import Any

from django.db import connection
from django.test import Client

from cms.tags.moving import settle
from tests import factories


def suggested(client: Client, q: str) -> list[tuple[str, str]]:
    settle(connection)
    answer = client.get("/api/v2/search/suggest/", {"q": q})
    assert answer.status_code == 200
    return [(item["type"].partition(".")[2], item["title"]) for item in answer.json()["items"]]


def test_articles_topics_authors_and_terms_are_suggested(publication: Any, client: Client) -> None:
    factories.term("Tidal range", also_known_as="Amplitude")
    factories.term("Tidal draft", live=False)
    assert suggested(client, "tid") == [
        ("TopicPage", "Tides"),
        ("Term", "Tidal range"),
        ("ArticlePage", "The oldest tide table"),
        ("ArticlePage", "Why the tide comes twice"),
    ]
    assert suggested(client, "nel") == [("Author", "Nell Bly")]
    assert suggested(client, "bly nell") == [("Author", "Nell Bly")]
    assert suggested(client, "mull") == [("Author", "Rosa Müller")]
    assert suggested(client, "ampl") == [("Term", "Tidal range")]
    assert suggested(client, "oldest tide ta") == [("ArticlePage", "The oldest tide table")]
    assert suggested(client, "t") == suggested(client, "") == suggested(client, "tide absent") == []


def test_there_are_ten_at_most_and_nothing_hidden(publication: Any, client: Client) -> None:
    topics, authors = [publication["tides"]], [publication["nell"]]
    for number in range(12):
        factories.article(f"Kelp {number}", topics=topics, authors=authors, live=number != 5)
    found = suggested(client, "kel")
    assert len(found) == 10
    assert ("ArticlePage", "Kelp 5") not in found
    publication["nell"].unpublish()
    assert suggested(client, "nell") == []


def test_every_suggestion_has_an_address(publication: Any, client: Client) -> None:
    items = client.get("/api/v2/search/suggest/?q=ti").json()["items"]
    assert all(client.get(item["url"].removeprefix("http://testserver")).status_code == 200 for item in items)


def test_browsers_are_told_how_to_search(publication: Any, client: Client) -> None:
    page = client.get("/search/").content.decode()
    assert '<link rel="search" type="application/opensearchdescription+xml"' in page
    answer = client.get("/search/description.xml")
    assert answer["Content-Type"].startswith("application/opensearchdescription+xml")
    assert 'template="http://testserver/search/?q={searchTerms}"' in answer.content.decode()
