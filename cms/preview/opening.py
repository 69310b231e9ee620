"""From a draft in the editor to a frontend: Wagtail's panel gets a frame around the frontend, a tab is sent there."""

from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.csp import CSP
from django.utils.translation import gettext as _

from cms.content.drafts import DraftError, Snapshot
from cms.content.previews import Opening, type_of
from cms.frontends import Frontend
from cms.preview import sessions
from cms.preview.rights import seal_of
from cms.preview.sessions import Grant


def address(frontend: Frontend, token: str) -> str:
    """Where a frontend takes a token."""
    return f"{frontend.origin}{frontend.preview_path}?{urlencode({'token': token})}"


class FrontendOpener:
    """Keeps drafts for the sessions that frontends read them with."""

    def show(self, opening: Opening) -> HttpResponse:
        request, snapshot, frontend = opening.request, opening.snapshot, opening.frontend
        user = request.user
        name = _name(user, snapshot) if getattr(request, "is_editing", False) else None
        try:
            kept = sessions.keep_draft(snapshot, name)
        except DraftError as error:
            return render(request, "admin/preview/problem.html", {"words": str(error)}, status=503)
        grant = Grant(opening.site.pk, frontend.key, opening.mode, kept, user=user.pk, seal=seal_of(user))
        url = address(frontend, sessions.issue(grant))
        if not getattr(request, "in_preview_panel", False):
            return HttpResponseRedirect(url)
        return _frame(request, opening, url)

    def follow(self, user: Any, snapshot: Snapshot, draft: Any) -> str | None:
        name = _name(user, snapshot)
        return _address_of(draft) if sessions.bring_up_to_date(name, snapshot) else None


def _address_of(draft: Any) -> str:
    """Changes when the draft gets another address: what shows it has to go there."""
    return str(getattr(draft, "slug", "") or getattr(draft, "title", ""))


def _name(user: Any, snapshot: Snapshot) -> str:
    """While somebody writes, all previews of the same form show the same draft; another version has its own."""
    return sha256(f"{settings.SECRET_KEY} {user.pk} {snapshot.model} {snapshot.key}".encode()).hexdigest()[:32]


def _frame(request: HttpRequest, opening: Opening, url: str) -> HttpResponse:
    draft, frontend = opening.draft, opening.frontend
    context = {
        "url": url,
        "frontend": frontend,
        "source": f"{type_of(draft)}:{opening.snapshot.key}",
        "address": _address_of(draft),
        "words": {
            "silent": _("%(name)s does not answer.") % {"name": frontend.name},
            "asking": _("Finding out why…"),
            "unknown": _("The reason cannot be found out at the moment."),
            "opening": _("Opening %(name)s…") % {"name": frontend.name},
        },
    }
    response = render(request, "admin/preview/frame.html", context)
    response._csp_config = {  # type: ignore[attr-defined]
        "default-src": [CSP.NONE],
        "script-src": [CSP.SELF],
        "style-src": [CSP.SELF],
        "connect-src": [CSP.SELF],
        "frame-src": [frontend.origin],
        "frame-ancestors": [CSP.SELF],
        "base-uri": [CSP.NONE],
        "form-action": [CSP.NONE],
    }
    return response
