"""Feeds: valid, whole, and of nothing that visitors may not see."""

import json
import re
from datetime import UTC, datetime, timedelta

from defusedxml.ElementTree import fromstring
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from cms.content.models import Discovery
from cms.content.portable import portable_html
from cms.content.values import Block
from tests import factories
from tests.content.samples import definitions, published
from tests.syndication import specifications
from tests.syndication.conftest import Magazine

LISTS = ("", "topics/tides/", "articles/", "authors/ines-okafor/", "series/the-shore/", "tags/moon/")
FORMATS = {
    "rss.xml": ("application/rss+xml", specifications.rss),
    "atom.xml": ("application/atom+xml", specifications.atom),
    "feed.json": ("application/feed+json", specifications.json_feed),
}


def titles(client: Client, path: str = "") -> list[str]:
    return [item["title"] for item in json.loads(client.get(f"/feeds/{path}feed.json").content)["items"]]


def test_every_list_has_valid_feeds_and_its_page_names_them(magazine: Magazine, client: Client) -> None:
    for path in LISTS:
        html = client.get(f"/{path}").content.decode()
        for file, (kind, problems) in FORMATS.items():
            response = client.get(f"/feeds/{path}{file}")
            assert (response.status_code, response["Content-Type"]) == (200, f"{kind}; charset=utf-8")
            assert "max-age=0" in response["Cache-Control"]
            assert problems(response.content) == [], (path, file)
            assert client.head(f"/feeds/{path}{file}").content == b""
            assert f'type="{kind}"' in html
            assert f'href="/feeds/{path}{file}"' in html
            assert f'href="/feeds/{file}"' in html
        assert titles(client, path) == ["Low </script> tide"], path


def test_an_entry_has_the_whole_text(magazine: Magazine, client: Client) -> None:
    (item,) = json.loads(client.get("/feeds/feed.json").content)["items"]
    assert '<a href="http://testserver/topics/tides/">moon</a> &amp; the' in item["content_html"]
    assert "<h4>How often?</h4>" in item["content_html"]
    assert item["summary"] == "Where the water goes."
    assert item["image"].endswith(".jpg")
    assert [author["name"] for author in item["authors"]] == ["Ines <Okafor>", "Jo Park"]
    assert item["tags"] == ["Tides", "Rivers", "moon"]
    assert (item["date_published"], item["date_modified"]) == ("2026-03-04T05:06:00Z", "2026-03-09T12:00:00Z")


def test_editors_may_give_excerpts_only(magazine: Magazine, client: Client) -> None:
    Discovery.objects.create(feed_content="excerpt")
    for file, (_kind, problems) in FORMATS.items():
        body = client.get(f"/feeds/{file}").content
        assert problems(body) == []
        assert b"How often?" not in body
        assert b"Where the water goes." in body


def test_every_block_can_be_read_elsewhere() -> None:
    """In a feed reader, which has none of our styles, scripts and addresses."""
    body = tuple(Block(name, name, published(name)) for name in definitions())
    text = portable_html(body, "https://example.org", "https://example.org/a/")
    assert specifications.html(text, "body") == []
    for words in (
        "The old",
        "We built the map first.",
        "Do not cross.",
        "A song at YouTube",
        "The weir",
        "Amazon",
        "Both ways.",
        "Is it open?",
    ):
        assert words in re.sub(r"<[^>]+>", "", text), words
    assert "class=" not in text
    assert "<img " in text


def test_an_id_survives_a_new_name_and_a_new_place(magazine: Magazine, client: Client) -> None:
    def ids() -> list[str]:
        return [item["id"] for item in json.loads(client.get("/feeds/feed.json").content)["items"]]

    before = ids()
    magazine.article.slug = "ebb"
    magazine.article.save_revision().publish()
    assert ids() == before
    assert json.loads(client.get("/feeds/feed.json").content)["items"][0]["url"] == "http://testserver/articles/ebb/"


def test_a_topic_that_moved_takes_its_readers_along(magazine: Magazine, client: Client) -> None:
    magazine.topic.slug = "ebb-and-flow"
    magazine.topic.save_revision().publish()
    moved = client.get("/feeds/topics/tides/rss.xml")
    assert (moved.status_code, moved["Location"]) == (301, "/feeds/topics/ebb-and-flow/rss.xml")
    magazine.topic.refresh_from_db()
    magazine.topic.delete()
    assert client.get("/feeds/topics/ebb-and-flow/rss.xml").status_code == 410


def test_what_visitors_may_not_see_is_in_no_feed(magazine: Magazine, client: Client) -> None:
    """Drafts, what is embargoed, expired or private."""
    desk = factories.desk()
    draft = factories.article("Draft", live=False, topics=[magazine.topic], authors=[magazine.author])
    draft.go_live_at = timezone.now() + timedelta(days=1)
    draft.save_revision().publish()
    private = factories.article("Private", topics=[magazine.topic], authors=[magazine.author])
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    expired = factories.article("Expired", topics=[magazine.topic], authors=[magazine.author])
    type(expired).objects.filter(pk=expired.pk).update(expire_at=datetime(2020, 1, 1, tzinfo=UTC))
    expired.refresh_from_db()
    expired.save()
    for path in LISTS:
        assert titles(client, path) == ["Low </script> tide"], path
    magazine.author.unpublish()
    magazine.series.unpublish()
    for path in ("authors/ines-okafor/", "series/the-shore/", "tags/absent/", "topics/absent/", "about/", "articles/low-tide/"):
        assert client.get(f"/feeds/{path}rss.xml").status_code == 404, path
    assert b"Okafor" not in client.get("/feeds/atom.xml").content
    PageViewRestriction.objects.create(page=desk, restriction_type="login")
    assert client.get("/feeds/articles/atom.xml").status_code == client.get("/feeds/articles/absent/atom.xml").status_code == 404


def test_a_title_with_what_xml_does_not_know(magazine: Magazine, client: Client) -> None:
    factories.article("Bell \x0b & <bold>", slug="bell")
    assert specifications.rss(client.get("/feeds/rss.xml").content) == []
    assert fromstring(client.get("/feeds/rss.xml").content).findtext("channel/item/title") == "Bell  & <bold>"


def test_more_articles_ask_no_more_of_the_database(magazine: Magazine, client: Client) -> None:
    def number() -> int:
        client.get("/feeds/topics/tides/rss.xml")
        with CaptureQueriesContext(connection) as context:
            assert client.get("/feeds/topics/tides/rss.xml").status_code == 200
        assert not [query for query in context.captured_queries if not query["sql"].lstrip("( ").startswith(("SELECT", "WITH"))]
        return len(context.captured_queries)

    before = number()
    for _ in range(4):
        factories.article(topics=[magazine.topic], authors=[factories.author()], tags=("x",), body=magazine.article.body.raw_data)
    assert number() == before <= 13
