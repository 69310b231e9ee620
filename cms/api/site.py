"""What is no content of its own: the index of the API, and everything that a layout needs."""

from dataclasses import fields
from typing import Any

from django.conf import settings

from cms import tags
from cms.api import registry
from cms.api.endpoints import LOCALE, SHAPE, Answer, Asked
from cms.api.payloads import DefaultSeo, LocaleInfo, SitePayload
from cms.content.sites import SiteParts, SiteValue

PARAMETERS = (LOCALE, *SHAPE)


def index(asked: Asked) -> Answer:
    """The addresses of the endpoints that can be called without knowing more."""
    paths = [endpoint.path for endpoint in registry.endpoints() if endpoint.path and "<" not in endpoint.path and not endpoint.private]
    return Answer({path.rstrip("/"): asked.address(path) for path in paths if not path.endswith("find/")})


def get_site(asked: Asked) -> Answer:
    asked.check_fields(SitePayload)
    scope = asked.scope()
    parts = SiteParts(scope)
    scope.resolve()
    site = parts.value()
    payload = SitePayload(
        **{field.name: getattr(site, field.name) for field in fields(site)}, locales=_locales(asked), seo=_seo(site, asked)
    )
    return Answer(asked.write(payload))


def _locales(asked: Asked) -> tuple[LocaleInfo, ...]:
    roots = {root.locale.language_code: root for root in asked.viewer.roots.values()}
    visible = asked.viewer.visible_page_ids(root.pk for root in roots.values())
    tags.record(*(tags.page(root.pk) for root in roots.values()))
    return tuple(
        LocaleInfo(code, str(name), ("/" if code == settings.LANGUAGE_CODE else f"/{code}/") if _shown(roots, code, visible) else None)
        for code, name in settings.LANGUAGES
    )


def _shown(roots: dict[str, Any], code: str, visible: set[int]) -> bool:
    return code in roots and roots[code].pk in visible


def _seo(site: SiteValue, asked: Asked) -> DefaultSeo:
    image = site.social_image
    graph = {"og:type": "website", "og:site_name": site.name, "og:title": site.name, "og:url": asked.base + site.home}
    linked: dict[str, Any] = {"@context": "https://schema.org", "@type": "WebSite", "name": site.name, "url": asked.base + site.home}
    description = site.description or site.tagline
    if description:
        graph["og:description"] = linked["description"] = description
    if image is not None and image.src:
        graph["og:image"] = linked["image"] = asked.encoder.url(image.src) or ""
    return DefaultSeo(site.name, description, image, graph, linked)
