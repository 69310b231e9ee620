"""Subscribing by mail: double opt-in, changing one's mind, leaving with one click; and what chief editors see of it."""

import csv
import re
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.conf import LazySettings
from django.core import mail as outbox
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.models import TopicPage
from cms.content.models import Participation
from cms.operations.worker import Worker
from cms.readers import quotas
from cms.readers.models import Subscriber
from cms.readers.subscribing import forget_the_silent
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(mail: None) -> TopicPage:
    factories.publication()
    return factories.topic("Tides")


def work() -> None:
    """Let the worker do what waits."""
    Worker().drain()


def ask(client: Client, email: str = "ann@example.org", **fields: Any) -> Any:
    return client.post("/subscribe/", {"email": email, "website": "", **fields})


def link(message: Any, part: str) -> str:
    found = re.search(rf"http://testserver(/subscribe/{part}/\S+/)", str(message.body))
    assert found is not None, message.body
    return found[1]


def subscribe(client: Client, topic: TopicPage, email: str = "ann@example.org") -> Subscriber:
    ask(client, email, topic=topic.pk)
    work()
    client.post(link(outbox.outbox[-1], "confirm"))
    return Subscriber.objects.get(email=email)


def test_nobody_is_subscribed_who_did_not_say_yes_from_their_mailbox(client: Client, topic: TopicPage) -> None:
    other = factories.topic("Rivers")
    page = BeautifulSoup(client.get(topic.url).content, "html.parser")
    form = page.select_one("section.subscribe form")
    assert form is not None
    hidden = form.select_one("input[name=topic]")
    assert hidden is not None
    answer = client.post(str(form["action"]), {"email": " Ann@Example.org", "topic": hidden["value"], "website": ""})
    assert (answer.status_code, answer["Location"]) == (303, "/subscribe/sent/")
    assert "mailbox" in client.get("/subscribe/sent/").content.decode()
    assert Subscriber.objects.confirmed().count() == 0
    work()
    (message,) = outbox.outbox
    assert message.to == ["ann@example.org"]
    assert "Tides" in message.body
    assert "Rivers" not in message.body
    address = link(message, "confirm")
    assert "ann@example.org" not in address
    for _ in range(2):
        opened = client.get(address)
        assert opened.status_code == 200
        assert opened["Cache-Control"] == "private, no-store"
        assert opened["Referrer-Policy"] == "no-referrer"
    assert Subscriber.objects.confirmed().count() == 0, "a mail scanner opens links too"
    confirmed = client.post(address)
    assert confirmed.status_code == 303
    subscriber = Subscriber.objects.confirmed().get()
    assert (subscriber.email, subscriber.everything) == ("ann@example.org", False)
    assert [row.topic_id for row in subscriber.subscriptions.all()] == [topic.pk]
    managed = BeautifulSoup(client.get(confirmed["Location"]).content, "html.parser")
    assert "You are subscribed" in managed.get_text()
    ticked = [box["value"] for box in managed.select("input[name=topic][checked]")]
    assert ticked == [str(topic.pk)]
    assert other.title in managed.get_text()
    assert not client.cookies


def test_a_known_address_is_answered_like_an_unknown_one_and_changes_nothing_by_itself(client: Client, topic: TopicPage) -> None:
    other = factories.topic("Rivers")
    known = subscribe(client, topic)
    first, second = ask(client, topic=other.pk), ask(client, "new@example.org", topic=other.pk)
    assert (first.status_code, first["Location"], first.content) == (second.status_code, second["Location"], second.content)
    assert known.subscriptions.count() == 1
    work()
    client.post(link(outbox.outbox[-2], "confirm"))
    assert known.subscriptions.count() == 2


