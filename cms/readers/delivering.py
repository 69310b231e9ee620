"""Delivering digests: each subscriber gets each digest once, whatever is killed.

A delivery is claimed by a conditional update, so of two schedulers one sends it, and recorded when the mail server has taken the mail.
A scheduler that is killed between the two leaves a claim that ends; the next one sends again with the same Message-ID, by which
mailboxes know a mail that they have.
"""

import logging
import smtplib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.core.mail import EmailMultiAlternatives, mailers
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import ngettext, override

from cms.content.encoding import Encoder
from cms.content.loaders import cards_from
from cms.content.models.listing import Listing, ListingFacet
from cms.content.scope import Scope
from cms.content.values import Card
from cms.readers.digests import open_due
from cms.readers.models import Delivery, Digest, Subscription
from cms.readers.subscribing import mail_can_be_sent, one_line, site_name
from cms.visibility import Viewer

logger = logging.getLogger(__name__)

EVERY = timedelta(minutes=1)
#: Seconds that one run takes at most, so that other periodic jobs have their turn.
AT_MOST = 40.0
CLAIM = timedelta(minutes=2)
#: The waits after a mail that was not taken; after the last one it has failed.
RETRIES = (timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
#: Yesterday's news is sent, last week's is not.
TOO_OLD = timedelta(days=3)


@dataclass(frozen=True)
class Mailing:
    """What everybody who gets a selection of articles reads: the values that HTML and text print."""

    name: str
    language: str
    home: str
    cards: tuple[Card, ...]


def deliver(seconds: float = AT_MOST) -> int:
    """The periodic job: open what is due and send until nothing waits or the time is up; how many mails left.

    Without mail nothing is opened and nothing is sent.
    """
    if not mail_can_be_sent():
        return 0
    open_due()
    ends, sent = time.monotonic() + seconds, 0
    if not _due().exists():
        return 0
    connection = mailers["default"]
    try:
        connection.open()
    except OSError as error:
        logger.warning("The mail server cannot be reached, digests wait: %s", error)
        return 0
    try:
        writers: dict[int, Writer] = {}
        while time.monotonic() < ends and (delivery := claim()) is not None:
            writer = writers.setdefault(delivery.digest_id, Writer(delivery.digest))
            sent += _carry_out(delivery, writer, connection.send_messages)
    finally:
        connection.close()
    return sent


def _due() -> Any:
    return Delivery.objects.filter(state__in=(Delivery.State.WAITING, Delivery.State.SENDING), next_try_at__lte=timezone.now())


def claim() -> Delivery | None:
    """Take the next delivery that is due. One conditional statement: of two schedulers one gets it."""
    while True:
        found = _due().order_by("next_try_at", "pk").select_related("digest__site", "subscriber").first()
        if found is None:
            return None
        mine = Delivery.objects.filter(pk=found.pk, state=found.state, attempts=found.attempts, next_try_at=found.next_try_at)
        until = timezone.now() + CLAIM
        if mine.update(state=Delivery.State.SENDING, attempts=F("attempts") + 1, next_try_at=until):
            found.state, found.attempts, found.next_try_at = Delivery.State.SENDING, found.attempts + 1, until
            return found


def _carry_out(delivery: Delivery, writer: "Writer", send: Callable[[list[Any]], int]) -> int:
    if delivery.digest.due_at < timezone.now() - TOO_OLD:
        return _record(delivery, Delivery.State.FAILED, error="It is too old to be news.")
    mail = writer.write(delivery)
    if mail is None:
        return _record(delivery, Delivery.State.EMPTY)
    try:
        send([mail])
    except smtplib.SMTPRecipientsRefused as error:
        final = all(code >= 500 for code, _words in error.recipients.values())
        return _failed(delivery, "The mail server refused the address.", final=final)
    except OSError as error:  # smtplib's errors are OSErrors
        return _failed(delivery, f"{type(error).__name__}: {error}", final=False)
    _record(delivery, Delivery.State.SENT, sent_at=timezone.now())
    return 1


def _failed(delivery: Delivery, error: str, *, final: bool) -> int:
    if final or delivery.attempts > len(RETRIES):
        logger.warning("A digest could not be delivered: %s", error)
        return _record(delivery, Delivery.State.FAILED, error=error)
    return _record(delivery, Delivery.State.WAITING, error=error, next_try_at=timezone.now() + RETRIES[delivery.attempts - 1])


def _record(delivery: Delivery, state: str, **fields: Any) -> int:
    """Write what became of it, unless the claim has ended and is somebody else's."""
    fields["error"] = str(fields.get("error", "")).replace("\x00", "")[:300]
    mine = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.SENDING, attempts=delivery.attempts)
    mine.filter(Q(next_try_at=delivery.next_try_at)).update(state=state, **fields)
    return 0


