"""The magazine as its visitors meet it."""

import re
from collections import Counter
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.test import Client
from wagtail.models import Page

from articles.models import ArticleIndexPage, ArticlePage, Author, TopicPage
from cms.content.blocks.body import body_blocks
from cms.content.models import Comment, SourceReference, Term
from cms.media.models import Document, Image
from home.demo import drawings
from home.demo.drawings import canvas
from home.demo.ledger import Ledger
from home.demo.pages import Plan, plans
from home.demo.texts import facts, texts
from tests import factories
from tests.home.conftest import load

pytestmark = pytest.mark.once


@pytest.fixture
def magazine(loaded_once: None, db: None) -> Ledger:
    return Ledger()


def url(ledger: Ledger, name: str) -> str:
    path: str = Page.objects.get(pk=ledger.pk("page", name)).get_url() or ""
    return path


def _status(facts: dict[str, object], parents: dict[str, bool]) -> int:
    if facts.get("private") or parents.get(str(facts.get("parent")), False):
        return 302
    return 404 if facts.get("state", "live") != "live" else 200


EXPECTED: dict[str, int] = {}
_private: dict[str, bool] = {}
for _plan in plans():
    EXPECTED[_plan.name] = _status(_plan.text.facts, _private)
    _private[_plan.name] = EXPECTED[_plan.name] == 302


@pytest.mark.parametrize(("name", "status"), EXPECTED.items(), ids=list(EXPECTED))
def test_page_answers_visitors_as_its_state_says(magazine: Ledger, client: Client, name: str, status: int) -> None:
    response = client.get(url(magazine, name))

    assert response.status_code == status


def test_magazine_has_a_page_in_every_state() -> None:
    states = {plan.text.facts.get("state", "live") for plan in plans()}

    assert states == {"live", "draft", "submitted", "scheduled", "expired"}
    assert 302 in EXPECTED.values()


def test_magazine_is_large_enough_to_look_around_in() -> None:
    """Counted on its files: articles of substance, topics, terms, people, pictures, and every block three times."""
    found = [plan for plan in plans() if EXPECTED[plan.name] == 200]
    articles = [plan for plan in found if plan.type is ArticlePage]
    words = {plan.name: len(re.sub(r"(?s)```.*?```", "", source(plan)).split()) for plan in articles}
    nested = {kind.__name__: sum(bool(plan.parent) for plan in found if plan.type is kind) for kind in (TopicPage, ArticleIndexPage)}
    blocks = Counter(piece.block for plan in found for piece in plan.text.body)

    assert len([name for name, count in words.items() if count >= 500]) >= 24
    assert len([plan for plan in found if plan.type is TopicPage]) == 8
    assert nested == {"TopicPage": 2, "ArticleIndexPage": 2}
    assert (len(texts("authors")), len(facts("series"))) == (5, 2)
    assert len(facts("terms")) >= 30
    assert len({plan.text.facts["image"] for plan in articles}) >= 16
    assert drawings.SCALE * canvas.WIDTH >= 1600
    assert [name for name in body_blocks() if blocks[name] < 3] == []
    assert sum(len(plan.text.facts.get("corrections", ())) for plan in articles) >= 5
    assert all(plan.text.facts.get("tags") for plan in articles)


def source(plan: Plan) -> str:
    return "\n".join(str(piece.value) for piece in plan.text.body)


def test_readers_comments_wait_or_are_counted(magazine: Ledger, client: Client) -> None:
    name = "the-hour-that-happens-twice"
    states = Counter(Comment.objects.filter(page_id=magazine.pk("page", name)).values_list("state", flat=True))
    card = next(card for card in client.get("/api/v2/articles/").json()["items"] if card["id"] == magazine.pk("page", name))

    assert states == {"approved": 3, "pending": 1, "spam": 1}
    assert card["comment_count"] == 3


def test_submitted_draft_waits_for_approval(magazine: Ledger) -> None:
    draft = magazine.get("page", "the-file-is-lying")

    assert draft.workflow_in_progress
    assert not draft.live


def test_editors_room_opens_for_whoever_has_signed_in(magazine: Ledger, client: Client) -> None:
    client.force_login(factories.user())

    response = client.get(url(magazine, "house-style"))

    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"


def test_tour_has_every_block(magazine: Ledger, client: Client) -> None:
    page = client.get(f"/api/v2/pages/{magazine.pk('page', 'every-block')}/").json()

    assert {block["type"] for block in page["body"]} == set(body_blocks())


def test_front_page_has_the_identity_and_every_section(magazine: Ledger, client: Client) -> None:
    html = client.get("/").content.decode()

    assert "<title>Four Spaces</title>" in html
    assert all(f'class="section section-{kind} ' in html for kind in ("lead", "words", "topic", "latest"))
    assert html.count('class="card"') >= 12


class Addresses(HTMLParser):
    """What a page links to, and what it shows."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.empty: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src", "poster", "srcset"):
                if not (value or "").strip():
                    self.empty.append(self.get_starttag_text() or tag)
                elif name != "srcset":
                    self.links.add(str(value))


def test_every_address_on_every_page_leads_somewhere(magazine: Ledger, client: Client) -> None:
    """From the front page along all links of the site itself."""
    waiting, seen, broken = ["/"], {"/"}, []
    while waiting:
        path = waiting.pop()
        response = client.get(path)
        if response.status_code != 200:
            broken.append(f"{path}: {response.status_code}")
            continue
        if not response.headers["Content-Type"].startswith("text/html"):
            assert sum(len(part) for part in response) > 0  # a file: reading it to its end closes it
            continue
        found = Addresses(response.content.decode())
        broken += [f"{path}: {tag}" for tag in found.empty]
        for link in found.links:
            target = urldefrag(urljoin(f"http://testserver{path}", link)).url
            local = urlsplit(target).path
            if urlsplit(target).netloc == "testserver" and not local.startswith("/static/") and local not in seen:
                seen.add(local)
                waiting.append(local)

    assert broken == []
    live = {url(magazine, name) for name, status in EXPECTED.items() if status == 200}
    assert live <= seen


def test_every_footnote_and_heading_that_is_linked_is_there(magazine: Ledger, client: Client) -> None:
    for name in ("every-block", "etags-explained-by-a-librarian"):
        html = client.get(url(magazine, name)).content.decode()
        anchors = {link[1:] for link in Addresses(html).links if link.startswith("#")}

        assert len(anchors) > 3
        assert [anchor for anchor in anchors if f'id="{anchor}"' not in html] == []


def test_all_of_it_goes_again(magazine: Ledger) -> None:
    load("--remove")

    assert not SourceReference.objects.filter(source="demo").exists()
    assert set(Page.objects.filter(depth__gt=1).values_list("slug", flat=True)) == {"front-page", "articles", "topics"}
    assert [Image.objects.count(), Document.objects.count(), Author.objects.count(), Term.objects.count(), Comment.objects.count()] == [
        0
    ] * 5
