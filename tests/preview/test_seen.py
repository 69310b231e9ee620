"""What a session sees: its draft wherever it would stand, and nothing else that is not public."""

import json
from typing import Any

from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from articles.models import ArticlePage
from cms.content.drafts import UNSAVED
from tests import factories
from tests.preview.sessions import Session, management, page_url

FORMSETS = ("article_authors", "article_topics", "related_articles", "corrections", "comments")


def rows(prefix: str, name: str, keys: list[int]) -> dict[str, str]:
    """The form data of a formset with new rows."""
    data = {**management(prefix), f"{prefix}-TOTAL_FORMS": str(len(keys))}
    for number, key in enumerate(keys):
        data |= {f"{prefix}-{number}-{name}": str(key), f"{prefix}-{number}-ORDER": str(number), f"{prefix}-{number}-id": ""}
    return data


def add_url(parent: Any) -> str:
    return reverse("wagtailadmin_pages:preview_on_add", args=("articles", "articlepage", parent.pk))


def type_article(editor: Client, url: str, **fields: Any) -> str | None:
    """What is typed into a form whose preview is open. Where it stands on frontends."""
    form = {"title": "Neap tide", "slug": "neap-tide", "body-count": "0", **management(*FORMSETS), **fields}
    answer = editor.post(url, form).json()
    assert (answer["is_valid"], answer["is_available"]) == (True, True)
    address: str | None = answer["address"]
    return address


def titles(answer: Any) -> list[str]:
    return [item["title"] for item in answer["items"]]


def test_a_draft_stands_wherever_it_would(editor: Client) -> None:
    old, new, author = factories.topic("Rivers"), factories.topic("Tides"), factories.author("Ada")
    page = factories.article("Low tide", topics=[old], authors=[author])
    draft = page.get_latest_revision_as_object()
    draft.title, draft.slug, draft.featured = "Spring tide", "spring-tide", True
    draft.article_topics.clear()
    draft.article_topics.create(topic=new)
    draft.save_revision()
    session = Session(editor, page_url(page))
    assert session.about["path"] == "/articles/spring-tide/"
    assert titles(session.read("articles/")) == ["Spring tide"]
    assert titles(session.read("articles/", topic="tides", featured="true")) == ["Spring tide"]
    assert session.read("articles/", topic="rivers")["meta"]["total_count"] == 0
    assert {item["title"]: item["article_count"] for item in session.read("topics/")["items"]} == {"Rivers": 0, "Tides": 1}
    assert session.read("resolve/", path="/articles/spring-tide/")["page"]["title"] == "Spring tide"
    assert session.read("resolve/", path="/articles/low-tide/")["kind"] == "redirect"
    assert session.read("articles/spring-tide/")["primary_topic"]["title"] == "Tides"
    assert session.get("articles/low-tide/").status_code == 404
    assert titles(Client().get("/api/v2/articles/").json()) == ["Low tide"], "the public sees what was published"


def test_an_article_that_was_never_saved(editor: Client) -> None:
    topic, author = factories.topic("Tides"), factories.author("Ada")
    url = add_url(factories.desk())
    chosen = rows("article_authors", "author", [author.pk]) | rows("article_topics", "topic", [topic.pk])
    assert type_article(editor, url, **chosen, standfirst="Why.") is None, "no frontend shows it yet"
    session = Session(editor, url)
    assert session.about["path"] == "/articles/neap-tide/"
    payload = session.payload()
    assert payload["id"] == session.payload()["id"] == session.about["id"] >= UNSAVED
    assert (payload["standfirst"], payload["meta"]["parent"]["title"]) == ("Why.", factories.desk().title)
    assert [found["title"] for found in payload["authors"]] == ["Ada"]
    assert session.read(f"pages/{payload['id']}/") == payload
    assert titles(session.read("articles/", author="ada", topic="tides")) == ["Neap tide"]
    assert type_article(editor, url, title="Typed since", slug="typed-since") == "typed-since"
    assert session.payload()["title"] == "Typed since", "the same session shows what was typed since"
    assert not ArticlePage.objects.exists()


