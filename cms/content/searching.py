"""What a page can be found by: its own words, made from the same values as its renderings.

Words that belong to something else (reusable content, a teaser's title, a term's definition) stand in many places and may vanish
from all of them at once; they are found where they belong. Pictures and files are the exception: what is said of one where it
stands is the page's own, as long as everybody may see it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cms.content.blocks.base import stream_content
from cms.content.scope import Reference, Scope

if TYPE_CHECKING:
    from cms.content.models.base import BasePage, BodyPage

#: What a page's own words may depend on.
SOURCES = frozenset({"image", "document"})


@dataclass(frozen=True)
class SearchText:
    """The words of a page, by how much they say about it. `names` are other names of the title; `sources` is what lends words."""

    title: str
    names: tuple[str, ...] = ()
    standfirst: str = ""
    headings: tuple[str, ...] = ()
    body: str = ""
    code: str = ""
    sources: frozenset[Reference] = field(default_factory=frozenset)


class OwnWords(Scope):
    """A scope in which nothing but pictures and files can be referred to: what is built in it holds a page's own words."""

    def want(self, references: Iterable[Reference]) -> None:
        super().want(reference for reference in references if reference[0] in SOURCES)


def sources_of(page: "BasePage") -> frozenset[Reference]:
    return frozenset(reference for reference in page.references() if reference[0] in SOURCES)


def body_text(page: "BodyPage", scope: Scope) -> dict[str, Any]:
    """The fields of `SearchText` that a page with a body has. The scope has resolved the page's references."""
    stream = page.body.stream_block
    headings: list[str] = []
    body: list[str] = []
    code: list[str] = []
    for block in stream_content(stream, page.body.raw_data, scope):
        words = stream.child_blocks[block.type].as_text(block.value).strip()
        {"heading": headings, "code": code}.get(block.type, body).append(words)
    if page.lead_image_caption and scope.get("image", page.lead_image_id):
        body.append(page.lead_image_caption)
    body += [note.html.text for note in scope.footnotes]
    return {
        "standfirst": page.standfirst,
        "headings": tuple(words for words in headings if words),
        "body": "\n".join(words for words in body if words),
        "code": "\n".join(words for words in code if words),
    }
