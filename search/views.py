"""The search page and the description by which browsers offer the site's search.

Who may call them: everybody; how often an address may search is limited. Neither reads a cookie nor writes a row.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms import answers
from cms.api.problems import Problem
from cms.content.kinds import page_kinds
from cms.content.rendering import scope_for
from cms.content.scope import Scope
from cms.content.sites import SiteParts
from search import asking, cursors, finding, missed
from search.parsing import LONGEST, Query, TooLongError, parse
from search.values import Choice, FacetList, Found, SearchPage

_MOST_VALUES = 10
_LONGEST_VALUE = 255


def _facet_titles() -> dict[str, str]:
    return {"topic": _("Topic"), "type": _("Kind"), "author": _("Author"), "year": _("Year")}


def _sort_titles() -> dict[str, str]:
    return {"relevance": _("Best first"), "newest": _("Newest first"), "oldest": _("Oldest first")}


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The page: a form, and what it finds. Parameters that mean nothing are passed over."""
    scope = scope_for(request)
    parts = SiteParts(scope)
    status, headers = 200, dict[str, str]()
    try:
        page, headers = _page(request, scope)
    except TooLongError as error:
        status, page = 400, _empty(request, problem=_too_long(error))
    except Problem as problem:  # asked too often
        status, headers, page = problem.status, problem.headers, _empty(request, problem=_("You have searched very often. Wait a minute."))
    scope.resolve()
    response = render(request, "pages/search.html", {"content": page, "site": parts.value()}, status=status)
    for name, value in headers.items():
        response.headers[name] = value
    if status == 200 and (page.total or not page.asked):
        return answers.public(response)
    # What is not found is counted, so it is looked for each time.
    response.headers["Cache-Control"] = "no-store"
    return response


def _too_long(error: TooLongError) -> str:
    return _("That is too much to look for at once: at most %(characters)d characters and ten words.") % {"characters": LONGEST}


def _empty(request: HttpRequest, problem: str = "") -> SearchPage:
    return SearchPage(_typed(request), _("Search"), (), problem=problem)


def _typed(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\x00", "")[: LONGEST * 2]


def _page(request: HttpRequest, scope: Scope) -> tuple[SearchPage, dict[str, str]]:
    typed = _typed(request)
    query = parse(typed)
    if query.is_empty and not query.without:
        return _empty(request), {}
    headers = asking.count_search(request)
    chosen = _chosen(request)
    sort = request.GET.get("sort", "")
    sort = sort if sort in finding.SORTS else finding.SORTS[0]
    asked = finding.Asked(query, asking.narrowed(chosen, scope), sort, cursor=_cursor(request))
    results = finding.find(asked, scope)
    missed.note(query, results, scope.language, narrowed=bool(chosen))
    return _shown(typed, query, chosen, sort, asked, results), headers


def _chosen(request: HttpRequest) -> dict[str, tuple[str, ...]]:
    found = {}
    for name in asking.names():
        values = tuple(value for value in request.GET.getlist(name)[:_MOST_VALUES] if value and _is_plain(value))
        if values:
            found[name] = values
    return found


def _is_plain(value: str) -> bool:
    return len(value) <= _LONGEST_VALUE and "\x00" not in value and value.isprintable()


def _cursor(request: HttpRequest) -> cursors.Cursor | None:
    try:
        return cursors.read(request.GET["cursor"]) if "cursor" in request.GET else None
    except ValueError:
        return None


def _shown(
    typed: str, query: Query, chosen: Mapping[str, tuple[str, ...]], sort: str, asked: finding.Asked, results: finding.Results
) -> SearchPage:
    def url(q: str = query.text, narrowed: Mapping[str, tuple[str, ...]] = chosen, order: str = sort, **more: str) -> str:
        pairs: dict[str, Any] = {"q": q, **narrowed, **({"sort": order} if order != finding.SORTS[0] else {}), **more}
        return "?" + urlencode(pairs, doseq=True)

    def choice(name: str, value: Any) -> Choice:
        without = {key: values for key, values in chosen.items() if key != name}
        return Choice(
            value.title, url(narrowed=without if value.selected else {**without, name: (value.value,)}), value.count, value.selected
        )

    facets = tuple(
        FacetList(name, title, tuple(choice(name, value) for value in results.facets.get(name, ())))
        for name, title in _facet_titles().items()
        if len(results.facets.get(name, ())) > 1 or name in chosen
    )
    corrected = results.corrected.text if results.corrected else ""
    return SearchPage(
        q=typed,
        title=_("Search: %(query)s") % {"query": query.text},
        hidden=tuple((name, value) for name, values in chosen.items() for value in values)
        + ((("sort", sort),) if sort != "relevance" else ()),
        results=tuple(Found(result.card, result.title, result.snippet, _kind(result.row.kind)) for result in results.results),
        promoted=results.promoted,
        facets=facets,
        sorts=tuple(Choice(title, url(order=name), None, name == sort) for name, title in _sort_titles().items())
        if results.total > 1
        else (),
        total=results.total,
        is_exact=results.is_exact,
        is_complete=results.is_complete,
        corrected=corrected,
        corrected_url=url(q=corrected) if corrected else "",
        has_all=results.has_all,
        next_url=url(q=corrected or query.text, cursor=cursors.write(results.next)) if results.next else "",
        is_first=asked.cursor is None,
        asked=True,
    )


def _kind(kind: str) -> str:
    """What a page is, if that has to be said."""
    model = page_kinds().get(kind)
    return "" if model is None or kind == "articles.ArticlePage" else str(model._meta.verbose_name).capitalize()


@require_safe
def description(request: HttpRequest) -> HttpResponse:
    """OpenSearch 1.1: how a browser searches this site."""
    scope = scope_for(request)
    parts = SiteParts(scope)
    scope.resolve()
    site = parts.value()
    context = {"site": site, "address": site.url + reverse("search"), "itself": site.url + request.path}
    response = render(request, "opensearch.xml", context, content_type="application/opensearchdescription+xml; charset=utf-8")
    return answers.public(response)
