"""Digests: when one is due, what is in it and for whom. Opening one is a single transaction; delivering it is in `delivering.py`."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Site

from cms.content.models.listing import Listing, ListingFacet
from cms.content.models.participation import Participation
from cms.content.participation import settings_of
from cms.readers.models import Delivery, Digest, DigestItem, Subscriber

ARTICLE = "articles.ArticlePage"
#: An article may say that it was published a while before it went live: it is looked for so much further back.
LOOK_BACK = timedelta(days=3)
#: However long nothing was sent, older articles are not news.
LONGEST_BACK = timedelta(days=31)
MOST_ARTICLES = 50
KEPT = timedelta(days=90)


def last_due(settings: Participation, now: datetime) -> datetime | None:
    """The last moment of the rhythm that is not after `now`; None without a rhythm.

    Hours and days are those of the site's time zone, also where its clocks change.
    """
    if settings.digest == Participation.Digest.OFF:
        return None
    local = timezone.localtime(now)
    day = local.date()
    for back in range(9):
        candidate = day - timedelta(days=back)
        if settings.digest == Participation.Digest.WEEKLY and candidate.weekday() != settings.digest_weekday:
            continue
        due = datetime.combine(candidate, datetime.min.time(), local.tzinfo).replace(hour=settings.digest_hour)
        if due <= local:
            return due
    return None


def open_due() -> list[Digest]:
    """Open every digest that is due and not open yet."""
    now = timezone.now()
    opened = []
    for site in Site.objects.order_by("pk"):
        settings = settings_of(site.pk)
        due = last_due(settings, now)
        if due is None:
            continue
        for language in _languages(site.pk):
            if not Digest.objects.filter(site=site, language=language, due_at__gte=due).exists():
                opened += _open(site.pk, language, due, settings)
    return opened


def _languages(site_id: int) -> Iterator[str]:
    rows = Subscriber.objects.confirmed().filter(site_id=site_id).order_by("language")
    return iter(rows.values_list("language", flat=True).distinct())


@transaction.atomic
def _open(site_id: int, language: str, due: datetime, settings: Participation) -> list[Digest]:
    digest, created = Digest.objects.get_or_create(site_id=site_id, language=language, due_at=due, defaults={"opened_at": timezone.now()})
    if not created:
        return []
    before = Digest.objects.filter(site_id=site_id, language=language, due_at__lt=due).order_by("-due_at").first()
    period = timedelta(days=1 if settings.digest == Participation.Digest.DAILY else 7)
    start = max(before.due_at - LOOK_BACK if before is not None else due - period, due - LONGEST_BACK)
    told = DigestItem.objects.filter(digest__site_id=site_id, digest__language=language).values("page_id")
    rows: Any = Listing.objects.on(site_id, language).of_kind(ARTICLE).filter(published_at__gt=start, published_at__lte=due)
    pks = list(rows.exclude(pk__in=told).newest_first().values_list("pk", flat=True)[:MOST_ARTICLES])
    DigestItem.objects.bulk_create([DigestItem(digest=digest, page_id=pk) for pk in pks])
    if pks:
        _address(digest, pks)
    return [digest]


def _address(digest: Digest, pks: list[int]) -> None:
    """A delivery for everybody who had subscribed to something that is in it when it was due."""
    topics = ListingFacet.objects.filter(listing_id__in=pks, facet="topic").values("key")
    confirmed = Subscriber.objects.confirmed().filter(site_id=digest.site_id, language=digest.language, confirmed_at__lte=digest.due_at)
    wanting = confirmed.filter(everything=True) | confirmed.filter(subscriptions__topic_id__in=topics)
    keys = wanting.order_by("pk").values_list("pk", flat=True).distinct()
    rows = (Delivery(digest=digest, subscriber_id=pk, next_try_at=digest.opened_at) for pk in keys.iterator(chunk_size=2000))
    Delivery.objects.bulk_create(rows, batch_size=500)


def forget_old() -> None:
    """The periodic job: what was sent to whom is nobody's business for ever."""
    old = timezone.now() - KEPT
    Delivery.objects.filter(digest__due_at__lt=old).delete()
    latest = [
        digest.pk
        for site_id, language in Digest.objects.order_by().values_list("site_id", "language").distinct()
        if (digest := Digest.objects.filter(site_id=site_id, language=language).order_by("-due_at").first()) is not None
    ]
    Digest.objects.filter(due_at__lt=old).exclude(pk__in=latest).delete()
