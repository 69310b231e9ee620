"""What machines look for at addresses of their own. Who may call them: everybody; what they find passes the visibility rule."""

import json

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms import answers, tags
from cms.content.models.discovery import Discovery, contact_uri
from cms.content.publisher import publisher
from cms.content.rendering import scope_for
from cms.content.sites import SiteParts, SiteValue
from cms.discovery import llms, robots, sitemaps
from cms.discovery.manifest import manifest as web_manifest

XML, TEXT = "application/xml; charset=utf-8", "text/plain; charset=utf-8"


def _settings(request: HttpRequest) -> Discovery:
    """The settings of the site that is asked; the usual ones where nobody has changed any."""
    site = scope_for(request).viewer.site
    tags.record(tags.site(site.pk))
    return Discovery.objects.filter(site_id=site.pk).first() or Discovery(site=site)


@require_safe
@answers.stored
def robots_txt(request: HttpRequest) -> HttpResponse:
    """Rules for crawlers. A process that only serves editors is closed to them."""
    scope, found = scope_for(request), _settings(request)
    if found.hide_site or settings.CMS_ROLE == "editing":
        return HttpResponse(robots.CLOSED, content_type=TEXT)
    prefixes = ["" if code == settings.LANGUAGE_CODE else f"/{code}" for code, _name in settings.LANGUAGES]
    text = robots.robots_txt(scope.viewer.base_url, prefixes, found.robots_rules, news=found.articles_are_news)
    return HttpResponse(text, content_type=TEXT)


@require_safe
@answers.stored
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to report a security problem; nothing where nobody has said so."""
    scope, found = scope_for(request), _settings(request)
    if not contact_uri(found.security_contact):
        raise Http404
    now = timezone.now()
    tags.until(robots.next_month(now))
    languages = [code for code, _name in settings.LANGUAGES]
    text = robots.security_txt(scope.viewer.base_url, found.security_contact, found.security_policy, languages, now)
    return HttpResponse(text, content_type=TEXT)


@require_safe
def security_txt_elsewhere(request: HttpRequest) -> HttpResponse:
    return HttpResponsePermanentRedirect("/.well-known/security.txt")


@require_safe
@answers.stored
def sitemap(request: HttpRequest, name: str = "") -> HttpResponse:
    """The index of sitemaps, or one of them: `pages-0`, `authors`, `news`."""
    scope = scope_for(request)
    viewer, who = scope.viewer, publisher(scope)
    if who.hidden or (name == "news" and not who.news):
        raise Http404
    kind, _, number = name.rpartition("-")
    body: bytes | None
    if not name:
        body = sitemaps.index(viewer)
    elif name == "news":
        body = sitemaps.news(viewer)
    elif kind == "pages" and number.isdigit() and len(number) <= 9:
        body = sitemaps.pages(viewer, int(number))
    else:
        body = sitemaps.section(viewer, name)
    if body is None:
        raise Http404
    return HttpResponse(body, content_type=XML)


@require_safe
@answers.stored
def llms_txt(request: HttpRequest) -> HttpResponse:
    """What a language model finds here."""
    scope = scope_for(request)
    if publisher(scope).hidden:
        raise Http404
    return HttpResponse(llms.document(scope), content_type="text/markdown; charset=utf-8")


def _site(request: HttpRequest) -> SiteValue:
    scope = scope_for(request)
    parts = SiteParts(scope)
    scope.resolve()
    return parts.value()


@require_safe
@answers.stored
def manifest(request: HttpRequest) -> HttpResponse:
    """The web app manifest."""
    body = json.dumps(web_manifest(_site(request)), ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(body, content_type="application/manifest+json; charset=utf-8")


@require_safe
def icon(request: HttpRequest, width: int) -> HttpResponse:
    """Where browsers look for an icon that no page has named: it lies where the newest one does."""
    icons = _site(request).icons
    found = min(icons, key=lambda icon: abs(icon.width - width), default=None)
    if found is None:
        raise Http404
    return answers.public(HttpResponseRedirect(found.src))
