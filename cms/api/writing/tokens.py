"""Who a token speaks for, what it is for, and how long it is good.

The tokens are Wagtail's: kept as a keyed hash, shown once, made and revoked in the settings of the admin or with
`manage.py api_tokens`. They end after `WRITE_API_TOKEN_DAYS`, with their owner's account, and with the right to enter the admin.
"""

from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import APIToken

from cms.accounts.models import TokenScope
from cms.api.problems import Problem

#: "Last used" is no more exact than this, so that reading writes no row and writing few.
EVERY = timedelta(minutes=5)


def admit(request: HttpRequest) -> APIToken:
    """The token in the request's Authorization header; its owner becomes `request.user`. Raises `Problem` (401)."""
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret:
        raise _refused("Send a token: Authorization: Bearer wagtail_…")
    unknown = _refused("This token is not known here, or it was revoked.")
    if not APIToken.validate_token_format(secret):
        raise unknown
    token: APIToken | None = (
        APIToken.objects.select_related("user", "reach")
        .filter(key_hash__in=APIToken.candidate_key_hashes(secret), revoked_at=None, user__is_active=True)
        .first()
    )
    if token is None:
        raise unknown
    if settings.WRITE_API_TOKEN_DAYS and token.created <= timezone.now() - timedelta(days=settings.WRITE_API_TOKEN_DAYS):
        raise _refused(f"This token has expired: tokens are good for {settings.WRITE_API_TOKEN_DAYS} days. Ask for a new one.")
    if not token.user.has_perm("wagtailadmin.access_admin"):
        raise _refused("This token's owner may not enter the admin.")
    request.user = token.user
    cache.set(_key(token.pk), timezone.now(), 2 * EVERY.total_seconds())
    return token


def check_scope(token: APIToken, needed: TokenScope.Scope) -> None:
    """Raise `Problem` (403) unless the token's scope is or includes the one that a request needs."""
    scope = TokenScope.of(token)
    if not scope.includes(needed):
        challenge = f'Bearer error="insufficient_scope", scope="{needed}"'  # RFC 6750, 3.1
        detail = f"This token has the scope '{scope}', and this request needs '{needed}'."
        raise Problem(403, detail, headers={"WWW-Authenticate": challenge})


def note_use() -> None:
    """The periodic job: write down when tokens were last used."""
    keys = {_key(pk): pk for pk in APIToken.objects.filter(revoked_at=None).values_list("pk", flat=True)}
    for key, used in cache.get_many(keys).items():
        APIToken.objects.filter(pk=keys[key]).update(last_used_at=used)


def _key(pk: int) -> str:
    return f"write-api:used:{pk}"


def _refused(detail: str) -> Problem:
    return Problem(401, detail, headers={"WWW-Authenticate": "Bearer"})
