"""The glossary's terms."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from cms import tags
from cms.api.endpoints import Answer, Asked
from cms.api.pages import envelope
from cms.api.payloads import ResourceMeta
from cms.api.resources import snippet, snippet_page
from cms.content.models.snippets import Term
from cms.content.values import Term as TermValue

TYPE = "content.Term"


@dataclass(frozen=True)
class TermItem(TermValue):
    """A term as a resource of its own. `title` is the name."""

    meta: ResourceMeta = None  # type: ignore[assignment]  # always given; defaults come before it
    title: str = ""


def list_terms(asked: Asked) -> Answer:
    asked.check_fields(TermItem)
    tags.record(tags.listing("terms"))
    rows, total, cursor = snippet_page(asked, Term, ("name", "definition", "also_known_as"))
    return Answer(envelope(_items(asked, rows), total, cursor))


def get_term(asked: Asked, slug: str) -> Answer:
    asked.check_fields(TermItem)
    found = snippet(asked, Term, "term", slug)
    return Answer(_items(asked, [found])[0], last_modified=found.last_published_at)


def _items(asked: Asked, rows: Sequence[Term]) -> list[Any]:
    scope = asked.scope()
    scope.want(("term", row.pk) for row in rows)
    scope.resolve()
    found = []
    for row in rows:
        value: TermValue | None = scope.get("term", row.pk)
        if value is not None:
            meta = ResourceMeta(TYPE, asked.address(f"terms/{row.slug}/"), asked.base + value.url, str(row.slug), asked.language)
            kept = {field.name: getattr(value, field.name) for field in fields(value)}
            found.append(asked.write(TermItem(**kept, meta=meta, title=value.name)))
    return found
