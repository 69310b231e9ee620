"""A page as Markdown, at the page's URL with `.md` in place of its last slash; the front page is `/index.md`.

Who may call it: everybody; private pages are not there, whoever asks.
"""

from dataclasses import fields, is_dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.utils import translation
from django.views.decorators.http import require_safe

from cms import answers
from cms.content.batches import language_of, publish
from cms.content.blocks.output import blocks_markdown
from cms.content.encoding import Encoder, moment
from cms.content.markdown import footnote_definitions
from cms.content.markup import escape_inline, markdown_url
from cms.content.pages import PageValue
from cms.content.rendering import viewer_for
from cms.content.routing import Found, Moved, resolve
from cms.content.scope import Scope
from cms.content.values import Block, Card, Link
from cms.delivery.views import anything, markdown_address

CONTENT_TYPE = "text/markdown; charset=utf-8"


@require_safe
def page(request: HttpRequest, path: str) -> HttpResponseBase:
    """The Markdown of the page at `path`, which has neither a slash nor `.md` at its end."""
    viewer, language = viewer_for(request), translation.get_language()
    answer = resolve(viewer, language, "/" if path == "index" else f"/{path}/")
    if isinstance(answer, Moved) and answer.url.startswith("/") and "?" not in answer.url and "#" not in answer.url:
        return (HttpResponsePermanentRedirect if answer.permanent else HttpResponseRedirect)(markdown_address(answer.url))
    if not isinstance(answer, Found):
        return anything(request, f"{path}.md")  # an older site may have had such a path
    value = publish(answer.page, Scope(viewer, language_of(answer.page, Scope(viewer, language))))
    response = HttpResponse(document(value, viewer.base_url), content_type=CONTENT_TYPE)
    answers.public(response)
    response["Link"] = f'<{value.meta.seo.canonical}>; rel="canonical"'
    return response


def document(value: PageValue, base: str) -> str:
    """A page's value as one Markdown document: title, dates, body or lists, notes. Addresses are absolute."""
    encoder = Encoder(base)
    parts = [f"# {escape_inline(_line(value.title))}"]
    if standfirst := getattr(value, "standfirst", "") or getattr(value, "introduction", ""):
        parts.append(f"*{escape_inline(_line(standfirst))}*")
    parts.append(_facts(value, encoder))
    body: tuple[Block, ...] = getattr(value, "body", ())
    parts.append(blocks_markdown(encoder.absolute(body)))
    parts += [_section(field.name, getattr(value, field.name), encoder) for field in fields(value) if field.name in _LISTS]
    parts += _sections(getattr(value, "sections", ()), encoder)
    if notes := getattr(value, "footnotes", ()):
        parts.append(footnote_definitions(encoder.absolute(notes)))
    return "\n\n".join(part for part in parts if part) + "\n"


#: Fields that are lists of pages, with what stands above them.
_LISTS = {
    "topics": "Topics",
    "subtopics": "Topics",
    "desks": "Desks",
    "related_topics": "Related topics",
    "pinned": "Articles",
    "related": "Related articles",
}


def _line(text: str) -> str:
    return " ".join(text.split())


def _facts(value: PageValue, encoder: Encoder) -> str:
    """Who wrote it, when, and where it lives."""
    authors = ", ".join(author.title for author in getattr(value, "authors", ()))
    dates = moment(value.published_at)[:10] if value.published_at else ""
    if value.updated_at:
        dates += f" (updated {moment(value.updated_at)[:10]})"
    facts = [escape_inline(_line(part)) for part in (authors, dates) if part]
    return " · ".join([*facts, f"<{encoder.url(value.url)}>"])


def _section(name: str, items: Any, encoder: Encoder) -> str:
    lines = [line for item in items if (line := _item(item, encoder))]
    return f"## {_LISTS[name]}\n\n" + "\n".join(lines) if lines else ""


def _item(item: Any, encoder: Encoder) -> str:
    link = item if isinstance(item, Link | Card) else getattr(item, "topic", None)
    if not isinstance(link, Link | Card):
        return ""
    text = _line(getattr(item, "standfirst", ""))
    return f"- [{escape_inline(_line(link.title))}]({markdown_url(encoder.url(link.url) or '')})" + (
        f": {escape_inline(text)}" if text else ""
    )


def _sections(sections: Any, encoder: Encoder) -> list[str]:
    """The sections of a front page."""
    found = []
    for section in sections:
        if not is_dataclass(section):
            continue
        heading = getattr(section, "heading", "")
        lines = [line for card in getattr(section, "cards", ()) if (line := _item(card, encoder))]
        text: Any = getattr(section, "text", None)
        words = encoder.absolute(text).markdown if text else ""
        parts = (f"## {escape_inline(_line(heading))}" if heading else "", words, "\n".join(lines))
        found.append("\n\n".join(part for part in parts if part))
    return found
