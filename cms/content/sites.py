"""What a layout needs: the publication's identity, announcements and navigation in the language of the page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Now
from django.utils.translation import gettext as _, override

from cms import prepared, tags
from cms.content.blocks.navigation import NavigationItem, navigation_items, navigation_references
from cms.content.feeds import Feed, feeds_of
from cms.content.models.site import BreakingNews, Navigation, SiteIdentity, SiteSetting
from cms.content.richtext import safe_url
from cms.content.scope import Scope
from cms.content.typefaces import Typefaces
from cms.media.picture import Icon, Picture, icons, picture


@dataclass(frozen=True)
class SocialLink:
    label: str
    url: str


@dataclass(frozen=True)
class Breaking:
    """The banner on every page. `url` is None when it leads nowhere; after `until` it is not shown any more."""

    label: str
    text: str
    url: str | None
    until: datetime


@dataclass(frozen=True)
class SiteValue:
    """A publication, for its layout. `home` is the path of its front page in this language; `breaking` is None most of the time."""

    name: str
    tagline: str
    description: str
    accent: str
    typefaces: str
    mark: Picture | None
    social_image: Picture | None
    footer: str
    contact_email: str
    social_links: tuple[SocialLink, ...]
    language: str
    home: str
    url: str
    navigation: dict[str, tuple[NavigationItem, ...]]
    breaking: Breaking | None
    feeds: tuple[Feed, ...]
    icons: tuple[Icon, ...]


class SiteParts:
    """Identity, banner and navigation rows, read before the scope resolves; `value()` after. Two queries, three while a banner stands.

    `draft` is a setting that somebody is editing: it takes the place of the saved one.
    """

    def __init__(self, scope: Scope, draft: SiteSetting | None = None) -> None:
        self.scope = scope
        site = scope.viewer.site
        tags.record(tags.site(site.pk), tags.nav(site.pk))
        languages = Q(locale__language_code=scope.language) | Q(locale__language_code=settings.LANGUAGE_CODE)

        def identities(sites: Any) -> Any:
            breaking = Subquery(standing_banners(scope).filter(site=OuterRef("site")).values("pk"))
            rows = SiteIdentity.objects.filter(languages, site=sites[0]).select_related("locale")
            return rows.annotate(breaking=breaking)

        def navigations(sites: Any) -> Any:
            return Navigation.objects.filter(languages, site=sites[0]).select_related("locale")

        self.identity = self._own_language(prepared.fetch(("identity", scope.language, settings.LANGUAGE_CODE), identities, [site.pk]))
        self.breaking = self._banner()
        menus: dict[str, list[Navigation]] = {}
        for row in prepared.fetch(("navigation", scope.language, settings.LANGUAGE_CODE), navigations, [site.pk]):
            menus.setdefault(row.role, []).append(row)
        self.menus = {role: menu for role, rows in menus.items() if (menu := self._own_language(rows))}
        if isinstance(draft, SiteIdentity):
            self.identity = draft
        elif isinstance(draft, Navigation):
            self.menus[draft.role] = draft
        elif isinstance(draft, BreakingNews):
            self.breaking = draft
        for menu in self.menus.values():
            scope.want(navigation_references(menu.items.raw_data))
        if self.identity:
            scope.want(("image", pk) for pk in (self.identity.mark_id, self.identity.social_image_id) if pk)
        if self.breaking:
            tags.until(self.breaking.until)
        if self.breaking and self.breaking.page_id:
            scope.want([("page", self.breaking.page_id)])

    def _banner(self) -> BreakingNews | None:
        """The banner that stands now. Asked for only where the identity's query has found one, or there is no identity."""
        if self.identity is not None and self.identity.breaking is None:
            return None
        return standing_banners(self.scope).filter(site=self.scope.viewer.site).first()

    def _own_language(self, rows: Any) -> Any:
        """The row in the scope's language, else the one in the publication's first language."""
        found = {row.locale.language_code: row for row in rows}
        return found.get(self.scope.language) or found.get(settings.LANGUAGE_CODE)

    def value(self) -> SiteValue:
        scope, identity = self.scope, self.identity
        mark = scope.get("image", identity.mark_id) if identity else None
        social = scope.get("image", identity.social_image_id) if identity else None
        links = [item.get("value") or {} for item in identity.social_links.raw_data] if identity else []
        name = identity.name if identity else scope.viewer.site.site_name or "Masthead"
        return SiteValue(
            name=name,
            tagline=identity.tagline if identity else "",
            description=identity.description if identity else "",
            accent=identity.accent if identity else "#8a3b12",
            typefaces=identity.typefaces if identity else Typefaces.NEWSREADER.value,
            mark=picture(mark, "thumb") if mark else None,
            social_image=picture(social, "social") if social else None,
            footer=identity.footer if identity else "",
            contact_email=identity.contact_email if identity else "",
            social_links=tuple(
                SocialLink(str(link.get("label", "")), url) for link in links if (url := safe_url(str(link.get("url", ""))))
            ),
            language=scope.language,
            home=scope.prefix() + "/",
            url=scope.viewer.base_url,
            navigation={role: navigation_items(menu.items.raw_data, scope) for role, menu in self.menus.items()},
            breaking=self._breaking_value(),
            feeds=feeds_of(scope.prefix() + "/", name),
            icons=icons(mark) if mark else (),
        )

    def _breaking_value(self) -> Breaking | None:
        banner = self.breaking
        if banner is None or not banner.text:
            return None
        target = self.scope.get("page", banner.page_id)
        with override(self.scope.language):
            label = banner.label or _("Breaking")
        return Breaking(label, banner.text, target.url if target else safe_url(banner.url) if banner.url else None, banner.until)


def standing_banners(scope: Scope) -> QuerySet[BreakingNews]:
    """Breaking news in the scope's language that has not ended by the database's clock. Each language has its own."""
    return BreakingNews.objects.filter(locale__language_code=scope.language, until__gt=Now())
