"""The write API as a program with a token meets it, and as whoever has none: everything at `/api/v3/`."""

import importlib
import io
import json
import os
import re
import sys
import types
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import clear_url_caches, include, path
from django.utils import timezone
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as st
from wagtail.models import APIToken, GroupPagePermission, Page
from wagtail.users.views import api_tokens

import cms.urls
from articles.models import ArticleIndexPage, ArticlePage, Author
from cms.accounts.models import TokenScope, User
from cms.accounts.token_views import TokenViewSet
from cms.api.writing import tokens
from cms.content.models import Term
from tests import factories
from tests.api.serving import serve

V3 = "/api/v3/"
PARAGRAPH = {"type": "paragraph", "value": "<p>The moon pulls.</p>"}


@pytest.fixture
def on(settings: LazySettings) -> Iterator[None]:
    """A process that was started with WRITE_API=on."""
    settings.WRITE_API = True
    importlib.reload(cms.urls)
    clear_url_caches()
    yield
    settings.WRITE_API = False
    importlib.reload(cms.urls)
    clear_url_caches()


def person(role: str, **fields: Any) -> User:
    made = factories.user(**fields)
    made.groups.add(Group.objects.get(name=role))
    return made


class Writer:
    """Somebody with a token."""

    def __init__(self, user: User, scope: str | None = "publish") -> None:
        self.user, self.client = user, Client()
        self.token, self.secret = APIToken.create_token(user=user, name="test")
        if scope:
            TokenScope.objects.create(token=self.token, scope=scope)

    def __call__(self, method: str, path: str, data: Any = None, **options: Any) -> Any:
        body = json.dumps(data) if data is not None else ""
        headers = {"Authorization": f"Bearer {self.secret}", **options.pop("headers", {})}
        return self.client.generic(method, V3 + path, body, "application/json", headers=headers, **options)

    def article(self, parent: Page, **fields: Any) -> Any:
        meta = {"type": "articles.ArticlePage", "parent_id": parent.pk, **fields.pop("meta", {})}
        return self("POST", "pages/", {"meta": meta, "title": "Low tide", **fields})


@pytest.fixture
def chief(db: None, on: None) -> Writer:
    factories.publication()
    return Writer(person("Chief editor"))


@pytest.fixture
def contributor(db: None, on: None) -> Writer:
    factories.publication()
    return Writer(person("Contributor"))


def complete() -> dict[str, Any]:
    """What an article needs before it is published."""
    return {"article_authors": [{"author_id": factories.author().pk}], "article_topics": [{"topic_id": factories.topic("Tides").pk}]}


