"""Lists: fields, order, pages and filters, as clients of Wagtail's API v2 write them and as ours may."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection, transaction
from django.test import Client
from pytest_django import DjangoDbBlocker
from wagtail.models import Page

from articles.models import ArticlePage
from tests import factories

API = "/api/v2/"
START = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def get(client: Client) -> Any:
    def get(path: str) -> Any:
        answer = client.get(API + path)
        assert answer.status_code == 200, answer.content
        return answer.json()

    return get


@pytest.fixture(scope="module")
def _articles(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[ArticlePage]]:
    """Made once for all tests of the module, in a transaction that is rolled back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield _seven()
        transaction.set_rollback(True)


@pytest.fixture
def articles(_articles: list[ArticlePage], db: None) -> list[ArticlePage]:
    """Seven articles, an hour apart, all published at the same minute in pairs."""
    return list(ArticlePage.objects.order_by("pk"))


def _seven() -> list[ArticlePage]:
    factories.publication()
    topic, author = factories.topic("Tides"), factories.author("Nell Bly")
    series = factories.series("The coast")
    return [
        factories.article(
            f"Article {number}",
            topics=[topic],
            authors=[author],
            tags=("sea",) if number % 2 else (),
            published_at=START + timedelta(hours=number // 2),
            standfirst="Salt and wind." if number == 3 else "",
            featured=number == 4,
            series=series if number < 3 else None,
            series_position=3 - number if number < 3 else None,
            body=[("paragraph", "<p>Words.</p>")],
        )
        for number in range(7)
    ]


def ids(answer: Any) -> list[int]:
    return [item["id"] for item in answer["items"]]


def test_a_card_has_everything_that_a_teaser_needs(articles: list[ArticlePage], get: Any) -> None:
    item = get("articles/")["items"][0]
    assert item["title"] == "Article 6"
    assert item["url"] == item["meta"]["html_url"] == "http://testserver/articles/article-6/"
    assert item["meta"]["detail_url"] == f"http://testserver/api/v2/pages/{articles[6].pk}/"
    assert [author["title"] for author in item["authors"]] == ["Nell Bly"]
    assert item["primary_topic"]["url"] == "http://testserver/topics/tides/"
    assert "body" not in item


@pytest.mark.parametrize(
    ("fields", "keys", "meta"),
    [
        ("body", {"id", "meta", "title", "body"}, {"type", "detail_url", "html_url", "slug", "first_published_at", "locale"}),
        ("_,title", {"title"}, None),
        ("_,slug,title", {"meta", "title"}, {"slug"}),
        ("-title,-slug", {"id", "meta"}, {"type", "detail_url", "html_url", "first_published_at", "locale"}),
        ("_,id,authors(_,title)", {"id", "authors"}, None),
        ("_,parent", {"meta"}, {"parent"}),
    ],
)
def test_fields_narrow_and_widen(articles: list[ArticlePage], get: Any, fields: str, keys: set[str], meta: set[str] | None) -> None:
    item = get(f"pages/?type=articles.ArticlePage&limit=1&fields={fields}")["items"][0]
    assert set(item) == keys
    assert set(item.get("meta", ())) == (meta or set())
    if "authors" in keys:
        assert item["authors"] == [{"title": "Nell Bly"}]


def test_all_fields_of_a_list_are_those_of_the_page(articles: list[ArticlePage], get: Any) -> None:
    listed = get("articles/?fields=*&limit=1")["items"][0]
    whole = get("articles/article-6/")
    assert listed == whole == get(f"pages/{articles[6].pk}/") == get("resolve/?path=/articles/article-6/")["page"]
    assert get("articles/article-6/?fields=_,meta(slug)")["meta"] == whole["meta"]
    assert get("articles/article-6/?fields=_,meta(_,slug)") == {"meta": {"slug": "article-6"}}


@pytest.mark.parametrize("order", ["", "published_at", "-published_at", "title", "-title", "featured,-id", "-updated_at,slug"])
def test_a_cursor_goes_through_a_list_once(articles: list[ArticlePage], get: Any, order: str) -> None:
    query = f"articles/?limit=3&order={order}" if order else "articles/?limit=3"
    whole = ids(get(query.replace("limit=3", "limit=100")))
    found, cursor, pages = [], "", 0
    while pages == 0 or cursor:
        answer = get(query + (f"&cursor={cursor}" if cursor else ""))
        assert answer["meta"]["total_count"] == 7
        found += ids(answer)
        cursor, pages = answer["meta"]["next_cursor"], pages + 1
        if pages == 1:  # what is published meanwhile moves nobody to another page
            factories.article("Zebra", published_at=START + timedelta(days=1), slug="zebra", live=order == "-published_at")
            if order == "-published_at":
                break
    assert found == whole[: len(found)]
    if order != "-published_at":
        assert (found, pages) == (whole, 3)
    else:
        assert ids(get(f"{query}&cursor={cursor}")) == whole[3:6]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("topic=tides", [6, 5, 4, 3, 2, 1, 0]),
        ("topic=absent", []),
        ("author=nell-bly&featured=true", [4]),
        ("tag=sea", [5, 3, 1]),
        ("tag=sea,absent", [5, 3, 1]),
        ("series=the-coast", [2, 1, 0]),
        ("series=the-coast&order=-position", [0, 1, 2]),
        ("published_after=2026-03-01T14:00:00Z", [6, 5, 4]),
        ("published_before=2026-03-01T13:00:00%2B00:00", [1, 0]),
        ("published_after=2026-03-02", []),
        ("updated_after=2026-03-01T15:00:00Z", [6]),
        ("search=SALT", [3]),
        ("search=salt article", [3]),
        ("search=salt 5&search_operator=or", [5, 3]),
        ("search=absent", []),
        ("slug=article-2", [2]),
        ("title=Article 2", [2]),
        ("child_of=root", []),
        ("show_in_menus=true", []),
    ],
)
def test_filters(articles: list[ArticlePage], get: Any, query: str, expected: list[int]) -> None:
    answer = get(f"articles/?{query}")
    assert [articles_number(item) for item in answer["items"]] == expected
    assert answer["meta"]["total_count"] == len(expected)


