"""What somebody sees who came to nothing: the layout of the site, and what they may have meant.

Only listed pages are named, so the answer is the same for a draft and for what never existed.
"""

from typing import Any

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string

from cms import tags
from cms.content.loaders import cards_from
from cms.content.models.listing import Listing
from cms.content.rendering import layout_context, scope_for
from cms.content.sites import SiteParts
from cms.content.values import Card

#: What is suggested: the kind of page that a publication is read for.
KIND = "articles.ArticlePage"
SUGGESTIONS = 3
#: A slug is as long as this at most.
LONGEST = 255


def in_layout(request: HttpRequest, template: str, status: int, *, suggest: bool = False) -> HttpResponse:
    """A page of the site that is no content. Without a site, or while the database is away, it comes without the layout's parts."""
    try:
        context = _context(request, suggest=suggest)
    except (Http404, DatabaseError):
        context = {}
    return HttpResponse(render_to_string(template, context), status=status)


def wants_help(path: str) -> bool:
    """Whether a reader may stand before this path. Nobody reads a missing file, and robots ask for thousands."""
    return path.endswith("/") and "." not in path and not path.startswith("/api/")


def _context(request: HttpRequest, *, suggest: bool) -> dict[str, Any]:
    scope = scope_for(request)
    parts = SiteParts(scope)
    if not suggest:
        return layout_context(scope, parts)
    tags.record(tags.listing("articles"), tags.listing_details("articles"))
    listed = Listing.objects.on(scope.viewer.site.pk, scope.language).of_kind(KIND).with_keys().select_related("page")
    slug = request.path.rstrip("/").rpartition("/")[2].lower()
    meant = list(listed.filter(slug=slug)[:1]) if 0 < len(slug) <= LONGEST else []
    newest = [row for row in listed.newest_first()[: SUGGESTIONS + 1] if row not in meant][:SUGGESTIONS]
    makers = cards_from(scope, [*meant, *newest])
    context = layout_context(scope, parts)
    return {**context, "meant": _cards(makers, meant), "newest": _cards(makers, newest)}


def _cards(makers: dict[int, Any], rows: list[Listing]) -> tuple[Card, ...]:
    return tuple(makers[row.pk]() for row in rows)
