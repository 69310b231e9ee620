"""Sitemaps (sitemaps.org 0.9, with Google's images and news).

Pages are divided by their primary keys into sitemaps of at most a thousand, so that none of them costs more when there are more pages,
and a change of one page makes one of them and the index new.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import DateTimeField, ExpressionWrapper, F, IntegerField, Max
from django.db.models.functions import Now

from cms import tags
from cms.content.linked_data import absolute
from cms.content.models.listing import Listing
from cms.content.publisher import publisher
from cms.content.scope import Scope
from cms.content.xml import Writer
from cms.discovery.indexing import with_indexed
from cms.discovery.sections import Place, news_kinds, sections
from cms.media.picture import load_images, picture
from cms.visibility import Viewer

SIZE = 1000
NEWS_FOR = timedelta(days=2)
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
IMAGE = "http://www.google.com/schemas/sitemap-image/1.1"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"

#: The numbers of the sitemaps of pages that there are: from one primary key to the next beyond the present sitemap.
_NUMBERS = """
SELECT number FROM (
    WITH RECURSIVE chunk(number) AS (
        SELECT (SELECT MIN(page_id) FROM {table} WHERE site_id = %s) / {size}
        UNION ALL
        SELECT (SELECT MIN(page_id) FROM {table} WHERE site_id = %s AND page_id >= (chunk.number + 1) * {size}) / {size}
        FROM chunk WHERE chunk.number IS NOT NULL
    )
    SELECT number FROM chunk WHERE number IS NOT NULL
) AS numbers
"""


def index(viewer: Viewer) -> bytes:
    """The index of all sitemaps of a site. Three queries, and one for each section in each language."""
    tags.record(tags.listing("pages"), tags.listing("pages:published"))
    changed = _last_changes(viewer.site.pk)
    names: list[tuple[str, datetime | None]] = [(f"pages-{number}", changed.get(number)) for number in page_numbers(viewer.site.pk)]
    scopes = _scopes(viewer)
    names += [(name, None) for name, make in sections().items() if any(make(scope).any() for scope in scopes)]
    xml = Writer()
    with xml.inside("sitemapindex", xmlns=SITEMAP):
        for name, moment in names:
            with xml.inside("sitemap"):
                xml.element("loc", f"{viewer.base_url}/sitemap-{name}.xml")
                if moment is not None:
                    xml.element("lastmod", _moment(moment))
    return xml.document()


def _last_changes(site_id: int) -> dict[int, datetime]:
    """By number of a sitemap of pages: when one of those in it was last published."""
    number = ExpressionWrapper(F("page_id") / SIZE, output_field=IntegerField())
    rows = Listing.objects.visible().filter(site_id=site_id).order_by().annotate(number=number).values("number")
    return {number: moment for number, moment in rows.annotate(last=Max("page__last_published_at")).values_list("number", "last") if moment}


def page_numbers(site_id: int) -> list[int]:
    with connection.cursor() as cursor:
        sql = _NUMBERS.format(table=Listing._meta.db_table, size=SIZE)
        cursor.execute(sql, [site_id, site_id])
        return [int(number) for (number,) in cursor.fetchall()]


def pages(viewer: Viewer, number: int) -> bytes | None:
    """The sitemap of the pages with keys from `number` thousand on; None if there is none."""
    # A page that comes into it is on the list of all pages; what is said of those in it is theirs.
    tags.record(tags.listing("pages"))
    first = number * SIZE
    rows = Listing.objects.visible().filter(site_id=viewer.site.pk, page_id__gte=first, page_id__lt=first + SIZE).order_by("page_id")
    fields = ("page_id", "page__url_path", "page__path", "page__last_published_at", "lead_image_id", "visible_until", "indexed")
    every: list[Any] = list(with_indexed(rows).values_list(*fields))
    tags.record(*(tags.page(row[0]) for row in every))
    found = [row[1:6] for row in every if row[6]]
    if not found:
        return None
    images = load_images({image for *_, image, _until in found if image}, viewer)
    scope = Scope(viewer)
    places = []
    for url_path, path, changed, image_pk, until in found:
        tags.until(until)
        image = images.get(image_pk)
        source = picture(image, "lead").src if image is not None else None
        places.append(Place(scope.url(url_path, path), changed, (absolute(viewer.base_url, source),) if source else ()))
    return _written(viewer.base_url, places)


def section(viewer: Viewer, name: str) -> bytes | None:
    """The sitemap of a section in all languages; None if there is nothing in it."""
    make = sections().get(name)
    places = [place for scope in _scopes(viewer) for place in make(scope).places()] if make else []
    return _written(viewer.base_url, places) if places else None


def _scopes(viewer: Viewer) -> list[Scope]:
    languages = {root.locale.language_code for root in viewer.roots.values()}
    return [Scope(viewer, language) for language, _name in settings.LANGUAGES if language in languages]


def _written(base: str, places: Iterable[Place]) -> bytes:
    xml = Writer()
    with xml.inside("urlset", xmlns=SITEMAP, xmlns__image=IMAGE):
        for place in places:
            with xml.inside("url"):
                xml.element("loc", base + place.path)
                if place.changed is not None:
                    xml.element("lastmod", _moment(place.changed))
                for image in place.images:
                    with xml.inside("image:image"):
                        xml.element("image:loc", image)
    return xml.document()


def news(viewer: Viewer) -> bytes:
    """What was published in the last two days, by the database's clock: at most a thousand, as Google wants it."""
    since = ExpressionWrapper(Now() - NEWS_FOR, output_field=DateTimeField())
    rows = Listing.objects.visible().filter(site_id=viewer.site.pk, kind__in=news_kinds(), published_at__gt=since)
    tags.record(tags.listing("pages"), tags.site(viewer.site.pk))
    fields = ("page_id", "page__url_path", "page__path", "title", "language", "published_at", "visible_until", "indexed")
    xml, scope = Writer(), Scope(viewer)
    with xml.inside("urlset", xmlns=SITEMAP, xmlns__news=NEWS):
        for pk, url_path, path, title, language, published, until, is_indexed in (
            with_indexed(rows).newest_first().values_list(*fields)[:SIZE]
        ):
            tags.record(tags.page(pk))
            if not is_indexed:
                continue
            tags.until(published + NEWS_FOR)
            tags.until(until)
            with xml.inside("url"):
                xml.element("loc", viewer.base_url + scope.url(url_path, path))
                with xml.inside("news:news"):
                    with xml.inside("news:publication"):
                        xml.element("news:name", publisher(Scope(viewer, language)).name)
                        xml.element("news:language", language)
                    xml.element("news:publication_date", _moment(published))
                    xml.element("news:title", title)
    return xml.document()


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