def articles_number(item: dict[str, Any]) -> int:
    return int(item["title"].rpartition(" ")[2])


def test_the_tree(articles: list[ArticlePage], get: Any) -> None:
    home, desk = factories.home(), factories.desk()
    assert ids(get("pages/?child_of=root")) == [desk.pk, factories.topics().pk]
    assert set(ids(get(f"pages/?descendant_of={desk.pk}"))) == {article.pk for article in articles}
    assert ids(get(f"pages/?ancestor_of={articles[0].pk}")) == [home.pk, desk.pk]
    assert ids(get("pages/?translation_of=root")) == []
    assert ids(get(f"pages/?child_of={desk.pk}&type=content.StandardPage")) == []


def test_find_leads_to_the_page(articles: list[ArticlePage], client: Client) -> None:
    detail = f"http://testserver/api/v2/pages/{articles[1].pk}/"
    for query in (f"id={articles[1].pk}", "html_path=/articles/article-1/"):
        found = client.get(f"{API}pages/find/?{query}&fields=title")
        assert (found.status_code, found["Location"]) == (302, detail + "?fields=title")
    assert client.get(API + "pages/find/?html_path=/absent/").status_code == 404
    assert client.get(API + "pages/find/").json()["parameter"] == "html_path"


def test_a_topic_below_another_is_found_by_its_way(articles: list[ArticlePage], get: Any, client: Client) -> None:
    upper = Page.objects.get(slug="tides").specific
    lower = factories.topic("Neap", parent=upper)
    assert get("topics/neap/")["id"] == get("topics/tides/neap/")["id"] == lower.pk
    assert client.get(API + "topics/other/neap/").status_code == 404
    assert [(topic["title"], topic["article_count"]) for topic in get("topics/")["items"]] == [("Neap", 0), ("Tides", 7)]
    assert [below["topic"]["title"] for below in get("topics/tides/")["subtopics"]] == ["Neap"]


