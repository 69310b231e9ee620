"""What editors put on top of certain queries: Wagtail's promoted search results, as far as everybody may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wagtail.contrib.search_promotions.models import SearchPromotion
from wagtail.search.utils import normalise_query_string

from cms import prepared, tags
from cms.content.richtext import safe_url
from cms.content.scope import Scope
from search.freshness import PINS

MOST = 10


@dataclass(frozen=True)
class Promoted:
    """An editors' choice for a query. `id` is that of the page; null for an address elsewhere."""

    id: int | None
    title: str
    url: str
    description: str


def _of_queries(texts: Sequence[str]) -> Any:
    return SearchPromotion.objects.filter(query__query_string__in=texts).order_by("sort_order", "pk")[:MOST]


class Pins:
    """The pins of a query, read before the scope resolves; `values()` after. One query."""

    def __init__(self, text: str, scope: Scope) -> None:
        self.scope = scope
        tags.record(PINS)
        self.pins = prepared.fetch("pins", _of_queries, [normalise_query_string(text)])
        scope.want(("page", pin.page_id) for pin in self.pins if pin.page_id)

    def values(self) -> tuple[Promoted, ...]:
        found = []
        for pin in self.pins:
            if pin.page_id:
                link = self.scope.get("page", pin.page_id)
                if link is not None:
                    found.append(Promoted(link.id, link.title, link.url, pin.description))
            elif (url := safe_url(pin.external_link_url)) and pin.external_link_text:
                found.append(Promoted(None, pin.external_link_text, url, pin.description))
        return tuple(found)
