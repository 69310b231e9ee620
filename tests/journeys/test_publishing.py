"""From an empty form to a page that readers see, through the admin's own forms."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, Revision

from articles.models import ArticlePage, TopicPage
from cms.content.models import Navigation, SiteIdentity, StandardPage
from cms.operations.publication import carry_out_due
from cms.visibility import MAX_DEPTH
from home.models import HomePage
from tests import factories
from tests.journeys.newsroom import Editor, beside

BODY = [("heading", {"text": "Where it begins", "level": "h2", "anchor": ""}), ("paragraph", "<p>The river rose in the night.</p>")]


@pytest.fixture
def editor(db: None) -> Editor:
    factories.publication()
    return Editor()


@pytest.fixture
def relations(editor: Editor) -> dict[str, Any]:
    """An author and a topic, as the fields of the article's form."""
    return {"article_authors__0__author": factories.author("Ada Morgan").pk, "article_topics__0__topic": factories.topic("Rivers").pk}


@pytest.fixture
def flood(editor: Editor, relations: dict[str, Any]) -> ArticlePage:
    page, _said = editor.create(
        ArticlePage, factories.desk(), "publish", title="Flood", slug="flood", standfirst="It rose.", body=BODY, **relations
    )
    assert page is not None
    assert page.live
    return page


def seen(client: Client, path: str) -> str | int:
    """The page's HTML, or the status where there is none."""
    response = client.get(path)
    return response.content.decode() if response.status_code == 200 else response.status_code


# --- an article -------------------------------------------------------------------------------------------------------


def test_a_draft_is_kept_and_nobody_sees_it(editor: Editor, client: Client) -> None:
    page, _said = editor.create(ArticlePage, factories.desk(), title="Flood", slug="flood", body=BODY)
    assert page is not None
    assert not page.live
    assert [block.block_type for block in page.get_latest_revision_as_object().body] == ["heading", "paragraph"]
    assert seen(client, "/articles/flood/") == 404
    assert "Flood" not in str(seen(client, "/articles/"))


def test_an_article_without_author_and_topic_is_not_published_and_the_form_says_why(editor: Editor, client: Client) -> None:
    page, said = editor.create(ArticlePage, factories.desk(), "publish", title="Flood", slug="flood", body=BODY)
    assert page is None or not page.live
    for relation, sentence in (("article_authors", "needs an author"), ("article_topics", "needs a topic")):
        assert sentence in said
        assert sentence in beside(editor.answer, relation)
    assert seen(client, "/articles/flood/") == 404


def test_a_new_article_begins_with_its_writers_name(editor: Editor) -> None:
    own = factories.author("Ada Morgan", account=editor.user)
    factories.author("Somebody Else", account=factories.user())
    page, _said = editor.create(ArticlePage, factories.desk(), title="Flood")
    assert page is not None
    assert [row.author for row in page.get_latest_revision_as_object().article_authors.all()] == [own]


def test_the_first_topic_is_the_primary_one(editor: Editor, flood: ArticlePage) -> None:
    other = factories.topic("Weather")
    editor.edit(flood, "publish", article_topics__0__ORDER=2, article_topics__1__topic=other.pk, article_topics__1__ORDER=1)
    rows = ArticlePage.objects.get(pk=flood.pk).article_topics.all()
    assert [(row.topic.title, row.is_primary) for row in rows] == [("Weather", True), ("Rivers", False)]


def test_a_published_article_is_everywhere_at_once(flood: ArticlePage, client: Client) -> None:
    html = str(seen(client, "/articles/flood/"))
    for text in ("Flood", "It rose.", "The river rose in the night.", "Where it begins", "Ada Morgan", "Rivers"):
        assert text in html
    for path in ("/", "/articles/", "/topics/rivers/", "/authors/ada-morgan/"):
        assert "/articles/flood/" in str(seen(client, path)), path
    assert client.get(f"/api/v2/pages/{flood.pk}/").json()["title"] == "Flood"


def test_a_typing_error_is_put_right_without_a_new_date(editor: Editor, flood: ArticlePage, client: Client) -> None:
    before = ArticlePage.objects.values_list("published_at", "updated_at").get(pk=flood.pk)
    assert before[0] is not None
    editor.edit(flood, "publish", title="The flood")
    assert ArticlePage.objects.values_list("published_at", "updated_at").get(pk=flood.pk) == before
    assert "The flood" in str(seen(client, "/articles/flood/"))


