"""Tables: from cells of whatever to columns that know what they hold."""

import re
from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cms.content.blocks.table import MAX_COLUMNS, MAX_ROWS
from cms.content.conversion.flow import Flow, Line, Quote, Ready
from cms.content.conversion.formatting import BREAK, Format, Run, plain, rich_text, tidy
from cms.content.conversion.source import Node

if TYPE_CHECKING:
    from cms.content.conversion.reading import Reader

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{1,6})?")
_MAX_TEXT = 500
_MAX_SPAN = 100

Row = tuple[Node, list[Node]]


class Cell:
    """What stands in a cell: letters, whether they are a heading, and what is no text."""

    def __init__(self, node: Node | None, reader: "Reader") -> None:
        self.is_heading = node is not None and node.tag == "th"
        self.runs: list[Run] = []
        self.others: list[Flow] = []
        if node is None:
            return
        inside = reader.another()
        inside.format = Format(code=reader.format.code).within(node)
        inside.read(node)
        for item in inside.finish():
            lines = [item] if isinstance(item, Line) else item.lines if isinstance(item, Quote) else _lines_of(item)
            if lines is None:
                self.others.append(item)
                continue
            for line in lines:
                self.runs += [Run(BREAK), *line.runs] if self.runs else line.runs
        self.runs = tidy(self.runs)

    @property
    def text(self) -> str:
        return plain(self.runs)

    @property
    def is_formatted(self) -> bool:
        return any(run.format != Format() or run.text == BREAK for run in self.runs) or len(self.text) > _MAX_TEXT

    @property
    def is_bold(self) -> bool:
        return bool(self.runs) and all(run.format.bold or not run.text.strip() for run in self.runs)

    @property
    def is_number(self) -> bool:
        return _NUMBER.fullmatch(self.text) is not None

    def html(self) -> str:
        inside = rich_text(self.runs)
        return f"<p>{inside}</p>" if inside else ""


def _lines_of(item: Flow) -> list[Line] | None:
    """The words of a block that a cell cannot hold."""
    if not isinstance(item, Ready):
        return None
    if item.type == "code":
        return [Line([Run(line, Format(code=True))]) for line in item.value["code"].split("\n")]
    if item.type == "table":
        table = item.value["table"]
        heads = " ".join(column["heading"] for column in table["columns"])
        texts = [table["caption"], heads, *(" ".join(re.sub(r"<[^>]*>", " ", value) for value in row["values"]) for row in table["rows"])]
        return [Line([Run(text)]) for text in texts if text.strip()]
    return None


