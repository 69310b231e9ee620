"""What a page can be found by: its own words, made from the same values as its renderings.

Words that belong to something else (reusable content, a teaser's title, a term's definition) stand in many places and may vanish
from all of them at once; they are found where they belong. Pictures and files are the exception: what is said of one where it
stands is the page's own, as long as everybody may see it.
"""

from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language
from wagtail import blocks
from wagtail.models import Site

from cms.content.blocks.base import bodies, clean_text, raw_list, stream_content
from cms.content.once import made
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


@dataclass(frozen=True)
class Words:
    """What stands in a stream: type, id and words of every block that is shown, and the notes below it."""

    blocks: tuple[tuple[str, str, str], ...]
    notes: tuple[str, ...]


def words_in(stream: blocks.StreamBlock, raw: Iterable[Any], scope: Scope) -> Words:
    """The words of a raw stream value, in a scope of its own that has resolved what it refers to."""
    shown = stream_content(stream, raw, scope)
    found = tuple((block.type, block.id, stream.child_blocks[block.type].as_text(block.value).strip()) for block in shown)
    return Words(found, tuple(note.html.text for note in scope.footnotes))


def own_words_in(stream: blocks.StreamBlock, raw: Iterable[Any]) -> Words:
    """The same for whoever may see nothing that it refers to."""
    items = list(raw)
    # The stream's blocks are known by its identity: streams live as long as the process.
    key = ("words", id(stream), get_language(), repr(items))
    return made(key, lambda: words_in(stream, items, Drafted(Viewer(Site()))))


def typed_in(stream: blocks.StreamBlock, raw: Iterable[Any], words: Words) -> Iterator[str]:
    """What was typed into the blocks that are not shown."""
    shown = {key for _kind, key, _words in words.blocks}
    for block, key, value in bodies(stream, raw):
        if key not in shown:
            yield from typed(block, value)


def everything_in(stream: blocks.StreamBlock, raw: Iterable[Any]) -> list[str]:
    """All words of a raw stream value, for Wagtail's own search, which asks nobody what he may see."""
    items = list(raw)
    words = own_words_in(stream, items)
    every = [*(text for _kind, _key, text in words.blocks), *words.notes, *typed_in(stream, items, words)]
    return [text for text in every if text]


def body_text(page: "BodyPage", scope: Scope, sources: frozenset[Reference]) -> dict[str, Any]:
    """The fields of `SearchText` that a page with a body has. The scope has resolved the page's references, `sources` among them."""
    stream, raw = page.body.stream_block, list(page.body.raw_data)
    is_draft = isinstance(scope, Drafted)
    is_alone = is_draft or (isinstance(scope, OwnWords) and not sources)
    words = own_words_in(stream, raw) if is_alone else words_in(stream, raw, scope)
    headings: list[str] = []
    body: list[str] = []
    code: list[str] = []
    for kind, _key, text in words.blocks:
        {"heading": headings, "code": code}.get(kind, body).append(text)
    if page.lead_image_caption and (is_draft or scope.get("image", page.lead_image_id)):
        body.append(page.lead_image_caption)
    body += words.notes
    if is_draft:
        body += typed_in(stream, raw, words)
    return {
        "standfirst": page.standfirst,
        "headings": tuple(text for text in headings if text),
        "body": "\n".join(text for text in body if text),
        "code": "\n".join(text for text in code if text),
    }
