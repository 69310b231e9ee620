"""Telling others of what was committed, at least once and in the order of the commits.

Whoever is told has a row with the last change that it knows of (`Recipient`). Every transaction that moves tags enqueues a task for
each of them, in that transaction; the task tells everything behind the row's number and moves it on. So a task that is lost,
late or run twice loses nothing, and who was away is told all it has missed in one call.
"""

from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import F, Max, Min, Q
from django.db.models.functions import Now

from cms.events.models import Recipient
from cms.tags import EVERYTHING
from cms.tags.models import Change

#: Rows of the log: number, tags that moved with what moved them, public events.
type Rows = list[tuple[int, dict[str, str], list[dict[str, Any]]]]

#: Changes that one call tells of.
BATCH = 500
_CLAIM = timedelta(seconds=60)
#: Before renditions and mails: a visitor waits for it.
PRIORITY = 90


class NotToldError(Exception):
    """Somebody could not be told. It is tried again later; the row says why."""


def enroll(keys: Collection[str]) -> None:
    """See to it that each has a row; a new one is told what is committed from now on."""
    known = set(Recipient.objects.filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()
    if missing := [key for key in keys if key not in known]:
        newest = Change.objects.aggregate(last=Max("seq"))["last"] or 0
        Recipient.objects.bulk_create([Recipient(name=key, told=newest) for key in missing], ignore_conflicts=True)


def recipient_of(key: str) -> Recipient:
    enroll([key])
    return Recipient.objects.get(pk=key)


def is_behind(recipient: Recipient) -> bool:
    return Change.objects.filter(seq__gt=recipient.told).exists()


def is_due(recipient: Recipient) -> bool:
    """Whether there is no reason to wait before the next attempt, by the clock that starts tasks: the database's."""
    return Recipient.objects.filter(Q(next_attempt_at=None) | Q(next_attempt_at__lte=Now()), pk=recipient.pk).exists()


def deliver(key: str, name: str, send: Callable[[Rows], str], *, longest: int = 3600) -> None:
    """Tell everything that `key` has not been told. `send` returns what went wrong, in a sentence, or an empty text.

    It must take less than a minute. After a failure the pause until `next_attempt_at` doubles, up to `longest` seconds.
    Raises `NotToldError`.
    """
    recipient = recipient_of(key)
    while is_behind(recipient):
        if not _claim(recipient):
            return  # somebody else is telling it, and looks again when that is done
        try:
            _deliver_next(recipient, name, send, longest)
        finally:
            Recipient.objects.filter(pk=recipient.pk).update(claimed_until=None)
        recipient.refresh_from_db()


def _claim(recipient: Recipient) -> bool:
    free = Q(claimed_until=None) | Q(claimed_until__lt=Now())
    return bool(Recipient.objects.filter(free, pk=recipient.pk).update(claimed_until=datetime.now(UTC) + _CLAIM))


def _deliver_next(recipient: Recipient, name: str, send: Callable[[Rows], str], longest: int) -> None:
    recipient.refresh_from_db()
    rows: Rows = list(Change.objects.filter(seq__gt=recipient.told).order_by("seq").values_list("seq", "tags", "events")[:BATCH])
    if not rows:
        return
    if _has_gap(recipient.told):
        rows = [(recipient.told, {EVERYTHING: ""}, []), *rows]
    attempts = Recipient.objects.filter(pk=recipient.pk)
    fault = send(rows)
    if fault:
        delay = min(longest, 2 ** min(recipient.failures, 11) * 2)
        attempts.update(
            failures=F("failures") + 1,
            failing_since=recipient.failing_since or datetime.now(UTC),
            next_attempt_at=datetime.now(UTC) + timedelta(seconds=delay),
            attempted_at=Now(),
            error=fault,
        )
        raise NotToldError(f"{name}: {fault}")
    attempts.update(told=rows[-1][0], told_at=Now(), attempted_at=Now(), failures=0, failing_since=None, next_attempt_at=None, error="")


def _has_gap(told: int) -> bool:
    """Whether rows behind a number may have been thinned away: then nobody knows what was in them."""
    first = Change.objects.aggregate(first=Min("seq"))["first"]
    return first is not None and first > told + 1
