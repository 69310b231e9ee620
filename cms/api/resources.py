"""Typed resources: lists of cards and one whole object by its slug. What pages and snippets of any room have in common."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet

from cms import prepared, tags
from cms.api import listings, paging
from cms.api.endpoints import LOCALE, SHAPE, Answer, Asked
from cms.api.fields import shape
from cms.api.listings import Rows, words_in
from cms.api.pages import envelope, is_within, items, page_answer
from cms.api.paging import PAGING, Sorting, text_key
from cms.api.parameters import Parameter
from cms.api.problems import not_found
from cms.content.kinds import specific, specific_relations
from cms.content.models.listing import Listing

#: Makes the cards of listed pages, in their order.
Cards = Callable[[Asked, Sequence[Listing]], Sequence[Any]]

PAGE_DETAIL = (LOCALE, *SHAPE)


def page_list_parameters() -> tuple[Parameter, ...]:
    """The parameters of a list of pages of one type. Called when every room has registered its facets."""
    return (LOCALE, *PAGING, *SHAPE, *listings.facet_parameters(), *listings.TREE_FILTERS, *listings.FILTERS, *listings.SEARCH)


def list_of_kind(asked: Asked, kind: str, detail: type, item: type, cards: Cards, rows: Rows, order: str | None = None) -> Answer:
    """Public pages of one type as cards, or with whatever else `fields` names."""
    asked.check_fields(detail)
    default = frozenset(shape(item)) - {"meta"}
    compact = is_within(asked, default | {"meta"})
    page = rows.page(listings.NEWEST, order, whole=not compact)
    found = [asked.write(card) for card in cards(asked, page.rows)] if compact else items(asked, page.rows, default)
    return Answer(envelope(found, rows.count(), page.next_cursor))


def page_of_kind(asked: Asked, kind: str, what: str, slug: str) -> Answer:
    """A public page of one type by its slug, or by the slugs on the way to it (`science/tides`)."""
    if len(slug) > 2000 or "\x00" in slug:
        raise not_found(what)
    site, language = asked.viewer.site.pk, asked.language
    way = [part for part in slug.split("/") if part]
    tags.record(tags.slug(way[-1] if way else ""), tags.tree())
    ending = "/" + "/".join(way) + "/"

    def called(slugs: Any) -> Any:
        rows = Listing.objects.on(site, language).of_kind(kind).filter(slug=slugs[0]).order_by("page__depth", "page__path")
        return rows.select_related("page", *specific_relations(kind, "page__"))[:100]

    found = prepared.fetch(("of kind", kind, site, language), called, [way[-1] if way else ""])
    row = next((row for row in found if row.page.url_path.endswith(ending)), None)
    page = specific(row.page) if row is not None else None
    if page is None:
        raise not_found(what)
    page.as_published = True
    return Answer(page_answer(asked, page), last_modified=page.last_published_at)


# --- snippets ---------------------------------------------------------------------------------------------------------

SNIPPET_FILTERS = (Parameter("slug", "Only the one with this slug."), *listings.SEARCH)
SNIPPET_LIST = (LOCALE, *PAGING, *SHAPE, *SNIPPET_FILTERS)
BY_NAME = Sorting({"title": text_key("name"), "name": text_key("name"), "slug": text_key("slug"), "id": paging.number_key("pk")}, "title")


def snippets(asked: Asked, model: Any) -> QuerySet[Any]:
    """The public objects of a snippet's type in the language that is asked for."""
    found: QuerySet[Any] = asked.viewer.published(model.objects.filter(locale__language_code=asked.language))
    return found


def snippet_page(asked: Asked, model: Any, searched: Sequence[str]) -> tuple[list[Any], int, str | None]:
    """The objects that the parameters ask for, their number, and the next cursor."""
    values, rows = asked.values, snippets(asked, model)
    if values.given("slug"):
        rows = rows.filter(slug=values["slug"])
    if values.given("search"):
        rows = rows.filter(words_in(values["search"], values["search_operator"], searched))
    page = paging.page(rows, BY_NAME, values)
    return page.rows, rows.count(), page.next_cursor


def snippet(asked: Asked, model: Any, what: str, slug: str) -> Any:
    """One public object by its slug. Raises `Problem` (404)."""
    tags.record(tags.snippet_slug(what, slug))
    found = snippets(asked, model).filter(slug=slug).select_related("locale").first() if len(slug) <= 255 and "\x00" not in slug else None
    if found is None:
        raise not_found(what)
    return found
