"""Tokens and sessions of previews on frontends. Their state lives in the cache: reading a preview writes no row.

A token has 256 random bits, is kept as its hash, and is exchanged once. It becomes a session, which is also kept as its hash, slides
with its use and ends after twelve hours. Both are for one draft of one site, and for the editor who opened it, or for the share link.
What has ended is remembered a while, so that whoever comes too late is told so.
"""

import secrets
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from cms.content.drafts import DraftError, Snapshot

TOKEN_SECONDS = 60
SESSION_SECONDS = 15 * 60
LONGEST_SECONDS = 12 * 3600
#: How long it is remembered that something has ended.
_REMEMBERED = 3600


class EndedError(Exception):
    """It was good once. The message says why it is not any more."""


class UnknownError(Exception):
    """There is no such token or session: forged, cut off, or long forgotten."""


@dataclass(frozen=True)
class Grant:
    """What a token or a session is for. Either `user` opened it (`seal` changes with the user's password), or share link `link` did,
    or it tries a frontend (`probe`) with something that is public anyway.
    """

    site: int
    frontend: str
    mode: str
    draft: str
    user: int | None = None
    seal: str = ""
    link: int | None = None
    probe: bool = False
    started: float = 0.0
    ends: float = 0.0


def hashed(secret: str) -> str:
    return sha256(secret.encode("utf-8", "replace")).hexdigest()


# --- drafts -----------------------------------------------------------------------------------------------------------


def keep_draft(snapshot: Snapshot, name: str | None = None) -> str:
    """Keep a draft for as long as a session can last; the name under which it is kept."""
    name = name or secrets.token_hex(16)
    cache.set(f"preview:draft:{name}", asdict(snapshot), LONGEST_SECONDS)
    if cache.get(f"preview:draft:{name}") is None:
        raise DraftError(_("The cache keeps nothing at the moment, and previews on frontends need it. Tell whoever runs the site."))
    return name


def bring_up_to_date(name: str, snapshot: Snapshot) -> bool:
    """Keep another draft under a name. False if nothing is kept there, or not any more."""
    if cache.get(f"preview:draft:{name}") is None:
        return False
    cache.set(f"preview:draft:{name}", asdict(snapshot), LONGEST_SECONDS)
    return True


def kept_draft(name: str) -> Snapshot:
    """Raises `EndedError`."""
    found = cache.get(f"preview:draft:{name}")
    if not isinstance(found, Mapping):
        raise EndedError(_("The draft of this preview is not kept any more. Open the preview again."))
    return Snapshot(**found)


# --- tokens -----------------------------------------------------------------------------------------------------------


@sensitive_variables()
def issue(grant: Grant) -> str:
    """A token that is good for one exchange within a minute."""
    token = secrets.token_urlsafe(32)
    cache.set(f"preview:token:{hashed(token)}", asdict(replace(grant, ends=time.time() + TOKEN_SECONDS)), _REMEMBERED)
    return token


@sensitive_variables()
def exchange(token: str) -> tuple[str, Grant]:
    """The session's secret for a token's. Raises `UnknownError` or `EndedError`."""
    key = hashed(token)
    grant = _kept("token", key)
    # One of two who come at once gets it.
    if not cache.add(f"preview:used:{key}", 1, _REMEMBERED):
        raise EndedError(_("This token was used already. Open the preview again."))
    if grant.ends < time.time():
        raise EndedError(_("This token is over: it is good for a minute. Open the preview again."))
    secret = secrets.token_urlsafe(32)
    now = time.time()
    grant = replace(grant, started=now, ends=now + SESSION_SECONDS)
    _keep_session(secret, grant)
    return secret, grant


# --- sessions ---------------------------------------------------------------------------------------------------------


@sensitive_variables()
def use(secret: str) -> Grant:
    """The grant of a session, which lasts a while longer by this. Raises `UnknownError` or `EndedError`."""
    grant = _kept("session", hashed(secret))
    now = time.time()
    if grant.ends < now:
        raise EndedError(_("This preview has ended: nobody looked at it for a quarter of an hour. Open it again."))
    ends = min(now + SESSION_SECONDS, grant.started + LONGEST_SECONDS)
    if ends - grant.ends > 1:
        grant = replace(grant, ends=ends)
        _keep_session(secret, grant)
    return grant


@sensitive_variables()
def end(secret: str) -> None:
    """End a session at once."""
    try:
        grant = _kept("session", hashed(secret))
    except UnknownError:
        return
    _keep_session(secret, replace(grant, ends=0.0))


def _keep_session(secret: str, grant: Grant) -> None:
    cache.set(f"preview:session:{hashed(secret)}", asdict(grant), SESSION_SECONDS + _REMEMBERED)


def _kept(kind: str, key: str) -> Grant:
    found: Any = cache.get(f"preview:{kind}:{key}")
    if not isinstance(found, Mapping):
        raise UnknownError
    return Grant(**found)
