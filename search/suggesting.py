"""What somebody who is typing may be looking for: articles, topics, authors, terms. At most ten, each with its address."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.conf import settings

from cms import prepared, tags
from cms.content.models.listing import Listing
from cms.content.scope import Scope
from search.analysis import words
from search.engines import TooSlow, engine
from search.freshness import INDEX
from search.parsing import LONGEST, MOST_WORDS

MOST = 10
_MOST_NAMES = 5
_SHORTEST = 2
_LOOKED_AT = 120
#: How the scope's kinds are called in the answer.
TYPES = {"author": "articles.Author", "page": "articles.TopicPage", "term": "content.Term"}


@dataclass(frozen=True)
class Suggestion:
    """Something with a page of its own. `type` says what it is, for example `articles.ArticlePage` or `content.Term`."""

    type: str
    id: int
    title: str
    url: str


def suggest(text: str, scope: Scope) -> tuple[Suggestion, ...]:
    """What begins like that, or has a word that does. Names first, then titles. Two small queries, and those of the visible."""
    tags.record(INDEX)
    typed = list(words(text[:LONGEST]))[:MOST_WORDS]
    if not typed or len(typed[-1]) < _SHORTEST:
        return ()
    try:
        with engine().limited(settings.SEARCH_TIME_LIMIT):
            named = _names(typed, scope)
            hits = engine().titles(typed, scope.viewer.site.pk, scope.language, _LOOKED_AT)
    except TooSlow:
        return ()
    best = sorted(hits, key=lambda hit: (_rank(hit.title, typed), -hit.place))[: MOST + len(named)]
    scope.want((name.kind, name.key) for name in named)
    site, language = scope.viewer.site.pk, scope.language

    def wanted(pks: Sequence[int]) -> Any:
        rows = Listing.objects.on(site, language).filter(pk__in=pks)
        return rows.values_list("pk", "kind", "title", "page__url_path", "page__path")

    rows = prepared.fetch(("suggestions", site, language), wanted, [hit.pk for hit in best])
    listed = {pk: Suggestion(kind, pk, title, scope.url(url_path, path)) for pk, kind, title, url_path, path in rows}
    scope.resolve()
    found = [suggestion for name in named if (suggestion := _of_name(name, scope))]
    pages = {suggestion.id for suggestion in found if suggestion.type == TYPES["page"]}
    found += [listed[hit.pk] for hit in best if hit.pk in listed and hit.pk not in pages]
    return tuple(found[:MOST])


class _Name(NamedTuple):
    kind: str
    key: int
    name: str


def _names(typed: Sequence[str], scope: Scope) -> list[_Name]:
    """Names in which all words occur, the last one perhaps unfinished; those that begin like that first."""
    rows = [_Name(*row) for row in engine().suggested(typed, scope.language, _LOOKED_AT)]
    return sorted(rows, key=lambda row: _rank(row.name, typed))[:_MOST_NAMES]


def _rank(title: str, typed: Sequence[str]) -> tuple[bool, bool, int]:
    """Titles that are, or begin with, what is typed come first; then short ones."""
    has = list(words(title))
    begins = has[: len(typed) - 1] == list(typed[:-1]) and len(has) >= len(typed) and has[len(typed) - 1].startswith(typed[-1])
    return has != list(typed), not begins, len(has)


def _of_name(name: _Name, scope: Scope) -> Suggestion | None:
    item = scope.get(name.kind, name.key)
    if item is None:
        return None
    return Suggestion(TYPES[name.kind], item.id, name.name, item.url)