def test_an_editor_says_when_it_was_published_and_when_it_changed(editor: Editor, flood: ArticlePage, client: Client) -> None:
    editor.edit(flood, "publish", published_at="2020-02-03 04:05", updated_at="2021-02-03 04:05")
    page = client.get(f"/api/v2/pages/{flood.pk}/").json()
    assert page["published_at"].startswith("2020-02-03T04:05")
    assert page["updated_at"].startswith("2021-02-03T04:05")


def test_a_newer_draft_is_not_seen_until_it_is_published(editor: Editor, flood: ArticlePage, client: Client) -> None:
    editor.edit(flood, title="Draft title", slug="draft-slug", body=[("paragraph", "<p>Draft body.</p>")])
    assert "Draft" not in str(seen(client, "/articles/flood/")) + str(seen(client, "/articles/"))
    assert seen(client, "/articles/draft-slug/") == 404
    editor.edit(flood, "publish")
    assert "Draft body." in str(seen(client, "/articles/draft-slug/"))
    assert client.get("/articles/flood/")["Location"] == "/articles/draft-slug/"


def test_unpublishing_and_deleting_in_the_admin(editor: Editor, flood: ArticlePage, client: Client) -> None:
    editor.post("unpublish", flood.pk)
    assert seen(client, "/articles/flood/") == 404
    editor.edit(flood, "publish")
    editor.post("delete", flood.pk)
    assert seen(client, "/articles/flood/") == 410
    assert "Flood" not in str(seen(client, "/articles/")) + str(seen(client, "/topics/rivers/"))


def test_moving_in_the_admin_leads_from_the_old_path(editor: Editor, flood: ArticlePage, client: Client) -> None:
    desk = factories.add(factories.desk(), type(factories.desk())(title="News", slug="news"))
    editor.post("move_confirm", flood.pk, desk.pk)
    assert client.get("/articles/flood/")["Location"] == "/articles/news/flood/"
    assert "/articles/news/flood/" in str(seen(client, "/articles/news/"))


# --- what is refused --------------------------------------------------------------------------------------------------


def test_two_articles_with_one_slug_are_refused_wherever_they_are(editor: Editor, flood: ArticlePage, relations: dict[str, Any]) -> None:
    desk = factories.add(factories.desk(), type(factories.desk())(title="News", slug="news"))
    for place in (factories.desk(), desk):
        page, said = editor.create(ArticlePage, place, "publish", title="Other", slug="flood", body=BODY, **relations)
        assert page is None
        assert "slug" in said.lower()


def test_a_slug_that_nobody_typed_is_a_free_one(editor: Editor, flood: ArticlePage, relations: dict[str, Any]) -> None:
    desk = factories.add(factories.desk(), type(factories.desk())(title="News", slug="news"))
    for slug, free in (("", "flood-2"), ("flood", "flood-3")):  # without scripts, and as scripts make it from the title
        page, _said = editor.create(ArticlePage, desk, "publish", title="Flood", slug=slug, body=BODY, **relations)
        assert page is not None
        assert page.slug == free


def test_slugs_that_the_site_uses_itself_are_refused(editor: Editor) -> None:
    for slug in ("feeds", "search", "admin"):
        page, said = editor.create(StandardPage, factories.home(), "publish", title="Mine", slug=slug)
        assert page is None
        assert f"“{slug}” is used by the site itself" in said


def test_they_are_free_further_down(editor: Editor) -> None:
    page, _said = editor.create(StandardPage, factories.standard_page("About"), "publish", title="Search", slug="search")
    assert page is not None
    assert page.live


def test_pages_are_not_nested_deeper_than_can_be_seen(editor: Editor, client: Client) -> None:
    deepest = factories.home()
    for number in range(MAX_DEPTH - 2):
        deepest = factories.standard_page(f"Level {number}", parent=deepest)
    assert deepest.depth == MAX_DEPTH
    assert seen(client, deepest.get_url()) != 404
    page, said = editor.create(StandardPage, deepest, title="Too deep", slug="too-deep")
    assert page is None
    assert "nested" in said