def test_a_draft_is_found_by_its_words(editor: Client) -> None:
    page = factories.article("Low tide")
    draft = page.get_latest_revision_as_object()
    draft.title = "Moonlit estuary"
    draft.save_revision()
    session = Session(editor, page_url(page))
    assert titles(session.read("articles/", search="moonlit")) == ["Moonlit estuary"]
    assert [found["title"] for found in session.read("search/", q="moonlit")["items"]] == ["Moonlit estuary"]
    assert session.read("search/", q="low")["items"] == []
    assert Client().get("/api/v2/search/", {"q": "moonlit"}).json()["items"] == []


def test_what_has_errors_is_not_shown_on_frontends(editor: Client) -> None:
    page = factories.article("Low tide", topics=[factories.topic("Tides")])
    url = reverse("wagtailadmin_pages:preview_on_edit", args=(page.pk,))
    type_article(editor, url, title="Low tide")
    session = Session(editor, url)
    form = {"title": "Neap tide", "slug": "no/slug", "body-count": "0", **management(*FORMSETS)}
    answer = editor.post(url, form).json()
    assert (answer["is_valid"], "address" in answer) == (False, False)
    assert session.payload()["title"] == "Low tide"


def test_a_draft_whose_cache_was_emptied_is_opened_anew(editor: Client) -> None:
    page = factories.article("Low tide", topics=[factories.topic("Tides")])
    url = reverse("wagtailadmin_pages:preview_on_edit", args=(page.pk,))
    type_article(editor, url)
    Session(editor, url)
    assert type_article(editor, url) == "neap-tide"
    cache.clear()
    assert type_article(editor, url) is None


def test_rows_that_are_not_filled_in_yet_are_left_out(editor: Client) -> None:
    author = factories.author("Ada")
    url = add_url(factories.desk())
    type_article(editor, url, **rows("article_authors", "author", [author.pk]))
    session = Session(editor, url)
    assert session.payload()["topics"] == []
    assert [found["title"] for found in session.payload()["authors"]] == ["Ada"]


def test_a_new_article_below_a_draft_shows_itself_alone(editor: Client) -> None:
    desk = factories.desk()
    hidden = factories.add(desk, type(desk)(title="Canary desk", slug="canary-desk", introduction="Canary"), live=False)
    factories.article("Canary beside", parent=hidden)
    url = add_url(hidden)
    type_article(editor, url)
    session = Session(editor, url)
    payload = session.payload()
    assert payload["title"] == "Neap tide"
    assert payload["meta"]["parent"] is None
    assert [crumb["title"] for crumb in payload["breadcrumbs"]] == [factories.home().title, desk.title]
    assert session.read("resolve/", path=session.about["path"])["page"]["title"] == "Neap tide"
    assert titles(session.read("articles/")) == ["Neap tide"]
    assert session.get(f"pages/{hidden.pk}/").status_code == 404
    assert session.get("resolve/", path="/articles/canary-desk/canary-beside/").status_code == 404
    for path in ("", "pages/", "articles/"):
        text = json.dumps(session.read(path, fields="*") if path else session.read())
        assert "Canary" not in text, path


def test_what_lies_below_a_draft_stays_hidden(editor: Client) -> None:
    desk = factories.desk()
    hidden = factories.add(desk, type(desk)(title="New desk", slug="new-desk"), live=False)
    factories.article("Canary", parent=hidden)
    session = Session(editor, page_url(hidden))
    assert session.payload()["title"] == "New desk"
    assert "Canary" not in json.dumps([session.read("articles/"), session.read("pages/"), session.payload()])
    assert session.get("articles/canary/").status_code == 404
    assert session.get("resolve/", path="/articles/new-desk/canary/").status_code == 404


def test_nothing_else_becomes_visible(editor: Client) -> None:
    secret = factories.standard_page("Canary", live=False)
    person = factories.author("Canary person", live=False)
    text = f'<p><a linktype="page" id="{secret.pk}">words</a></p>'
    page = factories.article("Low tide", authors=[person, factories.author("Ada")], body=[("paragraph", text)])
    session = Session(editor, page_url(page))
    everything = [session.read(path) for path in ("", "pages/", "articles/", "authors/", "site/")]
    assert "words" in json.dumps(everything)
    assert "anary" not in json.dumps(everything)
    assert session.get(f"pages/{secret.pk}/").status_code == 404