class TableReader:
    def __init__(self, reader: "Reader") -> None:
        self.reader = reader

    def read(self, node: Node) -> list[Flow]:
        rows = list(_rows(node))
        if self._only_places_things(node, rows):
            with self.reader.apart() as inside:
                self.reader.read(node)
            return inside
        grid, others = self._grid(rows)
        caption = self._caption(node)
        if not grid:
            return [*([Line([Run(caption)])] if caption else []), *others]
        if len(grid[0]) > MAX_COLUMNS:
            lines: list[Flow] = [Line([Run(caption)])] if caption else []
            for row in grid:
                runs: list[Run] = []
                for cell in row:
                    if cell.runs:
                        runs += [Run(" | "), *cell.runs] if runs else cell.runs
                lines += [Line(runs)] if runs else []
            return [*lines, *others]
        return [*self._blocks(grid, caption, self._heads(rows, grid)), *others]

    @staticmethod
    def _only_places_things(node: Node, rows: list[Row]) -> bool:
        widest = max((len(cells) for _group, cells in rows), default=0)
        if node.get("role") == "presentation" or (widest <= 1 and len(rows) <= 1):
            return True
        return any(child.tag in ("pre", "h1", "h2", "h3", "h4", "blockquote", "table") for child in node.elements()) and (
            widest <= 2 or any(child.tag in ("pre", "table") for child in node.elements())
        )

    def _caption(self, node: Node) -> str:
        found = [child for child in node.children if isinstance(child, Node) and child.tag == "caption"]
        loose = [child for child in node.children if isinstance(child, str) and child.strip()]
        return " ".join(" ".join([*(child.text() for child in found), *loose]).split())

    def _grid(self, rows: list[Row]) -> tuple[list[list[Cell]], list[Flow]]:
        """Rows of equally many cells without empty rows and columns; what reaches over several of them stands in the first."""
        grid: list[list[Cell]] = []
        reaching: dict[int, int] = {}
        for _group, nodes in rows:
            row: list[Cell] = []
            waiting = deque(nodes)
            while waiting or reaching.get(len(row)):
                place = len(row)
                if reaching.get(place):
                    reaching[place] -= 1
                    row.append(Cell(None, self.reader))
                    continue
                node = waiting.popleft()
                below = _span(node, "rowspan") - 1
                for column in range(_span(node, "colspan") if place < _MAX_SPAN else 1):
                    row.append(Cell(node if column == 0 else None, self.reader))
                    if below > 0:
                        reaching[place + column] = below
            grid.append(row)
        others = [item for row in grid for cell in row for item in cell.others]
        grid = [row for row in grid if any(cell.runs for cell in row)]
        width = max((len(row) for row in grid), default=0)
        for row in grid:
            row += [Cell(None, self.reader) for _missing in range(width - len(row))]
        used = [column for column in range(width) if any(row[column].runs for row in grid)]
        return [[row[column] for column in used] for row in grid], others

    @staticmethod
    def _heads(rows: list[Row], grid: list[list[Cell]]) -> bool:
        """Whether the first row names the columns."""
        if len(grid) < 2:
            return False
        first, rest = grid[0], grid[1:]
        filled = [cell for cell in first if cell.runs]
        if (rows and rows[0][0].tag == "thead") or all(cell.is_heading for cell in filled):
            return True
        if all(cell.is_bold for cell in filled):
            return not all(cell.is_bold for row in rest for cell in row if cell.runs)
        if len(filled) < len(first) or any(cell.is_number or cell.is_formatted for cell in first):
            return False
        return any(all(row[column].is_number for row in rest) for column in range(len(first)))

    @staticmethod
    def _blocks(grid: list[list[Cell]], caption: str, has_heads: bool) -> Iterator[Ready]:
        heads = [cell.text for cell in grid[0]] if has_heads else [""] * len(grid[0])
        # A note or a link in a heading would be lost.
        if has_heads and any(run.format.note for cell in grid[0] for run in cell.runs):
            heads, has_heads = [""] * len(grid[0]), False
        body = grid[1:] if has_heads else grid
        columns: list[dict[str, Any]] = []
        for number, head in enumerate(heads):
            cells = [row[number] for row in body]
            # The first column names the rows: its formatting is that of a heading.
            is_plain = not any(cell.is_formatted and not (cell.is_heading and _is_only_bold(cell)) for cell in cells)
            filled = [cell for cell in cells if cell.runs]
            kind = "rich_text" if not is_plain else "number" if filled and all(cell.is_number for cell in filled) else "text"
            columns.append({"type": kind, "heading": head})
        named = len(heads) > 1 and all(row[0].is_heading for row in body)
        for start in range(0, len(body), MAX_ROWS):
            rows = [
                {"values": [_value(cell, column["type"]) for cell, column in zip(row, columns, strict=True)]}
                for row in body[start : start + MAX_ROWS]
            ]
            table = {"columns": columns, "rows": rows, "caption": caption if start == 0 else ""}
            yield Ready("table", {"table": table, "row_headings": named, "source": ""})


def _is_only_bold(cell: Cell) -> bool:
    return len(cell.text) <= _MAX_TEXT and all(run.format == Format(bold=True) for run in cell.runs)


def _value(cell: Cell, kind: str) -> str | None:
    if kind == "rich_text":
        return cell.html()
    return cell.text or None if kind == "number" else cell.text


def _span(node: Node, name: str) -> int:
    said = node.get(name)
    return min(max(int(said), 1), _MAX_SPAN) if said.isascii() and said.isdigit() and len(said) < 6 else 1


def _rows(node: Node) -> Iterator[Row]:
    """The rows of a table (not of tables in it) with what they stand in."""
    for child in node.children:
        if not isinstance(child, Node):
            continue
        if child.tag == "tr":
            yield node, [cell for cell in child.children if isinstance(cell, Node) and cell.tag in ("td", "th")]
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from _rows(child)
