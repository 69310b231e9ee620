"""Wagtail's search backend: pages, asked for by the admin, are found in the editors' index; all else as Wagtail does it.

So every list, chooser and bulk action of the admin has it, an owner's too, whichever view it is that searches.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Avg, Count, F, Model, QuerySet
from django.db.models.functions import Length
from modelsearch.backends import database
from modelsearch.backends.base import BaseSearchResults
from modelsearch.query import And, Phrase, PlainText
from wagtail.models import Page

from search.asked_once import AskedOnce
from search.drafts import rows
from search.drafts.editor import current_editor
from search.drafts.finding import DraftSearch, read

#: Entries whose titles say how long one is on average.
SAMPLE = 1_000


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


class _Weighing:
    """Mixin before an index of Wagtail's: what a word in a title counts for is worked out for the entries that were written.

    Wagtail reads all entries for it, twice, whenever one page is saved: half a second with 100,000 articles.
    """

    entries: QuerySet[Any]

    def add_items(self, model: type[Model], objs: Iterable[Any]) -> None:
        written = list(objs)
        super().add_items(model, written)  # type: ignore[misc]
        titled = self.entries.annotate(length=Length("title")).filter(length__gt=0)
        average = titled.order_by("-pk")[:SAMPLE].aggregate(average=Avg("length"))["average"]
        if average and written:
            kind = ContentType.objects.get_for_model(model).pk
            titled.filter(content_type_id=kind, object_id__in=[str(obj.pk) for obj in written]).update(title_norm=average / F("length"))

    def _refresh_title_norms(self, full: bool = False) -> None:
        if full:
            super()._refresh_title_norms(full=True)  # type: ignore[misc]


@cache
def _before(stock: Any) -> Any:
    index = stock.index_class
    return type("EditorsBackend", (_Editors, stock), {"index_class": type("WeighingIndex", (_Weighing, index), {})})


def SearchBackend(parameters: dict[str, Any]) -> Any:  # noqa: N802 - where Wagtail looks for it
    stock: Any = type(database.SearchBackend(dict(parameters)))
    return _before(stock)(parameters)
