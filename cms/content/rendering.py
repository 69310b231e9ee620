"""From a page or snippet to the context of its template: for visitors, for previews, for the signed-in."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.http.request import split_domain_port
from django.template.response import TemplateResponse
from django.utils import translation

from cms.content.batches import publish
from cms.content.frames import public_viewer
from cms.content.models.base import BasePage
from cms.content.routing import Moved, resolve
from cms.content.scope import Scope
from cms.content.sites import SiteParts
from cms.visibility import Viewer


def viewer_for(request: HttpRequest) -> Viewer:
    """The viewer of this request: an anonymous visitor, unless a view has decided that the request is private."""
    viewer = getattr(request, "_masthead_viewer", None)
    if viewer is None:
        viewer = public_viewer(split_domain_port(request.get_host())[0], request.get_port())
        if viewer is None:
            raise Http404("There is no site at this address.")
        request._masthead_viewer = viewer  # type: ignore[attr-defined]
        request._wagtail_site = viewer.site  # type: ignore[attr-defined]
    return viewer


def scope_for(request: HttpRequest, language: str | None = None) -> Scope:
    return Scope(viewer_for(request), language or translation.get_language())


def moved(scope: Scope, path: str) -> HttpResponse:
    """The way from a path at which nothing is any more, for places that are no pages. Raises `Http404`."""
    answer = resolve(scope.viewer, scope.language, path)
    if not isinstance(answer, Moved):
        raise Http404
    return (HttpResponsePermanentRedirect if answer.permanent else HttpResponseRedirect)(answer.url)


def page_context(page: BasePage, request: HttpRequest, scope: Scope | None = None) -> dict[str, Any]:
    """The context of a page's template: `content` is the page's value, `site` the layout's, `self` and `page` the model.

    One pass fetches what page, layout and (if it is given) the scope refer to together.
    """
    scope = scope or scope_for(request, page.locale.language_code)
    parts = SiteParts(scope)
    value = publish(page, scope)
    return {
        "page": page,
        "self": page,
        "request": request,
        "scope": scope,
        "content": value,
        "seo": value.meta.seo,
        "site": parts.value(),
        "is_preview": getattr(request, "is_preview", False),
    }


def render_page(page: BasePage, request: HttpRequest) -> TemplateResponse:
    return TemplateResponse(request, page.get_template(request), page.get_context(request))


def layout_context(scope: Scope, parts: SiteParts | None = None) -> dict[str, Any]:
    """What every page's layout needs, for pages that are not in the tree. Resolves the scope."""
    parts = parts or SiteParts(scope)
    scope.resolve()
    return {"site": parts.value()}
