"""Digests: what is in a mail, for whom, when; and that everybody gets it once, whatever happens meanwhile."""

import smtplib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.core import mail as outbox
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from articles.models import TopicPage
from cms.content.models import Participation
from cms.readers import delivering
from cms.readers.delivering import claim, deliver
from cms.readers.digests import last_due, open_due
from cms.readers.models import Delivery, Digest, Subscriber, Subscription
from tests import factories

pytestmark = pytest.mark.django_db

#: A Friday, and its seven o'clock.
FRIDAY = datetime(2031, 5, 9, 7, tzinfo=UTC)


def subscriber(email: str, *topics: TopicPage, everything: bool = False, **fields: Any) -> Subscriber:
    then = FRIDAY - timedelta(days=30)
    made = Subscriber.objects.create(
        site=factories.site(),
        email=email,
        everything=everything,
        **{"language": "en", "created_at": then, "confirmed_at": then, **fields},
    )
    Subscription.objects.bulk_create([Subscription(subscriber=made, topic=topic) for topic in topics])
    return made


class Mailbox(EmailBackend):
    """Takes what it likes: `refuses` is an exception for each address."""

    refuses: dict[str, Exception] = {}

    def send_messages(self, messages: Any) -> int:
        for message in messages:
            error = self.refuses.get(message.to[0])
            if error is not None:
                raise error
        return int(super().send_messages(messages))


@pytest.fixture
def tides(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> TopicPage:
    factories.publication()
    monkeypatch.setattr(Mailbox, "refuses", {})
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.Mailbox"}}
    return factories.topic("Tides")


def article(title: str, topic: TopicPage, age: timedelta = timedelta(hours=20), **fields: Any) -> Any:
    return factories.article(title, topics=[topic], published_at=FRIDAY - age, **fields)


def sent() -> dict[str, Any]:
    return {message.to[0]: message for message in outbox.outbox}


def test_everybody_gets_what_they_asked_for_in_one_mail(tides: TopicPage) -> None:
    rivers = factories.topic("Rivers")
    article("Low tide", tides, standfirst="The moon pulls.", authors=[factories.author("Ada")])
    article("Upstream", rivers)
    article("Old news", tides, timedelta(days=9))
    article("CANARY", tides, live=False)
    subscriber("tides@example.org", tides)
    subscriber("rivers@example.org", rivers)
    subscriber("all@example.org", everything=True)
    subscriber("both@example.org", tides, rivers)
    subscriber("pending@example.org", tides, confirmed_at=None)
    subscriber("nothing@example.org", factories.topic("Stones"))
    with time_machine.travel(FRIDAY + timedelta(minutes=3)):
        assert deliver() == 4
        assert deliver() == 0
    mails = sent()
    assert set(mails) == {"tides@example.org", "rivers@example.org", "all@example.org", "both@example.org"}
    body, html = mails["tides@example.org"].body, mails["tides@example.org"].alternatives[0].content
    for text in (body, html):
        assert "Low tide" in text
        assert "The moon pulls." in text
        assert "Ada" in text
        assert "http://testserver/articles/low-tide/" in text
        assert not any(word in text for word in ("Upstream", "Old news", "CANARY"))
    assert mails["tides@example.org"].subject == "Masthead: Low tide"
    assert "and 1 more" in mails["both@example.org"].subject
    assert "Upstream" in mails["both@example.org"].body
    assert len(outbox.outbox) == 4


def test_a_mail_says_how_to_leave_and_is_known_by_its_number(tides: TopicPage) -> None:
    article("Low tide", tides)
    ann = subscriber("ann@example.org", tides)
    with time_machine.travel(FRIDAY + timedelta(minutes=3)):
        deliver()
    message = sent()["ann@example.org"].message()
    leave = f"http://testserver/subscribe/leave/{ann.token}/"
    assert message["List-Unsubscribe"] == f"<{leave}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-ID"]
    assert message["Message-ID"] == f"<digest-{Digest.objects.get().pk}-{ann.pk}-{ann.key}@testserver>"
    assert leave in sent()["ann@example.org"].body
    assert "ann@example.org" not in sent()["ann@example.org"].body, "a mail that is passed on does not tell whose it was"


def test_an_article_is_in_one_digest_also_when_it_went_live_late(tides: TopicPage) -> None:
    article("First", tides)
    subscriber("ann@example.org", tides)
    with time_machine.travel(FRIDAY + timedelta(minutes=3)):
        deliver()
    article("Says Thursday, came on Saturday", tides)
    article("Second", tides, timedelta(days=-2))
    with time_machine.travel(FRIDAY + timedelta(days=7, minutes=3)):
        deliver()
    with time_machine.travel(FRIDAY + timedelta(days=14, minutes=3)):
        deliver()
    first, second = outbox.outbox
    assert "First" in first.body
    assert "First" not in second.body
    assert "Says Thursday" in second.body
    assert "Second" in second.body


def test_what_is_taken_back_before_a_mail_leaves_is_not_in_it(tides: TopicPage) -> None:
    gone, stays = article("CANARY", tides), article("Stays", tides)
    subscriber("ann@example.org", tides)
    only = factories.topic("Only")
    gone.article_topics.create(topic=only)
    gone.save_revision().publish()
    subscriber("bob@example.org", only)
    with time_machine.travel(FRIDAY + timedelta(minutes=3)):
        open_due()
        gone.refresh_from_db()
        gone.unpublish()
        assert deliver() == 1
    assert "CANARY" not in sent()["ann@example.org"].body
    assert stays.title in sent()["ann@example.org"].body
    assert Delivery.objects.get(subscriber__email="bob@example.org").state == "empty"


