"""A whole body as HTML, Markdown and text. A block whose type is no longer known is passed over."""

from collections.abc import Iterable, Iterator

from django.utils.safestring import SafeString, mark_safe

from cms.content.blocks.base import ContentBlock
from cms.content.blocks.body import body_block
from cms.content.sources import marked
from cms.content.values import Block


def _known(blocks: Iterable[Block]) -> Iterator[tuple[ContentBlock, Block]]:
    definitions = body_block().child_blocks
    for block in blocks:
        definition = definitions.get(block.type)
        if isinstance(definition, ContentBlock):
            yield definition, block


def blocks_html(blocks: Iterable[Block], source: str = "") -> SafeString:
    """Each block through the template of its type; with the source of the field, each says in a preview where it comes from."""
    parts = []
    for definition, block in _known(blocks):
        html = str(definition.as_html(block))
        parts.append(marked(html, f"{source}/{block.id}") if source else html)
    return mark_safe("".join(parts))  # noqa: S308 - joins safe strings


def blocks_markdown(blocks: Iterable[Block]) -> str:
    """CommonMark, blocks with an empty line between them."""
    return "\n\n".join(part for definition, block in _known(blocks) if (part := definition.as_markdown(block.value).strip()))


def blocks_text(blocks: Iterable[Block]) -> str:
    """The words of all blocks, one line a paragraph."""
    return "\n".join(part for definition, block in _known(blocks) if (part := definition.as_text(block.value).strip()))
