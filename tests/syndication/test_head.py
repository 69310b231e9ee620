"""What the head of a page tells search engines and those who share it; the API tells the same."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from cms.content.models import Discovery
from tests import factories
from tests.syndication.conftest import Magazine
from tests.syndication.schema_org import problems

GOLDEN = Path(__file__).parent / "golden"
#: A page of each kind, and where the API has the same thing.
PAGES = {
    "front page": ("/", "/api/v2/resolve/?path=/"),
    "desk": ("/articles/", "/api/v2/resolve/?path=/articles/"),
    "article": ("/articles/low-tide/", "/api/v2/articles/low-tide/"),
    "topic index": ("/topics/", "/api/v2/resolve/?path=/topics/"),
    "topic": ("/topics/tides/", "/api/v2/topics/tides/"),
    "standard page": ("/about/", "/api/v2/resolve/?path=/about/"),
    "author": ("/authors/ines-okafor/", "/api/v2/authors/ines-okafor/"),
    "authors": ("/authors/", ""),
    "series": ("/series/the-shore/", "/api/v2/series/the-shore/"),
    "tag": ("/tags/moon/", ""),
    "glossary": ("/terms/", ""),
    "term": ("/terms/neap-tide/", "/api/v2/terms/neap-tide/"),
}


def page(client: Client, path: str) -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def linked(soup: BeautifulSoup) -> dict[str, Any]:
    (script,) = soup.find_all("script", type="application/ld+json")
    found: dict[str, Any] = json.loads(script.string or "")
    return found


def metas(soup: BeautifulSoup) -> dict[str, str]:
    return {str(meta.get("name") or meta.get("property")): str(meta["content"]) for meta in soup.find_all("meta", content=True)}


def every_address(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from [item] if key in ("url", "item", "@id") and isinstance(item, str) else every_address(item)
    elif isinstance(value, list):
        for item in value:
            yield from every_address(item)


def test_what_each_kind_of_page_says_of_itself(magazine: Magazine, client: Client) -> None:
    for kind, (path, api) in PAGES.items():
        soup = page(client, path)
        data, told = linked(soup), metas(soup)
        assert problems(data) == [], kind
        canonical = soup.find("link", rel="canonical")
        assert canonical is not None
        assert canonical["href"] == told["og:url"] == f"http://testserver{path}"
        assert (told["robots"], told["og:site_name"]) == ("max-image-preview:large", "The Ebb & Flow")
        assert told["og:title"]
        assert soup.title is not None
        assert told["og:title"] in str(soup.title.string)
        if api:
            payload = client.get(api).json()
            seo = payload.get("page", payload)["meta"]["seo"]
            assert seo["json_ld"] == data
            assert {**seo["open_graph"], **seo["meta"]}.items() <= told.items()
        expect(kind, data)


def expect(kind: str, data: dict[str, Any]) -> None:
    """What the page says is what the golden file says. GOLDEN=write writes it anew."""
    # The names of files are made anew each time.
    text = re.sub(r"/media/images/[^\"]*?/([a-z]+)\.[^\"]*(\.\w+)\"", r'/media/\1\2"', json.dumps(data, indent=1, ensure_ascii=False))
    golden = GOLDEN / f"{kind.replace(' ', '_')}.json"
    if os.environ.get("GOLDEN") == "write":
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text + "\n", "utf-8")
    assert json.loads(text) == json.loads(golden.read_text("utf-8")), kind


def test_an_article_says_who_wrote_it_when_and_about_what(magazine: Magazine, client: Client) -> None:
    soup = page(client, "/articles/low-tide/")
    article = linked(soup)["@graph"][0]
    assert article["@type"] == "NewsArticle"
    assert article["headline"] == "Low </script> tide"
    assert [author["name"] for author in article["author"]] == ["Ines <Okafor>", "Jo Park"]
    assert (article["datePublished"], article["dateModified"]) == ("2026-03-04T05:06:00Z", "2026-03-09T12:00:00Z")
    assert article["articleSection"] == "Tides"
    assert article["keywords"] == ["moon"]
    told = metas(soup)
    assert told["og:type"] == "article"
    assert told["twitter:card"] == "summary_large_image"
    assert told["fediverse:creator"] == "@ines@social.example"
    assert told["og:image"].startswith("http://testserver/media/")
    assert told["og:image:alt"]


def test_a_magazine_has_articles_and_no_news(magazine: Magazine, client: Client) -> None:
    Discovery.objects.create(articles_are_news=False)
    assert linked(page(client, "/articles/low-tide/"))["@graph"][0]["@type"] == "Article"


def test_a_hidden_page_and_a_hidden_site_say_so(magazine: Magazine, client: Client) -> None:
    magazine.page.hide_from_search_engines = True
    magazine.page.save_revision().publish()
    assert metas(page(client, "/about/"))["robots"] == "noindex"
    assert metas(page(client, "/"))["robots"] != "noindex"
    Discovery.objects.create(hide_site=True)
    for path, _api in PAGES.values():
        assert metas(page(client, path))["robots"] == "noindex", path


def test_the_second_page_of_a_list_is_a_page_of_its_own(magazine: Magazine, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.lists.PAGE_SIZE", 1)
    factories.article(topics=[magazine.topic], authors=[magazine.author])

    def canonical(path: str) -> Any:
        link = page(client, path).find("link", rel="canonical")
        assert link is not None
        return link["href"]

    assert canonical("/topics/tides/?page=2") == "http://testserver/topics/tides/?page=2"
    assert canonical("/topics/tides/?order=oldest") == "http://testserver/topics/tides/"
    title = page(client, "/topics/tides/?page=2").title
    assert title is not None
    assert title.string == "Tides · Page 2 · The Ebb & Flow"
    # What a query was put together for is not kept for pages of another size.
    assert len(page(client, "/topics/tides/?order=oldest").find_all("h3", class_="card-title")) == 1
    monkeypatch.undo()
    assert len(page(client, "/topics/tides/?order=oldest").find_all("h3", class_="card-title")) == 2


def test_what_is_hidden_is_not_in_what_machines_are_told(magazine: Magazine, client: Client) -> None:
    """An author, a topic, a series and a term that are taken offline leave every page that named them."""
    for thing in (magazine.author, magazine.series, magazine.term, magazine.topic):
        thing.unpublish()
    for path in ("/articles/low-tide/", "/terms/", "/authors/"):
        text = json.dumps(linked(page(client, path)))
        for word in ("Okafor", "shore", "Neap", "Tides"):
            assert word not in text, (path, word)
    assert linked(page(client, "/articles/low-tide/"))["@graph"][0]["about"][0]["name"] == "Rivers"


def test_a_topic_has_a_glossary_of_its_own(magazine: Magazine, client: Client) -> None:
    """Terms that are at home there, in the order of the alphabet; no drafts, no other topic's."""
    factories.term("Ebb", definition="Falling water.", home_topic=magazine.topic)
    factories.term("Hidden ebb", home_topic=magazine.topic, live=False)
    factories.term("Weir")
    assert [term["name"] for term in client.get("/api/v2/topics/tides/").json()["terms"]] == ["Ebb", "Neap tide"]
    soup = page(client, "/topics/tides/")
    glossary = soup.find("section", class_="topic-terms")
    assert glossary is not None
    assert [term.get_text() for term in glossary.find_all("dt")] == ["Ebb", "Neap tide"]
    sets = [node for node in linked(soup)["@graph"] if node["@type"] == "DefinedTermSet"]
    assert [term["name"] for term in sets[0]["hasDefinedTerm"]] == ["Ebb", "Neap tide"]