def test_an_author_as_she_will_be(editor: Client) -> None:
    ada = factories.author("Ada")
    factories.article("Low tide", authors=[ada])
    draft = ada.get_latest_revision_as_object()
    draft.name, draft.slug = "Ada L.", "ada-l"
    revision = draft.save_revision()
    session = Session(editor, reverse(type(ada).snippet_viewset.get_url_name("revisions_view"), args=(ada.pk, revision.pk)))
    assert session.about["path"] == "/authors/ada-l/"
    assert session.payload()["article_count"] == 1
    assert session.read("articles/low-tide/")["authors"][0]["title"] == "Ada L."
    assert titles(session.read("authors/")) == ["Ada L."]
    assert titles(Client().get("/api/v2/authors/").json()) == ["Ada"]


def test_a_snippet_that_was_never_saved(editor: Client) -> None:
    ada = factories.author("Ada")
    url = reverse(type(ada).snippet_viewset.get_url_name("preview_on_add"))
    form = {"name": "Grace", "slug": "", "biography-count": "0"}
    assert editor.post(url, form).json()["is_valid"]
    session = Session(editor, url)
    assert session.about["path"] == "/authors/grace/"
    assert titles(session.read("authors/")) == ["Ada", "Grace"]
    assert session.payload()["title"] == "Grace"


def test_a_private_page_is_seen_by_its_session(editor: Client) -> None:
    from wagtail.models import PageViewRestriction

    page = factories.standard_page("Members")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    session = Session(editor, page_url(page))
    assert session.read("resolve/", path="/members/")["page"]["title"] == "Members"
    assert Client().get("/api/v2/resolve/", {"path": "/members/"}).json()["kind"] == "locked"


def test_a_redirect_of_the_api_stays_in_the_preview(editor: Client) -> None:
    page = factories.standard_page("About", live=False)
    answer = Session(editor, page_url(page)).get("pages/find/", html_path="/about/")
    assert (answer.status_code, answer["Location"]) == (302, f"http://testserver/api/v2/preview/pages/{page.pk}/")


def test_what_a_refresh_asks_the_database(editor: Client, django_assert_max_num_queries: Any) -> None:
    topics = [factories.topic("Rivers"), factories.topic("Tides")]
    page = factories.article("Low tide", topics=topics, authors=[factories.author("Ada"), factories.author("Bo")])
    url = reverse("wagtailadmin_pages:preview_on_edit", args=(page.pk,))
    form = {"title": "Neap tide", "slug": "low-tide", "body-count": "0", **management(*FORMSETS)}
    editor.post(url, form)
    session = Session(editor, url)
    for _warm in range(2):
        assert editor.post(url, form).json()["is_valid"]
        editor.get(url, {"mode": "", "in_preview_panel": "true"})
        session.read()
    with django_assert_max_num_queries(28):
        assert editor.post(url, form).json()["address"] == "low-tide"
    with django_assert_max_num_queries(112) as asked:
        assert b"Neap tide" in editor.get(url, {"mode": "", "in_preview_panel": "true"}).content
    assert not [query for query in asked.captured_queries if "search_draftrow" in query["sql"]], "what editors search stays as it is"
    with django_assert_max_num_queries(80) as asked:
        assert session.payload()["title"] == "Neap tide"
    assert not [query for query in asked.captured_queries if "search_searchrow" in query["sql"] or "search_fts" in query["sql"]], (
        "and so does what visitors search"
    )


def test_an_author_who_was_deleted_since_is_left_out_of_the_draft(editor: Client) -> None:
    ada, bo = factories.author("Ada"), factories.author("Bo")
    page = factories.article("Low tide", authors=[ada])
    draft = page.get_latest_revision_as_object()
    draft.article_authors.create(author=bo, sort_order=1)
    draft.save_revision()
    session = Session(editor, page_url(page))
    assert [found["title"] for found in session.payload()["authors"]] == ["Ada", "Bo"]
    bo.delete()
    assert [found["title"] for found in session.payload()["authors"]] == ["Ada"]
