"""The names of what pages are about and of whom they are by: kept in step in the transaction of the change."""

from collections.abc import Iterable, Sequence
from itertools import batched
from typing import Any

from django.db.models import Model
from wagtail.models import Page, Site

from cms.content.models.listing import Listing
from cms.content.names import Named, named_models
from cms.visibility import Viewer
from search.analysis import stem, words
from search.engines import engine
from search.models import SearchName

BATCH = 500
_LONGEST_NAME = 255


def follow(model: type[Model], pks: Iterable[int]) -> None:
    """Bring the names of these objects up to date, from the database: an instance in memory may be a draft."""
    named = named_models()[model]
    wanted = list(pks)
    visible = _visible(named, wanted)
    rows = [_row(named, item) for item in visible]
    SearchName.objects.filter(kind=named.kind, key__in=set(wanted) - {row.key for row in rows}).delete()
    if rows:
        fields = ("facet", "suggested", "language", "name", "words", "stems", "visible_until", "listing")
        SearchName.objects.bulk_create(rows, update_conflicts=True, unique_fields=["kind", "key"], update_fields=fields)


def follow_pages(pages: Sequence[Page]) -> None:
    """The same for pages that have just been listed."""
    by_model: dict[type[Model], list[int]] = {}
    for page in pages:
        if type(page) in named_models():
            by_model.setdefault(type(page), []).append(page.pk)
    for model, pks in by_model.items():
        follow(model, pks)


def rebuild() -> None:
    """Make all names anew."""
    for model, named in named_models().items():
        keys = list(model._base_manager.order_by("pk").values_list("pk", flat=True))
        SearchName.objects.filter(kind=named.kind).exclude(key__in=model._base_manager.values("pk")).delete()
        for some in batched(keys, BATCH, strict=False):
            follow(model, some)


def words_of(text: str) -> tuple[str, ...]:
    return tuple(words(text))


def keys_by_stem(stems: Iterable[str], language: str) -> dict[str, frozenset[str]]:
    """What is called by these words, as keys of rows (`author:3`), by the stem of the word. One query."""
    wanted = [root for root in dict.fromkeys(stems) if root]
    if not wanted:
        return {}
    found: dict[str, set[str]] = {}
    for facet, key, its in engine().named(wanted, language):
        for root in wanted:
            if f"|{root}|" in its:
                found.setdefault(root, set()).add(f"{facet}:{key}")
    return {root: frozenset(keys) for root, keys in found.items()}


def keys_called(facet: str, words_of_name: Iterable[str], language: str) -> frozenset[str]:
    """What is called by all of these words together, for `author:"mei haddad"`; the last one may be unfinished."""
    return frozenset(f"{facet}:{key}" for key in engine().called(facet, tuple(words_of_name), language))


def _visible(named: Named, pks: Sequence[int]) -> Iterable[Any]:
    """What of these may be seen. Of pages that is the listing's answer."""
    model = named.model
    items: Any = model._base_manager.filter(pk__in=pks)
    if issubclass(model, Page):
        return items.filter(listing__isnull=False).select_related("listing", "locale")
    if hasattr(model, "live"):
        items = Viewer(Site()).published(items)  # snippets belong to no site
    return items.select_related("locale") if hasattr(model, "locale") else items


def _row(named: Named, item: Any) -> SearchName:
    name, others = named.names(item)
    every = [*words("\n".join((name, *others)))]
    listing: Listing | None = item.listing if isinstance(item, Page) else None
    language = item.locale.language_code if hasattr(item, "locale") else ""
    return SearchName(
        kind=named.kind,
        key=item.pk,
        facet=named.facet,
        suggested=named.suggested,
        language=language,
        name=name[:_LONGEST_NAME],
        words=f"|{'|'.join(every)}|",
        stems=f"|{'|'.join(stem(word, language) for word in every)}|",
        visible_until=listing.visible_until if listing else getattr(item, "expire_at", None),
        listing=listing,
    )
