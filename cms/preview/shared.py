"""Where a share link leads to. Who may call it: whoever holds the secret of a link that is open.

The secret stands behind the `#` of the link, which browsers send to nobody; the page's script, or a person, puts it into the form.
A cookie for this address carries it from there.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats
from django.utils.csp import CSP
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from cms.api.problems import Problem
from cms.content.drafts import VanishedError
from cms.content.previews import protected, show
from cms.content.rendering import viewer_for
from cms.preview import attempts, links, sessions
from cms.preview.models import ShareLink
from cms.preview.opening import address
from cms.preview.sessions import EndedError, Grant

COOKIE = "shared"
#: Seconds. Then the link has to be opened again.
_COOKIE_AGE = 3600


# Nothing is done in the name of whoever sends it: there is no session, and the secret is the whole request.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@sensitive_variables()
def shared(request: HttpRequest) -> HttpResponse:
    """The form that takes the secret of a link, and its exchange for the draft."""
    if request.method != "POST":
        return _form(request)
    try:
        attempts.check(request)
    except Problem:
        return _form(request, _("Too many wrong links came from your address. Wait a quarter of an hour."), 429)
    secret = request.POST.get("secret", "").strip().rpartition("#")[2]
    link = links.link_of(secret) if secret else None
    if link is None or link.site_id != viewer_for(request).site.pk:
        attempts.count(request)
        return _form(request, _("There is no such link. Copy the whole of it, with what stands behind the #."), 404)
    try:
        links.shared_draft(link.pk)
    except (EndedError, VanishedError) as error:
        return _form(request, str(error), 410)
    links.used(link)
    if not link.frontend:
        response = HttpResponseRedirect(reverse("shared_draft"), status=303)
        response.set_cookie(
            COOKIE, secret, max_age=_COOKIE_AGE, path=reverse("shared"), secure=settings.HTTPS, httponly=True, samesite="Lax"
        )
        return protected(response)
    if link.target is None:
        return _form(request, _("The frontend that showed this draft is not there any more. Ask for another link."), 410)
    grant = Grant(site=link.site_id, frontend=link.frontend, mode="", draft="", link=link.pk)
    return protected(HttpResponseRedirect(address(link.target, sessions.issue(grant)), status=303))


@require_safe
@sensitive_variables()
def shared_draft(request: HttpRequest) -> HttpResponse:
    """The draft of the link that was opened last in this browser."""
    link = links.link_of(request.COOKIES.get(COOKIE, ""))
    if link is None or link.frontend or link.site_id != viewer_for(request).site.pk:
        return _form(request, _("Open the link that you were given."), 404)
    try:
        snapshot = links.shared_draft(link.pk)
    except (EndedError, VanishedError) as error:
        response = _form(request, str(error), 410)
        response.delete_cookie(COOKIE, path=reverse("shared"))
        return response
    request.preview_note = _note(link)  # type: ignore[attr-defined]
    return protected(show(request, snapshot, link.site))


def _note(link: ShareLink) -> str:
    until = formats.date_format(localtime(link.expires_at), "DATETIME_FORMAT")
    return _("Draft, shared with you until %(until)s. It is not public.") % {"until": until}


def _form(request: HttpRequest, words: str = "", status: int = 200) -> HttpResponse:
    response = protected(render(request, "pages/shared.html", {"words": words}, status=status))
    # A form's redirect counts as its action.
    origins = [frontend.origin for frontend in settings.FRONTENDS]
    response._csp_config = {**settings.SECURE_CSP, "form-action": [CSP.SELF, *origins]}  # type: ignore[attr-defined]
    return response
