"""Two schedulers deliver a digest, and are killed in the middle of it: the next one finishes, and everybody has it once."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from cms.content.models import Participation
from cms.readers.digests import open_due
from cms.readers.models import Delivery, Subscriber
from tests import factories
from tests.operations.processes import code, running, until

pytestmark = pytest.mark.django_db(transaction=True)

READERS = 120

#: A scheduler's process with a mail server that takes a moment for each mail, and keeps a line of it.
SENDER = """
import os, time
from datetime import timedelta
from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from cms.readers import delivering

class Server(BaseEmailBackend):
    def send_messages(self, messages):
        for message in messages:
            time.sleep(0.01)
            with open({mailbox!r}, "a") as mailbox:
                mailbox.write(f"{{message.to[0]}} {{message.extra_headers['Message-ID']}}\\n")
        return len(messages)

settings.MAILERS = {{"default": {{"BACKEND": "__main__.Server"}}}}
delivering.CLAIM = timedelta(seconds=2)
print("ready", flush=True)
while delivering.Delivery.objects.filter(state__in=["waiting", "sending"]).exists():
    delivering.deliver()
    time.sleep(0.2)
"""


def test_a_digest_reaches_everybody_once_whoever_is_killed(transactional_db: None, tmp_path: Path) -> None:
    factories.publication()
    now = timezone.now()
    due = timezone.localtime(now).replace(minute=0, second=0, microsecond=0)
    Participation.objects.create(site=factories.site(), digest="daily", digest_hour=due.hour)
    factories.article("Low tide", published_at=due - timedelta(minutes=1))
    long_ago = now - timedelta(days=9)
    made = {"site": factories.site(), "language": "en", "everything": True, "created_at": long_ago, "confirmed_at": long_ago}
    Subscriber.objects.bulk_create([Subscriber(email=f"reader{number}@example.org", **made) for number in range(READERS)])
    open_due()
    assert Delivery.objects.count() == READERS
    mailbox = tmp_path / "mailbox"
    mailbox.touch()

    def lines() -> list[str]:
        return mailbox.read_text("utf-8").splitlines()

    command = code(SENDER.format(mailbox=str(mailbox)))
    with running(command, command) as senders:
        for sender, number in zip(senders, (30, 70), strict=True):
            until(lambda wanted=number: len(lines()) >= wanted, within=90)  # type: ignore[misc]
            sender.kill()
            sender.wait()
        assert len(lines()) < READERS
    with running(command) as (last,):
        last.communicate(timeout=90)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    got = Counter(line.split(" ")[0] for line in lines())
    assert len(got) == READERS
    assert len(set(lines())) == READERS, "who was sent a mail again got the same one, by its Message-ID"
    assert sum(got.values()) <= READERS + 2, "at most the one mail that each killed process had in hand"
