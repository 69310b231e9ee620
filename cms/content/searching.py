"""What a page can be found by: its own words, made from the same values as its renderings.

Words that belong to something else (reusable content, a teaser's title, a term's definition) stand in many places and may vanish
from all of them at once; they are found where they belong. Pictures and files are the exception: what is said of one where it
stands is the page's own, as long as everybody may see it.
"""

from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wagtail import blocks
from wagtail.models import Site

from cms.content.blocks.base import bodies, clean_text, raw_list, stream_content
from cms.content.scope import Reference, Scope
from cms.content.values import RichText
from cms.visibility import Viewer

if TYPE_CHECKING:
    from cms.content.models.base import BasePage, BodyPage, Facet

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


class Drafted(Scope):
    """A scope for what editors have written. Nothing is fetched: a block that cannot be shown for that is read as it was typed."""

    def want(self, references: Iterable[Reference]) -> None:
        pass


def text_of_draft(page: "BasePage", *, is_read: bool = False) -> "tuple[SearchText, tuple[Facet, ...]]":
    """The words of a page as it is in memory, and what it would be listed by. For editors.

    With `is_read`, what it is related to has been read, and stands as it is in memory, too.
    """
    draft = copy(page)
    if not is_read:
        draft.forget_relations()
    return draft.search_text(Drafted(Viewer(Site()))), tuple(draft.facets())


def typed(block: blocks.Block, raw: Any) -> Iterator[str]:
    """The texts in a block's raw value, whatever it refers to."""
    match block:
        case blocks.BaseStructBlock():
            for name, child in block.child_blocks.items():
                yield from typed(child, raw.get(name)) if isinstance(raw, Mapping) else ()
        case blocks.ListBlock():
            for item in raw_list(raw):
                yield from typed(block.child_block, item)
        case blocks.RichTextBlock() if isinstance(raw, str):
            yield RichText(clean_text(raw)).text
        case blocks.CharBlock() | blocks.TextBlock() if isinstance(raw, str):
            yield clean_text(raw)


def sources_of(page: "BasePage") -> frozenset[Reference]:
    return frozenset(reference for reference in page.references() if reference[0] in SOURCES)


def body_text(page: "BodyPage", scope: Scope) -> dict[str, Any]:
    """The fields of `SearchText` that a page with a body has. The scope has resolved the page's references."""
    stream = page.body.stream_block
    headings: list[str] = []
    body: list[str] = []
    code: list[str] = []
    shown = stream_content(stream, page.body.raw_data, scope)
    for block in shown:
        words = stream.child_blocks[block.type].as_text(block.value).strip()
        {"heading": headings, "code": code}.get(block.type, body).append(words)
    if page.lead_image_caption and (isinstance(scope, Drafted) or scope.get("image", page.lead_image_id)):
        body.append(page.lead_image_caption)
    body += [note.html.text for note in scope.footnotes]
    if isinstance(scope, Drafted):
        known = {block.id for block in shown}
        body += [words for block, key, raw in bodies(stream, page.body.raw_data) if key not in known for words in typed(block, raw)]
    return {
        "standfirst": page.standfirst,
        "headings": tuple(words for words in headings if words),
        "body": "\n".join(words for words in body if words),
        "code": "\n".join(words for words in code if words),
    }
