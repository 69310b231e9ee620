"""Wagtail's search backend: pages, asked for by the admin, are found in the editors' index; all else as Wagtail does it.

So every list, chooser and bulk action of the admin has it, an owner's too, whichever view it is that searches.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db.models import Count, Model, QuerySet
from modelsearch.backends import database
from modelsearch.backends.base import BaseSearchResults
from modelsearch.query import And, Phrase, PlainText
from wagtail.models import Page

from search.asked_once import AskedOnce
from search.drafts import rows
from search.drafts.editor import current_editor
from search.drafts.finding import DraftSearch, read


class DraftResults(BaseSearchResults):
    """Pages that an editor's query finds. Filters and orders of the queryset hold, whatever they are."""

    supports_facet = True

    def get_queryset(self) -> QuerySet[Any]:
        """All results as a queryset, in the order of the one that was searched."""
        found: QuerySet[Any] = self.query_compiler.search.matching()
        return found

    def _do_search(self) -> Sequence[Any]:
        compiler = self.query_compiler
        if not compiler.search.by_relevance:
            return list(self.get_queryset()[self.start : self.stop])
        pks = compiler.search.best(self.start, self.stop)
        places = {pk: place for place, pk in enumerate(pks)}
        pages = compiler.queryset.order_by().filter(pk__in=pks)
        # A list of keys alone has them as its rows.
        return sorted(pages, key=lambda row: places.get(getattr(row, "pk", row), 0))

    def _do_count(self) -> int:
        return int(self.query_compiler.search.count())

    def facet(self, field_name: str) -> dict[Any, int]:
        counted = self.get_queryset().order_by().values(field_name).annotate(number=Count("pk")).order_by("-number")
        return {row[field_name]: row["number"] for row in counted}


class _Compiled:
    """What Wagtail's results keep of a query."""

    def __init__(self, search: DraftSearch) -> None:
        self.search, self.queryset = search, search.queryset


def _typed(query: Any) -> str | None:
    """A query of Wagtail's as an editor would type it; None for one that nobody can."""
    match query:
        case str():
            return query
        case PlainText():
            return query.query_string
        case Phrase():
            return f'"{query.query_string}"'
        case And():
            parts = [_typed(part) for part in query.subqueries]
            return None if None in parts else " ".join(part for part in parts if part)
        case _:
            return None


class _Editors:
    """Mixin before a backend of Wagtail's."""

    def search(self, query: Any, model_or_queryset: Any, *args: Any, order_by_relevance: bool = True, **kwargs: Any) -> Any:
        found = _of_editor(self, query, model_or_queryset, order_by_relevance)
        if found is not None:
            return found
        return super().search(query, model_or_queryset, *args, order_by_relevance=order_by_relevance, **kwargs)  # type: ignore[misc]

    def autocomplete(self, query: Any, model_or_queryset: Any, *args: Any, order_by_relevance: bool = True, **kwargs: Any) -> Any:
        found = _of_editor(self, query, model_or_queryset, order_by_relevance)
        if found is not None:
            return found
        return super().autocomplete(query, model_or_queryset, *args, order_by_relevance=order_by_relevance, **kwargs)  # type: ignore[misc]

    def add_bulk(self, model: type[Model], objects: Sequence[Any]) -> None:
        """Of pages that were not saved one by one. Those that were are there already: see `rows`."""
        super().add_bulk(model, [AskedOnce(obj) for obj in objects])  # type: ignore[misc]
        if issubclass(model, Page):
            rows.follow_written(list(objects))


def _of_editor(backend: Any, query: Any, model_or_queryset: Any, by_relevance: bool) -> DraftResults | None:
    """What an editor's query for pages finds; None if it is anything else."""
    editor = current_editor()
    text = _typed(query)
    if editor is None or not text:
        return None
    queryset = model_or_queryset if isinstance(model_or_queryset, QuerySet) else model_or_queryset.objects.all()
    if not issubclass(queryset.model, Page):
        return None
    return DraftResults(backend, _Compiled(DraftSearch(read(text), queryset, editor, by_relevance)))


@cache
def _before(stock: Any) -> Any:
    return type("EditorsBackend", (_Editors, stock), {})


def SearchBackend(parameters: dict[str, Any]) -> Any:  # noqa: N802 - where Wagtail looks for it
    stock: Any = type(database.SearchBackend(dict(parameters)))
    return _before(stock)(parameters)
