"""Pages as HTML. Who may call them: everybody; what they see is the visibility rule's."""

from urllib.parse import quote, urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from cms import answers
from cms.answers import PRIVATE
from cms.content.rendering import viewer_for
from cms.content.routing import Closed, Found, Gone, Moved, components_of, resolve
from cms.delivery.missing import in_layout, wants_help
from cms.visibility import Principal, Viewer

#: Behind the address of a page: the way to its editor.
EDIT = "edit"


@require_safe
def page(request: HttpRequest, path: str) -> HttpResponseBase:
    """Whatever is at `path` (without language prefix) of the site that is asked."""
    viewer = viewer_for(request)
    answer = resolve(viewer, translation.get_language(), path, request.META.get("QUERY_STRING", ""))
    if isinstance(answer, Found):
        if _wants_markdown(request):
            return _to_markdown(request)
        return answers.public(answer.page.serve(request))
    if isinstance(answer, Closed):
        return _closed(request, path)
    if isinstance(answer, Moved):
        return _moved(request, answer)
    if isinstance(answer, Gone):
        return answers.public(in_layout(request, "410.html", 410, suggest=True))
    return _nothing(request, path)


@require_safe
def anything(request: HttpRequest, path: str) -> HttpResponseBase:
    """Paths that are nobody's own: those of an older site, and a page's without its last slash or otherwise spelled."""
    answer = resolve(viewer_for(request), translation.get_language(), path, request.META.get("QUERY_STRING", ""))
    if isinstance(answer, Moved):
        return _moved(request, answer)
    if isinstance(answer, Found | Closed) and "." not in path.rsplit("/", 1)[-1]:
        canonical = "".join(f"/{component}" for component in components_of(request.path)) + "/"
        if canonical != request.path:
            return HttpResponsePermanentRedirect(_local(canonical) + _query(request))
    return _nothing(request, path)


def markdown_address(url: str) -> str:
    """The address of a page's Markdown, from the page's own."""
    is_front_page = url.strip("/") in ("", *dict(settings.LANGUAGES))
    return f"{url}index.md" if is_front_page else f"{url.rstrip('/')}.md"


def _wants_markdown(request: HttpRequest) -> bool:
    """Whether the client asks for Markdown and not for HTML."""
    accept = request.headers.get("Accept", "")[:500].lower()
    return "text/markdown" in accept and "text/html" not in accept


def _to_markdown(request: HttpRequest) -> HttpResponse:
    """Markdown has an address of its own, so that no cache ever mixes the two up; and no cache keeps this answer."""
    response = HttpResponseRedirect(markdown_address(_local(request.path)))
    response.headers["Cache-Control"] = PRIVATE
    patch_vary_headers(response, ["Accept"])
    return response


def _local(path: str) -> str:
    """A path that no browser takes for another host's."""
    return "/" + quote(path.lstrip("/\\"), safe="/:@!$&'()*+,;=~")


def _query(request: HttpRequest) -> str:
    query = request.META.get("QUERY_STRING", "")
    return f"?{query}" if query else ""


def _moved(request: HttpRequest, answer: Moved) -> HttpResponse:
    kind = HttpResponsePermanentRedirect if answer.permanent else HttpResponseRedirect
    target, query = urlsplit(answer.url), request.META.get("QUERY_STRING", "")
    if query and answer.keeps_query and answer.url.startswith("/"):
        target = target._replace(query="&".join(part for part in (target.query, query) if part))
    return answers.public(kind(target.geturl()))


def _closed(request: HttpRequest, path: str) -> HttpResponseBase:
    """Below a view restriction. Public delivery sends everybody to the editing host; there, people sign in."""
    response: HttpResponseBase
    if not settings.SERVES_EDITING:
        response = HttpResponseRedirect(settings.EDITING_URL + _local(request.path))
    elif not request.user.is_authenticated:
        response = redirect_to_login(_local(request.path), resolve_url(settings.LOGIN_URL))
    else:
        viewer = Viewer(viewer_for(request).site, Principal.of(request.user))
        answer = resolve(viewer, translation.get_language(), path)
        if isinstance(answer, Found):
            request._masthead_viewer = viewer  # type: ignore[attr-defined]
            response = answer.page.serve(request)
        elif isinstance(answer, Closed):
            response = in_layout(request, "403.html", 403)
        else:
            response = _nothing(request, path)
    response.headers["Cache-Control"] = PRIVATE
    return response


def _nothing(request: HttpRequest, path: str) -> HttpResponse:
    """No page. With `edit/` behind any address, whatever is there, people who work here get to the editor, which knows who they are."""
    if components_of(path)[-1:] != [EDIT]:
        raise Http404
    page = request.build_absolute_uri(request.path).rstrip("/").removesuffix(EDIT)
    response = HttpResponseRedirect(f"{settings.EDITING_URL}/admin/edit/?{urlencode({'url': page})}")
    response.headers["Cache-Control"] = PRIVATE
    return response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Nothing is there. A reader is told what they may have meant; a robot that asks for files costs no query."""
    if wants_help(request.path):
        return answers.public(in_layout(request, "404.html", 404, suggest=True))
    return answers.public(HttpResponse(render_to_string("404.html"), status=404))


def server_error(request: HttpRequest) -> HttpResponse:
    """Nothing of the database or the site is asked here: this page must render when nothing else does."""
    return HttpResponse(render_to_string("500.html"), status=500)