def test_a_subtree_is_not_moved_where_it_would_be_too_deep(editor: Editor) -> None:
    top = factories.standard_page("Top")
    factories.standard_page("Below", parent=top)
    deepest = factories.home()
    for number in range(MAX_DEPTH - 3):
        deepest = factories.standard_page(f"Level {number}", parent=deepest)
    editor.client.post(f"/admin/pages/{top.pk}/move/{deepest.pk}/confirm/", {})
    top.refresh_from_db()
    assert top.get_parent().pk == factories.home().pk


# --- alias, copy, schedule --------------------------------------------------------------------------------------------


def test_an_alias_follows_its_source(editor: Editor, flood: ArticlePage, client: Client) -> None:
    desk = factories.add(factories.desk(), type(factories.desk())(title="News", slug="news"))
    editor.post("copy", flood.pk, new_title="Flood", new_slug="flood-again", new_parent_page=desk.pk, publish_copies="on", alias="on")
    alias = ArticlePage.objects.get(slug="flood-again")
    assert alias.alias_of_id == flood.pk
    assert "The river rose" in str(seen(client, "/articles/news/flood-again/"))
    editor.edit(flood, "publish", title="Changed", body=[("paragraph", "<p>It fell again.</p>")])
    assert "It fell again." in str(seen(client, "/articles/news/flood-again/"))
    editor.post("unpublish", flood.pk)
    assert seen(client, "/articles/news/flood-again/") == 404


def test_a_copy_is_a_page_of_its_own(editor: Editor, flood: ArticlePage, client: Client) -> None:
    editor.post("copy", flood.pk, new_title="Second flood", new_slug="second-flood", new_parent_page=factories.desk().pk)
    copy = ArticlePage.objects.get(slug="second-flood")
    assert not copy.live
    editor.edit(copy, "publish")
    html = str(seen(client, "/articles/second-flood/"))
    assert "Second flood" in html
    assert "Ada Morgan" in html
    editor.edit(flood, "publish", title="Changed")
    assert "Changed" not in str(seen(client, "/articles/second-flood/")).split("related")[0]


def test_a_copy_has_a_date_of_its_own(editor: Editor, flood: ArticlePage) -> None:
    ArticlePage.objects.filter(pk=flood.pk).update(published_at=timezone.now() - timedelta(days=400))
    editor.edit(flood, "publish", published_at="2020-02-03 04:05")
    editor.post("copy", flood.pk, new_title="Second", new_slug="second", new_parent_page=factories.desk().pk)
    copy = ArticlePage.objects.get(slug="second")
    editor.edit(copy, "publish")
    copy.refresh_from_db()
    assert copy.published_at is not None
    assert copy.published_at > timezone.now() - timedelta(days=1)


