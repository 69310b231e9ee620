"""From a query to results. Who may call it: everybody; rows are what is public, and whatever they lead to passes the rule again.

First the words as they are. Where they lead to little, the last one may be unfinished and what belongs together may stand apart;
where they lead to nothing, a word that occurs nowhere is taken for the nearest that does, and the answer says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F

from cms import prepared, tags
from cms.content.loaders import CARD_FIELDS, cards_from
from cms.content.models.listing import Listing
from cms.content.scope import Scope
from cms.content.values import Card, RichText
from search import names, spelling
from search.cursors import ByTime, Cursor, Ranked
from search.engines import COUNTED, Found, Hit, Matching, TooSlow, engine
from search.facets import FACETS, Facets, FacetValue
from search.freshness import INDEX
from search.parsing import Query
from search.pins import Pins, Promoted
from search.question import ANY, Question
from search.ranking import scores
from search.snippets import Marker

SORTS = ("relevance", "newest", "oldest")
#: Fewer results than these are little.
FEW = 3
PAGE_SIZE = 20


@dataclass(frozen=True)
class Asked:
    """What a visitor asks for. `narrowed` holds, for each facet that is chosen, the keys that will do (`topic:7`)."""

    query: Query
    narrowed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sort: str = "relevance"
    limit: int = PAGE_SIZE
    cursor: Cursor | None = None


@dataclass(frozen=True)
class Result:
    """One page that was found. `title` and `snippet` have the words marked; `row` is what is read of it: see `_rows`."""

    row: Any
    card: Card
    title: RichText
    snippet: RichText


@dataclass(frozen=True)
class Results:
    """`corrected` is what was looked for instead, when what was typed leads nowhere. Without `has_all`, no page has all of the words,
    and these have some. `is_complete` is False when time ran out."""

    results: tuple[Result, ...] = ()
    total: int = 0
    is_exact: bool = True
    corrected: Query | None = None
    has_all: bool = True
    promoted: tuple[Promoted, ...] = ()
    facets: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    next: Cursor | None = None
    is_complete: bool = True


@dataclass
class _Search:
    """One query on its way through the index."""

    asked: Asked
    scope: Scope
    today: date
    question: Question

    @property
    def leads_nowhere(self) -> bool:
        return self.question.leads_nowhere

    @property
    def generous(self) -> int:
        return self.question.generous

    def run(self) -> Found:
        """What is found, more and more generously while it is little."""
        found = Found()
        if self.leads_nowhere:
            return found
        cursor = self.asked.cursor
        # A page that is not the first is as generous as the first one was.
        for step in self.question.steps if cursor is None else [cursor.generous]:
            self.question.generous = step
            found = self._ask()
            if found.total >= FEW:
                break
        return found

    def run_with_any(self) -> Found:
        """What has any of the words, where nothing has all of them."""
        self.question.generous = ANY
        return self._ask() if len(self.matching.groups) > 1 else Found()

    def _ask(self) -> Found:
        matching = self.matching
        if self.asked.sort != "relevance" or not matching.groups:
            return engine().counted(matching)
        return engine().ranked(matching)

    @property
    def matching(self) -> Matching:
        return self.question.matching

    @property
    def marker(self) -> Marker:
        wanted = self.question.wanted
        return Marker(frozenset(wanted.stems), wanted.prefix, self.question.language)


def find(asked: Asked, scope: Scope) -> Results:
    """The page of results that is asked for. Never fails, whatever is asked; takes a bounded time of the database's."""
    tags.record(INDEX)
    today = datetime.now(UTC).date()
    tags.until(datetime.combine(today + timedelta(days=1), time.min, UTC))  # tomorrow everything is a little less fresh
    question = Question(asked.query, scope.language, scope.viewer.site.pk, tuple(asked.narrowed.values()))
    search = _Search(asked, scope, today, question)
    pins = Pins(asked.query.text, scope) if asked.cursor is None and not asked.query.is_empty else None
    corrected: Query | None = None
    try:
        with engine().limited(settings.SEARCH_TIME_LIMIT):
            question.look_up()
            found = search.run()
            if not found.total and question.query.pieces and not search.leads_nowhere:
                corrected = spelling.corrected(question)
                if corrected is not None:
                    question.query = corrected
                    question.look_up()
                    found = search.run()
                    if not found.total:
                        corrected, question.query = None, asked.query
                        question.look_up()
            if not found.total and not search.leads_nowhere:
                found = search.run_with_any()
            hits, following = _page(search, found)
    except TooSlow:
        return Results(is_exact=False, is_complete=False, promoted=_values(pins, scope))
    return _results(search, found, hits, following, corrected, pins)


