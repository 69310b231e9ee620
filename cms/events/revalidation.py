"""Telling frontends what became stale: one signed call for what was committed since the last one, at least once, in order.

A frontend has a row with the last change that it has been told of (`Recipient`). Every transaction that moves tags enqueues a
task for each frontend, in that transaction; the task tells everything behind the row's number and moves it on. So a task
that is lost, late or run twice loses nothing, and a frontend that was away is told all it has missed in one call.
"""

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, Max, Q
from django.db.models.functions import Now
from django.tasks import task
from wagtail.models import Site

from cms.delivery.tag_header import public_tag
from cms.events import signatures
from cms.events.models import Recipient
from cms.frontends import Frontend
from cms.outbound import OutboundError, request
from cms.tags import EVERYTHING
from cms.tags.models import Change

logger = logging.getLogger(__name__)

TYPE = "content.changed"
#: A call with more tags or addresses says `everything` instead.
MOST = 1000
#: Changes that one call tells of.
BATCH = 500
#: How long a call may take; the claim on a frontend lasts longer.
SECONDS = 15.0
_CLAIM = timedelta(seconds=60)
#: Before renditions and mails: a visitor waits for it.
PRIORITY = 90


class NotToldError(Exception):
    """A frontend could not be told. The task is tried again later; its row says why."""


def frontends() -> dict[str, Frontend]:
    """The frontends that are told: all that are configured, once there is a secret to sign with."""
    return {frontend.key: frontend for frontend in settings.FRONTENDS} if settings.REVALIDATE_SECRET else {}


def enqueue(moved: Mapping[str, str]) -> list[dict[str, Any]]:
    """Before a transaction with moved tags commits: have every frontend told once it has."""
    for key in frontends():
        tell.using(priority=PRIORITY).enqueue(key)
    return []


@task
def tell(key: str) -> None:
    """Tell a frontend everything that it has not been told. Raises `NotToldError`."""
    frontend = frontends().get(key)
    if frontend is None:
        return  # it is configured no more
    recipient = recipient_of(key)
    while _behind(recipient):
        if not _claim(recipient):
            return  # somebody else is telling it, and looks again when that is done
        try:
            _tell_next(frontend, recipient)
        finally:
            Recipient.objects.filter(pk=recipient.pk).update(claimed_until=None)
        recipient.refresh_from_db()


def tell_those_behind() -> None:
    """Once a minute: whoever is behind and is not being told gets a task. For tasks that failed for good."""
    for key in frontends():
        recipient = recipient_of(key)
        due = recipient.next_attempt_at is None or recipient.next_attempt_at <= datetime.now(UTC)
        if due and _behind(recipient):
            tell.using(priority=PRIORITY).enqueue(key)


def recipient_of(key: str) -> Recipient:
    """The row of a frontend; a new one is told what comes from now on."""
    found = Recipient.objects.filter(pk=key).first()
    if found is None:
        Recipient.objects.bulk_create([Recipient(name=key, told=_newest())], ignore_conflicts=True)
        found = Recipient.objects.get(pk=key)
    return found


def _newest() -> int:
    return Change.objects.aggregate(last=Max("seq"))["last"] or 0


def _behind(recipient: Recipient) -> bool:
    return Change.objects.filter(seq__gt=recipient.told).exists()


def _claim(recipient: Recipient) -> bool:
    free = Q(claimed_until=None) | Q(claimed_until__lt=Now())
    return bool(Recipient.objects.filter(free, pk=recipient.pk).update(claimed_until=datetime.now(UTC) + _CLAIM))


def _tell_next(frontend: Frontend, recipient: Recipient) -> None:
    recipient.refresh_from_db()
    rows = list(Change.objects.filter(seq__gt=recipient.told).order_by("seq").values_list("seq", "tags", "events")[:BATCH])
    if not rows:
        return
    last = rows[-1][0]
    body = message(frontend, rows)
    attempts = Recipient.objects.filter(pk=recipient.pk)
    fault = _send(frontend, f"change-{frontend.key}-{last}", body)
    if fault:
        delay = min(3600, 2 ** min(recipient.failures, 11) * 2)
        attempts.update(
            failures=F("failures") + 1,
            failing_since=recipient.failing_since or datetime.now(UTC),
            next_attempt_at=datetime.now(UTC) + timedelta(seconds=delay),
            attempted_at=Now(),
            error=fault,
        )
        raise NotToldError(f"{frontend.name}: {fault}")
    attempts.update(told=last, told_at=Now(), attempted_at=Now(), failures=0, failing_since=None, next_attempt_at=None, error="")


def message(frontend: Frontend, rows: list[tuple[int, dict[str, str], list[dict[str, Any]]]]) -> bytes:
    """The body of a call: the tags as answers name them in `Cache-Tag`, and the addresses that changed."""
    names = {name for _seq, moved, _events in rows for name in moved}
    sites = {site.pk: site for site in Site.objects.all()}
    default = next((site for site in sites.values() if site.is_default_site), None)
    urls: set[str] = set()
    for _seq, _moved, events in rows:
        for event in events:
            site = sites.get(event["site"]) or default  # authors and files belong to no site
            if site is not None and frontend.shows(site.hostname):
                urls |= {site.root_url + path for path in (event["url"], event["former_url"]) if path}
    # An answer with many tags names whole kinds instead.
    names |= {name.partition(":")[0] for name in names}
    if len(names) > MOST or len(urls) > MOST:
        names, urls = {EVERYTHING}, set()
    data = {"sequence": rows[-1][0], "tags": sorted(map(public_tag, names)), "urls": sorted(urls)}
    return json.dumps({"type": TYPE, "timestamp": datetime.now(UTC).isoformat(timespec="seconds"), "data": data}).encode()


def _send(frontend: Frontend, identifier: str, body: bytes) -> str:
    """What went wrong, in a sentence; empty if the frontend took the call."""
    signed = signatures.headers(settings.REVALIDATE_SECRET, identifier, int(datetime.now(UTC).timestamp()), body)
    try:
        reply = request(
            "POST",
            frontend.origin + frontend.revalidate_path,
            data=body,
            headers={"Content-Type": "application/json", **signed},
            trusted_origins={frontend.origin},
            largest=64 * 1024,
            seconds=SECONDS,
        )
    except OutboundError as error:
        return str(error)
    if reply.ok:
        return ""
    unsigned = " Does it know the same REVALIDATE_SECRET?"
    hints = {401: unsigned, 403: unsigned, 404: " Is its revalidate_path right?"}
    moved = " A redirect is not followed: configure the address that it leads to." if 300 <= reply.status < 400 else ""
    return f"It answered with status {reply.status}.{hints.get(reply.status, '')}{moved}"
