"""The glossary's terms."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from cms import tags
from cms.api.endpoints import Answer, Asked
from cms.api.pages import envelope
from cms.api.payloads import DetailMeta, ResourceMeta
from cms.api.problems import not_found
from cms.api.resources import snippet, snippet_page
from cms.content.glossary import term_seo
from cms.content.models.snippets import Term
from cms.content.publisher import publisher
from cms.content.values import Term as TermValue

TYPE = "content.Term"


@dataclass(frozen=True)
class TermItem(TermValue):
    """A term as a resource of its own. `title` is the name."""

    meta: ResourceMeta = None  # type: ignore[assignment]  # always given; defaults come before it
    title: str = ""


@dataclass(frozen=True)
class TermDetail(TermItem):
    """A term, whole."""

    meta: DetailMeta = None  # type: ignore[assignment]


def list_terms(asked: Asked) -> Answer:
    asked.check_fields(TermItem)
    tags.record(tags.listing("terms"))
    rows, total, cursor = snippet_page(asked, Term, ("name", "definition", "also_known_as"))
    return Answer(envelope(_items(asked, rows), total, cursor))


def get_term(asked: Asked, slug: str) -> Answer:
    asked.check_fields(TermDetail)
    found = snippet(asked, Term, "term", slug)
    scope = asked.scope()
    scope.want([("term", found.pk), *publisher(scope).references()])
    scope.resolve()
    value: TermValue | None = scope.get("term", found.pk)
    if value is None:  # it expired a moment ago
        raise not_found("term")
    meta = DetailMeta(**_meta(asked, found, value), seo=term_seo(value, scope))
    return Answer(asked.write(TermDetail(**_kept(value), meta=meta, title=value.name)), last_modified=found.last_published_at)


def _items(asked: Asked, rows: Sequence[Term]) -> list[Any]:
    scope = asked.scope()
    scope.want(("term", row.pk) for row in rows)
    scope.resolve()
    found = [(row, value) for row in rows if (value := scope.get("term", row.pk))]
    return [asked.write(TermItem(**_kept(value), meta=ResourceMeta(**_meta(asked, row, value)), title=value.name)) for row, value in found]


def _kept(value: TermValue) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _meta(asked: Asked, row: Term, value: TermValue) -> dict[str, Any]:
    address = asked.address(f"terms/{row.slug}/")
    return {"type": TYPE, "detail_url": address, "html_url": asked.base + value.url, "slug": str(row.slug), "locale": asked.language}