def _values(pins: Pins | None, scope: Scope) -> tuple[Promoted, ...]:
    scope.resolve()
    return pins.values() if pins else ()


def _page(search: _Search, found: Found) -> tuple[list[Hit], Cursor | None]:
    """The hits of the page that is asked for, and where the next one begins."""
    asked, limit = search.asked, search.asked.limit
    if not found.total:
        return [], None
    cursor = asked.cursor
    if asked.sort != "relevance" or not search.matching.groups:
        newest_first = asked.sort != "oldest"
        after = cursor.place if isinstance(cursor, ByTime) else None
        hits = engine().by_time(search.matching, newest_first=newest_first, limit=limit + 1, after=after)
        return hits[:limit], ByTime(search.generous, hits[limit - 1].place) if len(hits) > limit else None
    if isinstance(cursor, ByTime):  # behind all that was ranked
        return _unranked(search, limit, cursor.place)
    day = cursor.day if isinstance(cursor, Ranked) else search.today
    wanted = search.question.wanted
    worths = zip(scores(found.hits, wanted, day), found.hits, strict=True)
    ranked = sorted([(round(worth, 4), hit.place, hit) for worth, hit in worths], reverse=True)
    if isinstance(cursor, Ranked):
        ranked = [entry for entry in ranked if entry[:2] < (cursor.score, cursor.place)]
    hits = [hit for _score, _place, hit in ranked[:limit]]
    if len(ranked) > limit:
        worth, place, _hit = ranked[limit - 1]
        return hits, Ranked(search.generous, day, worth, place)
    if found.boundary is None:
        return hits, None
    if len(hits) == limit:
        return hits, ByTime(search.generous, found.boundary)
    more, following = _unranked(search, limit - len(hits), found.boundary)
    return [*hits, *more], following


def _unranked(search: _Search, limit: int, after: int) -> tuple[list[Hit], Cursor | None]:
    hits = engine().by_time(search.matching, newest_first=True, limit=limit + 1, after=after, unranked=True)
    return hits[:limit], ByTime(search.generous, hits[limit - 1].place) if len(hits) > limit else None


def _rows(scope: Scope, pks: Sequence[int]) -> list[Any]:
    """Rows of the listing with all that a result shows, as named tuples: what its card needs, and the text that was searched."""
    site, language = scope.viewer.site.pk, scope.language

    def wanted(pks: Sequence[int]) -> Any:
        rows = Listing.objects.on(site, language).filter(pk__in=pks).for_cards()
        more = rows.annotate(searched=F("search_row__text"), first_published_at=F("page__first_published_at"))
        return more.values_list("pk", "slug", "language", *CARD_FIELDS, "searched", "first_published_at", named=True)

    return prepared.fetch(("search", site, language), wanted, pks)


def _results(
    search: _Search, found: Found, hits: Sequence[Hit], following: Cursor | None, corrected: Query | None, pins: Pins | None
) -> Results:
    scope, pks = search.scope, [hit.pk for hit in hits]
    rows = {row.pk: row for row in _rows(scope, pks)}
    texts = {pk: row.searched or "" for pk, row in rows.items()}
    cards = cards_from(scope, list(rows.values()))
    facets = Facets(found.keys, search.asked.narrowed, scope)
    scope.resolve()
    promoted = pins.values() if pins else ()
    marker, shown = search.marker, []
    for pk in pks:
        # What expired this very moment is not there any more.
        if pk in rows:
            card = cards[pk]()
            shown.append(Result(rows[pk], card, marker.marked(card.title), marker.snippet(texts.get(pk, "") or card.standfirst)))
    if corrected is not None:
        corrected = _as_written(corrected, search, [*(result.card.title for result in shown), *texts.values()])
    return Results(
        results=tuple(shown),
        total=min(found.total, COUNTED),
        is_exact=found.total <= COUNTED,
        corrected=corrected,
        has_all=search.generous < ANY,
        promoted=promoted,
        facets={name: facets.values(name) for name in FACETS},
        next=following,
    )


def _as_written(corrected: Query, search: _Search, texts: Sequence[str]) -> Query:
    """The corrected query in the words that the results have: the list of words may remember a form that is public nowhere."""
    written: dict[str, str] = {}
    for token, root in zip(
        corrected.tokens, (stem for piece in corrected.pieces for stem in piece.stems(search.question.language)), strict=True
    ):
        if token not in search.asked.query.tokens:
            found = search.marker.written(texts, root)
            if found is not None and names.words_of(found) == (token,):
                continue
            if found is not None:
                written[token] = found
    return corrected.replaced(written) if written else corrected
