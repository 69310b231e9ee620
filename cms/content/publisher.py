"""Who publishes, for what every page says of it to machines. Read with the site itself, so that it costs no query of its own.

`cms.content.frames` keeps with a viewer what it read; a viewer that was made otherwise asks once.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import TextField
from django.db.models.functions import Cast

from cms import tags
from cms.content.richtext import safe_url

if TYPE_CHECKING:
    from wagtail.models import Site

    from cms.content.scope import Reference, Scope


@dataclass(frozen=True)
class Identity:
    """What machines are told of a site's identity in one language. `links` is the stored stream of its profiles elsewhere."""

    language: str
    name: str
    description: str
    mark_id: int | None
    social_image_id: int | None
    links: str

    @property
    def profiles(self) -> tuple[str, ...]:
        """Addresses of the publication elsewhere. What cannot be read is left out."""
        try:
            items = json.loads(self.links or "[]")
        except ValueError:
            return ()
        values = [item.get("value") for item in items if isinstance(item, dict)] if isinstance(items, list) else []
        urls = (str(value.get("url", "")) for value in values if isinstance(value, dict))
        return tuple(url for raw in urls if (url := safe_url(raw)))


@dataclass(frozen=True)
class Publisher:
    """A site in the scope's language. `news` says what its articles are, `hidden` that no search engine shall list it."""

    name: str
    description: str
    mark_id: int | None
    social_image_id: int | None
    profiles: tuple[str, ...]
    news: bool
    hidden: bool

    def references(self) -> "Iterable[Reference]":
        return [("image", pk) for pk in (self.mark_id, self.social_image_id) if pk]


def publisher(scope: "Scope") -> Publisher:
    """Who publishes what the scope renders."""
    site = scope.viewer.site
    tags.record(tags.site(site.pk))
    kept = scope.viewer.kept
    if "identities" not in kept:
        kept["identities"] = _read_identities(site.pk)
    if "discovery" not in kept:
        kept["discovery"] = _read_discovery(site.pk)
    by_language: dict[str, Identity] = kept["identities"]
    own = by_language.get(scope.language) or by_language.get(settings.LANGUAGE_CODE)
    news, hidden = kept["discovery"]
    if own is None:
        return Publisher(site.site_name or "Masthead", "", None, None, (), news, hidden)
    return Publisher(own.name, own.description, own.mark_id, own.social_image_id, own.profiles, news, hidden)


def name_of(site: "Site | None", language: str) -> str:
    """How the publication is called, for pages that know nothing else of it."""
    if site is None:
        return "Masthead"
    own = identity_of(site, language)
    return own.name if own else site.site_name or "Masthead"


def identity_of(site: "Site", language: str) -> Identity | None:
    """A site's identity in this language, else in the publication's first one."""
    identities = _read_identities(site.pk)
    return identities.get(language) or identities.get(settings.LANGUAGE_CODE)


def _read_identities(site_id: Any) -> dict[str, Identity]:
    from cms.content.models.site import SiteIdentity

    rows: Any = SiteIdentity.objects.filter(site_id=site_id).annotate(links=Cast("social_links", TextField()))
    names = ("locale__language_code", "name", "description", "tagline", "mark_id", "social_image_id", "links")
    return {
        language: Identity(language, name, description or tagline, mark, social, links)
        for language, name, description, tagline, mark, social, links in rows.values_list(*names)
    }


def _read_discovery(site_id: Any) -> tuple[bool, bool]:
    from cms.content.models.discovery import Discovery

    found = Discovery.objects.filter(site_id=site_id).values_list("articles_are_news", "hide_site").first()
    return found or (True, False)