def refused(response: Any, status: int, parameter: str | None = None) -> str:
    """The sentence of a problem document."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == status
    assert problem["detail"] == problem["message"]
    assert problem["parameter"] == parameter
    return str(problem["detail"])


# --- who gets in ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["", "pages/", "openapi.json", "docs/"])
def test_it_is_off_unless_somebody_switches_it_on(client: Client, path: str) -> None:
    factories.publication()
    _token, secret = APIToken.create_token(user=factories.user(superuser=True), name="test")
    assert client.get(V3 + path, headers={"Authorization": f"Bearer {secret}"}).status_code == 404


@pytest.mark.parametrize("path", ["", "pages/", "pages/3/", "images/", "schema/", "openapi.json", "docs/", "nothing/"])
def test_nobody_without_a_token_learns_anything(chief: Writer, client: Client, path: str) -> None:
    client.force_login(factories.user(superuser=True))
    for response in (client.get(V3 + path), client.post(V3 + path, {}, "application/json")):
        refused(response, 401)
        assert response["WWW-Authenticate"] == "Bearer"
        assert response["Cache-Control"] == "private, no-store"
        assert "Access-Control-Allow-Origin" not in response


def test_a_cookie_writes_nothing(chief: Writer) -> None:
    page = factories.standard_page("Before")
    client = Client(enforce_csrf_checks=True)
    client.force_login(factories.user(superuser=True))
    refused(client.patch(f"{V3}pages/{page.pk}/", {"title": "After"}, "application/json"), 401)
    refused(client.post(f"{V3}pages/{page.pk}/actions/unpublish/", {}), 401)
    page.refresh_from_db()
    assert (page.live, page.latest_revision.content["title"]) == (True, "Before")


@pytest.mark.parametrize("ended", ["revoked", "expired", "deactivated", "locked out", "mistyped"])
def test_a_token_ends(chief: Writer, settings: LazySettings, ended: str) -> None:
    settings.WRITE_API_TOKEN_DAYS = 90
    assert chief("GET", "whoami/").status_code == 200
    if ended == "revoked":
        call_command("api_tokens", "revoke", "--id", str(chief.token.pk))
    elif ended == "expired":
        APIToken.objects.update(created=timezone.now() - timedelta(days=91))
    elif ended == "deactivated":
        User.objects.filter(pk=chief.user.pk).update(is_active=False)
    elif ended == "locked out":
        chief.user.groups.clear()
    else:
        chief.secret = chief.secret[:-1]
    refused(chief("GET", "whoami/"), 401)
    refused(chief.article(factories.desk()), 401)
    assert not ArticlePage.objects.exists()


def test_the_schema_is_for_those_with_a_token(chief: Writer) -> None:
    assert "/api/v3/pages/" in chief("GET", "openapi.json").json()["paths"]
    types = {found["name"] for found in chief("GET", "schema/").json()["types"]}
    assert {"articles.ArticlePage", "articles.TopicPage", "home.HomePage", "articles.Author", "content.Term"} <= types
    assert not {"content.SiteIdentity", "content.Navigation"} & types
    refused(chief("GET", "docs/"), 404)


@pytest.mark.parametrize("scope", [None, "read", "write"])
def test_a_token_does_no_more_than_it_was_made_for(chief: Writer, client: Client, scope: str | None) -> None:
    page = factories.article("Tides")
    narrow, path = Writer(chief.user, scope), f"pages/{page.pk}/"
    copying = {"destination_id": factories.desk().pk, "slug": "copied", "keep_live": False}
    author = factories.author("Nell Bly")
    drafts: list[tuple[str, str, Any]] = [
        ("POST", "pages/", {"meta": {"type": "articles.ArticlePage", "parent_id": factories.desk().pk}, "title": "Low tide"}),
        ("PATCH", path, {"title": "Changed"}),
        ("POST", path + "actions/copy/", copying),
        ("POST", path + "actions/revert/", {"revision_id": page.latest_revision_id}),
        ("PATCH", f"snippets/articles.Author/{author.pk}/", {"name": "Changed"}),
    ]
    public_changes: list[tuple[str, str, Any]] = [
        ("POST", path + "actions/publish/", None),
        ("POST", path + "actions/unpublish/", None),
        ("POST", path + "actions/copy/", {**copying, "keep_live": True, "slug": "seen"}),
        ("POST", path + "actions/move/", {"destination_id": factories.desk().pk}),
        ("POST", path + "actions/create_alias/", {"slug": "alias"}),
        ("POST", path + "actions/copy_for_translation/", {"locale": "en", "alias": True}),
        ("PATCH", path, {"title": "Changed", "meta": {"action": "publish"}}),
        ("DELETE", path, None),
        ("PATCH", f"snippets/articles.Author/{author.pk}/", {"name": "Changed", "meta": {"action": "publish"}}),
        ("POST", f"snippets/articles.Author/{author.pk}/actions/unpublish/", None),
        ("PATCH", f"images/{factories.image().pk}/", {"title": "Changed"}),
        ("POST", "redirects/", {"old_path": "/old/", "redirect_link": "https://example.org/"}),
        ("DELETE", "locales/1/", None),
    ]
    assert narrow("GET", path).status_code == 200
    needs = {"publish": public_changes, **({} if scope == "write" else {"write": drafts})}
    for needed, requests in needs.items():
        for method, place, data in requests:
            response = narrow(method, place, data)
            assert f"needs '{needed}'" in refused(response, 403), (method, place)
            assert response["WWW-Authenticate"] == f'Bearer error="insufficient_scope", scope="{needed}"'
    if scope == "write":
        assert [narrow(*request).status_code for request in drafts] == [201, 200, 201, 200, 200]
    assert set(ArticlePage.objects.live().values_list("title", flat=True)) == {"Tides"}
    assert ArticlePage.objects.count() == (3 if scope == "write" else 1)
    assert "Changed" not in client.get("/articles/tides/").content.decode()


def test_what_a_token_is_for_is_said_when_it_is_made(chief: Writer, settings: LazySettings) -> None:
    out = io.StringIO()
    call_command("api_tokens", "create", "--user", chief.user.email, "--name", "narrow", stdout=out)
    call_command("api_tokens", "create", "--user", chief.user.email, "--name", "wide", "--scope", "publish", stdout=out)
    assert [TokenScope.of(APIToken.objects.get(name=name)) for name in ("narrow", "wide")] == ["read", "publish"]
    call_command("api_tokens", "list", stdout=out)
    assert "scope=publish" in out.getvalue()

    # The pages of the admin, which are there in processes with WRITE_API=on.
    assert api_tokens.APITokenViewSet is TokenViewSet
    views = TokenViewSet("wagtailusers_api_tokens", url_prefix="api-tokens")
    site = types.ModuleType("urls_with_tokens")
    mounted = path("admin/api-tokens/", include((views.get_urlpatterns(), views.url_namespace), namespace=views.url_namespace))
    site.__dict__["urlpatterns"] = [mounted, *cms.urls.urlpatterns]
    settings.ROOT_URLCONF = site
    clear_url_caches()
    client, owner = Client(), factories.user(superuser=True)
    client.force_login(owner)
    form = client.get("/admin/api-tokens/new/")
    assert form.context["form"]["scope"].initial == "read"
    for scope in ("read", "write"):
        made = client.post("/admin/api-tokens/new/", {"name": f"To {scope}", "user": owner.pk, "scope": scope})
        assert "wagtail_" in made.content.decode()
        assert TokenScope.of(APIToken.objects.get(name=f"To {scope}")) == scope
    shown = re.sub(r"<[^>]*>|\s+", " ", client.get("/admin/api-tokens/").content.decode())
    assert re.search(r"To write +\S+ +write", shown), shown


def test_a_parameter_that_is_not_known_is_refused(chief: Writer) -> None:
    factories.article("Tides", slug="tides")
    for query, parameter in (
        ("pages/?titel=x", "titel"),
        ("pages/?owner__password=x", "owner__password"),
        ("pages/3/?fields=*", "fields"),
        ("snippets/content.Term/?nam=x", "nam"),
        ("images/?collection__name=x", "collection__name"),
        ("whoami/?x=1", "x"),
    ):
        assert refused(chief("GET", query), 400, parameter).startswith(f"There is no parameter '{parameter}' here.")
    assert "Did you mean 'title'?" in chief("GET", "pages/?titel=x").json()["detail"]
    desk = factories.desk()
    known = f"slug=tides&featured=false&order=-published_at&limit=5&offset=0&locale={desk.locale.language_code}&child_of={desk.pk}"
    assert chief("GET", f"pages/?type=articles.ArticlePage&{known}").json()["count"] == 1
    assert chief("GET", "pages/?type=articles.ArticlePage&search=tides&search_operator=and").status_code == 200
    assert chief("GET", "snippets/content.Term/?name=x").status_code == 200
    assert chief("GET", "pages/find/?html_path=/articles/tides/&version=draft").status_code == 302


def test_it_is_rate_limited_like_the_rest(chief: Writer, settings: LazySettings) -> None:
    settings.API_RATE_LIMIT = 2
    assert chief("GET", "whoami/")["RateLimit"].startswith('"address";r=1')
    chief("GET", "whoami/")
    response = chief("GET", "whoami/")
    refused(response, 429)
    assert response["Retry-After"]


def test_a_read_writes_no_row_and_the_last_use_is_noted_later(chief: Writer) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert chief("GET", "pages/")["Cache-Control"] == "private, no-store"
    assert not [query for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    tokens.note_use()
    chief.token.refresh_from_db()
    assert chief.token.last_used_at is not None


def test_head_and_options_work(chief: Writer) -> None:
    response = chief("HEAD", "pages/")
    assert (response.status_code, response.content) == (200, b"")
    assert set(chief("OPTIONS", "pages/")["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}
    refused(chief("PUT", "pages/"), 405)


# --- writing ----------------------------------------------------------------------------------------------------------


def public(client: Client, slug: str = "low-tide") -> tuple[int, Any, str, str]:
    """What everybody sees: status and payload in the API, the page, its desk's list."""
    api = client.get(f"/api/v2/articles/{slug}/")
    return api.status_code, api.json(), client.get(f"/articles/{slug}/").content.decode(), client.get("/articles/").content.decode()


