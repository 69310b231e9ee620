"""Tables whose columns know what they hold."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Literal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from cms.content.blocks.base import ContentBlock, clean_text, raw_id, raw_text
from cms.content.blocks.lines import markdown_link, one_line, strong
from cms.content.richtext import CAPTION_FEATURES, INLINE_FEATURES, references, rich_text
from cms.content.values import Link, RichText

if TYPE_CHECKING:
    from cms.content.scope import Reference, Scope

ColumnType = Literal["text", "number", "rich_text", "page"]
COLUMN_TYPES: tuple[ColumnType, ...] = ("text", "number", "rich_text", "page")

MAX_COLUMNS, MAX_ROWS = 20, 500
#: What a JSON number keeps exactly.
MAX_DIGITS, MAX_DECIMALS = 15, 6
#: Smaller numbers are written without separators: 2024 may be a year.
GROUPED_FROM = 10_000

_BARE_PIPE = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True)
class TextCell:
    text: str
    type: Literal["text"] = "text"

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class NumberCell:
    """A number, shown with `decimals` digits after the point: as many as its column needs. None is an empty cell."""

    number: int | float | None
    decimals: int = 0
    type: Literal["number"] = "number"

    def __str__(self) -> str:
        return "" if self.number is None else f"{self.number:.{self.decimals}f}"

    @property
    def digits(self) -> str:
        """The argument of Django's `floatformat`."""
        grouped = self.number is not None and abs(self.number) >= GROUPED_FROM
        return f"{self.decimals}{'g' if grouped else ''}"


@dataclass(frozen=True)
class RichTextCell:
    html: RichText
    type: Literal["rich_text"] = "rich_text"

    def __str__(self) -> str:
        return self.html.text


@dataclass(frozen=True)
class PageCell:
    """A link to a page; None when there is none, or none that may be seen."""

    page: Link | None
    type: Literal["page"] = "page"

    def __str__(self) -> str:
        return self.page.title if self.page else ""


Cell = TextCell | NumberCell | RichTextCell | PageCell


@dataclass(frozen=True)
class Column:
    type: ColumnType
    heading: str


@dataclass(frozen=True)
class TableContent:
    """A table. Each row has one cell a column; `row_headings` says that the first cell of a row names it."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    row_headings: bool
    source: RichText = field(default_factory=RichText)

    @property
    def has_headings(self) -> bool:
        return any(column.heading for column in self.columns)


def number(raw: Any) -> Decimal | None:
    """A number as the database keeps it: text, or a JSON number. None for what is no number or has too many digits."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal) or len(text := str(raw)) > 40:
        return None
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    if not found.is_finite() or found.adjusted() >= MAX_DIGITS or _decimals(found) > MAX_DECIMALS:
        return None
    return found


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def raw_cells(raw: Any) -> Iterator[tuple[str, Any]]:
    """The cells of a raw table with the type of their column."""
    table = raw["table"]
    types = [column["type"] for column in table["columns"]]
    for row in table["rows"]:
        yield from zip(types, row["values"], strict=False)


class TableCellsBlock(TypedTableBlock):
    """Columns and rows, as an editor fills them in."""

    text = blocks.CharBlock(label=_("Text"), required=False, max_length=500)
    number = blocks.DecimalBlock(label=_("Number"), required=False, max_digits=MAX_DIGITS, decimal_places=MAX_DECIMALS)
    rich_text = blocks.RichTextBlock(label=_("Formatted text"), required=False, features=INLINE_FEATURES)
    page = blocks.PageChooserBlock(label=_("Link to a page"), required=False)

    def clean(self, table: Any) -> Any:
        if len(table.columns) > MAX_COLUMNS or len(table.row_data) > MAX_ROWS:
            raise ValidationError(
                _("A table has at most %(columns)s columns and %(rows)s rows."), params={"columns": MAX_COLUMNS, "rows": MAX_ROWS}
            )
        return super().clean(table)


