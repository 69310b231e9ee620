"""What the editor says of a text while it is written: words, reading time, and defined terms that are not linked yet."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale

from articles.models import ArticlePage
from tests import factories
from tests.content.forms import form_data, posted

pytestmark = pytest.mark.once


def asked(client: Client, address: str, body: Any) -> Any:
    block = ArticlePage.body.field.stream_block
    response = client.post(address, form_data("body", posted(block, block.normalize(body))))
    assert response.status_code == 200
    return response.json()


@pytest.fixture
def article(db: None) -> ArticlePage:
    factories.publication()
    return factories.article("Flood")


@pytest.fixture
def staff(article: ArticlePage) -> Client:
    client = Client()
    client.force_login(factories.user(superuser=True))
    return client


def address(page: ArticlePage) -> str:
    return reverse("masthead_writing", args=(page.pk,))


def paragraph(html: str) -> list[tuple[str, str]]:
    return [("paragraph", html)]


def marked(client: Client, page: ArticlePage, html: str) -> list[str]:
    """The proposals for a paragraph: the words that would become links."""
    return [found["text"] for found in asked(client, address(page), paragraph(html))["terms"]]


def test_words_and_minutes_are_those_that_readers_will_see(staff: Client, article: ArticlePage) -> None:
    body = [
        ("heading", {"text": "Two words", "level": "h2", "anchor": ""}),
        ("paragraph", "<p>" + "word " * 460 + "<a linktype='page' id='1'>linked text</a></p>"),
    ]
    said = asked(staff, address(article), body)
    article.body = ArticlePage.body.field.to_python(body)
    article.save_revision().publish()
    article.refresh_from_db()
    assert (said["words"], said["minutes"]) == (article.word_count, article.reading_time) == (464, 3)
    assert said["summary"] == "464 words · 3 min read"


def test_a_new_page_is_counted_too(staff: Client, article: ArticlePage) -> None:
    where = reverse("masthead_writing_new", args=("articles", "articlepage", factories.desk().pk))
    assert asked(staff, where, paragraph("<p>Three words here.</p>"))["words"] == 3


def test_only_who_may_edit_the_page_is_answered(article: ArticlePage) -> None:
    client = Client()
    new = reverse("masthead_writing_new", args=("articles", "articlepage", factories.desk().pk))
    assert client.post(address(article)).status_code == 302, "to the sign-in"
    contributor = factories.user()
    contributor.groups.add(Group.objects.get(name="Contributor"))
    client.force_login(contributor)
    assert client.post(address(article), headers={"x-requested-with": "XMLHttpRequest"}).status_code == 403, "somebody else's article"
    assert client.post(new).status_code == 200
    client.force_login(factories.user())
    assert client.post(new, headers={"x-requested-with": "XMLHttpRequest"}).status_code == 403


def test_terms_are_found_by_name_and_other_names_once_each(staff: Client, article: ArticlePage) -> None:
    factories.term("Entity tag", also_known_as="ETag\nvalidator")
    factories.term("Draft term", live=False)
    assert marked(staff, article, "<p>An etag, an entity  tag and a draft term.</p>") == ["etag"]


def test_the_longest_name_wins_and_parts_of_words_are_none(staff: Client, article: ArticlePage) -> None:
    for name in ("cache", "HTTP cache", "API", "café", "C++", "緩存"):
        factories.term(name)
    assert marked(staff, article, "<p>The HTTP cache.</p>") == ["HTTP cache"]
    assert marked(staff, article, "<p>Caches, cache-control and apiary; an api.</p>") == []
    assert marked(staff, article, "<p>CACHE, the API’s, (CAFÉ), C++.</p>") == ["CACHE", "API", "CAFÉ", "C++"]
    assert marked(staff, article, "<p>用緩存的</p>") == ["緩存"]


def test_what_is_a_link_or_code_already_is_left_alone(staff: Client, article: ArticlePage) -> None:
    cache, weir = factories.term("cache"), factories.term("weir")
    linked = (
        f'<p><a linktype="term" id="{cache.pk}">caching</a> a cache, <code>weir</code> and <a href="https://example.org/">a weir</a>.</p>'
    )
    assert marked(staff, article, linked) == []
    assert weir.live
    assert marked(staff, article, "<p><code>cache</code> or cache</p>") == ["cache"]


def test_a_proposal_says_where_its_text_is_as_scripts_count(staff: Client, article: ArticlePage) -> None:
    term = factories.term("weir", definition="A low wall.")
    block = ArticlePage.body.field.stream_block
    body = [("heading", {"text": "The weir", "level": "h2", "anchor": ""}), *paragraph("<p>\U0001f600 The weir.</p>")]
    data = form_data("body", posted(block, block.normalize(body)))
    found = staff.post(address(article), data).json()["terms"]
    assert [(place["field"], place["start"], place["end"], place["term"]["id"]) for place in found] == [("body-1-value", 7, 11, term.pk)]
    assert found[0]["key"] == json.loads(data["body-1-value"])["blocks"][0]["key"]
    assert (found[0]["before"], found[0]["after"]) == ("\U0001f600 The ", ".")


def test_terms_of_another_language_are_not_proposed(staff: Client, article: ArticlePage) -> None:
    factories.term("weir", locale=Locale.objects.create(language_code="fr"))
    assert marked(staff, article, "<p>The weir.</p>") == []


def test_nonsense_is_answered(staff: Client, article: ArticlePage) -> None:
    for data in ({"body-count": "x"}, {"body-count": "99999999999"}, {"body-count": "1", "body-0-type": "paragraph", "body-0-value": "{"}):
        answer = staff.post(address(article), data)
        assert answer.status_code in (200, 400), data
