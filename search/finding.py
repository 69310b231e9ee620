"""From a query to results. Who may call it: everybody; rows are what is public, and whatever they lead to passes the rule again.

First the words as they are. Where they lead to little, the last one may be unfinished and what belongs together may stand apart;
where they lead to nothing, a word that occurs nowhere is taken for the nearest that does, and the answer says so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.conf import settings

from cms import tags
from cms.content.loaders import cards_from
from cms.content.models.listing import Listing
from cms.content.scope import Scope
from cms.content.values import Card, RichText
from search import names, spelling
from search.cursors import ByTime, Cursor, Ranked
from search.engines import COUNTED, Found, Group, Hit, Matching, TooSlow, engine
from search.facets import FACETS, Facets, FacetValue
from search.freshness import INDEX
from search.models import SearchRow
from search.parsing import Piece, Query
from search.pins import Pins, Promoted
from search.ranking import Wanted, score
from search.snippets import Marker

SORTS = ("relevance", "newest", "oldest")
#: Fewer results than these are little.
FEW = 3
#: How generous it is to be content with any of the words.
ANY = 3
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
    """One page that was found. `title` and `snippet` have the words marked; `row` is its row of the listing, with `page`."""

    row: Listing
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
    query: Query
    scope: Scope
    today: date
    keys: Mapping[str, frozenset[str]] = field(default_factory=dict)
    fields: tuple[frozenset[str], ...] = ()
    #: How generous it is: 0 as typed, 1 with an unfinished last word, 2 with the parts of compounds apart, 3 with any of the words.
    generous: int = 0

    @property
    def language(self) -> str:
        return self.scope.language

    def look_up(self) -> None:
        """Read what the words are names of, and what the fields of the query mean."""
        self.keys = names.keys_by_stem(
            (piece.stems(self.language)[0] for piece in self.query.pieces if len(piece.tokens) == 1), self.language
        )
        self.fields = tuple(names.keys_called(name, names.words_of(value), self.language) for name, value in self.query.fields)

    @property
    def matching(self) -> Matching:
        groups: list[Group] = []
        for piece in self.query.important(self.language):
            groups += self._groups(piece)
        return Matching(
            site_id=self.scope.viewer.site.pk,
            language=self.language,
            groups=tuple(groups),
            without=tuple(Group(piece.stems(self.language)) for piece in self.query.without),
            narrowed=(*self.fields, *self.asked.narrowed.values()),
            any_group=self.generous >= ANY,
        )

    def _groups(self, piece: Piece) -> Iterable[Group]:
        stems = piece.stems(self.language)
        prefix = piece.tokens[-1] if piece.unfinished and (self.generous or piece.text.endswith("*")) else ""
        if len(stems) == 1:
            return [Group(stems, prefix, self.keys.get(stems[0], frozenset()))]
        is_typed_as_phrase = " " in piece.text
        if self.generous < 2 or is_typed_as_phrase:
            return [Group(stems, prefix)]
        return [*(Group((stem,)) for stem in stems[:-1]), Group(stems[-1:], prefix)]

    @property
    def leads_nowhere(self) -> bool:
        """Whether it is known without looking: nothing is asked for, or something that there is not."""
        matching = self.matching
        return matching.is_empty or not all(matching.narrowed)

    def run(self) -> Found:
        """What is found, more and more generously while it is little."""
        found = Found()
        if self.leads_nowhere:
            return found
        cursor = self.asked.cursor
        steps = [0, *([1] if any(piece.unfinished for piece in self.query.pieces) else [])]
        steps += [2] if any(piece.is_phrase and " " not in piece.text for piece in self.query.pieces) else []
        # A page that is not the first is as generous as the first one was.
        for self.generous in steps if cursor is None else [cursor.generous]:
            found = self._ask()
            if found.total >= FEW:
                break
        return found

    def run_with_any(self) -> Found:
        """What has any of the words, where nothing has all of them."""
        self.generous = ANY
        return self._ask() if len(self.matching.groups) > 1 else Found()

    def _ask(self) -> Found:
        if self.asked.sort != "relevance" or not self.matching.groups:
            return engine().counted(self.matching)
        return engine().ranked(self.matching)

    @property
    def wanted(self) -> Wanted:
        pieces = self.query.important(self.language)
        stems = tuple(stem for piece in pieces for stem in piece.stems(self.language))
        prefix = pieces[-1].tokens[-1] if pieces and pieces[-1].unfinished else ""
        return Wanted(stems, prefix if self.generous else "", self.keys)

    @property
    def marker(self) -> Marker:
        wanted = self.wanted
        return Marker(frozenset(wanted.stems), wanted.prefix, self.language)


def find(asked: Asked, scope: Scope) -> Results:
    """The page of results that is asked for. Never fails, whatever is asked; takes a bounded time of the database's."""
    tags.record(INDEX)
    today = datetime.now(UTC).date()
    tags.until(datetime.combine(today + timedelta(days=1), time.min, UTC))  # tomorrow everything is a little less fresh
    search = _Search(asked, asked.query, scope, today)
    pins = Pins(asked.query.text, scope) if asked.cursor is None and not asked.query.is_empty else None
    corrected: Query | None = None
    try:
        with engine().limited(settings.SEARCH_TIME_LIMIT):
            search.look_up()
            found = search.run()
            if not found.total and search.query.pieces and not search.leads_nowhere:
                corrected = spelling.corrected(search.query, scope.viewer.site.pk, scope.language, search.keys)
                if corrected is not None:
                    search.query = corrected
                    search.look_up()
                    found = search.run()
                    if not found.total:
                        corrected, search.query = None, asked.query
                        search.look_up()
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
    wanted = search.wanted
    ranked = sorted(((round(score(hit, wanted, day), 4), hit.place, hit) for hit in found.hits), reverse=True)
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


def _results(
    search: _Search, found: Found, hits: Sequence[Hit], following: Cursor | None, corrected: Query | None, pins: Pins | None
) -> Results:
    scope, pks = search.scope, [hit.pk for hit in hits]
    rows: dict[int, Any] = {
        row.pk: row
        for row in Listing.objects.on(scope.viewer.site.pk, scope.language).filter(pk__in=pks).with_keys().select_related("page")
    }
    texts = dict(SearchRow.objects.filter(pk__in=pks).values_list("pk", "text"))
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
    for token, root in zip(corrected.tokens, (stem for piece in corrected.pieces for stem in piece.stems(search.language)), strict=True):
        if token not in search.asked.query.tokens:
            found = search.marker.written(texts, root)
            if found is not None and names.words_of(found) == (token,):
                continue
            if found is not None:
                written[token] = found
    return corrected.replaced(written) if written else corrected