def test_one_click_in_a_mail_program_is_enough_to_leave(topic: TopicPage) -> None:
    client = Client(enforce_csrf_checks=True)
    subscriber = subscribe(client, topic)
    address = f"/subscribe/leave/{subscriber.token}/"
    assert client.get(address).status_code == 200
    assert Subscriber.objects.exists(), "opening a link changes nothing"
    answer = client.post(address, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200, "mail programs follow no redirect"
    assert not Subscriber.objects.exists()
    assert client.post(address).status_code == 200, "whoever has left has left"
    assert client.get(f"/subscribe/manage/{subscriber.token}/").status_code == 410


def test_topics_can_be_changed_with_the_link_of_a_mail(client: Client, topic: TopicPage) -> None:
    other, draft = factories.topic("Rivers"), factories.topic("CANARY", live=False)
    subscriber = subscribe(client, topic)
    address = f"/subscribe/manage/{subscriber.token}/"
    assert "CANARY" not in client.get(address).content.decode()
    answer = client.post(address, {"topic": [other.pk, draft.pk, 999_999]})
    assert "Saved" in answer.content.decode()
    assert [row.topic_id for row in subscriber.subscriptions.all()] == [other.pk]
    nothing = client.post(address, {})
    assert nothing.status_code == 422
    assert subscriber.subscriptions.count() == 1
    client.post(address, {"everything": "1"})
    subscriber.refresh_from_db()
    assert (subscriber.everything, subscriber.subscriptions.count()) == (True, 0)


@pytest.mark.once
@pytest.mark.parametrize(
    ("fields", "target", "words"),
    [
        ({"email": ""}, "id_subscribe_email", "Enter your email address"),
        ({"email": "nobody"}, "id_subscribe_email", "name@example.org"),
        ({"email": "a@example.org\nBcc: b@example.org"}, "id_subscribe_email", "name@example.org"),
        ({"topic": ""}, "id_subscribe_everything", "Choose at least one topic"),
        ({"topic": "999999"}, "id_subscribe_everything", "Choose at least one topic"),
    ],
)
def test_what_is_wrong_is_said_on_top(client: Client, topic: TopicPage, fields: dict[str, str], target: str, words: str) -> None:
    answer = ask(client, **{"topic": topic.pk, **fields})
    assert answer.status_code == 422
    page = BeautifulSoup(answer.content, "html.parser")
    found = page.select_one(f'.error-summary a[href="#{target}"]')
    assert found is not None
    assert words in found.get_text()
    assert page.select_one(f"#{target}") is not None
    assert not Subscriber.objects.exists()


def test_programs_and_floods_cause_no_mail(client: Client, topic: TopicPage, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ask(client, topic=topic.pk, website="https://spam.example").status_code == 303
    assert not DBTaskResult.objects.filter(task_path__contains="send_confirmation").exists()
    for _ in range(8):
        assert ask(client, topic=topic.pk).status_code == 303
    assert DBTaskResult.objects.filter(task_path__contains="send_confirmation").count() == 5, "nobody's mailbox is filled by others"
    monkeypatch.setattr(quotas, "SUBSCRIPTIONS", (quotas.Quota("few", 1, 600),))
    ask(client, topic=topic.pk)
    assert ask(client, topic=topic.pk).status_code == 429


def test_links_that_are_forged_old_or_of_somebody_who_left_say_so(client: Client, topic: TopicPage) -> None:
    ask(client, topic=topic.pk)
    work()
    address = link(outbox.outbox[0], "confirm")
    for odd in ("/subscribe/confirm/x/", "/subscribe/manage/1-x:y/", address[:-5] + "x/"):
        assert client.get(odd).status_code == 410
        assert client.post(odd).status_code == 410
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert client.post(address).status_code == 410
        forget_the_silent()
    assert not Subscriber.objects.exists(), "an address that never answered is deleted"
    ask(client, topic=topic.pk)
    assert client.post(address).status_code == 410, "a link to who was deleted is worth nothing to who came after"


def test_nothing_is_offered_without_mail_or_when_switched_off(client: Client, topic: TopicPage, settings: LazySettings) -> None:
    Participation.objects.create(site=factories.site(), digest="off")
    assert "subscribe-heading" not in client.get(topic.url).content.decode()
    assert client.get("/subscribe/").status_code == 404
    Participation.objects.update(digest="weekly")
    assert "subscribe-heading" in client.get(topic.url).content.decode()
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": {"host": "localhost"}}}
    assert "subscribe-heading" not in client.get(topic.url).content.decode()
    assert ask(client, topic=topic.pk).status_code == 404


def test_the_form_is_the_same_for_everybody(client: Client, topic: TopicPage) -> None:
    for path in ("/subscribe/", "/subscribe/sent/", topic.url):
        first, second = client.get(path), Client().get(path, REMOTE_ADDR="198.51.100.7")
        assert first.content == second.content
        assert first["Cache-Control"] == "public, max-age=0, must-revalidate"


# --- the admin --------------------------------------------------------------------------------------------------------


def test_the_list_can_be_taken_along_as_csv_and_calculates_nothing(client: Client, topic: TopicPage, signed_in: Any) -> None:
    subscribe(client, topic)
    odd = {"site": factories.site(), "language": "en", "created_at": timezone.now()}
    Subscriber.objects.create(email="=cmd@example.org", everything=True, **odd)
    chief, _user = signed_in("Chief editor")
    answer = chief.get("/admin/subscribers/export/")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(text)))
    assert [(row["email"], row["topics"], row["everything"], bool(row["confirmed_at"])) for row in rows] == [
        ("'=cmd@example.org", "", "yes", False),
        ("ann@example.org", "Tides", "no", True),
    ]
    page = chief.get("/admin/subscribers/?q=ann").content.decode()
    assert "ann@example.org" in page
    assert "cmd@example.org" not in page
    chief.post(f"/admin/subscribers/{Subscriber.objects.get(email='ann@example.org').pk}/delete/")
    assert not Subscriber.objects.filter(email="ann@example.org").exists()


def test_editors_do_not_see_who_subscribed(client: Client, topic: TopicPage, signed_in: Any) -> None:
    subscriber = subscribe(client, topic)
    for visitor in (signed_in("Editor")[0], Client()):
        assert visitor.get("/admin/subscribers/").status_code == 302
        assert visitor.get("/admin/subscribers/export/").status_code == 302
        assert visitor.post(f"/admin/subscribers/{subscriber.pk}/delete/").status_code == 302
    assert Subscriber.objects.exists()
