"""Telling moderators by mail that comments wait: one mail for all that are new to them, sent by the scheduler.

A comment is marked as announced before the mails leave, so nobody is told twice. Without mail nothing happens, and nothing is kept
to be told later: the dashboard says what waits.
"""

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _, ngettext, override

from cms.accounts.invitations import mail_is_configured
from cms.accounts.models import User
from cms.content.models.comments import Comment
from cms.content.models.listing import Listing
from cms.content.models.participation import Participation
from cms.readers.moderation import moderated_by

logger = logging.getLogger(__name__)

EVERY = timedelta(minutes=5)
SHOWN = 10
#: Comments that one run tells of; the next one tells of more.
MOST = 500


def announce() -> int:
    """Tell moderators of the comments that nobody was told of yet; how many mails left."""
    pks = _take_new()
    if not pks or not mail_is_configured():
        return 0
    sent = 0
    for user in _moderators():
        mine = list(moderated_by(user).waiting().filter(pk__in=pks).select_related("page").order_by("created_at", "pk"))
        if mine:
            sent += _send(user, mine)
    return sent


@transaction.atomic
def _take_new() -> list[int]:
    new = Comment.objects.waiting().filter(announced_at=None)
    if not new.exists():
        return []
    rows = dict(new.select_for_update().order_by("pk").values_list("pk", "page_id")[:MOST])
    Comment.objects.filter(pk__in=rows).update(announced_at=timezone.now())
    silent = Participation.objects.filter(mail_moderators=False).values("site_id")
    quiet = set(Listing.objects.filter(pk__in=set(rows.values()), site_id__in=silent).values_list("pk", flat=True))
    return [pk for pk, page in rows.items() if page not in quiet]


def _moderators() -> list[Any]:
    """Everybody who may moderate something and wants mails about submitted work, which they choose in their account."""
    candidates = User.objects.filter(is_active=True).exclude(email="").exclude(wagtail_userprofile__submitted_notifications=False)
    return [user for user in candidates.order_by("pk") if user.is_superuser or user.has_perm("wagtailadmin.access_admin")]


def _send(user: Any, comments: list[Comment]) -> int:
    profile = getattr(user, "wagtail_userprofile", None)
    with override(profile.get_preferred_language() if profile else settings.LANGUAGE_CODE):
        number = len(comments)
        subject = ngettext("%(number)d comment waits for you", "%(number)d comments wait for you", number) % {"number": number}
        lines = [
            _("%(name)s on “%(title)s”:\n%(text)s")
            % {"name": row.author_name, "title": row.page.title, "text": Truncator(row.text).chars(300)}
            for row in comments[:SHOWN]
        ]
        more = len(comments) - SHOWN
        if more > 0:
            lines.append(ngettext("and %(number)d more", "and %(number)d more", more) % {"number": more})
        lines.append(_("Read and decide:\n%(url)s") % {"url": settings.EDITING_URL + reverse("reader_comments")})
        lines.append(_("You may publish these articles, so you are told. Under “Account” you can switch such mails off."))
    try:
        return EmailMessage(subject, "\n\n".join(lines), to=[user.email]).send()
    except OSError as error:  # smtplib's errors are OSErrors
        logger.warning("A moderator could not be told of comments that wait: %s", error)
        return 0
