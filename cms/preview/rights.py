"""Who may see a draft. Asked again on every use of a preview."""

from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms.accounts.models import User
from cms.content.drafts import Snapshot, VanishedError


class ForbiddenError(Exception):
    """The right is not there, or not any more. The message says which."""


def seal_of(user: Any) -> str:
    """Changes with the user's password, so that a new one ends all previews."""
    return sha256(user.get_session_auth_hash().encode()).hexdigest()


def check(user_id: int | None, seal: str | None, snapshot: Snapshot) -> User:
    """The user, who may edit what the draft is of. Raises `ForbiddenError` or `VanishedError`. `seal` None is not looked at."""
    user = User.objects.filter(pk=user_id, is_active=True).first() if user_id is not None else None
    if user is None:
        raise ForbiddenError(_("The account that opened this preview is closed."))
    if seal is not None and seal != seal_of(user):
        raise ForbiddenError(_("The account that opened this preview has another password since. Open the preview again."))
    if not user.has_perm("wagtailadmin.access_admin") or not _may_edit(user, snapshot):
        raise ForbiddenError(_("The account that opened this preview may not edit this any more."))
    return user


def _may_edit(user: User, snapshot: Snapshot) -> bool:
    model = snapshot.model_class
    if issubclass(model, Page):
        if snapshot.pk is None:
            above = snapshot.where()
            return above is not None and bool(above.specific.permissions_for_user(user).can_add_subpage())
        page = model._default_manager.filter(pk=snapshot.pk).first()
        if page is None:
            raise VanishedError(_("It was deleted in the meantime."))
        return may_edit(user, page)
    policy = policy_registry.get_by_type(model)
    if snapshot.pk is None:
        return bool(policy.user_has_permission(user, "add"))
    found = model._default_manager.filter(pk=snapshot.pk).first()
    if found is None:
        raise VanishedError(_("It was deleted in the meantime."))
    return may_edit(user, found)


def may_edit(user: Any, found: Any) -> bool:
    """Whether the user may open the saved object in the editor."""
    if isinstance(found, Page):
        permissions = found.permissions_for_user(user)
        return bool(permissions.can_edit() or permissions.can_publish())
    return bool(policy_registry.get_by_type(type(found)).user_has_permission_for_instance(user, "change", found))
