"""The public content for people and other programs: the API's payload as JSON, and Markdown with front matter, a file a page.

These files show what an anonymous visitor may see. An import does not need them: it reads the records.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from itertools import batched
from typing import Any

from wagtail.fields import StreamField
from wagtail.models import Page, Site

from articles.models import Author, Series
from cms.content.batches import language_of, publish_all
from cms.content.blocks.base import stream_content, stream_references
from cms.content.encoding import Encoder, moment
from cms.content.kinds import specific, specific_relations
from cms.content.models import Term
from cms.content.models.base import BasePage
from cms.content.pages import PageValue
from cms.content.scope import Scope
from cms.delivery.markdown import document
from cms.portability.archive.folder import json_text
from cms.visibility import Viewer

BATCH = 20
SNIPPETS = {"author": Author, "series": Series, "term": Term}


def readable(site: Site) -> Iterator[tuple[str, str]]:
    """File names and texts of everything public on one site."""
    viewer = Viewer.public(site)
    root = f"content/{site.hostname}"
    pages = viewer.pages(Page.objects.order_by("path")).select_related(*specific_relations())
    for batch in batched(pages.iterator(BATCH), BATCH, strict=False):
        found = [page for page in map(specific, batch) if isinstance(page, BasePage)]
        for page in found:
            page.as_published = True
        for page, value in zip(found, publish_all(found, Scope(viewer)), strict=True):
            language = language_of(page, Scope(viewer))
            path = value.url.strip("/") or "index"
            yield f"{root}/json/{path}.json", json_text(Encoder(viewer.base_url)(value))
            yield f"{root}/markdown/{path}.md", front_matter(value, language) + document(value, viewer.base_url)
    for kind, model in SNIPPETS.items():
        for snippet in viewer.published(model._default_manager.order_by("pk")).select_related("locale").iterator():
            yield from _snippet(kind, snippet, viewer, root)


def _snippet(kind: str, snippet: Any, viewer: Viewer, root: str) -> Iterator[tuple[str, str]]:
    scope = Scope(viewer, snippet.locale.language_code)
    streams = [field.name for field in snippet._meta.get_fields() if isinstance(field, StreamField)]
    scope.want([(kind, snippet.pk)])
    for name in streams:
        stream = getattr(snippet, name)
        scope.want(stream_references(stream.stream_block, stream.raw_data))
    scope.resolve()
    value = scope.get(kind, snippet.pk)
    if value is None:
        return
    encoder = Encoder(viewer.base_url)
    payload = encoder(value)
    for name in streams:
        stream = getattr(snippet, name)
        payload[name] = encoder(stream_content(stream.stream_block, stream.raw_data, scope))
    yield f"{root}/json/{scope.language}/{kind}/{snippet.slug or snippet.pk}.json", json_text(payload)


def front_matter(value: PageValue, language: str) -> str:
    """What Hugo, Jekyll and Astro read above a Markdown text; every value is JSON, which is YAML too."""
    found: dict[str, Any] = {
        "title": value.title,
        "description": getattr(value, "standfirst", "") or getattr(value, "introduction", ""),
        "date": _moment(value.published_at),
        "lastmod": _moment(value.updated_at),
        "slug": value.meta.slug,
        "url": value.url,
        "language": language,
        "type": value.meta.type,
        "authors": [author.title for author in getattr(value, "authors", ())],
        "topics": [topic.title for topic in getattr(value, "topics", ()) if hasattr(topic, "title")],
        "tags": [tag.name for tag in getattr(value, "tags", ())],
    }
    lines = [f"{name}: {_yaml(item)}" for name, item in found.items() if item]
    return "---\n" + "\n".join(lines) + "\n---\n\n"


def _moment(value: datetime | None) -> str | None:
    return moment(value) if value else None


def _yaml(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