@dataclass
class Writer:
    """Writes the mails of one digest. What everybody with the same selection gets is made once, as long as it stays visible."""

    digest: Digest
    made: dict[frozenset[int], Mailing] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.items = list(self.digest.items.values_list("page_id", flat=True))
        self.viewer = Viewer.public(self.digest.site)
        facets = ListingFacet.objects.filter(listing_id__in=self.items, facet="topic").values_list("listing_id", "key")
        self.topics: dict[int, set[int]] = {}
        for page, topic in facets:
            self.topics.setdefault(page, set()).add(topic)

    def write(self, delivery: Delivery) -> EmailMultiAlternatives | None:
        """The mail for one subscriber; None when nothing of theirs is in it, or nothing is visible any more."""
        subscriber = delivery.subscriber
        wanted = set(self.items)
        if not subscriber.everything:
            topics = set(Subscription.objects.filter(subscriber=subscriber).values_list("topic_id", flat=True))
            wanted = {page for page in self.items if self.topics.get(page, set()) & topics}
        visible = frozenset(
            Listing.objects.on(self.digest.site_id, self.digest.language).filter(pk__in=wanted).values_list("pk", flat=True)
        )
        if not visible:
            return None
        with override(self.digest.language):
            mailing = self.made.get(visible) or self.made.setdefault(visible, self._compose(visible))
            return self._mail(mailing, subscriber)

    def _listed(self, pks: Iterable[int]) -> Any:
        """Those of the pages that everybody may see now."""
        return Listing.objects.on(self.digest.site_id, self.digest.language).filter(pk__in=list(pks))

    def _compose(self, pks: frozenset[int]) -> Mailing:
        scope = Scope(self.viewer, self.digest.language)
        rows = list(self._listed(pks).newest_first().with_keys().select_related("page"))
        made = cards_from(scope, rows)
        scope.resolve()
        cards = Encoder(self.viewer.base_url).absolute(tuple(made[row.pk]() for row in rows))
        home = f"{self.viewer.base_url}{scope.prefix()}/"
        return Mailing(site_name(scope), self.digest.language, home, cards)

    def _mail(self, mailing: Mailing, subscriber: Any) -> EmailMultiAlternatives:
        base = f"{mailing.home}subscribe"
        context = {
            "mailing": mailing,
            "manage_url": f"{base}/manage/{subscriber.token}/",
            "leave_url": f"{base}/leave/{subscriber.token}/",
            "everything": subscriber.everything,
        }
        number = len(mailing.cards)
        subject = ngettext("%(name)s: %(title)s", "%(name)s: %(title)s and %(more)d more", number)
        subject %= {"name": mailing.name, "title": mailing.cards[0].title, "more": number - 1}
        host = urlsplit(mailing.home).hostname or "localhost"
        headers = {
            "Message-ID": f"<digest-{self.digest.pk}-{subscriber.pk}-{subscriber.key}@{host}>",
            "List-ID": f"<digest.{host}>",
            "List-Unsubscribe": f"<{context['leave_url']}>",  # with the next one: RFC 8058, one click
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        }
        mail = EmailMultiAlternatives(
            one_line(subject), render_to_string("mail/digest.txt", context), to=[subscriber.email], headers=headers
        )
        mail.attach_alternative(render_to_string("mail/digest.html", context), "text/html")
        return mail
