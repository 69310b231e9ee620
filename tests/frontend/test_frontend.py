"""The reference frontend: pages, statuses, freshness, feeds. One build for all."""

import html
import json
import re
import time
import urllib.request
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import LazySettings
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect

from articles.models import ArticlePage, Author
from cms import tags
from cms.content.blocks.body import BLOCKS
from cms.content.drafts import Snapshot, Standing, standing
from cms.content.models import ReusableContent, StandardPage
from cms.delivery.tag_header import public_tag
from cms.frontends import Frontend as WrittenFrontend
from cms.preview import reading
from home.models import HomePage
from tests import factories
from tests.api.test_client import CLIENT, node, npm
from tests.frontend.conftest import FRONTEND, Answer, Frontend

__all__ = ["node"]

pytestmark = [pytest.mark.once, pytest.mark.django_db]

ARTICLE, EVERYTHING = "/articles/workshop/six-queries/", "/articles/workshop/every-block/"
PAGES = {
    "/": "The hour that happens twice",
    ARTICLE: "Six queries where one would do",
    "/articles/": "All articles",
    "/articles/?page=2": "Page 2 of 2",
    "/topics/": "Databases",
    "/topics/http/": "Also known as",
    "/topics/http/?order=oldest": "Oldest first",
    "/about/": "About Four Spaces",
    "/authors/": "Ines Okafor",
    "/authors/ines-okafor/": "All articles",
    "/series/life-of-a-request/": "Before the first byte",
    "/tags/django/": "Tagged django",
    "/terms/": "Alternative text",
    "/terms/alt-text/": "Glossary",
}


def stale(frontend: Frontend, *names: str) -> None:
    kinds = {name.partition(":")[0] for name in names}
    assert frontend.call(*map(public_tag, {*names, *kinds})).status == 200


