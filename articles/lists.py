"""Lists of articles on pages: filters and pagination from the query string, without JavaScript.

Who may call it: everybody; rows come from the listing table, which holds only what is public.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Subquery
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.overviews import ARTICLE
from cms import prepared, tags
from cms.content import listing
from cms.content.loaders import cards_from
from cms.content.models.listing import Listing
from cms.content.participation import rules_of
from cms.content.rendering import page_context, scope_for
from cms.content.scope import Scope
from cms.content.values import Card

PAGE_SIZE = 20
MAX_PAGE = 500
ORDERS = {"newest": ("-published_at", "-page_id"), "oldest": ("published_at", "page_id")}
#: A series has an order of its own.
SERIES_ORDERS = {"series": ("facets__position", "published_at", "page_id"), **ORDERS}


@dataclass(frozen=True)
class ArticleList:
    """One page of a list. `years` go from the newest article to the oldest; URLs are relative to the page.

    `canonical_query` is for search engines, which need not know a list in other orders.
    """

    cards: tuple[Card, ...]
    number: int
    pages: int
    total: int
    previous_url: str
    next_url: str
    year: int | None
    order: str
    orders: tuple[str, ...]
    usual_order: str
    years: tuple[int, ...]
    canonical_query: str
    shows_comments: bool


def _number(request: HttpRequest, name: str, low: int, high: int) -> int | None:
    raw = request.GET.get(name, "")
    if not raw:
        return None
    if not (raw.isascii() and raw.isdigit() and len(raw) <= 6 and low <= int(raw) <= high):
        raise Http404(_("There is no such page of this list."))
    return int(raw)


@dataclass(frozen=True)
class _Rows:
    """The rows of a page of a list. `wanted` is the whole list, of a year if one is asked for; `cards` waits for the scope to resolve."""

    shown: list[Any]
    wanted: Any
    cards: Callable[[], tuple[Card, ...]]
    number: int
    year: int | None
    order: str
    orders: tuple[str, ...]

    def made(self, scope: Scope, total: int) -> ArticleList:
        """The page of the list. Raises Http404 where the list is shorter."""
        pages, usual = max(1, -(-total // PAGE_SIZE)), self.orders[0]
        if self.number > pages:
            raise Http404(_("There is no such page of this list."))
        shown = self.shown
        scope.resolve()

        def url(target: int) -> str:
            wanted = {
                "page": target if target > 1 else None,
                "year": self.year,
                "order": self.order if self.order != usual else None,
            }
            return "?" + urlencode({name: value for name, value in wanted.items() if value})

        number = self.number
        return ArticleList(
            cards=self.cards(),
            number=number,
            pages=pages,
            total=total,
            previous_url=url(number - 1) if number > 1 else "",
            next_url=url(number + 1) if number < pages else "",
            year=self.year,
            order=self.order,
            orders=self.orders,
            usual_order=usual,
            years=tuple(range(shown[0].newest.year, shown[0].oldest.year - 1, -1)) if shown else (),
            canonical_query=url(number) if number > 1 and self.year is None and self.order == usual else "",
            shows_comments=rules_of(scope.viewer).comments,
        )


def _rows(scope: Scope, request: HttpRequest, facet: str, key: int) -> _Rows:
    """What the query string asks for: `page`, `year`, `order`. Unknown values are 404. What the cards refer to is wanted, not fetched."""
    tags.record(tags.listed_by(facet, key))
    number = _number(request, "page", 1, MAX_PAGE) or 1
    year = _number(request, "year", 1000, 9999)
    orders = SERIES_ORDERS if facet == "series" else ORDERS
    order = request.GET.get("order") or next(iter(orders))
    if order not in orders:
        raise Http404(_("Lists are ordered by “newest” or “oldest”."))
    site, language, start = scope.viewer.site.pk, scope.language, (number - 1) * PAGE_SIZE

    def listed(key: int) -> Any:
        return Listing.objects.on(site, language).of_kind(ARTICLE).with_facet(facet, key)

    def of_year(rows: Any) -> Any:
        return rows if year is None else rows.filter(published_at__year=year)

    def page_of(keys: Any) -> Any:
        rows = listed(keys[0])
        # Subqueries and not a query each; an index finds the ends of a list however long it is.
        by_age = rows.order_by("published_at").values("published_at")
        ordered = of_year(rows).order_by(*orders[order]).for_cards()
        return ordered.annotate(oldest=Subquery(by_age[:1]), newest=Subquery(by_age.reverse()[:1]))[start : start + PAGE_SIZE]

    shown = prepared.fetch(("list", site, language, facet, year, order, start, PAGE_SIZE), page_of, [key])
    wanted = of_year(listed(key))
    made = cards_from(scope, shown)
    return _Rows(shown, wanted, lambda: tuple(made[row.pk]() for row in shown), number, year, order, tuple(orders))


def article_list(scope: Scope, request: HttpRequest, facet: str, key: int) -> ArticleList:
    """The page of the list that the query string asks for."""
    rows = _rows(scope, request, facet, key)
    total = listing.count(scope.viewer.site.pk, scope.language, ARTICLE, facet, key) if rows.year is None else rows.wanted.count()
    return rows.made(scope, total)


def list_context(page: Any, request: HttpRequest, *, facet: str, key: int | None) -> dict[str, Any]:
    """The context of a page's template with `list` beside it; a page that has no key yet (a preview) has an empty list.

    The list is read first: what its cards refer to is fetched together with what the page does.
    """
    scope = scope_for(request, page.locale.language_code)
    rows = _rows(scope, request, facet, key or 0)
    context = page_context(page, request, scope)
    total = getattr(context["content"], "article_count", None)
    if rows.year is not None:
        total = rows.wanted.count()
    elif total is None:
        total = listing.count(scope.viewer.site.pk, scope.language, ARTICLE, facet, key or 0)
    return {**context, "list": rows.made(scope, total)}
