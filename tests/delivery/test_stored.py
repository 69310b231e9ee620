"""Stored responses: what is stored, for whom, until when."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.db.models.functions import Now
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

from articles.models import ArticlePage
from cms.content.models import Listing, SiteIdentity
from cms.delivery.stored import shared
from cms.tags.models import Change
from tests import factories
from tests.delivery.fickle import FickleCache
from tests.delivery.wsgi import Server, serving

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server() -> Iterator[Server]:
    yield from serving()


def test_what_is_public_is_rendered_once_and_changes_with_what_it_shows(server: Server) -> None:
    author, topic = factories.author("Ada"), factories.topic("Coast", slug="coast")
    article = factories.article("Tides", slug="tides", authors=[author], topics=[topic])
    other = factories.article("Dunes", slug="dunes", topics=[topic])
    paths = ["/", "/articles/tides/", "/articles/dunes/", "/topics/coast/", f"/authors/{author.slug}/", "/articles/tides.md"]
    paths += ["/api/v2/articles/", "/api/v2/articles/tides/", "/api/v2/site/", "/api/v2/resolve/?path=/articles/tides/", "/terms/"]
    first = {path: server.get(path) for path in paths}
    assert {answer.status for answer in first.values()} == {200}
    count = server.renderings
    assert count == len(paths)
    for path in paths:
        again = server.get(path)
        assert (again.body, again.headers["ETag"]) == (first[path].body, first[path].headers["ETag"]), path
        assert server.get(path, if_none_match=again.headers["ETag"]).status == 304
        head = server.get(path, "HEAD")
        assert (head.body, head.headers["Content-Length"]) == (b"", str(len(again.body)))
    assert server.renderings == count

    def rendered_again() -> set[str]:
        found = set()
        for path in paths:
            before = server.renderings
            fresh = server.get(path)
            assert fresh.body == Server(stores=False).get(path).body, path
            found |= {path} if server.renderings > before else set()
        return found

    # Editing an author changes every page that shows her, and nothing else.
    author.role = "Editor"
    author.save()
    assert rendered_again() == {
        *("/articles/tides/", "/articles/dunes/", "/topics/coast/", f"/authors/{author.slug}/", "/articles/tides.md", "/"),
        *("/api/v2/articles/", "/api/v2/articles/tides/", "/api/v2/resolve/?path=/articles/tides/"),
    } & set(paths) - ({"/"} if b"Tides" not in first["/"].body else set())
    other.title = "Dunes move"
    other.save_revision().publish()
    assert "/articles/tides/" in rendered_again() or b"Dunes" not in first["/articles/tides/"].body
    assert rendered_again() == set()

    # A draft changes nothing; its publication does.
    draft = ArticlePage.objects.get(pk=article.pk)
    draft.title = "Embargoed"
    revision = draft.save_revision()
    assert rendered_again() == set()
    revision.publish()
    assert {"/articles/tides/", "/topics/coast/", "/api/v2/articles/"} <= rendered_again()
    SiteIdentity.objects.update(tagline="Slow news")
    assert {"/", "/terms/", "/api/v2/site/"} <= rendered_again()


def test_nothing_there_becomes_something_and_the_other_way_round(server: Server) -> None:
    factories.publication()
    assert server.get("/articles/tides/").status == server.get("/articles/tides/").status == 404
    assert server.renderings == 1
    article = factories.article("Tides", slug="tides")
    assert server.get("/articles/tides/").status == 200
    article = ArticlePage.objects.get(pk=article.pk)
    article.slug = "ebb"
    article.save_revision().publish()
    assert (moved := server.get("/articles/tides/?a=1")).status == 301
    assert moved.headers["Location"] == "/articles/ebb/?a=1"
    assert server.get("/articles/tides/?a=2").headers["Location"] == "/articles/ebb/?a=2"
    restriction = PageViewRestriction.objects.create(page=factories.desk(), restriction_type="login")
    closed = server.get("/articles/ebb/")
    assert (closed.status, closed.headers["Cache-Control"]) == (302, "private, no-store")
    assert server.get("/api/v2/resolve/?path=/articles/ebb/").text == '{"kind":"locked"}'
    restriction.delete()
    assert server.get("/articles/ebb/").status == 200
    assert '"kind":"page"' in server.get("/api/v2/resolve/?path=/articles/ebb/").text
    ArticlePage.objects.get(pk=article.pk).delete()
    assert server.get("/articles/ebb/").status == 410
    Redirect.objects.create(old_path="/articles/ebb", redirect_link="/topics/", site=factories.site())
    assert server.get("/articles/ebb/").headers["Location"] == "/topics/"


def test_a_query_string_counts_where_somebody_reads_it(server: Server) -> None:
    topic = factories.topic("Coast", slug="coast")
    factories.article("Tides", topics=[topic])
    plain = server.get("/topics/coast/")
    for query in ("utm_source=x", "fbclid=1&utm_medium=y", "page=1&page=1"):
        assert server.get(f"/topics/coast/?{query}").body
    assert server.renderings == 2
    assert server.get("/topics/coast/?order=oldest").body != plain.body
    assert server.get("/topics/coast/?utm_source=z&order=oldest").body == server.get("/topics/coast/?order=oldest").body
    assert server.renderings == 3
    assert server.get("/api/v2/articles/?limit=1&order=title").body == server.get("/api/v2/articles/?order=title&limit=1").body
    assert server.renderings == 4
    assert server.get("/api/v2/articles/?utm_source=x").status == 400


def test_expiry_ends_a_stored_response_by_the_clock_alone(server: Server) -> None:
    topic = factories.topic("Coast", slug="coast")
    article = factories.article("Tides", slug="tides", topics=[topic])
    Page.objects.filter(pk=article.pk).update(expire_at=Now() + timedelta(seconds=2))
    ArticlePage.objects.get(pk=article.pk).save()
    paths = ("/articles/tides/", "/topics/coast/", "/api/v2/articles/")
    before = {path: server.get(path) for path in paths}
    assert before["/articles/tides/"].status == 200
    lifetimes = before["/articles/tides/"].headers["Cache-Control"]
    assert "s-maxage=1" in lifetimes or "s-maxage" not in lifetimes
    last = Change.objects.order_by("-seq").values_list("seq", flat=True).first()
    end = Page.objects.filter(pk=article.pk).values_list("expire_at", flat=True).get()
    while timezone.now() < end + timedelta(milliseconds=50):
        threading.Event().wait(0.05)
    assert server.get("/articles/tides/").status == 404
    assert b"Tides" not in server.get("/topics/coast/").body
    assert b"Tides" not in server.get("/api/v2/articles/").body
    assert Change.objects.order_by("-seq").values_list("seq", flat=True).first() == last


def test_what_had_expired_and_comes_back_is_on_every_list_that_was_made_without_it(server: Server) -> None:
    topic, author = factories.topic("Coast", slug="coast"), factories.author("Mei Haddad", slug="mei")
    article = factories.article("Tides", slug="tides", topics=[topic], authors=[author], tags=("sea",))
    past = timezone.now() - timedelta(seconds=1)
    Page.objects.filter(pk=article.pk).update(expire_at=past)
    Listing.objects.filter(pk=article.pk).update(visible_until=past)  # the clock has moved, and no scheduler has run
    paths = ("/articles/", "/topics/coast/", "/authors/mei/", "/api/v2/articles/", "/api/v2/articles/?topic=coast", "/tags/sea/")
    assert [path for path in paths if b"Tides" in server.get(path).body] == []
    again = ArticlePage.objects.get(pk=article.pk)
    again.expire_at = None
    again.save_revision().publish()
    assert [path for path in paths if b"Tides" not in server.get(path).body] == []


def test_what_was_read_before_a_change_is_not_served_after_it(server: Server) -> None:
    article = factories.article("Tides", slug="tides")
    django = server.stored.inner

    def slow(environ: object, start_response: object) -> object:
        answer = django(environ, start_response)  # type: ignore[arg-type]
        server.stored.inner = django
        changed = ArticlePage.objects.get(pk=article.pk)
        changed.title = "Ebb"
        changed.save_revision().publish()
        return answer

    server.stored.inner = slow  # type: ignore[assignment]
    old = server.get("/articles/tides/")
    assert "Tides" in old.text
    assert old.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "Ebb" in server.get("/articles/tides/").text


def test_headers(server: Server) -> None:
    factories.article("Tides", slug="tides", body=[("paragraph", "<p>" + "Water comes and goes. " * 200 + "</p>")])
    server.get("/articles/tides/")
    plain, brotli, gzip = (server.get("/articles/tides/", accept_encoding=coding) for coding in ("identity", "gzip, br", "gzip"))
    assert [answer.headers.get("Content-Encoding") for answer in (plain, brotli, gzip)] == [None, "br", "gzip"]
    assert len({answer.headers["ETag"] for answer in (plain, brotli, gzip)}) == 3
    assert server.renderings == 1
    assert plain.headers["Vary"] == "Accept-Encoding"
    assert plain.headers["Cache-Control"] == "public, max-age=0, s-maxage=10, must-revalidate"
    assert plain.headers["CDN-Cache-Control"] == "max-age=10, stale-while-revalidate=60"
    assert plain.headers["Cache-Tag"].split(",") == plain.headers["Surrogate-Key"].split(" ")
    assert "Age" not in plain.headers
    threading.Event().wait(1.1)
    settled = server.get("/articles/tides/")
    assert server.get("/articles/tides/", if_modified_since=settled.headers["Last-Modified"]).status == 304
    assert server.get("/articles/tides/", if_modified_since="Thu, 01 Jan 1970 00:00:00 GMT").status == 200
    unchanged = server.get("/articles/tides/", if_none_match=f"W/{plain.headers['ETag']}")
    assert (unchanged.status, unchanged.body, "Content-Length" in unchanged.headers) == (304, b"", False)


def test_what_is_somebodys_own_is_not_stored(server: Server) -> None:
    factories.article("Tides", slug="tides")
    for headers in ({"authorization": "Bearer x"}, {"accept": "text/markdown"}):
        before = server.renderings
        server.get("/articles/tides/", **headers)
        server.get("/articles/tides/", **headers)
        assert server.renderings == before + 2
    assert server.get("/admin/login/").headers["Cache-Control"] == "private, no-store"
    assert len(server.stored.memory) == 0


def test_many_at_once_render_once(server: Server) -> None:
    factories.article("Tides", slug="tides")
    answers: list[bytes] = []

    def ask() -> None:
        answers.append(server.get("/articles/tides/").body)

    threads = [threading.Thread(target=ask) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 30
    assert len(set(answers)) == 1
    assert server.renderings <= 2
    cache.clear()


def test_cache_that_is_away_costs_renderings_and_one_line_in_the_log_each_time(
    server: Server, settings: LazySettings, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CACHES = {**settings.CACHES, "responses": {"BACKEND": "tests.delivery.fickle.FickleCache"}}
    monkeypatch.setattr(shared, "_LEFT_ALONE", 0)  # as if each request came seconds after the last one
    article, other = factories.article("Tides", slug="tides"), Server()

    def ask(one: Server, found: list[str]) -> None:
        found.append(one.get("/articles/tides/").text)

    def read(title: str) -> tuple[int, int]:
        """Both processes are asked by several at once; how often each rendered."""
        Page.objects.filter(pk=article.pk).update(title=title)
        before = server.renderings, other.renderings
        for one in (server, other):
            found: list[str] = []
            threads = [threading.Thread(target=ask, args=(one, found)) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert len(found) == 4
            assert all(title in text for text in found)
        return server.renderings - before[0], other.renderings - before[1]

    def said(words: str) -> int:
        return sum(words in record.getMessage() for record in caplog.records)

    assert read("Flood") == (1, 0)
    for outage in (1, 2):
        FickleCache.is_away = True
        assert read(f"Ebb {outage}") == (1, 1)
        assert read(f"Neap {outage}") == (1, 1)
        assert said("The cache does not answer") == 2 * outage  # each process says it once
        FickleCache.is_away = False
        assert read(f"Spring {outage}") == (1, 0)
        assert said("The cache answers again") == 2 * outage
    other.stored.follower.close()


def test_a_log_that_was_cut_or_replaced_makes_everything_untrue(server: Server) -> None:
    article = factories.article("Tides", slug="tides")
    server.get("/articles/tides/")
    for title in ("Ebb", "Flow"):
        page = ArticlePage.objects.get(pk=article.pk)
        page.title = title
        page.save_revision().publish()
        last = Change.objects.create(tags={"other": ""})
        Change.objects.exclude(pk=last.pk).delete()
        assert title in server.get("/articles/tides/").text
