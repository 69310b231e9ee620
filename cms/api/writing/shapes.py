"""The shape of blocks that are sent: what v3 writes out when it reads a page can be sent back, and nothing else.

v3 takes any list as a stream and stumbles over what is no block. Here each stream is compared with its blocks first; what a block's
own rules say (lengths, choices, addresses) its form says afterwards.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Annotated, Any

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.fields import StreamField

from cms.api.problems import nearest, shown
from cms.api.writing.bodies import MAX_INTEGER

_TEXTS = (blocks.CharBlock, blocks.TextBlock, blocks.URLBlock, blocks.EmailBlock, blocks.RegexBlock, blocks.RawHTMLBlock)
_TEXTS_OF_TIME = (blocks.DateBlock, blocks.TimeBlock, blocks.DateTimeBlock)
_NUMBERS = (blocks.IntegerBlock, blocks.FloatBlock, blocks.DecimalBlock)


class ShapeError(ValueError):
    """`where: sentence`."""


def install() -> None:
    """Have v3 check streams, and let it write tables and dividers. Before its schemas are built."""
    from wagtail.api.v3.schemas import create_generator, patch_generator

    for generator in (create_generator, patch_generator):
        generator.register_field_schema(StreamField, _stream)
    from wagtail.api.v3 import form_data  # builds the schemas of pages, so not before

    # Wagtail 8.0 knows neither typed tables nor static blocks here, and answers 500 to both.
    form_data.flatten_block_value = partial(_flatten, form_data.flatten_block_value)


def _stream(generator: Any, field: Any) -> tuple[Any, list[Any]]:
    """The type of a stream in v3's schemas of what is sent, with its default."""
    block = field.stream_block

    def checked(value: list[Any]) -> list[Any]:
        try:
            check(block, value, field.name)
        except ShapeError as error:
            where, _colon, sentence = str(error).partition(": ")
            raise PydanticCustomError("wrong_shape", "{sentence}", {"where": where, "sentence": sentence}) from None
        return value

    return Annotated[list[Any], AfterValidator(checked)], []


def check(block: Any, value: Any, where: str) -> None:
    """Raise `ShapeError` unless the value has the shape of the block. None stands for an empty value below a stream."""
    if isinstance(block, blocks.BaseStreamBlock):
        for place, item in _items(value, where):
            kind = _expect(item, Mapping, "an object with type and value", place).get("type")
            if kind not in block.child_blocks:
                raise ShapeError(f"{place}.type: there is no block {shown(repr(kind))} here. {nearest(str(kind), block.child_blocks)}")
            _keys(item, ("type", "value", "id"), place)
            if "value" not in item:
                raise ShapeError(f"{place}: a block has a type and a value.")
            _expect(item.get("id"), str | None, "a text", f"{place}.id")
            check(block.child_blocks[kind], item["value"], f"{place}.value")
    elif isinstance(block, blocks.ListBlock):
        for place, item in _items(value, where):
            check(block.child_block, item, place)
    elif isinstance(block, TypedTableBlock):
        _check_table(block, value, where)
    elif isinstance(block, blocks.BaseStructBlock):
        if value is not None:
            _keys(_expect(value, Mapping, "an object", where), block.child_blocks, where)
            for name, part in value.items():
                check(block.child_blocks[name], part, f"{where}.{name}")
    elif value is not None:
        _check_field(block, value, where)


