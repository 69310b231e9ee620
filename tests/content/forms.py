"""What a browser posts for a block, made from the block and its Python value as Wagtail's editor would."""

from typing import Any

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.images.blocks import ImageBlock
from wagtail.rich_text import RichText


def _list(items: list[Any]) -> dict[str, Any]:
    rows = {str(order): {"order": str(order), "deleted": "", "id": "", **item} for order, item in enumerate(items)}
    return {"count": str(len(items)), **rows}


def _table(block: BaseTypedTableBlock, table: Any) -> dict[str, Any]:
    columns = {
        str(order): {"type": column["block"].name, "heading": column["heading"], "order": str(order), "deleted": ""}
        for order, column in enumerate(table.columns)
    }
    cells = {
        str(row): {str(order): posted(column["block"], values["values"][order]) for order, column in enumerate(table.columns)}
        for row, values in enumerate(table.row_data)
    }
    return {
        "caption": table.caption,
        "column": {"count": str(len(columns)), **columns},
        "row": {"count": str(len(cells)), **{row: {"order": row, "deleted": ""} for row in cells}},
        "cell": cells,
    }


def posted(block: blocks.Block, value: Any) -> Any:
    """The nested form data of one block: text, or a dict of more of it."""
    if isinstance(block, ImageBlock) and not hasattr(value, "items"):
        value = block._image_to_struct_value(value)
    if isinstance(block, blocks.BaseStreamBlock):
        return _list([{"type": child.block.name, "value": posted(child.block, child.value)} for child in value])
    if isinstance(block, blocks.BaseStructBlock):
        return {name: posted(child, value.get(name)) for name, child in block.child_blocks.items()}
    if isinstance(block, blocks.ListBlock):
        return _list([{"value": posted(block.child_block, item)} for item in value])
    if isinstance(block, BaseTypedTableBlock):
        return _table(block, value)
    if isinstance(block, blocks.RichTextBlock):
        return block.field.widget.format_value(value.source if isinstance(value, RichText) else "")
    if isinstance(block, blocks.BooleanBlock):
        return "on" if value else None
    if isinstance(block, blocks.ChooserBlock):
        return str(value.pk) if value is not None else ""
    return "" if value is None else str(value)


def form_data(prefix: str, data: Any) -> dict[str, str]:
    """Nested form data, flat: `{"body": {"count": "1"}}` becomes `{"body-count": "1"}`."""
    if isinstance(data, dict):
        return {name: text for key, value in data.items() for name, text in form_data(f"{prefix}-{key}" if prefix else key, value).items()}
    return {} if data is None else {prefix: data}
