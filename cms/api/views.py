"""The read API. Who may call it: everybody. Cookies are ignored; what is visible is what an anonymous visitor sees."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from wagtail.models import Page

from cms import tags
from cms.api.problems import Problem, check_parameters, integer
from cms.content.models import Listing
from cms.content.models.base import BasePage
from cms.content.rendering import viewer_for
from cms.content.routing import Closed, Found, Gone, Moved, resolve
from cms.content.scope import Scope
from cms.content.sites import SiteParts
from cms.content.values import RichTextFormat, to_json

View = Callable[..., HttpResponse]

FORMATS: tuple[RichTextFormat, ...] = ("html", "markdown", "text")


def endpoint(*parameters: str) -> Callable[[View], View]:
    """A read endpoint: GET, HEAD and OPTIONS, known parameters only, problems as problem documents, public caching."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                if request.method == "OPTIONS":
                    return HttpResponse(status=204, headers={"Allow": "GET, HEAD, OPTIONS"})
                if request.method not in ("GET", "HEAD"):
                    problem = Problem(405, "This endpoint is read with GET or HEAD.").response()
                    problem.headers["Allow"] = "GET, HEAD, OPTIONS"
                    return problem
                check_parameters(request, parameters)
                response = view(request, *args, **kwargs)
            except Problem as problem:
                response = problem.response()
            response.headers.setdefault("Cache-Control", "public, max-age=0, must-revalidate")
            return response

        return answer

    return decorate


def _language(request: HttpRequest) -> str:
    language = request.GET.get("locale", settings.LANGUAGE_CODE)
    known = [code for code, _name in settings.LANGUAGES]
    if language not in known:
        raise Problem(400, f"'locale' must be one of {', '.join(known)}.", "locale")
    return language


def _format(request: HttpRequest) -> RichTextFormat:
    wanted = request.GET.get("rich_text_format", "html")
    for known in FORMATS:
        if wanted == known:
            return known
    raise Problem(400, f"'rich_text_format' must be one of {', '.join(FORMATS)}.", "rich_text_format")


def _page_json(request: HttpRequest, page: BasePage) -> dict[str, Any]:
    scope = Scope(viewer_for(request), page.locale.language_code)
    payload: dict[str, Any] = to_json(page.publish_value(scope), _format(request))
    return payload


@endpoint()
def index(request: HttpRequest) -> HttpResponse:
    """The addresses of the API."""
    base = viewer_for(request).site.root_url + request.path
    return JsonResponse({name: base + name + "/" for name in ("pages", "resolve", "site")})


@endpoint("type", "limit", "offset", "locale")
def pages(request: HttpRequest) -> HttpResponse:
    """Public pages as compact items, newest first, in the envelope of Wagtail's API v2."""
    viewer, language = viewer_for(request), _language(request)
    limit, offset = integer(request, "limit", 20, 1, 100), integer(request, "offset", 0, 0, 10_000)
    kinds = {f"{model._meta.app_label}.{model.__name__}" for model in apps.get_models() if issubclass(model, BasePage)}
    kind = request.GET.get("type")
    if kind is not None and kind not in kinds:
        raise Problem(400, f"'type' must be one of {', '.join(sorted(kinds))}.", "type")
    rows: Any = Listing.objects.on(viewer.site.pk, language)
    if kind is not None:
        rows = rows.of_kind(kind)
    tags.record(tags.listing("pages"))
    scope = Scope(viewer, language)
    shown = rows.newest_first().select_related("page")[offset : offset + limit]
    base = viewer.site.root_url
    items = [
        {
            "id": row.pk,
            "meta": {
                "type": row.kind,
                "detail_url": f"{base}/api/v2/pages/{row.pk}/",
                "html_url": base + scope.url(row.page.url_path, row.page.path),
                "slug": row.slug,
                "locale": row.language,
                "first_published_at": row.page.first_published_at,
            },
            "title": row.title,
        }
        for row in shown
    ]
    return JsonResponse({"meta": {"total_count": rows.count()}, "items": items})


@endpoint("rich_text_format")
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One public page, whole."""
    if not 0 < pk < 2**31:
        raise Problem(404, "There is no such page.")
    found = viewer_for(request).pages(Page.objects.filter(pk=pk)).first()
    specific = found.specific if found is not None else None
    if not isinstance(specific, BasePage):
        raise Problem(404, "There is no such page.")
    return JsonResponse(_page_json(request, specific))


@endpoint("path", "locale", "rich_text_format")
def resolve_path(request: HttpRequest) -> HttpResponse:
    """From a URL path to content in one request: `kind` is page, redirect, locked, gone (410) or not_found (404)."""
    path = request.GET.get("path")
    if path is None:
        raise Problem(400, "'path' is required: the path of a page, for example /topics/.", "path")
    if len(path) > 2000 or "\x00" in path:
        raise Problem(400, "'path' must be a URL path of at most 2,000 characters.", "path")
    answer = resolve(viewer_for(request), _language(request), path)
    match answer:
        case Found(page=found):
            return JsonResponse({"kind": "page", "page": _page_json(request, found)})
        case Moved(url=url, permanent=permanent):
            return JsonResponse({"kind": "redirect", "redirect": {"url": url, "status": 301 if permanent else 302}})
        case Closed():
            return JsonResponse({"kind": "locked"})
        case Gone():
            return JsonResponse({"kind": "gone"}, status=410)
        case _:
            return JsonResponse({"kind": "not_found"}, status=404)


@endpoint("locale", "rich_text_format")
def site(request: HttpRequest) -> HttpResponse:
    """Name, identity and navigation: everything a layout needs."""
    scope = Scope(viewer_for(request), _language(request))
    parts = SiteParts(scope)
    scope.resolve()
    locales = [{"locale": code, "name": name} for code, name in settings.LANGUAGES]
    return JsonResponse({**to_json(parts.value(), _format(request)), "locales": locales})


@endpoint()
def nothing(request: HttpRequest, path: str) -> HttpResponse:
    raise Problem(404, "There is no such endpoint.")
