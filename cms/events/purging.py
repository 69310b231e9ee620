"""Purging the caches in front of the site, by tag or by address, of what was committed since the last time. See `cms.events.outbox`.

A cache that is down delays nobody: the worker asks it again after a pause, and between two attempts tasks for it end at once.
"""

import json
import logging
import time
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.tasks import task

from cms.caches import SharedCache
from cms.delivery.tag_header import public_tag
from cms.events import addresses, outbox, purgers
from cms.events.outbox import PRIORITY, NotToldError, Rows
from cms.events.purgers import Call, Stale
from cms.outbound import OutboundError, Reply, request
from cms.tags import EVERYTHING

logger = logging.getLogger(__name__)

#: Seconds for one call, and for all that one batch of changes needs: the claim on a cache lasts longer.
SECONDS = 10.0
_ALTOGETHER = 40.0
#: The longest pause between two attempts, in seconds: what a cache keeps meanwhile is stale.
LONGEST_PAUSE = 120


def caches() -> dict[str, SharedCache]:
    return {cache.key: cache for cache in settings.CDN}


def enqueue(moved: Mapping[str, str]) -> list[dict[str, Any]]:
    """Before a transaction with moved tags commits: have every cache purged once it has."""
    outbox.enroll(caches())
    for key in caches():
        purge.using(priority=PRIORITY).enqueue(key)
    return []


@task
def purge(key: str) -> None:
    """Purge what has become stale in a cache. While it fails this is tried again for ever, and its row says why."""
    cache = caches().get(key)
    if cache is None or not outbox.is_due(outbox.recipient_of(key)):
        return  # it is configured no more, or another task comes when the pause is over
    try:
        outbox.deliver(key, cache.name, lambda rows: _purge(cache, rows), longest=LONGEST_PAUSE)
    except NotToldError as error:
        recipient = outbox.recipient_of(key)
        if recipient.failures == 1:
            logger.warning("A cache was not purged, and is asked again: %s", error)
        purge.using(priority=PRIORITY, run_after=recipient.next_attempt_at).enqueue(key)


def purge_those_behind() -> None:
    """Once a minute: for what no task cares for any more, and for changes that processes without `CDN` made."""
    for key in caches():
        recipient = outbox.recipient_of(key)
        if outbox.is_due(recipient) and outbox.is_behind(recipient):
            purge.using(priority=PRIORITY).enqueue(key)


def stale(cache: SharedCache, rows: Rows) -> Stale:
    """What rows of the log make stale in a cache."""
    names = {name for _seq, moved, _events in rows for name in moved}
    number, roots = rows[-1][0], addresses.roots(cache.serves)
    if EVERYTHING in names:
        return Stale(number, roots=roots, everything=True)
    if purgers.by_tags(cache):
        # An answer with very many tags carries whole kinds in their place.
        names |= {name.partition(":")[0] for name in names}
        return Stale(number, sorted(map(public_tag, names)))
    return Stale(number, urls=sorted(addresses.concerned(rows, cache.serves)), roots=roots)


def _purge(cache: SharedCache, rows: Rows) -> str:
    """What went wrong, in a sentence; empty if the cache has forgotten everything that became stale."""
    end = time.monotonic() + _ALTOGETHER
    for call in purgers.calls(cache, stale(cache, rows)):
        if time.monotonic() > end:
            return "It takes too long for all that has to be purged."
        if fault := _send(cache, call):
            return fault
    return ""


def _send(cache: SharedCache, call: Call) -> str:
    headers = call.headers
    try:
        if call.is_aws:
            headers = _signed(call)
        reply = request(
            call.method, call.url, data=call.body, headers=headers, trusted_origins={cache.origin}, largest=256 * 1024, seconds=SECONDS
        )
    except OutboundError as error:
        return str(error)
    if reply.status in call.settled or (reply.ok and not _refusal(reply)):
        return ""
    return _sentence(cache, reply)


def _signed(call: Call) -> dict[str, str]:
    """The headers with a signature of AWS, by the credentials that botocore finds. CloudFront is one for all regions."""
    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.exceptions import BotoCoreError
    from botocore.session import get_session

    try:
        credentials = get_session().get_credentials()
    except BotoCoreError as error:
        raise OutboundError("The credentials of AWS cannot be read.") from error
    if credentials is None:
        raise OutboundError("There are no credentials of AWS: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY for the worker.")
    asked = AWSRequest(method=call.method, url=call.url, data=call.body, headers=call.headers)
    SigV4Auth(credentials, "cloudfront", "us-east-1").add_auth(asked)
    return dict(asked.headers.items())


def _refusal(reply: Reply) -> str:
    """What Cloudflare says of a call that it did not carry out."""
    try:
        said = json.loads(reply.body)
    except ValueError:
        return ""
    if not isinstance(said, dict) or said.get("success", True):
        return ""
    errors = said.get("errors")
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    return " ".join(str(first.get("message") or "it was not carried out").split())[:200].rstrip(".")


def _sentence(cache: SharedCache, reply: Reply) -> str:
    proof = " Is its token right, and may it purge?"
    hints = {
        401: proof,
        403: proof,
        404: f" Is '{cache.place}' right?",
        405: " Does its configuration take this request? See deploy/varnish.vcl.",
        429: " It takes no more calls for now.",
    }
    moved = " A redirect is not followed: configure the address that it leads to." if 300 <= reply.status < 400 else ""
    said = _refusal(reply)
    return f"It answered with status {reply.status}{f': {said}' if said else ''}.{hints.get(reply.status, '')}{moved}"