def words(answer: Answer) -> str:
    """What a reader without scripts sees."""
    text = re.sub(r"<script.*?</script>|<style.*?</style>|<head>.*?</head>", " ", answer.text, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<!-- -->|<[^>]*>", lambda found: "" if found[0] == "<!-- -->" else " ", text)).split())


def test_the_build_renders_pages_and_says_so(built: str) -> None:
    assert "Finished TypeScript" in built
    assert "/en/all/authors" in built


@pytest.mark.parametrize("path", PAGES)
def test_every_kind_of_page_is_there_without_a_script(frontend: Frontend, path: str) -> None:
    answer = frontend.get(path)
    assert answer.status == 200
    assert PAGES[path] in words(answer)
    assert len(re.findall(r"<h1[ >]", answer.text)) == 1
    # Nothing leads to the other rendering of the same pages.
    links = re.findall(r'<a [^>]*href="([^"]*)"', answer.text)
    assert len(links) > 10
    assert [link for link in links if link.startswith(frontend.publication.url) and "/documents/" not in link] == []
    assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "frame-ancestors 'self' " + frontend.publication.url in answer.headers["Content-Security-Policy"]


def test_every_block_is_rendered(frontend: Frontend) -> None:
    answer = frontend.get(EVERYTHING)
    shown = set(re.findall(r'class="block block-(\w+)', answer.text))
    assert shown == set(BLOCKS)
    assert "data-masthead-source" not in answer.text
    assert re.search(r'<picture[^>]*><img src="[^"]+" width="\d+" height="\d+" alt="[^"]+"', answer.text)


def test_what_search_engines_read_is_what_the_payload_says(frontend: Frontend) -> None:
    answer = frontend.get(ARTICLE)
    assert f'<link rel="canonical" href="{frontend.url}{ARTICLE}"/>' in answer.text
    assert f'<meta property="og:url" content="{frontend.url}{ARTICLE}"/>' in answer.text
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', answer.text, re.DOTALL)
    assert found
    expected = frontend.get(f"{frontend.publication.url}/api/v2/resolve/?path={ARTICLE}")
    data = json.loads(expected.text)["page"]["meta"]["seo"]["json_ld"]
    written = re.sub(re.escape(frontend.publication.url) + r"(?!/[^\"]*\.\w+\")", frontend.url, json.dumps(data))
    assert json.loads(found[1]) == json.loads(written)


def test_what_readers_look_for_is_found(frontend: Frontend) -> None:
    assert "What are you looking for?" in words(frontend.get("/search/"))
    found = frontend.get("/search/?q=queries")
    assert 'content="noindex"' in found.text
    assert 'id="S:0"' not in found.text, "complete without a script"
    assert f'href="{ARTICLE}"' in found.text
    assert re.search(r"<mark>quer(y|ies)</mark>", found.text, re.IGNORECASE)
    assert "Nothing was found" in words(frontend.get("/search/?q=xylophagous"))
    assert "<script>alert" not in frontend.get("/search/?q=%3Cscript%3Ealert(1)%3C/script%3E").text


def test_redirects_and_what_is_not_there(frontend: Frontend) -> None:
    Redirect.objects.create(old_path="/old-shop", redirect_link="/about/", is_permanent=True)
    gone = StandardPage.objects.get(slug="privacy")
    gone.delete()
    moved = frontend.get("/old-shop/")
    assert (moved.status, moved.headers["Location"]) == (301, "/about/")
    slash = frontend.get(ARTICLE.rstrip("/"))
    assert (slash.status, slash.headers["Location"]) == (308, ARTICLE)
    missing = frontend.get("/nowhere/")
    assert (missing.status, "Nothing is at this address" in words(missing)) == (404, True)
    assert 'content="noindex"' in missing.text
    for path in ("/tags/nowhere/", "/authors/nobody/", "/articles/?page=x"):
        assert frontend.get(path).status == 404
    removed = frontend.get("/privacy/")
    assert (removed.status, "This has been removed" in words(removed)) == (410, True)
    locked = frontend.get("/editors-room/anything/")
    assert (locked.status, "This is not open to everybody" in words(locked)) == (401, True)


def let_calls_pass() -> None:
    """What a call made stale becomes stale once more after three seconds: see the frontend's `app/api/revalidate`."""
    time.sleep(4)


def test_a_change_shows_with_the_request_after_the_call(frontend: Frontend) -> None:
    let_calls_pass()
    page = ArticlePage.objects.get(slug="six-queries")
    for path in (ARTICLE, "/about/", "/terms/"):
        frontend.get(path)
        assert frontend.get(path).headers["x-nextjs-cache"] == "HIT"
    page.title = "Seven queries where one would do"
    page.save_revision().publish()
    assert "Six queries" in words(frontend.get(ARTICLE))
    stale(frontend, tags.page(page.pk), tags.listing("articles"))
    assert "Seven queries where one would do" in words(frontend.get(ARTICLE))
    assert "Seven queries where one would do" in frontend.get("/feed.xml").text
    # Nothing else was rendered anew.
    assert frontend.get("/terms/").headers["x-nextjs-cache"] == "HIT"

    author = Author.objects.get(slug="ines-okafor")
    author.name = "Ines O. Okafor"
    author.save_revision().publish()
    stale(frontend, tags.author(author.pk))
    assert "Ines O. Okafor" in words(frontend.get("/authors/ines-okafor/"))


def test_what_was_not_there_is_there_after_the_call(frontend: Frontend) -> None:
    let_calls_pass()
    assert frontend.get("/colophon/").status == 404
    home = HomePage.objects.get(slug="front-page")
    page = home.add_child(instance=StandardPage(title="Colophon", slug="colophon"))
    page.save_revision().publish()
    assert frontend.get("/colophon/").status == 404
    stale(frontend, tags.path(f"{home.url_path}colophon"), tags.page(page.pk))
    assert frontend.get("/colophon/").status == 200


def test_a_call_is_believed_when_it_is_signed_fresh_and_new(frontend: Frontend) -> None:
    assert frontend.call("a-tag", secret=b"guessed").status == 401
    assert frontend.call("a-tag", at=time.time() - 301).status == 401
    assert frontend.call("a-tag", at=time.time() + 301).status == 401
    assert frontend.post("/api/revalidate", b"{}", {}).status == 400
    once = frontend.call("a-tag", message="msg_once")
    again = frontend.call("a-tag", message="msg_once")
    assert (once.status, again.status) == (200, 200)
    assert "done before" in again.text


def test_feeds_and_the_sitemap(frontend: Frontend) -> None:
    for path, title in (
        ("/feed.xml", "Four Spaces"),
        ("/topics/http/feed.xml", "HTTP · Four Spaces"),
        ("/authors/mei-haddad/feed.xml", "Mei Haddad · Four Spaces"),
    ):
        answer = frontend.get(path)
        channel = ElementTree.fromstring(answer.text).find("channel")  # noqa: S314 - our own
        assert channel is not None
        assert channel.findtext("title") == title
        assert [item.findtext("link", "").startswith(frontend.url) for item in channel.iter("item")].count(True) > 1
    assert frontend.get("/about/feed.xml").status == 404
    locations = re.findall("<loc>([^<]*)</loc>", frontend.get("/sitemap.xml").text)
    assert f"{frontend.url}{EVERYTHING}" in locations
    assert f"Sitemap: {frontend.url}/sitemap.xml" in frontend.get("/robots.txt").text


def test_its_lock_names_no_registry() -> None:
    lock = json.loads((FRONTEND / "package-lock.json").read_text("utf-8"))
    assert [name for name, package in lock["packages"].items() if "://" in package.get("resolved", "")] == []


def test_every_variable_is_explained() -> None:
    code = "\n".join(file.read_text("utf-8") for file in FRONTEND.rglob("*.ts*") if not {"node_modules", ".next"} & set(file.parts))
    read = set(re.findall(r'process\.env\["(\w+)"\]|address\("(\w+)"', code))
    names = {name for pair in read for name in pair if name} - {"PORT"}
    explained = set(re.findall(r"^(?:# )?([A-Z_]+)=", (FRONTEND / ".env.example").read_text("utf-8"), re.MULTILINE))
    assert names == explained


@pytest.mark.usefixtures("node")
def test_its_copy_of_the_client_is_the_client(tmp_path: Path) -> None:
    done = npm("exec", "--no", "--", "tsc", "--outDir", str(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr
    copy = FRONTEND / "masthead-client"
    expected = {file.name: file.read_text("utf-8") for file in tmp_path.iterdir()}
    assert {name: (copy / name).read_text("utf-8") for name in expected} == expected, "run `make client`"
    assert (
        json.loads((copy / "package.json").read_text("utf-8"))["version"]
        == json.loads((CLIENT / "package.json").read_text("utf-8"))["version"]
    )


def read(frontend: Frontend, url: str, **headers: str) -> Answer:
    return frontend.send(urllib.request.Request(url, headers=headers))  # noqa: S310 - our own addresses


class DraftMode:
    """An editor's browser that opens a preview on the frontend: it comes with a token and keeps what it is given."""

    def __init__(self, frontend: Frontend, editor: str, path: str) -> None:
        self.frontend = frontend
        opened = read(frontend, f"{frontend.publication.url}{path}?mode=reference-frontend~", Cookie=editor)
        self.token = opened.headers["Location"]
        self.arrival = frontend.get(self.token)
        self.cookies = "; ".join(cookie.partition(";")[0] for cookie in self.arrival.headers.get_all("Set-Cookie") or ())

    def get(self, path: str) -> Answer:
        return read(self.frontend, self.frontend.url + path, Cookie=self.cookies)


@pytest.fixture
def editor(frontend: Frontend, settings: LazySettings) -> str:
    """The cookie of an editor."""
    settings.FRONTENDS = [WrittenFrontend("Reference frontend", frontend.url)]
    client = Client()
    client.force_login(factories.user("chief@example.org", superuser=True))
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def test_an_editor_sees_her_draft_and_readers_do_not(frontend: Frontend, editor: str) -> None:
    article = ArticlePage.objects.get(slug="six-queries")
    draft = article.get_latest_revision_as_object()
    draft.title = "Seven queries where one would do"
    draft.save_revision()
    seen = DraftMode(frontend, editor, reverse("wagtailadmin_pages:view_draft", args=(article.pk,)))
    assert (seen.arrival.status, seen.arrival.headers["Location"]) == (307, ARTICLE)
    stood = 0

    def counted(snapshot: Snapshot, site: Any) -> AbstractContextManager[Standing]:
        nonlocal stood
        stood += 1
        return standing(snapshot, site)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "standing", counted)
        page = seen.get(ARTICLE)
    assert "Seven queries where one would do" in words(page)
    assert f'data-masthead-source="articles.ArticlePage:{article.pk}/title"' in page.text
    assert "no-store" in page.headers["Cache-Control"]
    assert stood == 2, "the page is not asked for again after the proxy, nor the site by the page after the layout"
    readers = words(frontend.get(ARTICLE))
    assert ("Six queries" in readers, "Seven queries" in readers) == (True, False)
    used = frontend.get(seen.token)
    assert (used.status, "was used already" in words(used)) == (410, True)


def test_a_draft_whose_editor_lost_the_right_is_not_shown(frontend: Frontend, editor: str) -> None:
    article = ArticlePage.objects.get(slug="six-queries")
    seen = DraftMode(frontend, editor, reverse("wagtailadmin_pages:view_draft", args=(article.pk,)))
    get_user_model().objects.update(is_active=False)
    answer = seen.get(ARTICLE)
    assert (answer.status, "The account that opened this preview is closed." in words(answer)) == (403, True)
    assert '<meta name="masthead-preview" content="expired">' in answer.text
    for path in ("/", "/authors/", "/terms/", "/search/?q=django", "/topics/http/feed.xml", "/draft/"):
        assert seen.get(path).status == 403, path


def test_reusable_content_is_seen_where_it_has_no_page(frontend: Frontend, editor: str) -> None:
    reusable = ReusableContent.objects.all()[0]
    views = ReusableContent.snippet_viewset
    revision = reusable.save_revision()
    seen = DraftMode(frontend, editor, reverse(views.get_url_name("revisions_view"), args=(reusable.pk, revision.pk)))
    assert (seen.arrival.status, seen.arrival.headers["Location"]) == (307, "/draft/")
    assert seen.get("/draft/").status == 200
    get_user_model().objects.update(is_active=False)
    assert seen.get("/draft/").status == 403
