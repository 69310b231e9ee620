"""What comes out of a WordPress export, seen through the command and the public doors."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from articles.models import ArticlePage, Author, TopicPage
from cms.accounts.models import User
from cms.content.models import Comment, Listing, StandardPage
from tests import factories
from tests.portability.imports import wxr

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _publication() -> None:
    factories.publication()


def run(path: Path, **options: Any) -> dict[str, Any]:
    """The report of an import."""
    report = path.with_suffix(".json")
    call_command("import_wordpress", path, report=report, verbosity=0, **options)
    found: dict[str, Any] = json.loads(report.read_text())
    return found


def article(slug: str) -> ArticlePage:
    return ArticlePage.objects.get(slug=slug)


def blocks(page: Any) -> list[tuple[str, Any]]:
    return [(block["type"], block["value"]) for block in page.body.raw_data]


def test_everything_of_a_post_comes_in(tmp_path: Path, client: Client) -> None:
    link = '<a href="https://old.example.org/2020/03/later/">the later one</a>'
    body = f"First <strong>paragraph</strong>.\n\nSecond, see {link}.\n\n<h2>Part</h2>\nMore."
    text = wxr.document(
        wxr.author("ada", "Ada Morgan"),
        wxr.category("world", "World"),
        wxr.category("europe", "Europe", "world", 2),
        wxr.item(
            1,
            "Tides &amp; moons",
            body,
            slug="tides",
            excerpt="Why the sea comes and goes.",
            categories=[("category", "europe", "Europe"), ("post_tag", "sea", "Sea")],
            meta={"_yoast_wpseo_metadesc": "About tides", "_yoast_wpseo_title": "Tides %%sep%% %%sitename%%", "_wp_old_slug": "ebb"},
            is_sticky=1,
        ),
        wxr.item(2, "Later", "Text", slug="later"),
    )
    users = User.objects.count()
    report = run(wxr.write(tmp_path, text))
    page = article("tides")
    later = article("later")
    assert (page.title, page.standfirst, page.featured) == ("Tides & moons", "Why the sea comes and goes.", True)
    assert page.published_at is not None
    assert page.published_at.isoformat() == "2020-03-04T05:06:07+00:00"
    assert (page.search_description, page.seo_title) == ("About tides", "Tides")
    assert blocks(page) == [
        ("paragraph", f'<p>First <b>paragraph</b>.</p><p>Second, see <a linktype="page" id="{later.pk}">the later one</a>.</p>'),
        ("heading", {"text": "Part", "level": "h2", "anchor": "part"}),
        ("paragraph", "<p>More.</p>"),
    ]
    topic = TopicPage.objects.get(slug="europe")
    assert topic.get_parent().title == "World"
    assert [row.topic_id for row in page.article_topics.all()] == [topic.pk]
    assert [row.author.name for row in page.article_authors.all()] == ["Ada Morgan"]
    assert list(page.tags.names()) == ["Sea"]
    assert page.live_revision is not None
    assert User.objects.count() == users
    response = client.get("/articles/tides/")
    assert response.status_code == 200
    assert 'href="/articles/later/"' in response.content.decode()
    for old in ("/2020/03/tides/", "/2020/03/ebb/"):
        assert client.get(old)["Location"] == "/articles/tides/"
    assert client.get("/category/world/europe/")["Location"] == "/topics/world/europe/"
    assert client.get("/author/ada/")["Location"] == "/authors/ada/"
    assert report["addresses"] == {"checked": 2, "answers": {"redirect": 2}, "wrong": []}
    assert report["counts"]["article"] == {"in": 2, "created": 2}


def test_what_is_not_public_there_is_not_public_here(tmp_path: Path, client: Client) -> None:
    text = wxr.document(
        wxr.item(1, "canary draft", slug="one", status="draft"),
        wxr.item(2, "canary private", slug="two", status="private"),
        wxr.item(3, "canary password", slug="three", post_password="secret"),
        wxr.item(4, "canary future", slug="four", status="future", date="2999-01-01 00:00:00"),
        wxr.item(5, "canary trash", slug="five", status="trash"),
        wxr.item(6, "canary undated", slug="six", date="2020-13-45 00:00:00"),
    )
    report = run(wxr.write(tmp_path, text))
    assert not Listing.objects.filter(title__contains="canary").exists()
    for slug in ("one", "two", "three", "four", "five", "six"):
        for path in (f"/articles/{slug}/", f"/2020/03/{slug}/"):
            response = client.get(path)
            assert response.status_code != 200
            assert b"canary" not in response.content
    assert article("four").go_live_at is not None
    scheduled = article("four").latest_revision
    assert scheduled is not None
    assert scheduled.approved_go_live_at is not None
    assert not ArticlePage.objects.filter(slug="five").exists()
    assert any("is no date" in found["text"] for found in report["problems"])


def test_comments_keep_their_threads_and_states(tmp_path: Path) -> None:
    comments = [
        wxr.comment(12, "An <b>answer</b> from <a href='https://example.com/'>here</a>", parent=11),
        wxr.comment(11, "First\n\nwith two paragraphs<script>alert(1)</script>"),
        wxr.comment(13, "waits", approved="0"),
        wxr.comment(14, "buy", approved="spam"),
        wxr.comment(15, "ping", kind="pingback"),
    ]
    marked = (
        "<h2>Two things</h2><ul><li>one</li><li>two</li></ul><dl><dt>Weir</dt><dd>a wall</dd></dl><address>Old Mill 1</address>End"
        "<table><tr><td>a</td><td>b</td></tr></table>"
    )
    comments.append(wxr.comment(17, marked, approved="0"))
    path = wxr.write(tmp_path, wxr.document(wxr.item(1, slug="talk", comments=comments)))
    report = run(path)
    page = article("talk")
    first = Comment.objects.get(text__startswith="First")
    assert first.text == "First\n\nwith two paragraphs"
    answer = Comment.objects.get(parent=first)
    assert answer.text == "An answer from here (https://example.com/)"
    assert Comment.objects.get(author_name="Reader 17").text == "Two things\n\n• one\n• two\n\nWeir\na wall\n\nOld Mill 1\n\nEnd\n\na\nb"
    states = dict(Comment.objects.exclude(author_name="Reader 17").values_list("author_name", "state"))
    assert states == {"Reader 11": "approved", "Reader 12": "approved", "Reader 13": "pending", "Reader 14": "spam"}
    assert Listing.objects.get(pk=page.pk).comment_count == 2
    assert report["kinds"]["loss: pingback"] == 1
    more = wxr.document(wxr.item(1, slug="talk", body="Changed", comments=[*comments, wxr.comment(16, "New")]))
    run(wxr.write(tmp_path, more))
    assert Comment.objects.count() == 6
    assert Listing.objects.get(pk=page.pk).comment_count == 3


def test_a_rerun_changes_what_changed_at_the_source_and_nothing_else(tmp_path: Path, django_assert_max_num_queries: Any) -> None:
    first = wxr.document(*(wxr.item(key, f"Post {key}", slug=f"p{key}") for key in (1, 2, 3)))
    run(wxr.write(tmp_path, first))
    revisions = {page.slug: page.latest_revision_id for page in ArticlePage.objects.all()}
    report = run(wxr.write(tmp_path, first))
    assert report["counts"]["article"] == {"in": 3, "unchanged": 3}
    assert {page.slug: page.latest_revision_id for page in ArticlePage.objects.all()} == revisions

    edited = article("p2")
    edited.title = "An editor's title"
    edited.save_revision().publish()
    article("p3").delete()
    second = wxr.document(*(wxr.item(key, f"Post {key} again", slug=f"p{key}") for key in (1, 2, 3, 4)))
    report = run(wxr.write(tmp_path, second))
    assert report["counts"]["article"] == {"in": 4, "updated": 1, "kept": 1, "removed": 1, "created": 1}
    assert sorted(ArticlePage.objects.values_list("title", flat=True)) == ["An editor's title", "Post 1 again", "Post 4 again"]
    assert ArticlePage.objects.count() == 3


def test_pages_keep_their_order_though_children_come_first(tmp_path: Path) -> None:
    leaf: dict[str, Any] = {"post_type": "page", "categories": []}
    text = wxr.document(
        wxr.item(3, "Grandchild", slug="grandchild", post_parent=2, link=f"{wxr.SITE}/top/child/grandchild/", **leaf),
        wxr.item(2, "Child", slug="child", post_parent=1, link=f"{wxr.SITE}/top/child/", **leaf),
        wxr.item(1, "Top", slug="top", link=f"{wxr.SITE}/top/", **leaf),
    )
    report = run(wxr.write(tmp_path, text))
    assert StandardPage.objects.get(slug="grandchild").url == "/top/child/grandchild/"
    assert report["addresses"]["answers"] == {"same": 3}


def test_a_dry_run_writes_nothing_and_says_what_would_come(tmp_path: Path) -> None:
    path = wxr.write(tmp_path, wxr.document(wxr.item(1), wxr.item(2, post_type="page", slug="about")))
    report = run(path, dry_run=True)
    assert report["counts"]["article"] == {"in": 1, "created": 1}
    assert not ArticlePage.objects.exists()
    assert not Author.objects.exists()
    assert run(path, only=["pages"])["counts"].get("article") is None
    assert StandardPage.objects.get().slug == "about"


def test_a_quotation_that_is_no_pull_quote_keeps_its_words_and_is_listed(tmp_path: Path) -> None:
    body = '<blockquote><p>Read <a href="https://example.com/">the whole</a> of it.</p></blockquote><blockquote>Stay hungry.</blockquote>'
    report = run(wxr.write(tmp_path, wxr.document(wxr.item(1, slug="said", body=body))))

    assert blocks(article("said")) == [
        ("paragraph", '<p>Read <a href="https://example.com/">the whole</a> of it.</p>'),
        ("pull_quote", {"quote": "Stay hungry.", "attribution": "", "role": ""}),
    ]
    (found,) = (problem for problem in report["problems"] if problem["kind"] == "quotation")
    assert (found["level"], found["item"]) == ("repair", "article 1 “A post”")
    assert found["text"].endswith("stands as paragraphs: Read the whole of it.")


@pytest.mark.once
def test_a_source_that_cannot_be_read_gets_a_sentence(tmp_path: Path) -> None:
    sources = [
        ("Hello", "is not XML"),
        ("<html><body/></html>", "This is not a WordPress export: line 1 has <html>"),
        ("<rss><notachanneltag/></rss>", "has <notachanneltag> in <rss>, where <channel> belongs"),
        ("<rss><channel><title>A feed</title><item/></channel></rss>", "<wp:wxr_version> is missing"),
        (wxr.document(version="9.9"), "its version is “9.9”"),
        ('<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "b">]><rss/>', "declares entities or a document type"),
        ('<?xml version="1.0" encoding="klingon"?><rss/>', "its encoding is “klingon”"),
    ]
    for text, sentence in sources:
        with pytest.raises(CommandError) as refused:
            run(wxr.write(tmp_path, text))
        assert sentence in str(refused.value)
    assert not ArticlePage.objects.exists()


@pytest.mark.once
def test_the_good_rest_comes_in_or_nothing_at_all(tmp_path: Path) -> None:
    items = [wxr.item(1, "Good", slug="good"), wxr.item(1, "Twice"), wxr.item(2, "Huge", "x" * 2_200_000), wxr.item(0, "No number")]
    whole = wxr.document(*items).replace("<wp:post_id>0</wp:post_id>", "<wp:post_id>none</wp:post_id>")
    cut = whole[: whole.index("No number")].encode() + b"\xff\x0b"
    path = wxr.write(tmp_path, cut)
    with pytest.raises(CommandError, match=r"middle of an element|not well-formed"):
        run(path, strict=True)
    assert not ArticlePage.objects.exists()
    report = run(path)
    assert list(ArticlePage.objects.values_list("title", flat=True)) == ["Good"]
    errors = [found["text"] for found in report["problems"] if found["level"] == "error"]
    assert any("Another article has the id 1 (line" in text for text in errors)
    assert any("2 MB are the most" in text for text in errors)
    assert any("What stands before it was imported" in text for text in errors)
    with pytest.raises(CommandError, match=r"Nothing was imported, because of --strict: Another article has the id 1"):
        run(wxr.write(tmp_path, whole, "other.xml"), strict=True)


@pytest.mark.once
def test_categories_that_are_each_others_parents_come_in(tmp_path: Path) -> None:
    text = wxr.document(wxr.category("a", "A", "b"), wxr.category("b", "B", "a"), wxr.category("c", "C", "lost"), wxr.item(1))
    report = run(wxr.write(tmp_path, text))
    assert {topic.title for topic in TopicPage.objects.all()} == {"A", "B", "C", "News"}
    assert sum("parent" in found["text"] for found in report["problems"]) == 2


def test_nothing_depends_on_where_a_batch_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts of the next batch are converted while this one is written; pages come after those that they stand below."""
    later = '<a href="https://old.example.org/2020/03/post-{}/">on</a>'
    posts = [wxr.item(key, f"Post {key}", f"Text {key} {later.format(key + 1)} {'word ' * key}") for key in range(1, 12)]
    below = [(31, 0), (32, 33), (33, 31), (34, 31), (35, 32)]
    pages = [wxr.item(key, f"Page {key}", f"Of {key}", post_type="page", post_parent=parent, slug=f"page-{key}") for key, parent in below]
    unreadable = wxr.item(12, "A" * 400, "Its title is too long")
    monkeypatch.setattr("cms.portability.imports.pages.BATCH", 2)
    monkeypatch.setattr("cms.portability.imports.bodies._MOST_AHEAD", 120)
    report = run(wxr.write(tmp_path, wxr.document(*posts, unreadable, *pages)))
    assert report["counts"]["article"]["created"] + report["counts"]["article"].get("failed", 0) == 12
    for key in range(1, 11):
        following = article(f"post-{key + 1}").pk
        ((kind, value),) = blocks(article(f"post-{key}"))
        assert (kind, value.startswith(f"<p>Text {key} <a"), f'id="{following}"' in value) == ("paragraph", True, True)
    for key, parent in below[1:]:
        page = StandardPage.objects.get(slug=f"page-{key}")
        assert (page.get_parent().slug, blocks(page)) == (f"page-{parent}", [("paragraph", f"<p>Of {key}</p>")])
