"""Pages: the list of all, one by its primary key, and `find/`. As Wagtail's API v2."""

from typing import Any
from urllib.parse import urlencode

from wagtail.models import Page

from cms import prepared
from cms.api import listings
from cms.api.endpoints import ANY_LOCALE, SHAPE, Answer, Asked
from cms.api.paging import PAGING
from cms.api.parameters import Parameter, Whole, Words
from cms.api.payloads import ItemMeta, ListMeta, PageItem
from cms.api.problems import Problem, nearest, not_found, shown
from cms.content.batches import language_of, publish
from cms.content.encoding import Encoder
from cms.content.kinds import page_kinds, specific, specific_relations
from cms.content.models.base import BasePage
from cms.content.models.listing import Listing
from cms.content.pages import PageValue, detail_url
from cms.content.routing import Found, resolve
from cms.content.scope import page_url

TYPE = Words("type", "Only pages of these types, for example articles.ArticlePage.")
LIST_PARAMETERS = (TYPE, ANY_LOCALE, *PAGING, *SHAPE, *listings.TREE_FILTERS, *listings.FILTERS, *listings.SEARCH)
#: What a list says of a page when nothing else is asked for, as v2.
DEFAULT = frozenset({"id", "type", "detail_url", "html_url", "slug", "first_published_at", "locale", "title"})


def item_meta(row: Listing, asked: Asked) -> ItemMeta:
    """The `meta` of a listed page."""
    return ItemMeta(
        type=row.kind,
        detail_url=detail_url(asked.base, row.pk),
        html_url=asked.base + page_url(asked.viewer, row.page.url_path, row.page.path),
        slug=row.slug,
        first_published_at=row.page.first_published_at,
        locale=row.language,
    )


def envelope(items: list[Any], total: int, cursor: str | None) -> dict[str, Any]:
    """A list as plain JSON types."""
    return {"meta": Encoder()(ListMeta(total, cursor)), "items": items}


def common_type(models: list[type[BasePage]]) -> type[PageValue]:
    """The payload type that pages of all these types have."""
    bases = [model.value_type.__mro__ for model in models]
    return next((kind for kind in bases[0] if all(kind in others for others in bases)), PageValue) if bases else PageValue


def items(asked: Asked, rows: list[Listing], default: frozenset[str]) -> list[Any]:
    """Listed pages with all the fields that were asked for."""
    wanted = None if asked.selection.start == "*" else asked.selection.chosen((), default)
    values = listings.values_of(rows, asked.scope(rows[0].language if rows else None, wanted))
    return [asked.write(values[row.pk], default) for row in rows if row.pk in values]


def is_within(asked: Asked, default: frozenset[str]) -> bool:
    """Whether `fields` asks for nothing but what a list gives anyway, and so for no whole pages."""
    return asked.selection.start != "*" and asked.selection.added.keys() <= default


def list_pages(asked: Asked) -> Answer:
    kinds = page_kinds()
    chosen = asked.values["type"] or ()
    for kind in chosen:
        if kind not in kinds and kind != "wagtailcore.Page":
            raise Problem(400, f"type doesn't exist: '{shown(kind)}'. {nearest(kind, kinds)}", "type")
    if "wagtailcore.Page" in chosen:
        chosen = ()
    asked.check_fields(common_type([kinds[kind] for kind in chosen]))
    rows = listings.Rows(asked, chosen, asked.values["locale"])
    compact = is_within(asked, DEFAULT)
    page = rows.page(listings.TREE, whole=not compact)
    if compact:
        shown_items = [asked.write(PageItem(row.pk, item_meta(row, asked), row.title), DEFAULT) for row in page.rows]
    else:
        shown_items = items(asked, page.rows, DEFAULT)
    return Answer(envelope(shown_items, rows.count(), page.next_cursor))


def page_answer(asked: Asked, page: BasePage) -> Any:
    """A page, whole, narrowed by `fields`."""
    asked.check_fields(page.value_type)
    wanted = None
    if asked.selection.start == "_":
        wanted = frozenset(asked.selection.added)
    scope = asked.scope(language_of(page, asked.scope()), wanted)
    return asked.write(publish(page, scope))


def visible_page(asked: Asked, pk: int) -> BasePage:
    """A public page with its type's own fields. Raises `Problem` (404)."""
    viewer = asked.viewer

    def wanted(pks: Any) -> Any:
        return viewer.pages(Page.objects.filter(pk__in=pks)).select_related(*specific_relations())

    found = prepared.fetch(("page", viewer.obstacles), wanted, [pk]) if 0 < pk < 2**31 else []
    page = specific(found[0]) if found else None
    if page is None:
        raise not_found("page")
    page.as_published = True
    return page


def get_page(asked: Asked, pk: int) -> Answer:
    page = visible_page(asked, pk)
    return Answer(page_answer(asked, page), last_modified=page.last_published_at)


FIND_PARAMETERS = (
    Whole("id", "The primary key of a page."),
    Parameter("html_path", "The path of a page, for example /topics/tides/.", longest=2000),
    ANY_LOCALE,
    *SHAPE,
)


def find_page(asked: Asked) -> Answer:
    values, found = asked.values, None
    if values.given("html_path"):
        answer = resolve(asked.viewer, asked.language, values["html_path"])
        found = answer.page.pk if isinstance(answer, Found) else None
    elif values.given("id"):
        found = visible_page(asked, values["id"]).pk
    else:
        raise Problem(400, "Give the page's 'html_path' or its 'id'.", "html_path")
    if found is None:
        raise not_found("page")
    return Answer(None, location=found_at(asked, f"pages/{found}/", "html_path", "id", "locale"))


def found_at(asked: Asked, path: str, *used: str) -> str:
    """The address that `find/` leads to, with the parameters that were not used to find it."""
    rest = urlencode([(name, value) for name, value in asked.request.GET.items() if name not in used])
    return asked.address(path) + (f"?{rest}" if rest else "")
