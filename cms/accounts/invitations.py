"""Invitations by link: made by those who may add users, used once, by whoever holds the link.

The link's secret has 256 random bits; the database keeps its hash. Whoever opens the link has it exchanged for a signed cookie and is
sent to an address without it, so that it stays in no history, referrer or log of what comes after. Opening uses nothing up (mail
scanners do it); making the account does.
"""

import secrets
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.mail import send_mail
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from cms.accounts.desks import join_desks
from cms.accounts.models import Invitation, User

PERMISSION = "accounts.add_user"
#: Wrong links that one address may open in so many seconds.
ATTEMPTS, WINDOW = 20, 900


def hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()


@sensitive_variables()
def renew(invitation: Invitation) -> str:
    """Give the invitation a new secret and its whole time; earlier links are dead. Returns the link, which nobody can show again."""
    token = secrets.token_urlsafe(32)
    invitation.token_hash = hashed(token)
    invitation.expires_at = timezone.now() + Invitation.LIFETIME
    invitation.save()
    return str(settings.EDITING_URL + reverse("invitation_link", args=(token,)))


def may_invite(user: Any, *, administrator: bool = False) -> bool:
    """Only administrators make administrators."""
    return bool(user.is_active and user.has_perm(PERMISSION) and (user.is_superuser or not administrator))


def usable(token_hash: str) -> Invitation | None:
    """The open invitation with this hash, if whoever made it could still make it."""
    invitation = Invitation.objects.open().select_related("created_by").filter(token_hash=token_hash).first()
    if invitation is None or invitation.created_by is None:
        return None
    return invitation if may_invite(invitation.created_by, administrator=invitation.is_administrator) else None


@transaction.atomic
def accept(token_hash: str, *, first_name: str, last_name: str, password: str) -> User | None:
    """Make the account. None when the invitation is no longer usable, or its address has an account by now."""
    invitation = usable(token_hash)
    if invitation is None:
        return None
    if User.objects.filter(email=invitation.email.strip().lower()).exists():
        return None
    # One conditional statement: of two who press the button at once, one gets the account.
    if not Invitation.objects.open().filter(pk=invitation.pk, token_hash=token_hash).update(accepted_at=timezone.now()):
        return None
    user = User.objects.create_user(
        invitation.email, password, first_name=first_name, last_name=last_name, is_superuser=invitation.is_administrator
    )
    user.groups.set(invitation.groups.all())
    join_desks(user, invitation.desks.all())
    Invitation.objects.filter(pk=invitation.pk).update(user=user)
    return user


def _attempts_key(request: HttpRequest) -> str:
    return "invitation-attempts:" + sha256(request.META.get("REMOTE_ADDR", "").encode()).hexdigest()


def too_many_attempts(request: HttpRequest) -> bool:
    return bool((cache.get(_attempts_key(request)) or 0) >= ATTEMPTS)


def count_attempt(request: HttpRequest) -> None:
    key = _attempts_key(request)
    if not cache.add(key, 1, WINDOW):
        try:
            cache.incr(key)
        except ValueError:  # it expired in between
            cache.set(key, 1, WINDOW)


def mail_is_configured() -> bool:
    """Whether a mail has a chance: the default, a server on this machine, is seldom there; what goes to the log reaches nobody."""
    mailer = settings.MAILERS["default"]
    if mailer["BACKEND"].endswith("console.EmailBackend"):
        return False
    host = mailer.get("OPTIONS", {}).get("host")
    return not (mailer["BACKEND"].endswith("smtp.EmailBackend") and host in (None, "localhost", "127.0.0.1", "::1"))


@sensitive_variables()
def send(invitation: Invitation, link: str) -> bool:
    """Mail the link. False when the mail server did not take it."""
    subject = _("You are invited to %(site)s") % {"site": settings.WAGTAIL_SITE_NAME}
    text = _(
        "%(inviter)s invites you to work on %(site)s.\n\nOpen this link to choose a name and a password:\n\n%(link)s\n\n"
        "It works once and for seven days. If you did not expect this mail, ignore it: nothing happens."
    ) % {"inviter": invitation.created_by, "site": settings.WAGTAIL_SITE_NAME, "link": link}
    try:
        return bool(send_mail(subject, text, None, [invitation.email]))
    except OSError:  # smtplib's errors are OSErrors
        return False
