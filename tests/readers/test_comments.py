"""Comments, as readers meet them: what they see, what they may send, and what becomes of it."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import ArticlePage
from cms.content.models import Comment, Listing, Participation
from cms.readers import quotas
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> ArticlePage:
    factories.publication()
    return factories.article("Tides", topics=[factories.topic("Sea")])


def comment(page: ArticlePage, text: str = "Hello.", **fields: Any) -> Comment:
    made = {"author_name": "Ann", "author_email": "ann@example.org", "state": "approved", "created_at": timezone.now(), **fields}
    return Comment.objects.create(page=page, text=text, **made)


def participation(**fields: Any) -> Participation:
    return Participation.objects.update_or_create(site=factories.site(), defaults=fields)[0]


def address(page: ArticlePage) -> str:
    return f"/comments/{page.pk}/"


def token(client: Client, page: ArticlePage) -> str:
    """A token that is old enough."""
    with time_machine.travel(timezone.now() - timedelta(minutes=1), tick=False):
        return str(client.get(f"{address(page)}token/").json()["token"])


def send(client: Client, page: ArticlePage, **fields: Any) -> Any:
    return client.post(address(page), {"name": "Ann", "text": "Hello.", "email": "", "parent": "", "website": "", **fields})


def section(client: Client, page: ArticlePage) -> Any:
    return BeautifulSoup(client.get(page.url).content, "html.parser").select_one("#comments")


# --- reading ----------------------------------------------------------------------------------------------------------


def test_readers_see_what_moderators_let_pass_as_threads(client: Client, article: ArticlePage) -> None:
    first = comment(article, "First.")
    comment(article, "Answer.", parent=first, staff=factories.user(), author_name="Ines")
    for state in ("pending", "rejected", "spam"):
        comment(article, "CANARY-HIDDEN", state=state, author_name="CANARY-NAME")
    page = client.get(article.url).content.decode()
    assert "CANARY" not in page
    assert "ann@example.org" not in page, "an address is never shown"
    found = section(client, article)
    assert found.h2.get_text(strip=True) == "2 comments"
    answer = found.select_one(".comment-list > li > .comment .comment-replies .comment-staff")
    assert "Answer." in answer.get_text()
    assert answer.select_one(".comment-badge").get_text(strip=True) == "Staff"


def test_what_was_taken_away_keeps_its_place_while_something_answers_it(client: Client, article: ArticlePage) -> None:
    gone = comment(article, "CANARY", state="rejected", author_name="CANARY")
    comment(article, "Still here.", parent=gone)
    comment(article, "CANARY", state="spam")
    found = section(client, article)
    assert "CANARY" not in found.get_text()
    assert len(found.select(".comment-removed")) == 1
    assert "Still here." in found.select_one(".comment-removed .comment-replies").get_text()
    assert found.h2.get_text(strip=True) == "1 comment"


def test_deep_answers_say_whom_they_answer(client: Client, article: ArticlePage) -> None:
    parent = None
    for number in range(7):
        parent = comment(article, f"Level {number}.", parent=parent, author_name=f"Reader {number}")
    found = section(client, article)
    assert len(found.select(".comment-replies .comment-replies .comment-replies")) == 1
    assert not found.select(".comment-replies .comment-replies .comment-replies .comment-replies")
    assert [p.get_text(strip=True) for p in found.select(".comment-answers")] == [f"Answers Reader {number}" for number in (3, 4, 5)]


def test_text_is_text_and_links_vouch_for_nothing(client: Client, article: ArticlePage) -> None:
    comment(article, '<script>alert(1)</script> <b>x</b>\n\nsee (https://example.org/a?b=1&c=2). javascript:alert(1) https://a"onclick=x')
    text = section(client, article).select_one(".comment-text")
    assert not text.select("script, b")
    assert "<script>alert(1)</script>" in text.get_text()
    links = text.select("a")
    assert [link["href"] for link in links] == ["https://example.org/a?b=1&c=2", "https://a"]
    assert all({"nofollow", "ugc"} <= set(link["rel"]) for link in links)
    assert len(text.select("p")) == 2


def test_a_page_with_comments_asks_one_query_more_however_many_there_are(client: Client, article: ArticlePage) -> None:
    def queries() -> int:
        client.get(article.url)
        with CaptureQueriesContext(connection) as context:
            client.get(article.url)
        return len(context)

    without = queries()
    for _ in range(3):
        comment(article, parent=comment(article))
    assert queries() == without + 1
    for _ in range(20):
        comment(article)
    assert queries() == without + 1


def test_many_comments_come_page_by_page(client: Client, article: ArticlePage) -> None:
    now = timezone.now()
    rows = [
        Comment(page=article, author_name="Ann", text=f"Number {number}.", state="approved", created_at=now + timedelta(seconds=number))
        for number in range(230)
    ]
    Comment.objects.bulk_create(rows)
    comment(article, "Answer.", parent=rows[0], created_at=now)
    found = section(client, article)
    assert len(found.select(".comment-list > li")) == 50
    assert found.select_one(".comments-all a")["href"] == address(article)
    last: Any = BeautifulSoup(client.get(f"{address(article)}?page=5").content, "html.parser")
    assert [p.get_text(strip=True) for p in last.select(".comment-list > li .comment-text")] == [f"Number {n}." for n in range(200, 230)]
    assert last.select_one("a[rel=prev]")["href"] == f"{address(article)}?page=4"
    first: Any = BeautifulSoup(client.get(address(article)).content, "html.parser")
    assert "Answer." in first.select_one(".comment-replies").get_text()
    for wrong in ("6", "0", "x", "99999", "-1"):
        assert client.get(f"{address(article)}?page={wrong}").status_code == 404


def test_counts_follow_every_door(client: Client, article: ArticlePage) -> None:
    def count() -> int:
        listed = client.get("/api/v2/articles/").json()["items"][0]["comment_count"]
        assert client.get("/api/v2/articles/tides/").json()["comment_count"] == listed
        assert Listing.objects.get(pk=article.pk).comment_count == listed
        return int(listed)

    first = comment(article)
    second = comment(article, parent=first, state="pending")
    assert count() == 1
    second.state = Comment.State.APPROVED
    second.save()
    assert count() == 2
    article.get_latest_revision().publish()
    assert count() == 2
    participation(comments="off")
    assert count() == 0
    article.unpublish()
    article.get_latest_revision().publish()
    assert count() == 0, "a page that comes back where comments are off brings none"
    participation(comments="held")
    assert count() == 2
    first.delete()
    assert count() == 0


# --- switches ---------------------------------------------------------------------------------------------------------


def test_off_means_that_nothing_is_shown_and_nothing_is_taken(client: Client, article: ArticlePage) -> None:
    said = comment(article, "CANARY")
    sealed = token(client, article)
    participation(comments="off")
    assert section(client, article) is None
    for path in (address(article), f"{address(article)}sent/", f"{address(article)}reply/{said.uuid}/"):
        assert client.get(path).status_code == 404
    assert send(client, article, token=sealed).status_code == 404
    assert client.get(f"/api/v2/comments/?page={article.pk}").status_code == 404
    assert client.get("/api/v2/articles/tides/").json()["comments_open"] is False


def test_a_closed_article_shows_what_was_said_and_takes_no_more(client: Client, article: ArticlePage) -> None:
    comment(article, "Said before.")
    sealed = token(client, article)
    article.comments_open = False
    article.save_revision().publish()
    found = section(client, article)
    assert "Said before." in found.get_text()
    assert "Comments are closed" in found.get_text()
    assert not found.select("form, .comment-reply")
    assert send(client, article, token=sealed).status_code == 409
    assert Comment.objects.count() == 1
    quiet = factories.article("Quiet", comments_open=False)
    assert section(client, quiet) is None, "where there is nothing, nothing is said"
    assert client.get(address(quiet)).status_code == 404


def test_comments_close_by_themselves(client: Client, article: ArticlePage) -> None:
    participation(comments_close_after=10)
    old = factories.article("Old", published_at=timezone.now() - timedelta(days=11))
    comment(old, "Long ago.")
    assert "Comments are closed" in section(client, old).get_text()
    assert client.get("/api/v2/articles/old/").json()["comments_open"] is False
    assert section(client, article).select_one("form")
    participation(comments_close_after=0)
    assert section(client, old).select_one("form")


def test_pages_that_are_not_public_have_no_comments(client: Client, article: ArticlePage) -> None:
    draft = factories.article("Draft", live=False)
    hidden = factories.article("Hidden")
    said = comment(hidden, "CANARY")
    comment(draft, "CANARY")
    hidden.unpublish()
    absent = client.get("/comments/999999/").content
    for page in (draft, hidden):
        for path in (address(page), f"{address(page)}sent/", f"{address(page)}reply/{said.uuid}/"):
            answer = client.get(path)
            assert (answer.status_code, answer.content) == (404, absent)
        assert send(client, page).status_code == 404
        assert client.get(f"/api/v2/comments/?page={page.pk}").status_code == 404
    assert client.get(f"{address(article)}reply/{said.uuid}/").status_code == 404, "a comment of another page"
    assert client.get(f"{address(article)}reply/{uuid4()}/").status_code == 404


# --- writing ----------------------------------------------------------------------------------------------------------


def test_with_a_token_one_step_is_enough_and_a_moderator_comes_first(client: Client, article: ArticlePage) -> None:
    answer = send(client, article, token=token(client, article), email="ann@example.org", text="Hello.\r\n\r\n\r\n\r\nBye \u202e\x07.")
    assert (answer.status_code, answer["Location"]) == (303, f"{address(article)}sent/")
    assert answer["Cache-Control"] == "private, no-store"
    kept = Comment.objects.get()
    assert (kept.state, kept.author_name, kept.author_email, kept.text) == ("pending", "Ann", "ann@example.org", "Hello.\n\nBye .")
    assert "Your comment has arrived" in client.get(answer["Location"]).content.decode()
    assert "Hello." not in client.get(article.url).content.decode()


def test_without_a_script_it_is_looked_at_once_more_and_then_sent(client: Client, article: ArticlePage) -> None:
    first = send(client, article, text="Hello <b>.", email="a@example.org")
    assert first.status_code == 200
    assert first["Cache-Control"] == "private, no-store"
    assert not Comment.objects.exists()
    page = BeautifulSoup(first.content, "html.parser")
    assert page.h1 is not None
    assert page.h1.get_text() == "Check your comment"
    shown = page.select_one(".comment-preview .comment-text")
    assert shown is not None
    assert "Hello <b>." in shown.get_text()
    form = page.select_one("form.comment-form")
    assert form is not None
    fields = {str(field["name"]): str(field.get("value", "")) for field in form.select("input")}
    area = form.select_one("textarea")
    assert area is not None
    with time_machine.travel(timezone.now() + timedelta(seconds=5)):
        second = client.post(str(form["action"]), {**fields, "text": area.get_text()})
    assert second.status_code == 303
    assert Comment.objects.get().text == "Hello <b>."


@pytest.mark.once
@pytest.mark.parametrize("spoil", ["", "x", "comment:1|1|x:y", "other page", "young", "old"])
def test_a_token_that_is_not_good_loses_nothing(client: Client, article: ArticlePage, spoil: str) -> None:
    sealed = spoil
    now = timezone.now()
    if spoil == "other page":
        sealed = token(client, factories.article("Other"))
    elif spoil == "young":
        sealed = client.get(f"{address(article)}token/").json()["token"]
    elif spoil == "old":
        sealed, now = token(client, article), now + timedelta(days=2)
    with time_machine.travel(now):
        answer = send(client, article, token=sealed, text="My long words.")
    assert answer.status_code == 200
    assert "My long words." in answer.content.decode()
    assert not Comment.objects.exists()


def test_a_button_pressed_twice_sends_once(client: Client, article: ArticlePage) -> None:
    sealed = token(client, article)
    assert [send(client, article, token=sealed).status_code for _ in range(2)] == [303, 303]
    assert Comment.objects.count() == 1
    assert send(client, article, token=token(client, article)).status_code == 303
    assert Comment.objects.count() == 1, "the same words of the same name, with another token"


@pytest.mark.once
@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"name": ""}, "id_name", "Enter a name"),
        ({"name": "www.example.org"}, "id_name", "web address"),
        ({"text": " \n\u202e"}, "id_text", "Write your comment"),
        ({"text": "x" * 5001}, "id_text", "5001 characters"),
        ({"text": "http://a.example www.b.example [url=c]"}, "id_text", "3 links"),
        ({"email": "nobody"}, "id_email", "name@example.org"),
    ],
)
def test_a_fault_is_named_beside_its_field_and_on_top(
    client: Client, article: ArticlePage, fields: dict[str, str], field: str, words: str
) -> None:
    answer = send(client, article, token=token(client, article), **fields)
    assert answer.status_code == 422
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.title is not None
    assert page.title.get_text().startswith("Error:")
    link = page.select_one(f'.error-summary[role=alert] a[href="#{field}"]')
    assert link is not None
    assert words in link.get_text()
    wrong = page.select_one(f"#{field}")
    assert wrong is not None
    assert wrong["aria-invalid"] == "true"
    described = page.select_one(f"#{str(wrong['aria-describedby']).split()[-1]}")
    assert described is not None
    assert words in described.get_text()
    assert not Comment.objects.exists()


def test_a_program_that_fills_in_everything_believes_it_was_heard(client: Client, article: ArticlePage) -> None:
    answer = send(client, article, token=token(client, article), website="https://spam.example")
    assert (answer.status_code, answer["Location"]) == (303, f"{address(article)}sent/")
    assert not Comment.objects.exists()


def test_answers_know_what_they_answer(client: Client, article: ArticlePage) -> None:
    said = comment(article, "A question.")
    form = client.get(f"{address(article)}reply/{said.uuid}/").content.decode()
    assert "A question." in form
    assert f'value="{said.uuid}"' in form
    send(client, article, token=token(client, article), parent=str(said.uuid))
    assert Comment.objects.get(state="pending").parent == said
    hidden = comment(article, "Hidden.", state="rejected")
    answer = send(client, article, token=token(client, article), text="Lost?", parent=str(hidden.uuid))
    assert answer.status_code == 422
    assert "Lost?" in answer.content.decode()


def test_a_site_that_trusts_its_readers_shows_them_at_once_but_not_links(client: Client, article: ArticlePage) -> None:
    participation(comments="at_once")
    answer = send(client, article, token=token(client, article), text="At once.")
    assert answer["Location"] == f"{article.url}#comment-{Comment.objects.get().uuid}"
    assert "At once." in section(client, article).get_text()
    send(client, article, token=token(client, article), text="See https://example.org")
    assert Comment.objects.get(text__contains="See").state == "pending"


def test_one_address_cannot_flood_and_nobody_loses_what_they_wrote(
    client: Client, article: ArticlePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quotas, "COMMENTS", (quotas.Quota("comments", 2, 600),))
    for number in range(2):
        assert send(client, article, token=token(client, article), text=f"Number {number}").status_code == 303
    answer = send(client, article, token=token(client, article), text="One too many.")
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert "One too many." in answer.content.decode()
    forged = client.post(address(article), {"name": "Ann", "text": "x"}, headers={"x-forwarded-for": "203.0.113.9"})
    assert forged.status_code == 429, "nobody believes a header that no trusted proxy wrote"
    assert client.post(address(article), {"name": "Ann", "text": "x"}, REMOTE_ADDR="198.51.100.7").status_code == 200
    assert Comment.objects.count() == 2


def test_pages_with_the_form_are_the_same_for_everybody_and_nothing_sets_a_cookie(client: Client, article: ArticlePage) -> None:
    said = comment(article)
    for path in (article.url, address(article), f"{address(article)}reply/{said.uuid}/", f"{address(article)}sent/"):
        first, second = client.get(path), Client().get(path, headers={"user-agent": "other"}, REMOTE_ADDR="198.51.100.7")
        assert first.content == second.content
        assert first["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert "Cookie" not in first.get("Vary", "")
        assert client.head(path).status_code == 200
    one, two = (client.get(f"{address(article)}token/") for _ in range(2))
    assert one.json() != two.json()
    assert one["Cache-Control"] == "private, no-store"
    send(client, article, token=token(client, article))
    assert not client.cookies
    for method in ("put", "delete", "patch"):
        assert getattr(client, method)(address(article)).status_code == 405


def test_reading_and_asking_for_a_form_writes_nothing(client: Client, article: ArticlePage) -> None:
    said = comment(article)
    for path in (address(article), f"{address(article)}reply/{said.uuid}/", f"{address(article)}sent/", f"{address(article)}token/"):
        with CaptureQueriesContext(connection) as context:
            assert client.get(path).status_code == 200
        assert not [query for query in context.captured_queries if not re.match(r"[ (]*(SELECT|WITH)", query["sql"])]


# --- the content API --------------------------------------------------------------------------------------------------


def post(client: Client, body: Any, **headers: Any) -> Any:
    return client.post("/api/v2/comments/", body, content_type="application/json", **headers)


def test_a_frontend_reads_and_sends_comments(client: Client, article: ArticlePage) -> None:
    first = comment(article, "First.", created_at=timezone.now() - timedelta(hours=2))
    gone = comment(article, "CANARY", state="spam", created_at=timezone.now() - timedelta(hours=1))
    comment(article, "Answers the first.", parent=first, staff=factories.user())
    comment(article, "Answers what is gone.", parent=gone)
    answer = client.get(f"/api/v2/comments/?page={article.pk}&limit=2")
    listed = answer.json()
    assert listed["meta"]["total_count"] == 3
    assert [item["text"] for item in listed["items"]] == ["<p>First.</p>", "<p>Answers the first.</p>"]
    assert (listed["items"][1]["parent"], listed["items"][1]["is_staff"]) == (str(first.uuid), True)
    rest = client.get(f"/api/v2/comments/?page={article.pk}&limit=2&cursor={listed['meta']['next_cursor']}").json()
    assert [(item["parent"], item["text"]) for item in rest["items"]] == [(None, "<p>Answers what is gone.</p>")]
    assert "ann@example.org" not in answer.content.decode()
    assert client.get("/api/v2/comments/").status_code == 400

    with time_machine.travel(timezone.now() - timedelta(minutes=1), tick=False):
        issued = client.get(f"/api/v2/comments/token/?page={article.pk}")
    assert issued["Cache-Control"] == "no-store"
    new = {"page": article.pk, "name": "Bob", "text": "From a frontend.", "parent": str(first.uuid), "token": issued.json()["token"]}
    sent = post(client, new, headers={"origin": "https://www.example.org"})
    assert (sent.status_code, sent.json()) == (201, {"state": "held", "comment": None})
    assert sent["Access-Control-Allow-Origin"] == "*"
    assert sent["Cache-Control"] == "no-store"
    kept = Comment.objects.get(author_name="Bob")
    assert (kept.state, kept.parent) == ("pending", first)
    participation(comments="at_once")
    with time_machine.travel(timezone.now() - timedelta(minutes=1), tick=False):
        sealed = client.get(f"/api/v2/comments/token/?page={article.pk}").json()["token"]
    at_once = post(client, {"page": article.pk, "name": "Bob", "text": "Now.", "token": sealed}).json()
    assert (at_once["state"], at_once["comment"]["text"]) == ("published", "<p>Now.</p>")


@pytest.mark.once
@pytest.mark.parametrize(
    ("change", "parameter"),
    [
        ({"token": "x"}, "token"),
        ({"text": ""}, "text"),
        ({"name": 3}, "name"),
        ({"page": "7"}, "page"),
        ({"page": True}, "page"),
        ({"parent": "x"}, "parent"),
        ({"more": 1}, "more"),
        ({"text": "\ud800"}, "text"),
        ({"text": "a\x00b"}, "text"),
    ],
)
def test_what_is_wrong_with_a_sent_comment_is_named(client: Client, article: ArticlePage, change: Any, parameter: str) -> None:
    answer = post(client, {"page": article.pk, "name": "Ann", "text": "Hi", "token": "", **change})
    assert (answer.status_code, answer.json()["parameter"]) == (400, parameter)
    assert answer["Content-Type"] == "application/problem+json"
    assert not Comment.objects.exists()


@pytest.mark.once
@pytest.mark.parametrize("body", ["", "[", "[]", "null", '"x"', "[" * 30_000, "{}"])
def test_a_body_that_is_none_is_refused(client: Client, article: ArticlePage, body: str) -> None:
    assert post(client, body).status_code == 400


def test_only_comments_can_be_sent(client: Client, article: ArticlePage, settings: LazySettings) -> None:
    assert client.post("/api/v2/comments/", {"page": article.pk}).status_code == 400, "a form of another site sends no JSON"
    preflight = client.options("/api/v2/comments/", headers={"origin": "https://www.example.org"})
    assert "POST" in preflight["Access-Control-Allow-Methods"]
    strict = Client(enforce_csrf_checks=True)
    refused = strict.post("/api/v2/articles/", {}, content_type="application/json")
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert "POST" not in client.options("/api/v2/articles/", headers={"origin": "https://x.example"})["Access-Control-Allow-Methods"]
