"""The verbs of subscribing. Nobody gets news who did not say yes from their own mailbox, and whoever asks learns nothing about others."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.tasks import task
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _, override
from wagtail.models import Site

from cms.accounts.invitations import mail_is_configured
from cms.content.models.listing import Listing
from cms.content.models.participation import Participation
from cms.content.participation import Rules
from cms.content.scope import Scope
from cms.content.sites import SiteParts
from cms.readers.models import Subscriber, Subscription
from cms.visibility import Viewer

TOPIC = "articles.TopicPage"
#: How long the link of the first mail works, and how long an address is kept that does not answer.
CONFIRM_WITHIN = timedelta(days=7)
#: Topics that one subscriber may have.
MOST_TOPICS = 100
_SALT = "cms.readers.confirm"


def mail_can_be_sent() -> bool:
    """Whether subscriptions can be offered: mail goes out, or to the log of somebody who tries things out."""
    backend = str(settings.MAILERS["default"]["BACKEND"])
    return backend.endswith("console.EmailBackend") or mail_is_configured()


def is_offered(rules: Rules) -> bool:
    return rules.digest != Participation.Digest.OFF and mail_can_be_sent()


@dataclass(frozen=True)
class SubscribeOffer:
    """The form for one topic, on the topic's page. `rhythm` is `daily` or `weekly`."""

    topic: int
    title: str
    url: str
    rhythm: str


def topics_of(site_id: int, language: str, pks: Iterable[int] | None = None) -> list[Listing]:
    """The public topics of a site, by title; only those of `pks`, if given."""
    rows: Any = Listing.objects.on(site_id, language).of_kind(TOPIC).select_related("page").order_by("title", "pk")
    return list(rows if pks is None else rows.filter(pk__in=[pk for pk in pks if 0 < pk < 2**31][:MOST_TOPICS]))


@dataclass(frozen=True)
class Wish:
    """What somebody asked for: everything, or topics by their primary keys."""

    everything: bool
    topics: tuple[int, ...]


@transaction.atomic
def ask(site: Site, language: str, email: str, wish: Wish) -> None:
    """Somebody typed this address. Its owner gets a mail with a link, whether the address is known or not; until then nothing changes."""
    subscriber, _created = Subscriber.objects.get_or_create(
        site=site, email=email.strip().lower(), defaults={"language": language, "created_at": timezone.now()}
    )
    send_confirmation.enqueue(subscriber.pk, language, wish.everything, list(wish.topics))


def confirmation_token(subscriber: Subscriber, wish: Wish) -> str:
    return signing.dumps([subscriber.pk, subscriber.key, int(wish.everything), list(wish.topics)], salt=_SALT, compress=True)


def read_confirmation(token: str) -> tuple[Subscriber, Wish] | None:
    """Who confirms what; None for a link that is forged, too old, or of somebody who has left since."""
    try:
        pk, key, everything, topics = signing.loads(token[:4000], salt=_SALT, max_age=CONFIRM_WITHIN)
    except signing.BadSignature:
        return None
    subscriber = Subscriber.objects.filter(pk=pk, key=key).select_related("site").first()
    return (subscriber, Wish(bool(everything), tuple(topics))) if subscriber is not None else None


@transaction.atomic
def confirm(subscriber: Subscriber, wish: Wish) -> None:
    """The owner said yes: add to what they have."""
    now = timezone.now()
    Subscriber.objects.filter(pk=subscriber.pk, confirmed_at=None).update(confirmed_at=now)
    if wish.everything:
        Subscriber.objects.filter(pk=subscriber.pk).update(everything=True)
    topics = topics_of(subscriber.site_id, subscriber.language, wish.topics)
    Subscription.objects.bulk_create([Subscription(subscriber=subscriber, topic_id=row.pk) for row in topics], ignore_conflicts=True)


@transaction.atomic
def change(subscriber: Subscriber, wish: Wish) -> None:
    """Have exactly this from now on."""
    Subscriber.objects.filter(pk=subscriber.pk).update(everything=wish.everything)
    topics = {row.pk for row in topics_of(subscriber.site_id, subscriber.language, wish.topics)}
    Subscription.objects.filter(subscriber=subscriber).exclude(topic_id__in=topics).delete()
    Subscription.objects.bulk_create([Subscription(subscriber=subscriber, topic_id=pk) for pk in sorted(topics)], ignore_conflicts=True)


def leave(subscriber: Subscriber) -> None:
    """Forget the address, with everything that hangs on it."""
    subscriber.delete()


def forget_the_silent() -> None:
    """The periodic job: addresses whose owners did not answer."""
    Subscriber.objects.filter(confirmed_at=None, created_at__lt=timezone.now() - CONFIRM_WITHIN).delete()


@task()
def send_confirmation(pk: int, language: str, everything: bool, topics: list[int]) -> None:
    """The first mail: is it you? Tried again by the worker until the mail server takes it."""
    subscriber = Subscriber.objects.filter(pk=pk).select_related("site").first()
    if subscriber is None or not mail_can_be_sent():
        return
    viewer = Viewer.public(subscriber.site)
    scope = Scope(viewer, language)
    with override(language):
        named = topics_of(subscriber.site_id, language, topics)
        wish = Wish(everything, tuple(row.pk for row in named))
        context = {
            "name": site_name(scope),
            "topics": [row.title for row in named],
            "everything": everything,
            "url": f"{viewer.base_url}{scope.prefix()}/subscribe/confirm/{confirmation_token(subscriber, wish)}/",
            "days": CONFIRM_WITHIN.days,
            "language": language,
        }
        subject = _("Confirm your subscription to %(name)s") % context
        mail = EmailMultiAlternatives(one_line(subject), render_to_string("mail/confirm.txt", context), to=[subscriber.email])
        mail.attach_alternative(render_to_string("mail/confirm.html", context), "text/html")
        mail.extra_headers["Auto-Submitted"] = "auto-generated"
        mail.send()


def site_name(scope: Scope) -> str:
    """The publication's name in the scope's language."""
    return SiteParts(scope).value().name


def one_line(text: str) -> str:
    """A subject: a line break in it would be another header."""
    return " ".join(text.split())[:200]