def test_a_refused_address_fails_and_a_tired_server_is_asked_again(tides: TopicPage) -> None:
    article("Low tide", tides)
    for name in ("ann", "bob", "eve"):
        subscriber(f"{name}@example.org", tides)
    Mailbox.refuses = {
        "ann@example.org": smtplib.SMTPRecipientsRefused({"ann@example.org": (550, b"no such user")}),
        "bob@example.org": smtplib.SMTPServerDisconnected("tired"),
    }
    now = FRIDAY + timedelta(minutes=3)
    with time_machine.travel(now):
        assert deliver() == 1
    states = dict(Delivery.objects.values_list("subscriber__email", "state"))
    assert states == {"ann@example.org": "failed", "bob@example.org": "waiting", "eve@example.org": "sent"}
    with time_machine.travel(now + timedelta(minutes=1)):
        assert deliver() == 0
    Mailbox.refuses = {}
    with time_machine.travel(now + timedelta(minutes=3)):
        assert deliver() == 1
    assert sorted(message.to[0] for message in outbox.outbox) == ["bob@example.org", "eve@example.org"]


def test_a_server_that_cannot_be_reached_costs_no_attempt(tides: TopicPage, monkeypatch: pytest.MonkeyPatch) -> None:
    article("Low tide", tides)
    subscriber("ann@example.org", tides)

    def away(_self: Any) -> None:
        raise ConnectionRefusedError("away")

    with monkeypatch.context() as patched, time_machine.travel(FRIDAY + timedelta(minutes=3)):
        patched.setattr(Mailbox, "open", away)
        assert deliver() == 0
    assert Delivery.objects.get().attempts == 0
    with time_machine.travel(FRIDAY + timedelta(hours=3)):
        assert deliver() == 1


def test_a_scheduler_that_dies_while_it_sends_is_taken_over_with_the_same_number(tides: TopicPage) -> None:
    article("Low tide", tides)
    subscriber("ann@example.org", tides)
    now = FRIDAY + timedelta(minutes=3)
    with time_machine.travel(now, tick=False):
        open_due()
        dead = claim()
        assert dead is not None
        assert claim() is None, "a second scheduler does not get it"
        assert deliver() == 0
    with time_machine.travel(now + delivering.CLAIM + timedelta(seconds=1)):
        assert deliver() == 1
        # It was only slow: what it says now does not count any more.
        delivering._record(dead, Delivery.State.FAILED, error="late")
    assert Delivery.objects.get().state == "sent"
    assert Delivery.objects.get().attempts == 2


def test_news_that_waited_too_long_is_none(tides: TopicPage) -> None:
    article("Low tide", tides)
    subscriber("ann@example.org", tides)
    with time_machine.travel(FRIDAY + timedelta(minutes=3)):
        open_due()
    with time_machine.travel(FRIDAY + timedelta(days=4)):
        assert deliver() == 0
    assert Delivery.objects.get().state == "failed"


def test_without_mail_nothing_is_opened_and_nothing_complains(tides: TopicPage, settings: LazySettings, caplog: Any) -> None:
    article("Low tide", tides)
    subscriber("ann@example.org", tides)
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": {"host": "localhost"}}}
    with time_machine.travel(FRIDAY + timedelta(minutes=3)):
        assert deliver() == 0
    assert not Digest.objects.exists()
    assert not caplog.records


def test_a_digest_is_opened_once_and_late_subscribers_wait_for_the_next(tides: TopicPage) -> None:
    article("Low tide", tides)
    subscriber("ann@example.org", tides)
    with time_machine.travel(FRIDAY - timedelta(minutes=1)):
        assert [digest.due_at for digest in open_due()] == [FRIDAY - timedelta(days=7)]
        assert not Delivery.objects.exists(), "there was nothing new a week ago"
    with time_machine.travel(FRIDAY + timedelta(minutes=1)):
        assert len(open_due()) == 1
        subscriber("late@example.org", tides, confirmed_at=timezone.now())
        assert open_due() == []
        assert deliver() == 1
    assert "late@example.org" not in sent()


@pytest.mark.once
@pytest.mark.parametrize(
    ("rhythm", "now", "due"),
    [
        ("off", FRIDAY, None),
        ("weekly", FRIDAY, FRIDAY),
        ("weekly", FRIDAY - timedelta(seconds=1), FRIDAY - timedelta(days=7)),
        ("weekly", FRIDAY + timedelta(days=6), FRIDAY),
        ("daily", FRIDAY - timedelta(seconds=1), FRIDAY - timedelta(days=1)),
        ("daily", FRIDAY + timedelta(hours=20), FRIDAY),
    ],
)
def test_the_rhythm(rhythm: str, now: datetime, due: datetime | None) -> None:
    assert last_due(Participation(digest=rhythm, digest_weekday=4, digest_hour=7), now) == due


@pytest.mark.once
@pytest.mark.parametrize("month", [3, 10])
def test_the_hour_is_the_clock_on_the_wall_also_when_clocks_change(month: int) -> None:
    day = datetime(2031, month, 30 if month == 3 else 26, 12, tzinfo=UTC)
    with timezone.override("Europe/Berlin"):
        due = last_due(Participation(digest="daily", digest_hour=7), day)
    assert due is not None
    assert due.hour == 7
    assert due.date() == day.date()