def test_an_article_is_drafted_published_changed_and_taken_back(chief: Writer, client: Client) -> None:
    draft = chief.article(factories.desk(), body=[PARAGRAPH], standfirst="In short.", tags=["sea"], **complete())
    assert draft.status_code == 201
    path = f"pages/{draft.json()['id']}/"
    assert public(client)[0] == 404

    assert chief("POST", path + "actions/publish/").status_code == 200
    status, payload, page, desk = public(client)
    assert (status, payload["title"], payload["standfirst"]) == (200, "Low tide", "In short.")
    assert [block["type"] for block in payload["body"]] == ["paragraph"]
    assert payload["primary_topic"]["title"] == "Tides"
    assert "The moon pulls." in page
    assert "Low tide" in desk

    changed = [*draft.json()["body"], {"type": "heading", "value": {"text": "Why", "level": "h2"}}]
    assert chief("PATCH", path, {"title": "High tide", "body": changed}).status_code == 200
    assert public(client)[1]["title"] == "Low tide", "a draft is not public"
    assert chief("PATCH", path, {"featured": True, "meta": {"action": "publish"}}).status_code == 200
    _status, payload, page, desk = public(client)
    assert (payload["title"], payload["featured"], payload["body"][1]["value"]["id"]) == ("High tide", True, "why")
    assert payload["body"][0]["id"] == draft.json()["body"][0]["id"]
    assert "High tide" in page
    assert "High tide" in desk

    assert chief("POST", path + "actions/unpublish/").status_code == 200
    status, _payload, _page, desk = public(client)
    assert status == 404
    assert "High tide" not in desk
    revisions = chief("GET", path + "revisions/").json()
    assert revisions["count"] >= 3
    assert {revision["user_id"] for revision in revisions["items"]} <= {chief.user.pk, str(chief.user.pk)}


