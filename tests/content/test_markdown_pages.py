"""Every page's Markdown, beside the page."""

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from tests import factories


@pytest.fixture
def client_of_article(db: None, client: Client) -> Client:
    factories.publication()
    topic = factories.topic("Tides", standfirst="The sea, twice a day.")
    note = '<footnote id="6f1f6b2c-5f0c-4d6e-9a55-0d1c1a1d7c11" text="A source.">1</footnote>'
    factories.article(
        "Low *tide*",
        slug="low-tide",
        topics=[topic],
        authors=[factories.author("Nell Bly")],
        standfirst="In short.",
        body=[
            ("heading", {"text": "Why", "level": "h2", "anchor": ""}),
            ("paragraph", f'<p>The <a linktype="page" id="{topic.pk}">moon</a>.{note}</p>'),
            ("code", {"language": "markdown", "code": "[a](/b)", "filename": "", "caption": ""}),
        ],
    )
    return client


def test_an_article_as_markdown(client_of_article: Client) -> None:
    answer = client_of_article.get("/articles/low-tide.md")
    assert answer["Content-Type"] == "text/markdown; charset=utf-8"
    assert 'rel="canonical"' in answer["Link"]
    text = answer.content.decode()
    assert text.startswith("# Low \\*tide\\*\n\n*In short.*\n\nNell Bly · ")
    assert "## Why\n\nThe [moon](http://testserver/topics/tides/).[^1]" in text
    assert "[^1]: A source." in text
    assert "[a](/b)" in text


def test_lists_are_links(client_of_article: Client) -> None:
    assert "- [Tides](http://testserver/topics/tides/): The sea, twice a day." in client_of_article.get("/topics.md").content.decode()
    assert "(http://testserver/articles/low-tide/)" in client_of_article.get("/index.md").content.decode()


def test_whoever_accepts_markdown_is_sent_there(client_of_article: Client) -> None:
    for path, target in (("/articles/low-tide/", "/articles/low-tide.md"), ("/", "/index.md")):
        answer = client_of_article.get(path, headers={"Accept": "text/markdown"})
        assert (answer.status_code, answer["Location"]) == (302, target)
        assert (answer["Cache-Control"], "Accept" in answer["Vary"]) == ("private, no-store", True)
    assert client_of_article.get("/", headers={"Accept": "text/html, text/markdown;q=0.5"}).status_code == 200


def test_what_is_no_public_page_has_no_markdown(client_of_article: Client) -> None:
    draft, private = factories.standard_page("Draft", live=False), factories.standard_page("Members")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    for slug in (draft.slug, private.slug, "absent"):
        assert client_of_article.get(f"/{slug}.md").status_code == 404