def test_snippets_are_resources(articles: list[ArticlePage], get: Any) -> None:
    factories.term("Ebb", also_known_as="Low water")
    factories.author("A draft", live=False)
    author = get("authors/")["items"]
    assert [(item["title"], item["article_count"]) for item in author] == [("Nell Bly", 7)]
    assert get("authors/nell-bly/")["meta"]["html_url"] == "http://testserver/authors/nell-bly/"
    assert [card["title"] for card in get("series/the-coast/")["articles"]] == ["Article 2", "Article 1", "Article 0"]
    assert get("terms/?search=water")["items"][0]["also_known_as"] == ["Low water"]
    assert get("terms/ebb/")["title"] == "Ebb"


@pytest.mark.parametrize(
    ("query", "parameter", "says"),
    [
        ("articles/?fields=titel", "fields", "Did you mean 'title'?"),
        ("articles/?fields=authors(nme)", "fields", "nme"),
        ("articles/?fields=title(x)", "fields", "nested"),
        ("articles/?fields=a(b(c))", "fields", "2 levels"),
        ("articles/?fields=" + "title," * 40, "fields", "30"),
        ("articles/?order=random", "order", "random"),
        ("articles/?order=publishd_at", "order", "published_at"),
        ("articles/?order=title,id,slug", "order", "2"),
        ("articles/?offset=10001", "offset", "10000"),
        ("articles/?cursor=nonsense", "cursor", "next_cursor"),
        ("articles/?cursor=WyItcHVibGlzaGVkX2F0IiwgIngiLCAxXQ", "cursor", "next_cursor"),
        ("articles/?published_after=yesterday", "published_after", "2026-03-01"),
        ("articles/?search=" + "x" * 101, "search", "100"),
        ("articles/?featured=perhaps", "featured", "true or false"),
        ("articles/?tipic=tides", "tipic", "Did you mean 'topic'?"),
        ("articles/?image_preset=huge", "image_preset", "card"),
        ("pages/?child_of=99999", "child_of", "does not exist"),
        ("pages/?child_of=root&descendant_of=root", "descendant_of", "not supported"),
        ("pages/?type=articles.Artcle", "type", "articles.ArticlePage"),
        ("pages/?site=other.example", "site", "Unknown"),
        ("images/?order=file", "order", "id"),
    ],
)
def test_what_cannot_be_right_is_named(articles: list[ArticlePage], client: Client, query: str, parameter: str, says: str) -> None:
    answer = client.get(API + query)
    problem = answer.json()
    assert answer.status_code == problem["status"] == 400
    assert (problem["parameter"], says in problem["detail"]) == (parameter, True), problem


def test_an_answer_does_not_tell_which_tags_drafts_have(articles: list[ArticlePage], client: Client, settings: LazySettings) -> None:
    settings.API_RATE_LIMIT = 0  # its headers count down
    factories.article("Not yet", tags=("embargoed",), live=False)
    answers = [client.get(f"{API}articles/?tag={name}") for name in ("embargoed", "never-heard-of")]
    assert answers[0].content == answers[1].content
    assert answers[0].headers == answers[1].headers
    assert ids(client.get(f"{API}articles/?tag=sea").json())


def test_what_is_taken_back_while_a_list_is_read_is_not_in_it(get: Any, articles: list[ArticlePage]) -> None:
    page = ArticlePage.objects.get(pk=articles[0].pk)
    taken_back: list[int] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not taken_back and 'FROM "articles_articlepage"' in sql:  # the list has been read, and now its pages are
            taken_back.append(page.pk)
            page.unpublish()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        answer = get("articles/?fields=body,standfirst")
    assert taken_back
    assert page.pk not in {item["id"] for item in answer["items"]}