def keyless(body: Any) -> str:
    """Without the keys that comments in the editor hang on."""
    return re.sub(r' data-block-key=\\"\w+\\"', "", json.dumps(body))


def test_what_is_read_can_be_sent_back(chief: Writer) -> None:
    target = factories.topic("Moon")
    table: dict[str, Any] = {"columns": [{"type": "text", "heading": "Sea"}, {"type": "page", "heading": ""}], "caption": "Seas"}
    table["rows"] = [{"values": ["North", target.pk]}, {"values": ["South", None]}]
    body: list[dict[str, Any]] = [
        {"type": "paragraph", "value": '<p>H<sub>2</sub>O, <code>tide()</code>, <abbr title="Mean Low Water">MLW</abbr></p>'},
        {"type": "divider", "value": None},
        {"type": "table", "value": {"table": table, "row_headings": True, "source": ""}},
        {"type": "faq", "value": {"title": "", "items": [{"question": "Why?", "answer": "<p>The moon.</p>"}]}},
    ]
    page = factories.article("Tides", body=[(block["type"], block["value"]) for block in body[:1]], topics=[target])
    sent = chief("PATCH", f"pages/{page.pk}/", {"body": body})
    assert sent.status_code == 200, sent.content
    assert "warnings" not in sent.json()["meta"]
    read = chief("GET", f"pages/{page.pk}/?version=draft").json()["body"]
    assert [block["type"] for block in read] == ["paragraph", "divider", "table", "faq"]
    assert read[2]["value"]["table"]["rows"] == table["rows"]
    for mark in ("<sub>2</sub>", "<code>tide()</code>", '<abbr title="Mean Low Water">MLW</abbr>'):
        assert mark in read[0]["value"]
    again = chief("PATCH", f"pages/{page.pk}/", {"body": read}).json()["body"]
    assert keyless(again) == keyless(read)


def test_snippets_are_written_too_and_pages_that_show_them_are_fresh(chief: Writer, client: Client) -> None:
    author = factories.author("Nell Bly")
    factories.article("Low tide", authors=[author])
    assert "Nell Bly" in public(client)[2]
    path = f"snippets/articles.Author/{author.pk}/"
    assert chief("PATCH", path, {"name": "Nellie Bly", "meta": {"action": "publish"}}).status_code == 200
    assert "Nellie Bly" in public(client)[2]
    made = chief("POST", "snippets/content.Term/", {"name": "Neap", "definition": "A weak tide.", "meta": {"type": "content.Term"}})
    assert made.status_code == 201
    assert client.get("/terms/neap/").status_code == 404
    assert chief("POST", f"snippets/content.Term/{made.json()['id']}/actions/publish/").status_code == 200
    assert client.get("/terms/neap/").status_code == 200
    assert Term.objects.get(slug="neap").live_revision is not None


