"""The pages on which an editor decides between two versions. They work without a script: all that was typed travels in the form."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name
from wagtail.models import Revision
from wagtail.utils.timestamps import render_timestamp

from cms.content.editor.saving.origin import FIELDS, version
from cms.content.editor.saving.session import confirm_saved

if TYPE_CHECKING:
    from cms.content.editor.saving.guard import GuardedEditing

_NOT_CARRIED = FIELDS | {"csrfmiddlewaretoken", "overwrite_revision_id", "loaded_revision_id", "loaded_revision_created_at"}


def who_saved(newer: Revision, user: AbstractBaseUser | AnonymousUser) -> str:
    """“Ada saved a newer version (14:02).”"""
    local = timezone.localtime(newer.created_at)
    when = date_format(local, "TIME_FORMAT") if local.date() == timezone.localdate() else render_timestamp(newer.created_at)
    if newer.user_id == user.pk:
        return _("You saved a newer version in another window (%(when)s).") % {"when": when}
    name = get_user_display_name(newer.user) if newer.user is not None else _("The system")
    return _("%(name)s saved a newer version (%(when)s).") % {"name": name, "when": when}


def _keep_label(view: "GuardedEditing") -> str:
    posted = view.request.POST
    if posted.get("action-publish"):
        return _("Keep mine: publish it on top")
    if posted.get("action-submit") or posted.get("action-restart-workflow"):
        return _("Keep mine: submit it on top")
    return _("Keep mine: save it on top")


def _page(view: "GuardedEditing", *, newer: Revision | None, status: int, **context: Any) -> TemplateResponse:
    subject = view.subject()
    carried = [(name, value) for name, values in view.request.POST.lists() if name not in _NOT_CARRIED for value in values]
    label = subject.get_admin_display_title() if hasattr(subject, "get_admin_display_title") else str(subject)
    return TemplateResponse(
        view.request,
        "admin/saving/choose.html",
        {
            "page_subtitle": label,
            "header_icon": "warning" if status == 409 else "history",
            "edit_url": view.edit_url(),
            "carried": carried,
            "origin": view.origin,
            "over": version(newer),
            **context,
        },
        status=status,
    )


def ask(view: "GuardedEditing", newer: Revision, comparison: list[Any], said: str) -> TemplateResponse:
    """409: which of two versions is to be the newest?"""
    return _page(
        view,
        newer=newer,
        status=409,
        kind="conflict",
        header_title=_("Two versions"),
        page_title=_("Two versions"),
        said=said,
        comparison=comparison,
        their_label=_("Take the saved version") if newer.user_id == view.request.user.pk else _("Take theirs"),
        keep_label=_keep_label(view),
    )


def review(view: "GuardedEditing", newer: Revision | None, comparison: list[Any]) -> HttpResponseBase:
    """What the browser kept, beside what is saved."""
    if not comparison:
        messages.success(view.request, _("There was nothing to restore: everything that was kept on this device is saved."))
        response = redirect(view.edit_url())
        confirm_saved(response, view.origin)
        return response
    return _page(
        view,
        newer=newer,
        status=200,
        kind="review",
        header_title=_("Work kept on this device"),
        page_title=_("Work kept on this device"),
        said=who_saved(newer, view.request.user) if newer is not None else "",
        comparison=comparison,
    )
