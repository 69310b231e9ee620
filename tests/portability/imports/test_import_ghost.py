"""What comes out of a Ghost export."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from articles.models import ArticlePage
from cms.content.models import Navigation, StandardPage
from tests import factories

SITE = "https://ghost.example.org"
CARDS = """<p>Intro to <a href="__GHOST_URL__/second/">the second</a>.</p>
<div class="kg-card kg-callout-card kg-callout-card-blue">
<div class="kg-callout-emoji">!</div><div class="kg-callout-text">Mind the <b>gap</b>.</div></div>
<figure class="kg-card kg-bookmark-card"><a class="kg-bookmark-container" href="https://example.com/x"><div class="kg-bookmark-content">
<div class="kg-bookmark-title">A title</div><div class="kg-bookmark-description">About it</div></div></a></figure>
<div class="kg-card kg-toggle-card"><div class="kg-toggle-heading"><h4 class="kg-toggle-heading-text">Why?</h4><button>v</button></div>
<div class="kg-toggle-content"><p>Because.</p></div></div>
<div class="kg-card kg-button-card"><a href="https://example.com/go" class="kg-btn">Go on</a></div>
<figure class="kg-card kg-embed-card">
<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe><figcaption>A film</figcaption></figure>
<pre><code class="language-python">print("x")</code></pre>
<div class="kg-card kg-file-card"><a class="kg-file-card-container" href="__GHOST_URL__/content/files/report.pdf">
<div class="kg-file-card-title">Report</div></a></div>"""


def export(*posts: dict[str, Any]) -> dict[str, Any]:
    data = {
        "posts": list(posts),
        "tags": [{"id": "t1", "name": "Travel", "slug": "travel"}, {"id": "t2", "name": "#internal", "slug": "hash-internal"}],
        "users": [{"id": "u1", "name": "Bo", "slug": "bo", "email": "bo@example.org", "bio": "Writes."}],
        "posts_tags": [
            {"post_id": "p1", "tag_id": "t2", "sort_order": 1},
            {"post_id": "p1", "tag_id": "t1", "sort_order": 0},
            {"post_id": "p2", "tag_id": "t1", "sort_order": 0},
        ],
        "posts_authors": [{"post_id": "p1", "author_id": "u1", "sort_order": 0}],
        "posts_meta": [{"post_id": "p1", "meta_title": "For engines", "feature_image_alt": None}],
        "settings": [
            {"key": "title", "value": "The Ghost"},
            {
                "key": "navigation",
                "value": json.dumps([{"label": "Second", "url": "/second/"}, {"label": "Else", "url": "https://example.com/"}]),
            },
        ],
    }
    return {"db": [{"meta": {"version": "5.80.0"}, "data": data}]}


def post(key: str, slug: str, **fields: Any) -> dict[str, Any]:
    return {
        "id": key,
        "title": slug.capitalize(),
        "slug": slug,
        "html": "<p>Text</p>",
        "status": "published",
        "type": "post",
        "visibility": "public",
        "published_at": "2021-02-03T04:05:06.000Z",
        **fields,
    }


def run(path: Path, **options: Any) -> dict[str, Any]:
    report = path.with_suffix(".report")
    call_command("import_ghost", path, report=report, verbosity=0, site_url=SITE, **options)
    found: dict[str, Any] = json.loads(report.read_text())
    return found


@pytest.mark.django_db
def test_posts_pages_cards_and_menus_come_in(tmp_path: Path, client: Client) -> None:
    factories.publication()
    path = tmp_path / "ghost.json"
    members = post("p3", "members", visibility="members", title="canary")
    about = post("p4", "about", type="page")
    path.write_text(
        json.dumps(export(post("p1", "first", html=CARDS, featured=1, custom_excerpt="R&D"), post("p2", "second"), members, about))
    )
    report = run(path)
    page = ArticlePage.objects.get(slug="first")
    second = ArticlePage.objects.get(slug="second")
    assert (page.standfirst, page.featured, page.seo_title) == ("R&D", True, "For engines")
    assert [row.author.name for row in page.article_authors.all()] == ["Bo"]
    assert [row.topic.title for row in page.article_topics.all()] == ["Travel"]
    assert list(page.tags.names()) == ["internal"]
    kinds = [block["type"] for block in page.body.raw_data]
    assert kinds == ["paragraph", "callout", "embed", "faq", "button", "embed", "code", "paragraph"]
    values = [block["value"] for block in page.body.raw_data]
    assert values[0] == f'<p>Intro to <a linktype="page" id="{second.pk}">the second</a>.</p>'
    assert values[1]["text"] == "<p>Mind the <b>gap</b>.</p>"
    assert (values[2]["url"], values[2]["title"]) == ("https://example.com/x", "A title")
    assert values[3]["items"][0]["value"] == {"question": "Why?", "answer": "<p>Because.</p>"}
    assert values[5]["resolved"]["provider"] == "youtube"
    assert "/content/files/report.pdf" in values[7]
    assert client.get("/articles/first/").status_code == 200
    assert client.get("/first/")["Location"] == "/articles/first/"
    assert b"canary" not in client.get("/articles/").content
    assert client.get("/articles/members/").status_code != 200
    assert StandardPage.objects.get(slug="about").url == "/about/"
    links = [item["value"] for item in Navigation.objects.get(role="primary").items.raw_data]
    assert [(link["page"], link["url"], link["label"]) for link in links] == [
        (second.pk, "", "Second"),
        (None, "https://example.com/", "Else"),
    ]
    assert any("report.pdf" in address for address in report["unresolved_media"])
    assert run(path)["counts"]["article"] == {"in": 3, "unchanged": 3}


@pytest.mark.django_db
@pytest.mark.once
def test_what_is_no_export_gets_a_sentence(tmp_path: Path) -> None:
    factories.publication()
    whole = json.dumps(export(post("p1", "first")))
    sources = [("not json", "is not JSON that can be read"), ('{"a": 1}', "not a Ghost export"), (whole[:-40], "cut off|cannot be read")]
    for number, (text, sentence) in enumerate(sources):
        path = tmp_path / f"{number}.json"
        path.write_text(text)
        with pytest.raises(CommandError, match=sentence):
            run(path, strict=True)
    assert not ArticlePage.objects.exists()
