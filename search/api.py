"""`search/` and `search/suggest/` of the content API. Registered in `apps.py`. Who may call them: everybody; few times a minute each."""

from dataclasses import dataclass
from typing import Any

from cms.api import registry
from cms.api.endpoints import LOCALE, SHAPE, Answer, Asked, Endpoint
from cms.api.listings import facet_parameters
from cms.api.pages import TYPE
from cms.api.paging import CURSOR
from cms.api.parameters import Choice, Parameter, Whole, Words
from cms.api.payloads import ItemMeta, ListMeta, PageCard
from cms.api.problems import Problem, nearest, shown
from cms.content.kinds import page_kinds
from cms.content.pages import detail_url
from cms.content.values import Link, RichText
from search import asking, cursors, finding, missed
from search.facets import FACETS, FacetValue
from search.parsing import LONGEST, Query, TooLongError, parse
from search.pins import Promoted
from search.suggesting import Suggestion, suggest


@dataclass(frozen=True)
class SearchMeta(ListMeta):
    """`total_count` is exact up to 1,000: beyond, it is 1,000 and `total_is_exact` false. `corrected_query` is what was looked for
    instead of what was typed, which leads nowhere; None mostly. Without `has_all_words` no page has all of the words: these have some."""

    total_is_exact: bool
    corrected_query: str | None
    has_all_words: bool


@dataclass(frozen=True)
class SearchHit(PageCard):
    """A page that was found. `highlighted_title` and `snippet` have the words that matched in `<mark>`; nothing else in them is markup."""

    highlighted_title: RichText
    snippet: RichText
    primary_topic: Link | None
    authors: tuple[Link, ...]


@dataclass(frozen=True)
class SearchFacets:
    """What the results can be narrowed by; `value` is what the parameter of the same name takes."""

    topic: tuple[FacetValue, ...]
    type: tuple[FacetValue, ...]
    author: tuple[FacetValue, ...]
    year: tuple[FacetValue, ...]


@dataclass(frozen=True)
class SearchPayload:
    """Results, best first; what editors put on top of them; what they can be narrowed by."""

    meta: SearchMeta
    items: tuple[SearchHit, ...]
    promoted: tuple[Promoted, ...]
    facets: SearchFacets


@dataclass(frozen=True)
class SuggestMeta:
    """`query` is what was typed, in its normal form."""

    query: str


@dataclass(frozen=True)
class SuggestPayload:
    """What somebody who is typing may be looking for, at most ten."""

    meta: SuggestMeta
    items: tuple[Suggestion, ...]


@dataclass(frozen=True)
class QueryText(Parameter):
    """What a reader types."""

    def read(self, raw: str) -> Query:
        text = super().read(raw)
        try:
            return parse(text)
        except TooLongError as error:
            raise self.problem(f"is too long. {error}") from error


Q = QueryText("q", 'Words, "phrases", -without, topic:…, author:…, tag:…; the last word may be unfinished.', required=True, longest=LONGEST)
TYPED = Parameter("q", "What was typed so far.", required=True, longest=LONGEST)
YEAR = Words("year", "Only what was published in one of these years.")
SORT = Choice("sort", "By relevance or by date.", default="relevance", options=finding.SORTS)
LIMIT = Whole("limit", "How many results a page has.", default=20, low=1, high=50)


def search(asked: Asked) -> Answer:
    asking.count_search(asked.request)
    asked.check_fields(SearchHit)
    values = asked.values
    kinds = page_kinds()
    for kind in values["type"] or ():
        if kind not in kinds:
            raise Problem(400, f"type doesn't exist: '{shown(kind)}'. {nearest(kind, kinds)}", "type")
    for year in values["year"] or ():
        if not (year.isascii() and year.isdigit() and len(year) == 4):
            raise Problem(400, "'year' must be years of four digits.", "year")
    scope = asked.scope()
    results = finding.find(
        finding.Asked(
            query=values["q"],
            narrowed=asking.narrowed({name: values[name] or () for name in asking.names()}, scope),
            sort=values["sort"],
            limit=values["limit"],
            cursor=_cursor(values["cursor"]),
        ),
        scope,
    )
    missed.note(values["q"], results, scope.language, narrowed=any(values.given(name) for name in asking.names()))
    following = cursors.write(results.next) if results.next else None
    payload = SearchPayload(
        meta=SearchMeta(results.total, following, results.is_exact, results.corrected.text if results.corrected else None, results.has_all),
        items=(),
        promoted=results.promoted,
        facets=SearchFacets(**{name: results.facets.get(name, ()) for name in FACETS}),
    )
    data: dict[str, Any] = asked.encoder(payload)
    data["items"] = [asked.write(_hit(asked, result)) for result in results.results]
    return Answer(data)


def _cursor(text: str | None) -> cursors.Cursor | None:
    if text is None:
        return None
    try:
        return cursors.read(text)
    except ValueError as error:
        raise Problem(400, "'cursor' is not one of a search: take `meta.next_cursor` of the page before.", "cursor") from error


def _hit(asked: Asked, result: finding.Result) -> SearchHit:
    card, row = result.card, result.row
    return SearchHit(
        id=card.id,
        meta=ItemMeta(
            type=row.kind,
            detail_url=detail_url(asked.base, row.pk),
            html_url=asked.base + card.url,
            slug=row.slug,
            first_published_at=row.first_published_at,
            locale=row.language,
        ),
        title=card.title,
        url=card.url,
        standfirst=card.standfirst,
        published_at=card.published_at,
        updated_at=card.updated_at,
        lead_image=card.lead_image,
        highlighted_title=result.title,
        snippet=result.snippet,
        primary_topic=card.primary_topic,
        authors=card.authors,
    )


def suggestions(asked: Asked) -> Answer:
    asking.count_suggestion(asked.request)
    typed = asked.values["q"]
    return Answer(asked.encoder(SuggestPayload(SuggestMeta(" ".join(typed.split())), suggest(typed, asked.scope()))))


def register() -> None:
    """Called once, when every room has registered its facets."""
    narrowing = (*facet_parameters(), TYPE, YEAR)
    registry.add_endpoints(
        (
            Endpoint(
                "search/",
                "search",
                "Full-text search: ranked results with the matches marked, and facets with counts.",
                search,
                (Q, *narrowing, SORT, LIMIT, CURSOR, LOCALE, *SHAPE),
                {200: SearchPayload},
            ),
            Endpoint(
                "search/suggest/", "suggest", "Suggestions while somebody types.", suggestions, (TYPED, LOCALE), {200: SuggestPayload}
            ),
        )
    )
