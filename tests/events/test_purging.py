"""Caches in front are purged of what changed, by tag or by address; one that is down is tried again and delays nobody."""

import json
import os
import re
import shutil
import socket
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.conf import LazySettings
from django.db import connections
from django.test import Client
from django_tasks_db.models import DBTaskResult
from wagtail.models import ReferenceIndex

from articles.models import ArticlePage
from cms.caches import SharedCache, read
from cms.delivery.stored import process
from cms.delivery.tag_header import public_tag
from cms.events import purgers, purging
from cms.events.models import Recipient
from cms.events.purgers import Stale
from cms.operations.worker import Worker
from cms.tags.models import Change
from tests import factories
from tests.delivery.wsgi import Server, serving

pytestmark = pytest.mark.django_db(transaction=True)
TOKENS = {"fastly": "fastly-token", "cloudflare": "cloudflare-token", "varnish": "", "http": "purge-token"}


class Handler(BaseHTTPRequestHandler):
    def _take(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.calls.append((self.command, self.path, dict(self.headers), body))  # type: ignore[attr-defined]
        self.send_response(self.server.status)  # type: ignore[attr-defined]
        self.end_headers()
        self.wfile.write(self.server.reply)  # type: ignore[attr-defined]

    do_POST = do_PURGE = _take  # noqa: N815 - the names of http.server

    def log_message(self, *args: Any) -> None: ...


class Edge(ThreadingHTTPServer):
    """A CDN's API, or a cache, that writes down what it is asked."""

    status, reply = 200, b"{}"

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.calls: list[tuple[str, str, dict[str, str], bytes]] = []

    def cache(self, kind: str, place: str, by: str = "") -> SharedCache:
        """A cache whose calls come here."""
        caches, problems = read([f"{kind}://{place}" + (f"?by={by}" if by else "")], TOKENS)
        assert not problems
        found = caches[0]
        return SharedCache(found.kind, found.place, found.by, f"http://127.0.0.1:{self.server_port}", found.site, found.token)


@pytest.fixture
def edge() -> Iterator[Edge]:
    with Edge() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


def work() -> None:
    DBTaskResult.objects.exclude(task_path="cms.events.purging.purge").delete()
    Worker().drain()


def tags_of(path: str, server: Server) -> set[str]:
    return set(server.get(path).headers["Cache-Tag"].split(","))


@pytest.fixture
def server() -> Iterator[Server]:
    yield from serving()


def publish(article: ArticlePage, title: str) -> None:
    page = ArticlePage.objects.get(pk=article.pk)
    page.title = title
    page.save_revision().publish()


def test_publishing_purges_by_tag_what_answers_carry(edge: Edge, server: Server, settings: LazySettings) -> None:
    article = factories.article("Tides", slug="tides")
    carried, others = tags_of("/articles/tides/", server), tags_of("/terms/", server)
    settings.CDN = [edge.cache("fastly", "SU1Z0isxPaozGVKXdv0eY")]
    publish(article, "Ebb")
    assert edge.calls == []  # publishing itself waits for nobody
    work()
    [(method, path, headers, body)] = edge.calls
    assert (method, path, headers["Fastly-Key"]) == ("POST", "/service/SU1Z0isxPaozGVKXdv0eY/purge", "fastly-token")
    purged = set(json.loads(body)["surrogate_keys"])
    assert public_tag(f"page:{article.pk}") in purged & carried
    assert not purged & others
    work()
    assert len(edge.calls) == 1


def test_draft_purges_nothing_and_many_changes_are_one_call(edge: Edge, settings: LazySettings) -> None:
    article = factories.article("Tides", slug="tides")
    settings.CDN = [edge.cache("cloudflare", "023e105f4ecef8ad9ca31a8372d0c353")]
    page = ArticlePage.objects.get(pk=article.pk)
    page.title = "Canary"
    page.save_revision()
    work()
    assert edge.calls == []
    for title in ("Ebb", "Flow", "Neap"):
        publish(article, title)
    work()
    [(_, path, headers, body)] = edge.calls
    assert path == "/client/v4/zones/023e105f4ecef8ad9ca31a8372d0c353/purge_cache"
    assert headers["Authorization"] == "Bearer cloudflare-token"
    assert public_tag(f"page:{article.pk}") in json.loads(body)["tags"]


@pytest.mark.parametrize(
    ("status", "reply", "sentence"),
    [
        (403, b"{}", "may it purge"),
        (200, b'{"success": false, "errors": [{"message": "Zone is paused."}]}', "Zone is paused"),
    ],
)
def test_failure_is_shown_with_a_sentence_and_made_good(
    edge: Edge, settings: LazySettings, status: int, reply: bytes, sentence: str
) -> None:
    article = factories.article("Tides", slug="tides")
    settings.CDN = [edge.cache("cloudflare", "023e105f4ecef8ad9ca31a8372d0c353")]
    edge.status, edge.reply = status, reply
    publish(article, "Ebb")
    work()
    assert Recipient.objects.get().next_attempt_at is not None
    Recipient.objects.update(next_attempt_at=datetime.now(UTC) + timedelta(hours=1))
    publish(article, "Flow")
    work()
    assert len(edge.calls) == 1  # the second change waits for the pause to end
    row = Recipient.objects.get()
    assert sentence in row.error
    assert "token" not in row.error.replace("its token", "")
    admin = Client()
    admin.force_login(factories.user(superuser=True))
    assert sentence in admin.get("/admin/reports/freshness/").content.decode()

    edge.status, edge.reply = 200, b'{"success": true}'
    DBTaskResult.objects.all().delete()  # the task that would have come is lost, too
    Recipient.objects.update(next_attempt_at=datetime.now(UTC) - timedelta(seconds=1))
    purging.purge_those_behind()
    work()
    row.refresh_from_db()
    assert (row.failures, row.error, row.told) == (0, "", Change.objects.order_by("-seq").values_list("seq", flat=True)[0])
    assert public_tag(f"page:{article.pk}") in json.loads(edge.calls[-1][3])["tags"]


def test_a_cache_that_knows_no_tags_is_purged_of_addresses(edge: Edge, settings: LazySettings) -> None:
    author, topic = factories.author("Ada", slug="ada"), factories.topic("Coast", slug="coast")
    article = factories.article("Tides", slug="tides", authors=[author], topics=[topic])
    other = factories.article("Dunes", slug="dunes", body=[("paragraph", f'<p><a linktype="page" id="{article.pk}">Tides</a></p>')])
    settings.CDN = [edge.cache("http", f"127.0.0.1:{edge.server_port}")]
    ReferenceIndex.create_or_update_for_object(other)  # a task of Wagtail's
    edge.status = 404  # what is not there needs no purging
    page = ArticlePage.objects.get(pk=article.pk)
    page.slug = "ebb"
    page.save_revision().publish()
    work()
    assert {(method, headers["Host"], headers["Authorization"]) for method, _, headers, _ in edge.calls} == {
        ("PURGE", "testserver", "Bearer purge-token")
    }
    paths = {path for _, path, _, _ in edge.calls}
    assert {"/articles/tides/", "/articles/ebb/", "/articles/ebb.md", "/articles/", "/", "/index.md", "/topics/coast/"} <= paths
    assert f"/articles/{other.slug}/" in paths


def test_aws_gets_a_signed_invalidation(edge: Edge, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    article = factories.article("Tides", slug="tides")
    settings.CDN = [edge.cache("cloudfront", "EDFDVBD6EXAMPLE")]
    edge.status = 201
    publish(article, "Ebb")
    work()
    [(_, path, headers, body)] = edge.calls
    assert path == "/2020-05-31/distribution/EDFDVBD6EXAMPLE/invalidation"
    assert re.match(r"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/\d{8}/us-east-1/cloudfront/aws4_request", headers["Authorization"])
    assert b"<Path>/articles/tides/</Path>" in body
    assert Recipient.objects.get().error == ""


@pytest.mark.once
def test_what_is_too_much_becomes_everything() -> None:
    many = Stale(
        7, [f"t{number}" for number in range(5000)], [f"https://example.org/{number}/" for number in range(5000)], ["https://a.org"]
    )
    few = Stale(7, ["a", "b"], ["https://example.org/ä/"], ["https://a.org"])
    everything = public_tag("everything")
    for entry, wanted, small in (
        ("fastly://SERVICE", everything, '["a","b"]'),
        ("cloudflare://ZONE", everything, '["a","b"]'),
        ("cloudflare://ZONE?by=url", '{"purge_everything":true}', "https://example.org/%C3%A4/"),
        ("cloudfront://DISTRIBUTION", "<Path>/*</Path>", "<Path>/%C3%A4/</Path>"),
        ("cloudfront://DISTRIBUTION?by=tag", "<Path>/*</Path>", "<Path>#a</Path><Path>#b</Path>"),
        ("varnish://10.0.0.1:6081", everything, "(^|,)(a|b)(,|$)"),
        ("varnish://10.0.0.1:6081?by=xkey", everything, "a b"),
        ("http://10.0.0.1", "http://10.0.0.1/*", "http://10.0.0.1/%C3%A4/"),
    ):
        [cache], problems = read([entry], TOKENS)
        assert problems == []
        for stale, said in ((many, wanted), (few, small)):
            [call] = purgers.calls(cache, stale)
            assert said in f"{call.url} {call.headers} {(call.body or b'').decode()}", entry
        assert cache.token == "" or cache.token not in repr(cache)
    _, problems = read(["fastly://a:b@c", "ftp://x", "varnish://h/path", "cloudflare://ZONE?by=xkey", "fastly://SERVICE"], {})
    assert len(problems) == 5
    assert not any("a:b" in problem for problem in problems)


def test_operators_see_what_is_stored_and_purge_it(
    edge: Edge, server: Server, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "stored", server.stored)
    article = factories.article("Tides", slug="tides")
    factories.article("Dunes", slug="dunes", body=[("paragraph", f'<p><a linktype="page" id="{article.pk}">Tides</a></p>')])
    settings.CDN = [edge.cache("fastly", "SERVICE")]
    for path in ("/articles/tides/", "/articles/dunes/", "/articles/dunes/"):
        server.get(path)
    admin, address = Client(enforce_csrf_checks=True), f"/admin/reports/freshness/pages/{article.pk}/"
    assert admin.get(address).status_code == 302
    editor = Client()
    editor.force_login(factories.user())
    assert editor.get(address).status_code in (302, 403)
    admin.force_login(factories.user(superuser=True))
    shown = admin.get(address).content.decode()
    assert "http://testserver/articles/tides/" in shown
    assert "fresh since" in shown
    assert f"page:{article.pk}" in shown
    assert "http://testserver/articles/dunes/" in shown
    assert address in admin.get(f"/admin/pages/{article.pk}/edit/").content.decode()
    totals = admin.get("/admin/reports/freshness/").content.decode()
    assert "keeps 2 answers" in totals, re.findall(r"The web process[^<]*", totals)
    assert "1 requests from its memory" in totals
    assert address in totals or Change.objects.exclude(events=[]).count() == 0

    assert admin.post(f"{address}purge/").status_code == 403  # without the form's token
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', shown)
    assert token is not None
    assert admin.get(f"{address}purge/").status_code == 405
    before = server.renderings
    assert admin.post(f"{address}purge/", {"csrfmiddlewaretoken": token[1]}).status_code == 302
    server.get("/articles/tides/")
    server.get("/articles/dunes/")
    assert server.renderings == before + 2
    work()
    assert public_tag(f"page:{article.pk}") in json.loads(edge.calls[-1][3])["surrogate_keys"]

    server.get("/terms/")
    admin.post("/admin/reports/freshness/purge/", {"csrfmiddlewaretoken": token[1]})
    before = server.renderings
    everything = tags_of("/terms/", server) & tags_of("/articles/dunes/", server)
    assert server.renderings == before + 2
    work()
    assert json.loads(edge.calls[-1][3])["surrogate_keys"] == [public_tag("everything")]
    assert public_tag("everything") in everything


# --- a real cache in front --------------------------------------------------------------------------------------------


class _Site(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None: ...


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def test_varnish_serves_its_copy_until_it_is_purged(server: Server, settings: LazySettings, tmp_path: Path) -> None:
    varnishd = shutil.which("varnishd") or shutil.which("varnishd", path="/usr/sbin")
    if varnishd is None:
        assert os.environ.get("REQUIRE_ALL") != "1", "Varnish is not installed"
        pytest.skip("Varnish is not installed")
    settings.SHARED_MAX_AGE = 3600
    article = factories.article("Tides", slug="tides")
    factories.article("Dunes", slug="dunes")

    def application(environ: dict[str, Any], start_response: Any) -> Any:
        try:
            return server.stored(environ, start_response)
        finally:
            connections.close_all()

    port = _free_port()
    with make_server("127.0.0.1", 0, application, _Site, _Quiet) as site:
        threading.Thread(target=site.serve_forever, args=(0.01,), daemon=True).start()
        vcl = (Path(__file__).resolve().parents[2] / "deploy" / "varnish.vcl").read_text("utf-8")
        (tmp_path / "test.vcl").write_text(vcl.replace('.port = "8000"', f'.port = "{site.server_port}"'))
        command = [varnishd, "-F", "-j", "none", "-n", str(tmp_path / "n"), "-a", f"127.0.0.1:{port}", "-f", str(tmp_path / "test.vcl")]
        running = subprocess.Popen([*command, "-s", "malloc,8m"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            settings.CDN = [SharedCache("varnish", "here", "tag", f"http://127.0.0.1:{port}")]

            def get(path: str) -> str:
                asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Host": "testserver"})
                with urllib.request.urlopen(asked, timeout=20) as answer:  # noqa: S310 - loopback
                    return f"{answer.headers['X-Varnish']}\n" + answer.read().decode()

            for _ in range(400):
                try:
                    get("/articles/tides/")
                    break
                except OSError:
                    assert running.poll() is None, "varnishd does not start"
                    time.sleep(0.05)
            get("/articles/dunes/")
            publish(article, "Ebb")
            copy = get("/articles/tides/")
            assert "Tides" in copy
            assert len(copy.splitlines()[0].split()) == 2  # its own copy: two numbers
            work()
            assert Recipient.objects.get().error == ""
            assert "Ebb" in get("/articles/tides/")
        finally:
            running.kill()
            running.wait()
            site.shutdown()
