"""Drafts as the editor's preview shows them: saved or not, of every page type and snippet; and only there."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PreviewableMixin

from articles.models import ArticleIndexPage, ArticlePage, TopicIndexPage, TopicPage
from cms.content.models import StandardPage
from cms.content.models.base import BasePage
from home.models import HomePage
from tests import factories

BODY = [("paragraph", "<p>The canary of the draft.</p>")]


@pytest.fixture
def publication(db: None) -> None:
    factories.publication()


def test_an_article_with_unsaved_relations_is_previewed_as_it_will_be(publication: None, client: Client) -> None:
    page = factories.article("Published title", standfirst="Published.")
    draft = page.get_latest_revision_as_object()
    draft.title, draft.body = "Draft title", BODY
    draft.article_authors.clear()
    draft.article_authors.create(author=factories.author("Nell Bly"))
    with CaptureQueriesContext(connection) as queries:
        html = draft.make_preview_request().render().content.decode()
    assert not [query for query in queries if '"search_searchrow"' in query["sql"]], (
        "nobody searches while it stands, and typing waits for it"
    )
    assert "Draft title" in html
    assert "The canary of the draft." in html
    assert "Nell Bly" in html
    assert "noindex" in html
    public = client.get(str(page.url)).content.decode()
    assert "Published title" in public
    assert "anary" not in public
    assert "Nell Bly" not in public


@pytest.mark.parametrize("model", [HomePage, StandardPage, ArticleIndexPage, ArticlePage, TopicIndexPage, TopicPage])
def test_a_page_that_was_never_saved_has_a_preview(publication: None, model: type[BasePage]) -> None:
    parents = {ArticlePage: factories.desk, TopicPage: factories.topics}
    parent = parents.get(model, factories.home)()
    page = model(title="Never saved", slug="never-saved", locale=parent.locale)
    page.path, page.depth = parent._get_path(parent.path, parent.depth + 1, parent.numchild + 1), parent.depth + 1
    page.set_url_path(parent)
    answer = page.make_preview_request()
    assert answer.status_code == 200
    assert "Never saved" in answer.render().content.decode()
    assert not model.objects.filter(title="Never saved").exists()


def test_every_snippet_has_a_preview(publication: None) -> None:
    canary = "The canary of the draft."
    drafts: list[PreviewableMixin] = [
        factories.author("Somebody", live=False, biography=[("paragraph", f"<p>{canary}</p>")]),
        factories.series("Something", live=False, description=canary),
        factories.term("Some term", live=False, definition=canary),
        factories.reusable("Some words", live=False, body=[("paragraph", f"<p>{canary}</p>")]),
    ]
    for draft in drafts:
        answer = draft.make_preview_request()
        assert answer.status_code == 200
        assert canary in answer.render().content.decode(), type(draft).__name__


def test_a_preview_shows_nothing_else_that_is_invisible(publication: None) -> None:
    secret = factories.standard_page("Secret title", live=False)
    page = factories.standard_page("Page", body=[("paragraph", f'<p><a linktype="page" id="{secret.pk}">words</a></p>')])
    html = page.make_preview_request().render().content.decode()
    assert "words" in html
    assert "ecret" not in html