def test_publishing_draws_the_pictures_as_the_editor_does(chief: Writer, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr("cms.content.models.publishing.enqueue_renditions", asked.extend)
    picture = factories.image()
    page = factories.article("Low tide", live=False, lead_image=picture)
    assert chief("POST", f"pages/{page.pk}/actions/publish/").status_code == 200
    assert asked == [picture.pk]
    assert client.get("/articles/low-tide/").status_code == 200
    assert chief("DELETE", f"pages/{page.pk}/").status_code == 204
    assert client.get("/articles/low-tide/").status_code == 410, "what is deleted is gone for good"


# --- what is refused --------------------------------------------------------------------------------------------------


def test_a_contributor_drafts_and_does_not_publish(contributor: Writer, client: Client) -> None:
    fields = complete()
    refused(contributor.article(factories.desk(), body=[PARAGRAPH], meta={"action": "publish"}, **fields), 403)
    assert not ArticlePage.objects.exists(), "what was refused leaves nothing behind"
    draft = contributor.article(factories.desk(), body=[PARAGRAPH], **fields)
    assert draft.status_code == 201
    path = f"pages/{draft.json()['id']}/"
    refused(contributor("POST", path + "actions/publish/"), 403)
    refused(contributor("PATCH", path, {"title": "x", "meta": {"action": "publish"}}), 403)
    assert public(client)[0] == 404
    author = factories.author()
    refused(contributor("PATCH", f"snippets/articles.Author/{author.pk}/", {"name": "x"}), 403)
    assert Author.objects.get(pk=author.pk).name == author.name


def test_other_peoples_pages_are_neither_seen_nor_copied_nor_changed(contributor: Writer) -> None:
    canary = factories.article("canary-title", live=False, standfirst="canary-text")
    desk, path = factories.desk(), f"pages/{canary.pk}/"
    for response in (
        contributor("GET", path),
        contributor("GET", path + "?version=draft"),
        contributor("GET", path + "revisions/"),
        contributor("PATCH", path, {"title": "x"}),
        contributor("DELETE", path),
        contributor("POST", path + "actions/copy/", {"destination_id": desk.pk, "keep_live": False}),
        contributor("POST", path + "actions/create_alias/", {"destination_id": desk.pk}),
    ):
        assert "canary" not in refused(response, 404)
    assert b"canary" not in contributor("GET", "pages/?search=canary").content
    assert ArticlePage.objects.count() == 1


def test_a_place_without_the_right_takes_nothing_and_is_not_named(chief: Writer) -> None:
    other = factories.add(factories.desk(), ArticleIndexPage(title="canary-desk", slug="closed"), live=False)
    inner = factories.add(other, ArticleIndexPage(title="Inner"), live=False)
    group = Group.objects.create(name="Science desk")
    group.permissions.add(Group.objects.get(name="Contributor").permissions.get(codename="access_admin"))
    for codename in ("add_page", "change_page"):
        permission = GroupPagePermission.objects.filter(permission__codename=codename).first()
        assert permission is not None
        GroupPagePermission.objects.create(group=group, page=inner, permission=permission.permission)
    somebody = factories.user()
    somebody.groups.add(group)
    writer = Writer(somebody)
    refused(writer.article(other), 403)
    refused(writer("POST", f"pages/{inner.pk}/actions/move/", {"destination_id": other.pk}), 403)
    assert writer.article(inner).status_code == 201
    explored = writer("GET", f"pages/{inner.pk}/").json()
    assert (explored["title"], explored["meta"]["parent"]) == ("Inner", None)
    assert "canary" not in json.dumps(writer("GET", "pages/").json())


def test_hostile_rich_text_is_as_harmless_as_from_the_editor(chief: Writer, client: Client) -> None:
    hostile = (
        '<p onclick="x()">a<script>alert(1)</script><img src=x onerror=alert(1)><a href="javascript:alert(1)">b</a>'
        '<iframe src="https://evil.example"></iframe><a linktype="page" id="1 or 1">c</a><style>*{}</style></p>'
    )
    body = [
        {"type": "paragraph", "value": hostile},
        {"type": "paragraph", "value": {"format": "db_markdown", "content": hostile + "\n\n[x](javascript:alert(1))"}},
        {"type": "callout", "value": {"kind": "note", "title": hostile[:100], "text": hostile}},
    ]
    made = chief.article(factories.desk(), body=body, meta={"action": "publish"}, **complete())
    assert made.status_code == 201, made.content
    stored = ArticlePage.objects.get().body.raw_data
    assert made.json()["meta"]["warnings"]
    for text in (str(stored[0]["value"]), str(stored[2]["value"]["text"]), public(client)[1]["body"][1]["value"]["html"]):
        assert not re.search(r"<(script|img|iframe|style)|<[^<>]*(onclick|javascript:)", text), text
    assert "<script>alert" not in public(client)[2]


WRONG: dict[str, tuple[Any, str]] = {
    "no list": ("<p>text</p>", "body"),
    "no block": (["text"], "body.0"),
    "no type": ([{"value": "x"}], "body.0.type"),
    "an unknown type": ([{"type": "paragraf", "value": "x"}], "body.0.type"),
    "no value": ([{"type": "paragraph"}], "body.0"),
    "a number for rich text": ([{"type": "paragraph", "value": 3}], "body.0.value"),
    "an unknown format": ([{"type": "paragraph", "value": {"format": "html", "content": ""}}], "body.0.value.format"),
    "a list for a struct": ([{"type": "heading", "value": []}], "body.0.value"),
    "an unknown part": ([{"type": "heading", "value": {"txt": "x"}}], "body.0.value.txt"),
    "an object for text": ([{"type": "heading", "value": {"text": {"a": 1}}}], "body.0.value.text"),
    "a text for an id": ([{"type": "button", "value": {"text": "x", "page": "abc"}}], "body.0.value.page"),
    "a large id": ([{"type": "button", "value": {"text": "x", "page": 10**30}}], "body.0.value.page"),
    "a table that is none": (
        [{"type": "table", "value": {"table": {"columns": [{"type": "x"}], "rows": []}}}],
        "body.0.value.table.columns.0.type",
    ),
    "cells without columns": (
        [{"type": "table", "value": {"table": {"columns": [], "rows": [{"values": [1]}]}}}],
        "body.0.value.table.rows.0.values",
    ),
    "an unknown choice": ([{"type": "heading", "value": {"text": "x", "level": "h9"}}], "body.0.level"),
    "too long": ([{"type": "heading", "value": {"text": "x" * 300, "level": "h2"}}], "body.0.text"),
    "what nobody can read": ([{"type": "paragraph", "value": "\x00"}], "body.0.value"),
    "half a letter": ([{"type": "paragraph", "value": "\ud800"}], "body.0.value"),
}


def test_blocks_of_a_wrong_shape_are_refused_by_name(chief: Writer) -> None:
    for name, (body, parameter) in WRONG.items():
        response = chief.article(factories.desk(), body=body)
        assert response.status_code == 422, (name, response.content)
        assert response.json()["parameter"] == parameter, (name, response.content)
        assert response.json()["detail"], name
    sentence = chief.article(factories.desk(), body=[{"type": "heading", "value": {"txt": "x"}}]).json()["detail"]
    assert sentence.startswith("body.0.value.txt: there is no such part here.")
    assert "Did you mean 'text'?" in sentence
    assert not ArticlePage.objects.exists()


def test_what_cannot_be_right_is_a_problem_document(chief: Writer) -> None:
    desk, page = factories.desk(), factories.article("Tides")
    refused(chief.article(desk, standfist="x"), 422, "standfist")
    refused(chief.article(desk, article_authors=[{"author": 1}]), 422, "article_authors.0.author")
    refused(chief.article(desk, meta={"typ": "x"}), 422, "meta.typ")
    refused(chief.article(desk, meta={"type": "auth.User"}), 422)
    refused(chief.article(desk, lead_image_id=999_999), 422, "lead_image")
    refused(chief.article(desk, slug="tides"), 422, "slug")
    refused(chief.article(desk, published_at="tomorrow"), 422, "published_at")
    refused(chief.article(factories.home()), 403)
    refused(chief("POST", "pages/", [1]), 400)
    refused(chief.client.post(V3 + "pages/", "{", "application/json", headers={"Authorization": f"Bearer {chief.secret}"}), 400)
    refused(chief.client.post(V3 + "pages/", {"title": "x"}, headers={"Authorization": f"Bearer {chief.secret}"}), 415)
    nested: Any = []
    for _ in range(60):
        nested = [nested]
    refused(chief.article(desk, body=nested), 422, "body.0.0")
    for action in ("copy", "move", "create_alias", "unpublish"):
        body = {"destination_id": desk.pk} if action != "unpublish" else {}
        refused(chief("POST", f"pages/{Page.objects.get(depth=1).pk}/actions/{action}/", body), 403)
    for query in ("offset=99999999999999999999", "search=%00", "limit=0", "limit=101", "locale=%ff", "child_of=abc", f"search={'x' * 101}"):
        response = chief("GET", f"pages/?{query}")
        assert 400 <= response.status_code < 500, (query, response.content)
    assert not ArticlePage.objects.exclude(pk=page.pk).exists()


def test_an_incomplete_draft_is_not_published(chief: Writer, client: Client) -> None:
    draft = chief.article(factories.desk(), body=[{"type": "heading", "value": {"text": "", "level": "h2"}}], **complete())
    assert draft.status_code == 201, "a draft may be incomplete"
    assert "0" in refused(chief("POST", f"pages/{draft.json()['id']}/actions/publish/"), 422)
    other = chief.article(factories.desk(), slug="other", body=[PARAGRAPH])
    assert "author" in refused(chief("POST", f"pages/{other.json()['id']}/actions/publish/"), 422)
    assert public(client)[0] == 404
    assert not ArticlePage.objects.live().exists()


def test_what_somebody_locked_is_not_written(chief: Writer) -> None:
    page = factories.article()
    other = factories.user(superuser=True)
    ArticlePage.objects.filter(pk=page.pk).update(locked=True, locked_by=other, locked_at=timezone.now())
    refused(chief("PATCH", f"pages/{page.pk}/", {"title": "x"}), 403)
    refused(chief("POST", f"pages/{page.pk}/actions/publish/"), 403)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["type", "value", "id", "text", "table", "rows", "x"]), inner)
    ),
    max_leaves=8,
)


