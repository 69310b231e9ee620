"""The read API as a frontend developer meets it: the same content as the pages, honest errors, nothing of a visitor's."""

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from articles.models import ArticlePage
from tests import factories

API = "/api/v2/"


@pytest.fixture
def article(db: None) -> ArticlePage:
    factories.publication()
    topic = factories.topic("Tides")
    body = [
        ("heading", {"text": "Why", "level": "h2", "anchor": ""}),
        ("paragraph", f'<p>The <a linktype="page" id="{topic.pk}">moon</a>.</p>'),
    ]
    return factories.article(
        "Low tide", topics=[topic], authors=[factories.author("Nell Bly")], tags=("sea",), standfirst="In short.", body=body
    )


def test_the_index_names_the_endpoints(article: ArticlePage, client: Client) -> None:
    index = client.get(API).json()
    assert index["pages"] == "http://testserver/api/v2/pages/"
    for url in index.values():
        assert client.get(url).status_code in (200, 400)


def test_a_list_is_compact_and_in_the_order_that_is_asked_for(article: ArticlePage, client: Client) -> None:
    factories.article("High tide", live=False)
    newer = factories.article("Spring tide")
    answer = client.get(API + "pages/?type=articles.ArticlePage&order=-published_at").json()
    assert answer["meta"]["total_count"] == 2
    assert set(answer["items"][0]) == {"id", "meta", "title"}
    assert [item["id"] for item in answer["items"]] == [newer.pk, article.pk]
    assert answer["items"][1]["meta"]["html_url"] == "http://testserver/articles/low-tide/"
    assert client.get(API + "pages/?type=articles.ArticlePage&order=-published_at&limit=1&offset=1").json()["items"] == answer["items"][1:]


def test_a_page_is_whole(article: ArticlePage, client: Client) -> None:
    page = client.get(f"{API}pages/{article.pk}/").json()
    assert page["meta"]["type"] == "articles.ArticlePage"
    assert page["standfirst"] == "In short."
    assert [author["title"] for author in page["authors"]] == ["Nell Bly"]
    assert page["primary_topic"]["title"] == "Tides"
    assert [tag["name"] for tag in page["tags"]] == ["sea"]
    assert [block["type"] for block in page["body"]] == ["heading", "paragraph"]
    assert page["table_of_contents"] == [{"id": "why", "text": "Why", "level": 2}]
    assert page["body"][1]["value"]["html"] == '<p>The <a href="http://testserver/topics/tides/">moon</a>.</p>'
    assert page["breadcrumbs"][-1] == {"title": "Articles", "url": "http://testserver/articles/"}


@pytest.mark.parametrize(
    ("form", "wanted"),
    [
        ("html", '<p>The <a href="http://testserver/topics/tides/">moon</a>.</p>'),
        ("markdown", "The [moon](http://testserver/topics/tides/)."),
        ("text", "The moon."),
    ],
)
def test_rich_text_in_three_formats(article: ArticlePage, client: Client, form: str, wanted: str) -> None:
    page = client.get(f"{API}pages/{article.pk}/?rich_text_format={form}").json()
    assert page["body"][1]["value"]["html"] == wanted


def test_one_request_from_path_to_content(article: ArticlePage, client: Client) -> None:
    found = client.get(API + "resolve/", {"path": "/articles/low-tide/"}).json()
    assert found["kind"] == "page"
    assert found["page"] == client.get(f"{API}pages/{article.pk}/").json()


def test_what_is_not_a_page_says_what_it_is(article: ArticlePage, client: Client) -> None:
    article.slug = "ebb"
    article.save_revision().publish()
    moved = client.get(API + "resolve/", {"path": "/articles/low-tide/"}).json()
    assert moved == {"kind": "redirect", "redirect": {"url": "http://testserver/articles/ebb/", "status": 301}}
    absent = client.get(API + "resolve/", {"path": "/absent/"})
    assert (absent.status_code, absent.json()["kind"]) == (404, "not_found")
    private = factories.standard_page("Members")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    for path in ("/members/", "/members/absent/"):
        locked = client.get(API + "resolve/", {"path": path})
        assert (locked.status_code, locked.json()) == (200, {"kind": "locked"})
    article.refresh_from_db()
    article.delete()
    gone = client.get(API + "resolve/", {"path": "/articles/ebb/"})
    assert (gone.status_code, gone.json()["kind"]) == (410, "gone")


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("pages/?limt=5", "limt"),
        ("pages/?limit=0", "limit"),
        ("pages/?limit=101", "limit"),
        ("pages/?offset=99999999999999999999", "offset"),
        ("pages/?offset=-1", "offset"),
        ("pages/?limit=5&limit=6", "limit"),
        ("pages/?type=auth.User", "type"),
        ("pages/?locale=xx", "locale"),
        ("pages/?locale=%00", "locale"),
        ("resolve/", "path"),
        ("resolve/?path=%00", "path"),
        ("resolve/?path=" + "x" * 2001, "path"),
        ("site/?rich_text_format=pdf", "rich_text_format"),
    ],
)
def test_a_bad_parameter_is_named(article: ArticlePage, client: Client, query: str, parameter: str) -> None:
    answer = client.get(API + query)
    problem = answer.json()
    assert answer.status_code == problem["status"] == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert problem["parameter"] == parameter
    assert problem["detail"] == problem["message"]


def test_a_misspelt_parameter_gets_the_right_one(article: ArticlePage, client: Client) -> None:
    assert "Did you mean 'limit'?" in client.get(API + "pages/?limt=5").json()["detail"]


@pytest.mark.parametrize("path", ["pages/999999/", "pages/99999999999999999999/", "nonsense/", "pages/abc/"])
def test_what_is_not_there_is_a_problem_document(article: ArticlePage, client: Client, path: str) -> None:
    answer = client.get(API + path)
    assert answer.status_code == answer.json()["status"] == 404


def test_other_methods(article: ArticlePage, client: Client) -> None:
    assert client.head(API + "pages/").status_code == 200
    assert client.options(API + "pages/")["Allow"] == "GET, HEAD, OPTIONS"
    refused = client.post(API + "pages/")
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_signing_in_changes_nothing(article: ArticlePage, client: Client) -> None:
    private = factories.standard_page("Members")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    client.force_login(factories.user(superuser=True))
    answer = client.get(f"{API}pages/{private.pk}/")
    assert answer.status_code == 404
    assert "Cookie" not in answer.get("Vary", "")
    assert answer["Cache-Control"].startswith("public")


def test_a_draft_revision_of_a_live_page_is_not_shown(article: ArticlePage, client: Client) -> None:
    article.title = "Canary"
    article.save_revision()
    assert "Canary" not in client.get(f"{API}pages/{article.pk}/").content.decode()
    assert "Canary" not in client.get("/articles/").content.decode()
