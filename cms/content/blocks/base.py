"""What every block of ours can do.

A block owns everything about itself. Its *form* is Wagtail's. What it publishes is its *content*: a frozen dataclass that
`publish()` builds from the raw value (the JSON that the database keeps) and a `Scope`. HTML (a partial in
`templates/components/` named after the block), JSON (`encoding.to_json`), Markdown and plain text are made from the content.

Raw values are read instead of Wagtail's Python values because they need no query and survive what is malformed.
"""

import logging
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from wagtail import blocks

from cms.content.markup import escape_markdown
from cms.content.values import Block

if TYPE_CHECKING:
    from cms.content.scope import Reference, Scope

logger = logging.getLogger(__name__)

#: Neither HTML nor XML can carry these: control characters, and surrogates without their other half.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
#: The largest primary key that databases compare with.
_MAX_ID = 2**63 - 1


class ContentBlock(blocks.Block):
    """Mixin for a block that may stand in a body. Subclasses define `publish`, `as_text` and, where it has a form, `as_markdown`."""

    #: The dataclass that `publish()` returns: the API's schema is derived from it.
    value_type: ClassVar[Any]

    def references(self, raw: Any) -> Iterable["Reference"]:
        """What the raw value refers to, for the scope to fetch."""
        return ()

    def publish(self, raw: Any, scope: "Scope") -> Any:
        """The published content, or None when there is nothing (left) to show. Any exception means: malformed."""
        return None

    def as_text(self, content: Any) -> str:
        """The words that a reader can search for, one line a paragraph."""
        return ""

    def as_markdown(self, content: Any) -> str:
        return escape_markdown(self.as_text(content))

    def example(self) -> Any:
        """Content for the editor's block picker where `preview_value` would have to refer to something that may not exist."""
        return None

    @property
    def component(self) -> str:
        """The template of the block's HTML; its context has `block` (values.Block) and `value` (the content)."""
        return f"components/{self.name}.html"

    def as_html(self, block: Block) -> SafeString:
        return render_to_string(self.component, {"block": block, "value": block.value})

    def render(self, value: Any, context: Mapping[str, Any] | None = None) -> SafeString:
        """Wagtail's own way to HTML (the editor's block picker, `include_block`): as an anonymous visitor sees it."""
        from wagtail.models import Site

        from cms.content.scope import Scope
        from cms.visibility import Viewer

        site = Site.objects.select_related("root_page").filter(is_default_site=True).first()
        if site is None:
            return SafeString("")
        scope, raw = Scope(Viewer.public(site)), self.get_prep_value(value)
        scope.want(self.references(raw))
        scope.resolve()
        content = self.publish(raw, scope)
        if content is None and context and context.get("in_block_picker"):
            content = self.example()
        return SafeString("") if content is None else self.as_html(Block(self.name, "preview", content))

    def get_preview_context(self, value: Any, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {**(parent_context or {}), "in_block_picker": True}


#: Where a block of streams keeps its `ContentBlock`s by name.
_OWN = "_masthead_content_blocks"


def _own_blocks(stream: blocks.StreamBlock) -> Mapping[str, ContentBlock]:
    """The blocks of ours that a stream may have. They do not change once it is made, and a list of pages asks for them all the time."""
    found: dict[str, ContentBlock] | None = stream.__dict__.get(_OWN)
    if found is None:
        found = {name: block for name, block in stream.child_blocks.items() if isinstance(block, ContentBlock)}
        stream.__dict__[_OWN] = found
    return found


def _known(stream: blocks.StreamBlock, raw_items: Iterable[Any]) -> list[tuple[ContentBlock, Mapping[str, Any]]]:
    """The known blocks of a raw stream value with their raw items. Unknown types and non-blocks are passed over."""
    own, found = _own_blocks(stream), []
    for item in raw_items:
        # Nearly every item is a dict, which is quicker to tell than a mapping.
        if type(item) is dict or isinstance(item, Mapping):
            kind = item.get("type")
            block = own.get(kind) if isinstance(kind, str) else None
            if block is not None:
                found.append((block, item))
    return found


def _block_id(item: Mapping[str, Any]) -> str:
    return clean_text(str(item.get("id") or uuid.uuid5(uuid.NAMESPACE_OID, repr(item))))


def bodies(stream: blocks.StreamBlock, raw_items: Iterable[Any]) -> Iterator[tuple[ContentBlock, str, Any]]:
    """The known blocks of a raw stream value as (block, id, raw value)."""
    for block, item in _known(stream, raw_items):
        yield block, _block_id(item), item.get("value")


def stream_references(stream: blocks.StreamBlock, raw_items: Iterable[Any]) -> list["Reference"]:
    """Everything a raw stream value refers to. A malformed block refers to nothing."""
    found: list[Reference] = []
    for block, item in _known(stream, raw_items):
        try:
            found += list(block.references(item.get("value")))
        except (AttributeError, KeyError, TypeError, ValueError):
            logger.warning("The references of block %s (%s) cannot be read.", _block_id(item), block.name)
    return found


def stream_content(stream: blocks.StreamBlock, raw_items: Iterable[Any], scope: "Scope") -> tuple[Block, ...]:
    """The published blocks of a raw stream value, in order.

    A block that cannot be read is left out; the operators' log and `scope.problems` name it, the page stays readable.
    """
    found = []
    for block, block_id, raw in bodies(stream, raw_items):
        try:
            content = block.publish(raw, scope)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            logger.error("Block %s (%s) cannot be read and is left out: %s", block_id, block.name, error)
            scope.problems.append(block_id)
            continue
        if content is not None:
            found.append(Block(block.name, block_id, content))
    return tuple(found)


def raw_list(raw: Any) -> list[Any]:
    """The items of a raw ListBlock value (Wagtail keeps them as `{"type": "item", "value": …, "id": …}` or bare)."""
    if not isinstance(raw, list):
        return []
    return [item["value"] if isinstance(item, Mapping) and item.get("type") == "item" and "value" in item else item for item in raw]


def clean_text(text: str) -> str:
    """The text without the characters that no output format can carry."""
    # What is printable can be carried; most is.
    return text if text.isprintable() else _UNWRITABLE.sub("", text)


def raw_text(raw: Any, key: str) -> str:
    """A text of a raw struct value, stripped; the empty string where there is none."""
    value = raw.get(key)
    return clean_text(value).strip() if isinstance(value, str) else ""


def raw_choice[Choice: str](raw: Any, key: str, choices: Iterable[tuple[Choice, Any]], default: Choice) -> Choice:
    """One of a raw struct value's `choices`; `default` when it is none of them."""
    value = raw_text(raw, key)
    return next((choice for choice, _label in choices if choice == value), default)


def raw_id(raw: Any, key: str) -> int | None:
    """A primary key in a raw struct value."""
    value = raw.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _MAX_ID else None
