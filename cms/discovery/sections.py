"""What a sitemap has beside pages: sections of public things with an address of their own. Rooms register theirs in `ready()`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from cms import tags
from cms.content.models.snippets import Term
from cms.content.scope import Scope

#: What one sitemap may have.
MOST = 50_000


@dataclass(frozen=True)
class Place:
    """Something at a path; `changed` is when it was last published."""

    path: str
    changed: datetime | None = None
    images: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """The places of one kind in one language. `rows` are the public ones; `place` makes one of a row."""

    rows: QuerySet[Any, Any]
    place: Callable[[Any], Place]
    tag: str

    def places(self) -> Iterable[Place]:
        tags.record(self.tag)
        return [self.place(row) for row in self.rows[:MOST]]

    def any(self) -> bool:
        tags.record(self.tag)
        return bool(self.rows.exists())


@dataclass(frozen=True)
class LinkList:
    """A list of pages of one kind in llms.txt; `newest` orders by date and not by title."""

    title: str
    kind: str
    length: int
    newest: bool = False


@dataclass
class _Registry:
    sections: dict[str, Callable[[Scope], Section]] = field(default_factory=dict)
    links: list[LinkList] = field(default_factory=list)
    news: set[str] = field(default_factory=set)


_registry = _Registry()


def register(name: str, make: Callable[[Scope], Section]) -> None:
    """Add a sitemap: `sitemap-<name>.xml`."""
    _registry.sections[name] = make


def register_links(*lists: LinkList) -> None:
    """Add lists to llms.txt."""
    _registry.links += lists


def register_news(kind: str) -> None:
    """Pages of this kind are in the news sitemap for two days."""
    _registry.news.add(kind)


def sections() -> dict[str, Callable[[Scope], Section]]:
    return _registry.sections


def link_lists() -> list[LinkList]:
    return _registry.links


def news_kinds() -> set[str]:
    return _registry.news


def snippet_section(scope: Scope, model: Any, route: str, urlconf: str, tag: str) -> Section:
    """Snippets with a slug and a public page each."""
    rows = scope.viewer.published(model.objects.filter(locale__language_code=scope.language).exclude(slug="")).order_by("pk")
    prefix = scope.prefix()

    def place(row: tuple[str, datetime | None]) -> Place:
        slug, changed = row
        return Place(prefix + reverse(route, args=(slug,), urlconf=urlconf), changed)

    return Section(rows.values_list("slug", "last_published_at"), place, tag)


def terms(scope: Scope) -> Section:
    return snippet_section(scope, Term, "term", "cms.content.urls", tags.listing("terms"))