@pytest.mark.once
@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(["heading", "paragraph", "table", "image", "gallery", "faq", "teaser", "embed", "divider"]), value=json_values)
def test_no_json_causes_a_server_error(chief: Writer, kind: str, value: Any) -> None:
    cache.clear()
    response = chief.article(factories.desk(), body=[{"type": kind, "value": value}])
    # 400: what is no JSON, as Infinity.
    assert response.status_code in (201, 400, 422), response.content
    if response.status_code == 422:
        assert response.json()["parameter"]


# --- the official client ----------------------------------------------------------------------------------------------


@pytest.mark.once
def test_the_official_command_line_client(chief: Writer, settings: LazySettings, tmp_path: Path) -> None:
    (tmp_path / "body.json").write_text(
        json.dumps([PARAGRAPH, {"type": "paragraph", "value": {"format": "db_markdown", "content": "*So*"}}])
    )
    rows = complete()
    with serve(settings) as served:
        environment = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "WAGTAIL_CLI_TOKEN": chief.secret, "NO_COLOR": "1"}
        environment["WAGTAIL_CLI_BASE_URL"] = f"{served.url}{V3}"

        def wt(*command: str) -> Any:
            done = served.run(str(Path(sys.executable).parent / "wt"), "api", *command, cwd=tmp_path, environment=environment)
            assert done.returncode == 0, done.stdout
            return json.loads(done.stdout)

        def seen() -> tuple[int, str]:
            """Status and body of the article's page, for another program: Django's test client would close this server's database."""
            reading = f"import requests; answer = requests.get('{served.url}/articles/low-tide/'); print(answer.status_code, answer.text)"
            done = served.run(sys.executable, "-c", reading, cwd=tmp_path, environment=environment)
            status, _space, body = done.stdout.partition(" ")
            return int(status), body

        fields = [
            "--field",
            "body:@body.json",
            *(part for name, value in rows.items() for part in ("--field", f"{name}:{json.dumps(value)}")),
        ]
        pk = str(wt("pages", "create", "articles.ArticlePage", "--parent", "/articles/", "--title", "Low tide", *fields)["id"])
        wt("pages", "publish", pk)
        assert "<i>So</i>" in seen()[1]
        wt("pages", "update", pk, "--yes", "--title", "High tide", "--publish")
        assert "High tide" in seen()[1]
        wt("pages", "unpublish", pk)
        assert seen()[0] == 404