def test_a_scheduled_article_goes_live_at_its_time_and_not_before(editor: Editor, relations: dict[str, Any], client: Client) -> None:
    later = (timezone.now() + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    page, _said = editor.create(
        ArticlePage, factories.desk(), "publish", title="Later", slug="later", body=BODY, go_live_at=later, **relations
    )
    assert page is not None
    carry_out_due()
    assert seen(client, "/articles/later/") == 404
    assert "Later" not in str(seen(client, "/")) + str(seen(client, "/articles/")) + client.get("/api/v2/pages/").content.decode()
    a_day_passes(page)
    assert carry_out_due() == 1
    assert "Later" in str(seen(client, "/articles/later/"))
    page.refresh_from_db()
    assert page.published_at > timezone.now() - timedelta(minutes=1), "it was published when it went live"


def test_a_scheduled_change_leaves_the_page_as_it_is_until_then(editor: Editor, flood: ArticlePage, client: Client) -> None:
    later = (timezone.now() + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    editor.edit(flood, "publish", title="Tomorrow", go_live_at=later)
    carry_out_due()
    assert "Tomorrow" not in str(seen(client, "/articles/flood/"))
    assert "Flood" in str(seen(client, "/articles/flood/"))
    a_day_passes(flood)
    assert carry_out_due() == 1
    assert "Tomorrow" in str(seen(client, "/articles/flood/"))


def a_day_passes(page: Page) -> None:
    revision = Revision.objects.get(approved_go_live_at__isnull=False, object_id=str(page.pk))
    past = timezone.now() - timedelta(seconds=1)
    revision.content["go_live_at"] = past.isoformat()
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=past, content=revision.content)


# --- what should never be in a database, and is -----------------------------------------------------------------------

MALFORMED: dict[str, Any] = {
    "an object": {"type": "paragraph", "value": "x"},
    "a text": "words",
    "a number": 7,
    "null": None,
    "nothing but nulls": [None, [], 3, "x", {}],
    "no type": [{"value": "<p>x</p>", "id": "1"}],
    "no value": [{"type": "paragraph"}, {"type": "image"}, {"type": "teaser"}, {"type": "table"}],
    "an unknown type": [{"type": "carousel", "value": {"a": 1}, "id": "1"}],
    "values of another shape": [
        {"type": name, "value": value, "id": "1"}
        for name in ("paragraph", "image", "gallery", "teaser", "table", "faq", "embed", "code", "reusable", "download", "definition_list")
        for value in (3, "x", [], [3], None, {"image": "x"}, {"pages": 3}, {"items": [3]})
    ],
    "types that are no text": [{"type": [], "value": "x"}, {"type": {}, "value": "x"}, {"type": 3, "value": "x"}],
    "ids of another shape": [
        {"type": "image", "value": {"image": {"image": 10**30}}, "id": {"a": 1}},
        {"type": "button", "value": {"text": "x", "page": -1}, "id": 7},
    ],
}


def store(model: Any, pk: Any, column: str, value: Any) -> None:
    """Behind everybody's back."""
    field = model._meta.get_field(column)
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE {field.model._meta.db_table} SET "{field.column}" = %s WHERE {field.model._meta.pk.column} = %s',  # noqa: S608
            [json.dumps(value), pk],
        )


@pytest.fixture
def rubble(db: None) -> dict[str, Any]:
    factories.publication()
    topic = factories.topic("Rivers", slug="rivers")
    author = factories.author("Ada Morgan", slug="ada")
    reusable = factories.reusable()
    page = factories.standard_page("About", slug="about", body=[("reusable", {"content": reusable})])
    return {
        "article": factories.article("Flood", slug="flood", topics=[topic], authors=[author]),
        "topic": topic,
        "author": author,
        "reusable": reusable,
        "page": page,
    }


def test_malformed_blocks_break_no_page_and_no_list(rubble: dict[str, Any], client: Client) -> None:
    paths = ["/", "/articles/", "/articles/flood/", "/topics/", "/topics/rivers/", "/authors/ada/", "/about/"]
    paths += ["/api/v2/pages/", "/api/v2/site/", *(f"/api/v2/pages/{rubble[name].pk}/" for name in ("article", "topic", "page"))]
    answers: dict[tuple[str, str], int] = {}
    for shape, value in MALFORMED.items():
        for model, pk, column in (
            (ArticlePage, rubble["article"].pk, "body"),
            (TopicPage, rubble["topic"].pk, "body"),
            (type(rubble["author"]), rubble["author"].pk, "biography"),
            (type(rubble["reusable"]), rubble["reusable"].pk, "body"),
            (HomePage, factories.home().pk, "sections"),
            (Navigation, Navigation.objects.get().pk, "items"),
            (SiteIdentity, SiteIdentity.objects.get().pk, "social_links"),
        ):
            store(model, pk, column, value)
        cache.clear()
        answers |= {(shape, path): client.get(path).status_code for path in paths}
        assert "Flood" in str(seen(client, "/articles/flood/")), shape
    assert {where: status for where, status in answers.items() if status != 200} == {}


def test_the_api_names_the_blocks_that_cannot_be_read(rubble: dict[str, Any], client: Client) -> None:
    store(
        ArticlePage,
        rubble["article"].pk,
        "body",
        [{"type": "image", "value": 3, "id": "broken"}, {"type": "paragraph", "value": "<p>Whole.</p>", "id": "whole"}],
    )
    page = client.get(f"/api/v2/pages/{rubble['article'].pk}/").json()
    assert page["problems"] == ["broken"]
    assert [block["id"] for block in page["body"]] == ["whole"]