class TableBlock(ContentBlock, blocks.StructBlock):
    """A table of text, numbers and links."""

    table = TableCellsBlock(label=_("Table"))
    row_headings = blocks.BooleanBlock(label=_("The first column names the rows"), required=False)
    source = blocks.RichTextBlock(label=_("Source or note"), features=CAPTION_FEATURES, required=False)

    value_type = TableContent

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        table = cleaned.get("table")
        if not self.is_deferred_validation and (table is None or not table.columns or not table.row_data):
            raise StructBlockValidationError(block_errors={"table": ValidationError(_("A table has at least one column and one row."))})
        return cleaned

    def references(self, raw: Any) -> Iterable["Reference"]:
        for kind, cell in raw_cells(raw):
            if kind == "rich_text" and isinstance(cell, str):
                yield from references(cell)
            elif kind == "page" and (page := raw_id({"page": cell}, "page")) is not None:
                yield "page", page
        yield from references(raw_text(raw, "source"))

    def publish(self, raw: Any, scope: "Scope") -> TableContent | None:
        table = raw["table"]
        kinds = [column["type"] for column in table["columns"][:MAX_COLUMNS]]
        known = [index for index, kind in enumerate(kinds) if kind in COLUMN_TYPES]
        lines = [row["values"] for row in table["rows"][:MAX_ROWS]]
        if not known or not lines:
            return None
        columns = tuple(Column(kinds[index], raw_text(table["columns"][index], "heading")) for index in known)
        decimals = [
            max((_decimals(found) for line in lines if kinds[index] == "number" and (found := number(line[index])) is not None), default=0)
            for index in known
        ]
        rows = tuple(
            tuple(self._cell(kinds[index], line[index], places, scope) for index, places in zip(known, decimals, strict=True))
            for line in lines
        )
        return TableContent(
            caption=raw_text(table, "caption"),
            columns=columns,
            rows=rows,
            row_headings=raw.get("row_headings") is True,
            source=rich_text(raw.get("source"), scope),
        )

    @staticmethod
    def _cell(kind: ColumnType, raw: Any, decimals: int, scope: "Scope") -> Cell:
        if kind == "number":
            found = number(raw)
            if found is None:
                return NumberCell(None, decimals)
            return NumberCell(int(found) if found == found.to_integral_value() else float(found), decimals)
        if kind == "rich_text":
            return RichTextCell(rich_text(raw, scope))
        if kind == "page":
            return PageCell(scope.get("page", raw_id({"page": raw}, "page")))
        return TextCell(clean_text(raw).strip() if isinstance(raw, str) else "")

    def as_text(self, content: TableContent) -> str:
        headings = " ".join(column.heading for column in content.columns if column.heading)
        rows = (" ".join(text for cell in row if (text := str(cell))) for row in content.rows)
        return "\n".join(part for part in (content.caption, headings, *rows, content.source.text) if part)

    def as_markdown(self, content: TableContent) -> str:
        rules = ("---:" if column.type == "number" else "---" for column in content.columns)
        lines = [
            _line(one_line(column.heading) for column in content.columns),
            _line(rules),
            *(_line(_markdown_cell(cell) for cell in row) for row in content.rows),
        ]
        caption = strong(content.caption)
        return "\n\n".join(part for part in (caption, "\n".join(lines), content.source.markdown) if part)

    class Meta:
        icon = "table"
        label = _("Table")
        group = _("Data")
        label_format = ""
        preview_value: Mapping[str, Any] = {
            "table": {
                "columns": [{"type": "text", "heading": "River"}, {"type": "number", "heading": "Length (km)"}],
                "rows": [{"values": ["Elbe", "1094"]}, {"values": ["Havel", "334"]}],
                "caption": "Two rivers",
            },
            "row_headings": True,
        }
        description = _("Text, numbers and links in rows and columns.")


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(" ".join(cell.split()) for cell in cells) + " |"


def _markdown_cell(cell: Cell) -> str:
    if isinstance(cell, RichTextCell):
        return _BARE_PIPE.sub(r"\\|", cell.html.markdown)
    if isinstance(cell, PageCell) and cell.page is not None:
        return markdown_link(cell.page.title, cell.page.url)
    return one_line(str(cell))
