"""What this room has for sitemaps, the news and llms.txt. Registered in `apps.py`."""

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_noop

from articles.loaders import URLCONF
from articles.models import Author, Series, Tag
from articles.overviews import ARTICLE, TOPIC
from cms import tags
from cms.content.models.listing import Listing, ListingFacet
from cms.content.scope import Scope
from cms.discovery import sections
from cms.discovery.sections import LinkList, Place, Section, snippet_section

#: How many of the newest articles llms.txt names.
NEWEST = 50
STANDARD = "content.StandardPage"


def authors(scope: Scope) -> Section:
    return snippet_section(scope, Author, "author", URLCONF, tags.listing("authors"))


def series(scope: Scope) -> Section:
    return snippet_section(scope, Series, "series", URLCONF, tags.listing("series"))


def keywords(scope: Scope) -> Section:
    """Keywords of articles that visitors may see."""
    public = Listing.objects.on(scope.viewer.site.pk, scope.language).of_kind(ARTICLE)
    used = ListingFacet.objects.filter(facet="tag", key=OuterRef("pk"), listing__in=public)
    prefix = scope.prefix()

    def place(row: tuple[int, str]) -> Place:
        pk, slug = row
        tags.record(tags.tag(pk))
        return Place(prefix + reverse("tag", args=(slug,), urlconf=URLCONF))

    rows = Tag.objects.filter(Exists(used)).exclude(slug="").order_by("pk")
    return Section(rows.values_list("pk", "slug"), place, tags.listing("tags"))


def register() -> None:
    """Called once, when the app is ready."""
    sections.register("authors", authors)
    sections.register("series", series)
    sections.register("tags", keywords)
    sections.register_news(ARTICLE)
    sections.register_links(
        LinkList(gettext_noop("About"), STANDARD, 20),
        LinkList(gettext_noop("Topics"), TOPIC, 200),
        LinkList(gettext_noop("Newest articles"), ARTICLE, NEWEST, newest=True),
    )
