"""Giving somebody without an account a link to a draft, and taking it back."""

import secrets
from datetime import timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from wagtail.models import Site

from cms.content.drafts import Snapshot, VanishedError
from cms.preview.models import ShareLink
from cms.preview.rights import ForbiddenError, check
from cms.preview.sessions import EndedError, hashed


@sensitive_variables()
def share(shared: Any, user: Any, site: Site, *, days: int, frontend: str = "") -> tuple[ShareLink, str]:
    """Make a link to the newest saved draft of an object; the link and its secret, which nobody can show again."""
    secret = secrets.token_urlsafe(32)
    link = ShareLink.objects.create(
        token_hash=hashed(secret),
        content_type=ContentType.objects.get_for_model(shared),
        object_id=shared.pk,
        site=site,
        frontend=frontend,
        created_by=user,
        expires_at=timezone.now() + timedelta(days=days),
    )
    return link, secret


@sensitive_variables()
def link_of(secret: str) -> ShareLink | None:
    """The link with this secret, whatever its state."""
    found: ShareLink | None = ShareLink.objects.select_related("site").filter(token_hash=hashed(secret)).first()
    return found


def shared_draft(pk: int) -> Snapshot:
    """The newest saved draft behind a link. Raises `EndedError`, `ForbiddenError` or `VanishedError`."""
    link = ShareLink.objects.filter(pk=pk).first()
    if link is None or not link.is_open:
        raise EndedError(_("This link has expired or was taken back. Ask whoever gave it to you for another."))
    model = link.content_type.model_class()
    found = model._default_manager.filter(pk=link.object_id).first() if model is not None else None
    if found is None:
        raise VanishedError(_("What this link led to was deleted."))
    draft = found.get_latest_revision_as_object() if hasattr(found, "get_latest_revision_as_object") else found
    snapshot = Snapshot.of(draft)
    try:
        check(link.created_by_id, None, snapshot)
    except ForbiddenError as error:
        raise EndedError(_("This link ended with the account or the right of whoever made it.")) from error
    return snapshot


def used(link: ShareLink) -> None:
    """Remember that somebody opened the link. Not in a GET."""
    ShareLink.objects.filter(pk=link.pk).update(last_used_at=timezone.now())


def forget_ended() -> None:
    """Delete the links that ended long ago. The scheduler calls it."""
    long_ago = timezone.now() - ShareLink.REMEMBERED
    ShareLink.objects.filter(Q(expires_at__lt=long_ago) | Q(revoked_at__lt=long_ago)).delete()
