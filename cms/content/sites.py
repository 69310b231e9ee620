"""What a layout needs: the publication's identity and navigation in the language of the page."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q

from cms import tags
from cms.content.blocks.navigation import NavigationItem, navigation_items, navigation_references
from cms.content.models.site import Navigation, SiteIdentity
from cms.content.richtext import safe_url
from cms.content.scope import Scope
from cms.media.picture import Picture, picture


@dataclass(frozen=True)
class SocialLink:
    label: str
    url: str


@dataclass(frozen=True)
class SiteValue:
    """A publication, for its layout. `home` is the path of its front page in this language."""

    name: str
    tagline: str
    description: str
    accent: str
    mark: Picture | None
    social_image: Picture | None
    footer: str
    contact_email: str
    social_links: tuple[SocialLink, ...]
    language: str
    home: str
    url: str
    navigation: dict[str, tuple[NavigationItem, ...]]


class SiteParts:
    """Identity and navigation rows, read before the scope resolves; `value()` after. Two queries."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        site = scope.viewer.site
        tags.record(tags.site(site.pk), tags.nav(site.pk))
        languages = Q(locale__language_code=scope.language) | Q(locale__language_code=settings.LANGUAGE_CODE)
        self.identity = self._own_language(SiteIdentity.objects.filter(languages, site=site).select_related("locale"))
        menus: dict[str, list[Navigation]] = {}
        for row in Navigation.objects.filter(languages, site=site).select_related("locale"):
            menus.setdefault(row.role, []).append(row)
        self.menus = {role: menu for role, rows in menus.items() if (menu := self._own_language(rows))}
        for menu in self.menus.values():
            scope.want(navigation_references(menu.items.raw_data))
        if self.identity:
            scope.want(("image", pk) for pk in (self.identity.mark_id, self.identity.social_image_id) if pk)

    def _own_language(self, rows: Any) -> Any:
        """The row in the scope's language, else the one in the publication's first language."""
        found = {row.locale.language_code: row for row in rows}
        return found.get(self.scope.language) or found.get(settings.LANGUAGE_CODE)

    def value(self) -> SiteValue:
        scope, identity = self.scope, self.identity
        mark = scope.get("image", identity.mark_id) if identity else None
        social = scope.get("image", identity.social_image_id) if identity else None
        links = [item.get("value") or {} for item in identity.social_links.raw_data] if identity else []
        return SiteValue(
            name=identity.name if identity else scope.viewer.site.site_name or "Masthead",
            tagline=identity.tagline if identity else "",
            description=identity.description if identity else "",
            accent=identity.accent if identity else "#8a3b12",
            mark=picture(mark, "thumb") if mark else None,
            social_image=picture(social, "social") if social else None,
            footer=identity.footer if identity else "",
            contact_email=identity.contact_email if identity else "",
            social_links=tuple(
                SocialLink(str(link.get("label", "")), url) for link in links if (url := safe_url(str(link.get("url", ""))))
            ),
            language=scope.language,
            home=scope.prefix() + "/",
            url=scope.viewer.site.root_url,
            navigation={role: navigation_items(menu.items.raw_data, scope) for role, menu in self.menus.items()},
        )
