"""How the configured frontends are. Who may call it: whoever may change sites; an editor is told why a frontend shows no preview."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cms.frontends import Frontend
from cms.preview.examination import examine, why

PERMISSION = "wagtailcore.change_site"


@require_http_methods(["GET", "POST"])
def frontends(request: HttpRequest) -> HttpResponse:
    """All of them. POST tries each: a GET asks no other server."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    tried = request.method == "POST"
    configured: list[Frontend] = settings.FRONTENDS
    context: dict[str, Any] = {
        "frontends": [(frontend, list(examine(frontend)) if tried else []) for frontend in configured],
        "results": tried,
        "page_title": _("Frontends"),
        "header_icon": "desktop",
        "breadcrumbs_items": [{"url": "", "label": _("Frontends")}],
    }
    return render(request, "admin/preview/frontends.html", context)


@require_POST
def reason(request: HttpRequest, key: str) -> HttpResponse:
    """Why a frontend shows no preview, in a sentence."""
    frontend = next((frontend for frontend in settings.FRONTENDS if frontend.key == key), None)
    if frontend is None:
        raise Http404
    return JsonResponse({"words": why(frontend)})
