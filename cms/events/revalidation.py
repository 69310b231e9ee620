"""Telling frontends what became stale: one signed call for what was committed since the last one. See `cms.events.outbox`."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.tasks import task

from cms.delivery.tag_header import public_tag
from cms.events import addresses, outbox, signatures
from cms.events.outbox import PRIORITY, Rows
from cms.frontends import Frontend
from cms.outbound import OutboundError, request
from cms.tags import EVERYTHING

TYPE = "content.changed"
#: A call with more tags or addresses says `everything` instead.
MOST = 1000
#: How long a call may take; the claim on a frontend lasts longer.
SECONDS = 15.0


def frontends() -> dict[str, Frontend]:
    """The frontends that are told: all that are configured, once there is a secret to sign with."""
    return {frontend.key: frontend for frontend in settings.FRONTENDS} if settings.REVALIDATE_SECRET else {}


def enqueue(moved: Mapping[str, str]) -> list[dict[str, Any]]:
    """Before a transaction with moved tags commits: have every frontend told once it has."""
    outbox.enroll(frontends())
    for key in frontends():
        tell.using(priority=PRIORITY).enqueue(key)
    return []


@task
def tell(key: str) -> None:
    """Tell a frontend everything that it has not been told. Raises `NotToldError`: the worker tries again."""
    frontend = frontends().get(key)
    if frontend is not None:  # else it is configured no more
        outbox.deliver(key, frontend.name, lambda rows: _send(frontend, rows))


def tell_those_behind() -> None:
    """Once a minute: whoever is behind and is not being told gets a task. For tasks that failed for good."""
    for key in frontends():
        recipient = outbox.recipient_of(key)
        if outbox.is_due(recipient) and outbox.is_behind(recipient):
            tell.using(priority=PRIORITY).enqueue(key)


def message(frontend: Frontend, rows: Rows) -> bytes:
    """The body of a call: the tags as answers name them in `Cache-Tag`, and the addresses that changed."""
    names = {name for _seq, moved, _events in rows for name in moved}
    urls = addresses.changed(rows, frontend.shows)
    # An answer with many tags names whole kinds instead.
    names |= {name.partition(":")[0] for name in names}
    if len(names) > MOST or len(urls) > MOST:
        names, urls = {EVERYTHING}, set()
    data = {"sequence": rows[-1][0], "tags": sorted(map(public_tag, names)), "urls": sorted(urls)}
    return json.dumps({"type": TYPE, "timestamp": datetime.now(UTC).isoformat(timespec="seconds"), "data": data}).encode()


def _send(frontend: Frontend, rows: Rows) -> str:
    """What went wrong, in a sentence; empty if the frontend took the call."""
    identifier, body = f"change-{frontend.key}-{rows[-1][0]}", message(frontend, rows)
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
