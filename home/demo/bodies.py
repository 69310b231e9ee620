"""From the pieces of a text file to a body of blocks.

What a piece's value means is read from the block itself: where its form has rich text, a string is Markdown; where it has a
chooser, a string is the name of something that the demonstration has made. So a new block needs nothing here.
"""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from wagtail import blocks
from wagtail.blocks.field_block import ChooserBlock
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.coreutils import resolve_model_string
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageBlock

from home.demo.ledger import kind_of
from home.demo.prose import Resolve, rich_text
from home.demo.texts import Piece, TextError


def body(stream: blocks.StreamBlock, pieces: Iterable[Piece], resolve: Resolve) -> Any:
    """The value of a body, checked as the editor's form checks it. Raises `TextError`."""
    raw = []
    for piece in pieces:
        child = stream.child_blocks.get(piece.block)
        if child is None:
            raise TextError(f"There is no block “{piece.block}” here.")
        raw.append({"type": piece.block, "value": raw_value(child, piece.value, resolve)})
    try:
        return stream.clean(stream.to_python(raw))
    except StreamBlockValidationError as error:
        raise TextError(f"The editor's form would refuse this: {error.as_json_data()}") from error


def raw_value(block: blocks.Block, value: Any, resolve: Resolve) -> Any:
    """What the database keeps for a value as the magazine's files write it."""
    if isinstance(block, ImageBlock):
        return _image(value, resolve)
    if isinstance(block, BaseTypedTableBlock):
        return _table(block, value, resolve)
    if isinstance(block, blocks.StructBlock):
        unknown = set(value) - set(block.child_blocks)
        if unknown:
            raise TextError(f"“{block.name}” has no {', '.join(sorted(unknown))}.")
        return {
            name: raw_value(child, value[name], resolve) if name in value else child.get_prep_value(child.get_default())
            for name, child in block.child_blocks.items()
        }
    if isinstance(block, blocks.ListBlock):
        return [{"type": "item", "id": str(uuid4()), "value": raw_value(block.child_block, item, resolve)} for item in value]
    if isinstance(block, blocks.RichTextBlock):
        return rich_text(value, resolve)
    if isinstance(block, ChooserBlock):
        return resolve(kind_of(resolve_model_string(block.target_model)), value)
    return value


def _image(value: Any, resolve: Resolve) -> dict[str, Any]:
    """A name, with the picture's own alt text, or a table of `image` and `alt` (empty: decorative)."""
    name, alt = (value, None) if isinstance(value, str) else (value["image"], value.get("alt"))
    pk = resolve("image", name)
    if alt is None:
        alt = get_image_model().objects.values_list("description", flat=True).get(pk=pk)
    return {"image": pk, "decorative": not alt, "alt_text": alt}


def _table(block: BaseTypedTableBlock, value: dict[str, Any], resolve: Resolve) -> dict[str, Any]:
    """`columns` as lists of type and heading, `rows` as lists of cells."""
    columns = [{"type": kind, "heading": heading} for kind, heading in value["columns"]]
    rows = [
        {"values": [_cell(block.child_blocks[kind], cell, resolve) for (kind, _), cell in zip(value["columns"], row, strict=True)]}
        for row in value["rows"]
    ]
    return {"columns": columns, "rows": rows, "caption": value.get("caption", "")}


def _cell(block: blocks.Block, cell: Any, resolve: Resolve) -> Any:
    if isinstance(block, blocks.DecimalBlock):
        return str(cell)
    return None if cell == "" and isinstance(block, ChooserBlock) else raw_value(block, cell, resolve)
