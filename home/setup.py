"""The least that a publication needs: a front page, a desk, a topic index, an identity and a menu."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page, Site

from articles.models import ArticleIndexPage, TopicIndexPage
from cms.content.models import Navigation, SiteIdentity
from cms.content.models.base import BasePage
from home.models import HomePage

DEFAULT_NAME = "Masthead"


def add_published[P: BasePage](parent: Page, page: P) -> P:
    """Add a page below `parent` and publish a revision of it: a live page without one goes offline when an edit is scheduled."""
    page.live = False
    parent.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def default_sections() -> list[tuple[str, dict[str, Any]]]:
    """The sections of a new front page."""
    return [("lead", {"heading": "", "pinned": [], "count": 5}), ("latest", {"heading": _("Latest"), "pinned": [], "count": 8})]


def default_menu(home: Page) -> list[tuple[str, dict[str, Any]]]:
    """The entries of a new publication's primary menu: its articles, its topics."""
    indexes = (ArticleIndexPage.objects.child_of(home).first(), TopicIndexPage.objects.child_of(home).first())
    return [("link", {"page": index, "url": "", "label": ""}) for index in indexes]


def set_up_default_site() -> HomePage:
    """`set_up_site` at the address in SITE_URL."""
    parts = urlsplit(settings.SITE_URL)
    return set_up_site(parts.hostname or "localhost", parts.port or (443 if parts.scheme == "https" else 80))


@transaction.atomic
def set_up_site(hostname: str, port: int, name: str = DEFAULT_NAME) -> HomePage:
    """Make what is missing of the least that a publication needs; changes nothing that is there. Returns the front page."""
    root = Page.objects.get(depth=1)
    locale = Locale.get_default()
    home = HomePage.objects.filter(locale=locale).order_by("path").first()
    if home is None:
        home = add_published(
            root,
            HomePage(
                title=name,
                slug="home" if not root.get_children().filter(slug="home").exists() else "front-page",
                locale=locale,
                sections=[
                    ("lead", {"heading": "", "pinned": [], "count": 5}),
                    ("latest", {"heading": _("Latest"), "pinned": [], "count": 8}),
                ],
            ),
        )
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        site = Site.objects.create(hostname=hostname, port=port, root_page=home, site_name=name, is_default_site=True)
    elif site.root_page.specific_class is not HomePage:
        welcome = site.root_page
        site.hostname, site.port, site.root_page, site.site_name = hostname, port, home, name
        site.save()
        if not welcome.is_root() and not welcome.get_children().exists():
            welcome.delete()
    if not ArticleIndexPage.objects.child_of(home).exists():
        add_published(home, ArticleIndexPage(title=_("Articles"), slug="articles"))
    if not TopicIndexPage.objects.child_of(home).exists():
        add_published(home, TopicIndexPage(title=_("Topics"), slug="topics"))
    SiteIdentity.objects.get_or_create(site=site, locale=locale, defaults={"name": name})
    if not Navigation.objects.filter(site=site, locale=locale, role=Navigation.Role.PRIMARY).exists():
        Navigation.objects.create(site=site, locale=locale, role=Navigation.Role.PRIMARY, items=default_menu(home))
    return home
