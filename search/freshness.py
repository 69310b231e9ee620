"""Which changes of this room's tables move which content tags, and what is made anew when tags of others move. See docs/freshness.md."""

from collections.abc import Mapping
from typing import Any

from wagtail.contrib.search_promotions.models import Query, QueryDailyHits, SearchPromotion
from wagtail.models import Page

from cms import tags
from cms.content.names import named_models
from cms.content.searching import SOURCES
from cms.tags import Rule, unshown, watch
from search import indexing, names
from search.models import DraftRow, DraftWord, MissedQuery, SearchName, SearchRow, SearchWord

#: What a result page depends on: all that can be found, and what editors put on top.
INDEX, PINS = tags.listing("search"), tags.listing("pins")


def watch_all() -> None:
    """Called once, when the app is ready."""
    watch(SearchRow, INDEX, ignore=("version", "learned", "vector", "titles"))
    watch(SearchName, INDEX)
    watch(SearchPromotion, PINS)
    watch(Query, Rule(PINS, when=("query_string",)))
    unshown("What readers did not find, for editors.", MissedQuery)
    unshown("What editors have written, for their own searches.", DraftRow, DraftWord)
    unshown("Only what leads to something visible is shown of it.", SearchWord)
    unshown("Wagtail's own count of queries, which nothing here writes.", QueryDailyHits)


def follow(moved: Mapping[str, str]) -> list[dict[str, Any]]:
    """Bring the index up to date with what a transaction has changed beside pages, before it commits; to the public it means nothing more.

    Whatever door a change came through: pictures and files that pages say words of, and what authors, series and terms are called.
    """
    named = {entry.kind: model for model, entry in named_models().items() if not issubclass(model, Page)}
    sources, renamed = [], dict[str, list[int]]()
    for tag in moved:
        kind, _, key = tag.partition(":")
        if not key.isascii() or not key.isdigit():
            continue
        if kind in SOURCES:
            sources.append((kind, int(key)))
        elif kind in named:
            renamed.setdefault(kind, []).append(int(key))
    for kind, keys in renamed.items():
        names.follow(named[kind], keys)
    indexing.index_using(sources)
    return []
