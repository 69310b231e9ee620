"""Frontends are told what became stale: signed, at least once, in order, and not told what is not public."""

import hashlib
import hmac
import json
import threading
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django_tasks_db.models import DBTaskResult

from cms.delivery.tag_header import public_tag
from cms.events import revalidation
from cms.events.models import Recipient
from cms.frontends import Frontend
from cms.operations.worker import Worker
from tests import factories

SECRET = "whsec_" + b64encode(b"a secret of twenty-four b").decode()
pytestmark = pytest.mark.django_db(transaction=True)


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.calls.append((dict(self.headers), body))  # type: ignore[attr-defined]
        self.send_response(self.server.status)  # type: ignore[attr-defined]
        self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.end_headers()

    def log_message(self, *args: Any) -> None: ...


class FrontendServer(ThreadingHTTPServer):
    status = 200

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.calls: list[tuple[dict[str, str], bytes]] = []

    @property
    def data(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.calls[-1][1])["data"]
        return found


@pytest.fixture
def frontend(settings: LazySettings) -> Iterator[FrontendServer]:
    with FrontendServer() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        settings.FRONTENDS = [Frontend("Reader app", f"http://127.0.0.1:{server.server_port}")]
        settings.REVALIDATE_SECRET = SECRET
        factories.topic()
        work()
        server.calls.clear()
        yield server
        server.shutdown()


def work() -> None:
    """What the worker does, without the delay between attempts."""
    DBTaskResult.objects.exclude(task_path="cms.events.revalidation.tell").delete()
    Worker().drain()


def test_publishing_tells_the_tags_of_answers_and_the_addresses(frontend: FrontendServer) -> None:
    article = factories.article("Tides", slug="tides")
    work()
    frontend.calls.clear()
    article.slug = "ebb"
    article.save_revision().publish()
    work()

    assert len(frontend.calls) == 1
    headers, body = frontend.calls[0]
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = b64decode(SECRET.removeprefix("whsec_"))
    assert headers["webhook-signature"] == "v1," + b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    assert abs(int(headers["webhook-timestamp"]) - datetime.now(UTC).timestamp()) < 60
    assert json.loads(body)["type"] == "content.changed"
    assert {"http://testserver/articles/ebb/", "http://testserver/articles/tides/"} <= set(frontend.data["urls"])
    in_answer = set(Client().get(f"/api/v2/pages/{article.pk}/")["Cache-Tag"].split(","))
    assert in_answer & set(frontend.data["tags"])
    assert public_tag("page") in frontend.data["tags"]


def test_draft_tells_nobody(frontend: FrontendServer) -> None:
    article = factories.article("Canary", live=False)
    work()
    frontend.calls.clear()
    article.title = "Canary again"
    article.save_revision()
    work()
    assert frontend.calls == []


@pytest.mark.parametrize(
    ("status", "sentence"), [(500, "status 500"), (401, "REVALIDATE_SECRET"), (404, "revalidate_path"), (307, "redirect")]
)
def test_failure_is_kept_with_a_sentence_and_made_good_later(frontend: FrontendServer, status: int, sentence: str) -> None:
    frontend.status = status
    factories.article("Tides", slug="tides")
    work()
    row = Recipient.objects.get()
    assert sentence in row.error
    assert row.failures >= 1
    assert row.next_attempt_at is not None
    admin = Client()
    admin.force_login(factories.user(superuser=True))
    assert sentence in admin.get("/admin/reports/freshness/").content.decode()

    frontend.status = 204
    frontend.calls.clear()
    DBTaskResult.objects.all().delete()  # every attempt of the tasks has failed
    Recipient.objects.update(next_attempt_at=datetime.now(UTC) - timedelta(seconds=1))
    revalidation.tell_those_behind()
    work()
    assert "http://testserver/articles/tides/" in frontend.data["urls"]
    row.refresh_from_db()
    assert (row.failures, row.error) == (0, "")
    revalidation.tell_those_behind()
    frontend.calls.clear()
    work()
    assert frontend.calls == []


def test_frontend_that_is_away_is_told_everything_when_it_is_back(frontend: FrontendServer, settings: LazySettings) -> None:
    there = settings.FRONTENDS
    settings.FRONTENDS = [Frontend("Reader app", "http://127.0.0.1:9")]
    for slug in ("one", "two"):
        factories.article(slug, slug=slug)
    work()
    assert "no connection" in Recipient.objects.get().error
    settings.FRONTENDS = there
    factories.article("three", slug="three")
    work()
    assert {f"http://testserver/articles/{slug}/" for slug in ("one", "two", "three")} <= set(frontend.data["urls"])


def test_worker_that_was_killed_while_telling_is_replaced(frontend: FrontendServer) -> None:
    factories.article("Tides", slug="tides")
    Recipient.objects.update(claimed_until=datetime.now(UTC) + timedelta(seconds=60))
    work()
    assert frontend.calls == []
    Recipient.objects.update(claimed_until=datetime.now(UTC) - timedelta(seconds=1))
    revalidation.tell_those_behind()
    work()
    assert "http://testserver/articles/tides/" in frontend.data["urls"]


def test_nothing_is_sent_without_a_secret(frontend: FrontendServer, settings: LazySettings) -> None:
    settings.REVALIDATE_SECRET = ""
    factories.article("Tides")
    work()
    assert frontend.calls == []


def test_frontend_of_another_site_gets_no_addresses_of_this_one(frontend: FrontendServer, settings: LazySettings) -> None:
    settings.FRONTENDS = [Frontend("Reader app", settings.FRONTENDS[0].origin, site="other.example")]
    factories.article("Tides")
    work()
    assert frontend.data["urls"] == []


def test_report_is_for_operators(frontend: FrontendServer) -> None:
    client = Client()
    assert client.get("/admin/reports/freshness/").status_code == 302
    client.force_login(factories.user(superuser=True))
    assert client.post("/admin/reports/freshness/reader-app/tell/").status_code == 302
    assert DBTaskResult.objects.filter(task_path="cms.events.revalidation.tell").exists()