def _check_field(block: Any, value: Any, where: str) -> None:
    if isinstance(block, blocks.StaticBlock):
        raise ShapeError(f"{where}: this block has no value; send null.")
    if isinstance(block, blocks.RichTextBlock):
        if not isinstance(value, str):
            content = _expect(value, Mapping, "rich text: a text, or an object with format and content", where)
            _keys(content, ("format", "content"), where)
            _expect(content.get("content"), str, "a text", f"{where}.content")
            if content.get("format", "db_html") not in ("db_html", "db_markdown"):
                raise ShapeError(f"{where}.format: rich text is sent as db_html or db_markdown.")
    elif isinstance(block, blocks.ChooserBlock):
        if isinstance(_expect(value, int, "the id of what is chosen", where), bool) or not 0 < value <= MAX_INTEGER:
            raise ShapeError(f"{where}: this must be the id of what is chosen.")
    elif isinstance(block, blocks.BooleanBlock):
        _expect(value, bool, "true or false", where)
    elif isinstance(block, _NUMBERS):
        _expect(value, str | int | float, "a number", where)
    elif isinstance(block, (*_TEXTS, *_TEXTS_OF_TIME)):
        _expect(value, str, "a text", where)
    else:
        _expect(value, str | int | float | list, "a text, a number or a list", where)
        for place, item in _items(value, where) if isinstance(value, list) else ():
            _expect(item, str | int | float, "a text or a number", place)


def _check_table(block: Any, value: Any, where: str) -> None:
    if value is None:
        return
    _keys(_expect(value, Mapping, "an object with columns and rows", where), ("columns", "rows", "caption"), where)
    _expect(value.get("caption"), str | None, "a text", f"{where}.caption")
    kinds = []
    for place, column in _items(value.get("columns"), f"{where}.columns"):
        _keys(_expect(column, Mapping, "an object with type and heading", place), ("type", "heading"), place)
        _expect(column.get("heading"), str | None, "a text", f"{place}.heading")
        if column.get("type") not in block.child_blocks:
            raise ShapeError(f"{place}.type: columns hold {', '.join(block.child_blocks)}.")
        kinds.append(block.child_blocks[column["type"]])
    for place, row in _items(value.get("rows"), f"{where}.rows"):
        _keys(_expect(row, Mapping, "an object with values", place), ("values",), place)
        cells = list(_items(row.get("values"), f"{place}.values"))
        if len(cells) != len(kinds):
            raise ShapeError(f"{place}.values: this row has {len(cells)} cells, and the table {len(kinds)} columns.")
        for kind, (cell_place, cell) in zip(kinds, cells, strict=True):
            check(kind, cell, cell_place)


def _items(value: Any, where: str) -> Iterator[tuple[str, Any]]:
    found: Sequence[Any] = [] if value is None else _expect(value, list, "a list", where)
    return ((f"{where}.{number}", item) for number, item in enumerate(found))


def _expect(value: Any, kind: Any, words: str, where: str) -> Any:
    if not isinstance(value, kind):
        raise ShapeError(f"{where}: this must be {words}.")
    return value


def _keys(value: Mapping[str, Any], known: Any, where: str) -> None:
    for name in value:
        if name not in known:
            raise ShapeError(f"{where}.{shown(name)}: there is no such part here. {nearest(name, known)}")


def _flatten(original: Any, block: Any, value: Any, prefix: str, data: Any) -> None:
    """v3's own way from a block's JSON to its form, and for tables and what has no form the way that it lacks."""
    if isinstance(block, blocks.StaticBlock):
        return
    if not isinstance(block, TypedTableBlock):
        original(block, value, prefix, data)
        return
    columns, rows = (value or {}).get("columns") or [], (value or {}).get("rows") or []
    data[f"{prefix}-caption"] = (value or {}).get("caption") or ""
    data[f"{prefix}-column-count"], data[f"{prefix}-row-count"] = str(len(columns)), str(len(rows))
    for index, column in enumerate(columns):
        name = f"{prefix}-column-{index}"
        data[f"{name}-type"], data[f"{name}-heading"] = column["type"], column.get("heading") or ""
        data[f"{name}-order"], data[f"{name}-deleted"] = str(index), ""
    for number, row in enumerate(rows):
        data[f"{prefix}-row-{number}-order"], data[f"{prefix}-row-{number}-deleted"] = str(number), ""
        for index, cell in enumerate(row["values"]):
            _flatten(original, block.child_blocks[columns[index]["type"]], cell, f"{prefix}-cell-{number}-{index}", data)
