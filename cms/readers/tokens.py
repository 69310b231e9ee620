"""Form tokens: signed, for one purpose, good for a day and for one use.

They stand in no page that is stored: whoever writes gets one from an answer that nobody keeps. They prove nothing about a reader
and are bound to nobody; a program that posts without reading first has none.
"""

import logging
import secrets
import time
from collections.abc import Callable
from enum import Enum

from django.core import signing
from django.core.cache import cache

logger = logging.getLogger(__name__)

AGE = 24 * 3600
#: Seconds that nobody needs less than to write something.
LEAST = 2
_SALT = "cms.readers.form"
_LONGEST = 200


class Worth(Enum):
    """What a token is worth. `USED` means that what was sent with it has arrived."""

    GOOD = "good"
    NOTHING = "nothing"
    USED = "used"


def issue(purpose: str) -> str:
    """A new token for a purpose, for example `comment:12`."""
    return signing.Signer(salt=_SALT).sign(f"{purpose}|{int(time.time())}|{secrets.token_urlsafe(12)}")


def worth(token: str, purpose: str) -> Worth:
    """What `token` is worth for a purpose. Forged, too old, too young, for something else: nothing."""
    try:
        asked, issued, nonce = signing.Signer(salt=_SALT).unsign(token[:_LONGEST]).split("|")
    except (signing.BadSignature, ValueError):
        return Worth.NOTHING
    if asked != purpose or not LEAST <= time.time() - int(issued) <= AGE:
        return Worth.NOTHING
    return Worth.USED if _asked(lambda: cache.get(_key(nonce)), None) else Worth.GOOD


def use(token: str) -> bool:
    """Use up a token that is good. False when somebody has a moment ago: a button pressed twice."""
    return bool(_asked(lambda: cache.add(_key(token.split("|")[-1].partition(":")[0]), 1, AGE), True))


def _key(nonce: str) -> str:
    return f"readers:token:{nonce}"


def _asked(ask: Callable[[], object], otherwise: object) -> object:
    """What the cache says; without a cache, a token is good until it is old."""
    try:
        return ask()
    except Exception:  # noqa: BLE001 - whatever a cache raises that is not there: readers come first
        logger.warning("Tokens cannot be used up: the cache does not answer.")
        return otherwise
