"""What somebody tries who should not: forged, replayed, expired, of another site, of an account or a page that is gone."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from cms.accounts.models import User
from cms.tags.models import Change
from tests import factories
from tests.preview.sessions import Session, exchange, management, opened, page_url

PRIVATE = {"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


def refused(answer: Any, status: int, words: str = "") -> None:
    """A problem document that tells nothing of any draft, and that nobody keeps."""
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), answer.content
    assert answer.json()["status"] == status
    assert words in answer.json()["detail"]
    assert "canary" not in answer.content.decode().lower()
    assert answer.headers.items() >= PRIVATE.items()
    assert "Access-Control-Allow-Origin" not in answer
    assert "ETag" not in answer


@pytest.fixture
def draft(publication: None) -> Any:
    """A page whose draft nobody has published."""
    return factories.standard_page("Canary", live=False, standfirst="Canary.")


def test_a_token_is_good_once(draft: Any, editor: Client) -> None:
    token = opened(editor, page_url(draft))
    assert exchange(token).status_code == 201
    refused(exchange(token), 410, "used already")


@pytest.mark.parametrize("change", [lambda token: token[:-1], lambda token: token + "A", lambda token: token[::-1], lambda _: "é" * 43])
def test_a_forged_or_truncated_token_is_no_token(change: Any, draft: Any, editor: Client) -> None:
    token = opened(editor, page_url(draft))
    refused(exchange(change(token)), 404, "no such token")
    assert exchange(token).status_code == 201, "the real one is still good"


def test_a_token_lasts_a_minute(draft: Any, editor: Client) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        token = opened(editor, page_url(draft))
        clock.shift(timedelta(seconds=61))
        refused(exchange(token), 410, "Open the preview again")


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '{"token": 3}', '{"other": "x"}', "{}", "\xff", '{"token": "\\ud800"}'])
def test_a_body_that_is_no_exchange_is_refused(body: str, publication: None) -> None:
    refused(Client().post("/api/v2/preview/sessions/", body, content_type="application/json"), 400)


@pytest.mark.parametrize("token", ["", "x", "x" * 60_000, "é" * 43])
def test_a_text_that_is_no_token_is_unknown(token: str, publication: None) -> None:
    refused(exchange(token), 404)


def test_exchanging_and_reading_are_for_servers(draft: Any, editor: Client) -> None:
    token = opened(editor, page_url(draft))
    refused(exchange(token, headers={"origin": "https://app.example.org"}), 403, "server")
    session = exchange(token).json()["session"]
    headers = {"authorization": f"Preview {session}", "origin": "https://app.example.org"}
    refused(Client().get("/api/v2/preview/", headers=headers), 403, "server")
    refused(Client().get("/api/v2/preview/sessions/"), 405)


def test_a_session_slides_for_a_quarter_of_an_hour_and_ends_after_half_a_day(draft: Any, editor: Client) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        session = Session(editor, page_url(draft))
        for _ in range(50):
            clock.shift(timedelta(minutes=14))
            session.read()
        clock.shift(timedelta(minutes=14))
        session.read()
        clock.shift(timedelta(minutes=14))
        refused(session.get(), 410, "Open it again")
        session = Session(editor, page_url(draft))
        clock.shift(timedelta(minutes=16))
        refused(session.get(), 410, "quarter of an hour")
        refused(session.get("pages/"), 410)


def test_no_session_or_a_wrong_one(draft: Any, editor: Client) -> None:
    session = Session(editor, page_url(draft))
    for header in ({}, {"authorization": "Bearer x"}, {"authorization": "Preview"}, {"authorization": "Preview "}):
        answer = Client().get("/api/v2/preview/pages/", headers=header)
        refused(answer, 401)
        assert answer["WWW-Authenticate"] == "Preview"
    for secret in (session.secret[:-1], session.secret + "x", "é"):
        refused(Client().get("/api/v2/preview/", headers={"authorization": f"Preview {secret}"}), 403, "no such preview session")


def test_the_public_endpoints_know_no_session(draft: Any, editor: Client) -> None:
    session = Session(editor, page_url(draft))
    answer = Client().get(f"/api/v2/pages/{draft.pk}/", headers={"authorization": f"Preview {session.secret}"})
    assert answer.status_code == 404


@pytest.mark.parametrize("path", ["schema/", "docs/", "preview/", "preview/sessions/", "nothing/", "sessions/x/"])
def test_only_public_endpoints_are_read_through_a_session(path: str, draft: Any, editor: Client) -> None:
    refused(Session(editor, page_url(draft)).get(path), 404)


def test_a_session_of_another_site_shows_nothing(draft: Any, editor: Client, settings: LazySettings) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    Site.objects.create(hostname="other.example", port=80, root_page=factories.standard_page("Other"))
    token, session = opened(editor, page_url(draft)), Session(editor, page_url(draft))
    refused(exchange(token, Client(headers={"host": "other.example"})), 403, "another site")
    headers = {"authorization": f"Preview {session.secret}", "host": "other.example"}
    refused(Client().get("/api/v2/preview/", headers=headers), 403, "another site")


def test_a_session_ends_with_the_account(draft: Any, editor: Client) -> None:
    token, session = opened(editor, page_url(draft)), Session(editor, page_url(draft))
    User.objects.update(is_active=False)
    refused(session.get(), 403, "closed")
    refused(session.get(f"pages/{draft.pk}/"), 403, "closed")
    refused(exchange(token), 403, "closed")


def test_a_session_ends_with_the_password(draft: Any, editor: Client) -> None:
    session = Session(editor, page_url(draft))
    user = User.objects.get()
    user.set_password("another long password")
    user.save()
    refused(session.get(), 403, "another password")


def test_a_session_ends_with_the_right(draft: Any, editor: Client) -> None:
    session = Session(editor, page_url(draft))
    session.read()
    User.objects.update(is_superuser=False)
    refused(session.get(), 403, "may not edit this any more")
    author = factories.author("Canary", live=False)
    User.objects.update(is_superuser=True)
    url = reverse(type(author).snippet_viewset.get_url_name("revisions_view"), args=(author.pk, author.latest_revision_id))
    session = Session(editor, url)
    User.objects.update(is_superuser=False)
    refused(session.get("authors/"), 403)


def test_what_was_deleted_is_gone(draft: Any, editor: Client) -> None:
    session = Session(editor, page_url(draft))
    draft.delete()
    refused(session.get(), 410, "deleted")


def test_a_draft_whose_parent_was_deleted_is_gone(draft: Any, editor: Client) -> None:
    url = reverse("wagtailadmin_pages:preview_on_add", args=("content", "standardpage", draft.pk))
    form = {"title": "Canary child", "slug": "child", "body-count": "0", **management("comments")}
    assert editor.post(url, form).json()["is_valid"]
    token, session = opened(editor, url), Session(editor, url)
    draft.delete()
    refused(session.get(), 410, "above it was deleted")
    refused(exchange(token), 410, "above it was deleted")


def test_who_guesses_is_not_heard_any_more(draft: Any, editor: Client) -> None:
    session = Session(editor, page_url(draft))
    for number in range(100):
        assert exchange(f"guess {number}").status_code == 404
    answer = exchange("another")
    refused(answer, 429)
    assert int(answer["Retry-After"]) > 0
    refused(session.get(), 429)


def test_secrets_are_kept_as_hashes(draft: Any, editor: Client) -> None:
    token = opened(editor, page_url(draft))
    secret = exchange(token).json()["session"]
    kept: dict[str, bytes] = cache._cache  # type: ignore[attr-defined]
    everything = b"".join(key.encode() + value for key, value in kept.items())
    assert b"preview:session:" in everything
    assert token.encode() not in everything
    assert secret.encode() not in everything


def test_an_answer_is_nobody_elses(draft: Any, editor: Client) -> None:
    session = Session(editor, page_url(draft))
    for path in ("", "pages/", f"pages/{draft.pk}/", "site/"):
        answer = session.get(path)
        assert answer.status_code == 200
        assert answer.headers.items() >= PRIVATE.items()
        assert not {"ETag", "Cache-Tag", "Last-Modified", "Access-Control-Allow-Origin"} & set(answer.headers)
    etag = Client().get("/api/v2/site/")["ETag"]
    headers = {"authorization": f"Preview {session.secret}", "if-none-match": etag}
    assert Client().get("/api/v2/preview/site/", headers=headers).status_code == 200, "nothing is validated"


def test_reading_a_preview_changes_nothing(draft: Any, editor: Client) -> None:
    session = Session(editor, page_url(draft))
    before = Change.objects.count()
    session.read("pages/")
    session.read(f"pages/{draft.pk}/")
    assert Change.objects.count() == before
    draft.refresh_from_db()
    assert not draft.live
    assert Client().get(f"/api/v2/pages/{draft.pk}/").status_code == 404
    assert "anary" not in json.dumps(Client().get("/api/v2/pages/", {"fields": "*"}).json())


def test_without_a_cache_the_editor_is_told_so(draft: Any, editor: Client, settings: LazySettings) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    answer = editor.get(page_url(draft), {"mode": "reader-app~"})
    assert answer.status_code == 503
    assert "previews on frontends need it" in answer.content.decode()
