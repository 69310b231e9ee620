"""Reading the tree: paragraphs, items, headings, and the things between them."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from cms.content.conversion import cards, things, word
from cms.content.conversion.flow import Flow, Line, Ready, Role
from cms.content.conversion.formatting import BREAK, Format, Run, is_blank, is_code
from cms.content.conversion.listings import listing
from cms.content.conversion.result import Dropped
from cms.content.conversion.source import BLOCK_TAGS, Node
from cms.content.conversion.tables import TableReader

_HIDING_CLASSES = {"screen-reader-text", "sr-only", "visually-hidden", "visuallyhidden"}
_NUMBERS_OF_LINES = {"gutter", "linenos", "lineno", "rouge-gutter", "blob-num", "line-numbers", "hljs-ln-numbers"}


class Reader:
    """Reads nodes into a flow. Use it once."""

    def __init__(self, notes: dict[int, str | None], code_language: str = "text", files: bool = False) -> None:
        self.notes, self.code_language, self.files = notes, code_language, files
        self.flow: list[Flow] = []
        self.runs: list[Run] = []
        self.waiting: list[Flow] = []
        self.format = Format()
        self.line = Line([])
        self.lists: list[tuple[bool, int]] = []
        self.series = itertools.count(1)
        self.in_code = False

    # --- the flow ---------------------------------------------------------------------------------------------------------

    def finish(self) -> list[Flow]:
        self.end_line()
        return self.flow

    def end_line(self) -> None:
        """What was read since the last end is a line of its own; pictures that stood in it come behind it."""
        runs, self.runs = self.runs, []
        if not is_blank(runs):
            self._add_line(runs)
        elif self.in_code and self._follows_code():
            self.flow.append(replace(self.line, runs=[Run(BREAK, Format(code=True))]))
        self.flow += self.waiting
        self.waiting = []

    def _add_line(self, runs: list[Run]) -> None:
        last = self.flow[-1] if self.flow else None
        if self.line.role != "continuation":
            self.flow.append(replace(self.line, runs=runs))
        elif isinstance(last, Line) and last.role == "item" and last.level == self.line.level:
            last.runs += [Run(BREAK), *runs]
        else:
            self.flow.append(replace(self.line, runs=runs, role="paragraph"))
        # What follows within one item belongs to it: a second paragraph is not a second item.
        if self.line.role == "item":
            self.line = replace(self.line, role="continuation")

    def _follows_code(self) -> bool:
        last = self.flow[-1] if self.flow else None
        return isinstance(last, Line) and last.role == "paragraph" and is_code(last.runs)

    def drop(self, item: Dropped) -> None:
        (self.waiting if not is_blank(self.runs) else self.flow).append(item)

    @contextmanager
    def apart(self) -> Iterator[list[Flow]]:
        """What is read inside comes into a flow of its own."""
        self.end_line()
        before, line, lists = self.flow, self.line, self.lists
        self.flow, self.line, self.lists = [], Line([]), []
        inside = self.flow
        yield inside
        self.end_line()
        self.flow, self.line, self.lists = before, line, lists

    @contextmanager
    def lines_of(self, role: Role, level: int = 0) -> Iterator[None]:
        self.end_line()
        before, self.line = self.line, Line([], role, level)
        yield
        self.end_line()
        self.line = before

    def another(self) -> "Reader":
        """For what is read on its own: a cell of a table."""
        return Reader(self.notes, self.code_language, self.files)

    # --- the tree ---------------------------------------------------------------------------------------------------------

    def read(self, node: Node) -> None:
        for child in node.children:
            if isinstance(child, str):
                # Only in <pre>, which is read elsewhere, an end of a line in the source is one in the text.
                self.runs.append(Run(child.replace("\n", " ").replace("\r", " "), self.format))
            else:
                self.read_element(child)

    def read_element(self, node: Node) -> None:
        if id(node) in self.notes:
            self._read_note(node)
        elif (left_out := self._left_out(node)) is not None:
            self.drop(left_out)
        elif self.files and (card := cards.reader_of(node)) is not None:
            self.end_line()
            self.flow += card(node, self)
        elif node.tag == "br":
            self.runs.append(Run(BREAK, replace(self.format, note="")))
        elif (reader := getattr(self, f"_read_{node.tag}", None)) is not None:
            reader(node)
        elif node.tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            with self.lines_of("heading", int(node.tag[1])):
                self.read(node)
        elif node.tag in BLOCK_TAGS:
            self._read_block(node)
        else:
            self._read_inline(node)

    @staticmethod
    def _left_out(node: Node) -> Dropped | None:
        if not node.attributes:
            return None
        if (left_out := word.left_out(node)) is not None:
            return left_out
        style = node.style
        if (
            "hidden" in node.attributes
            or style.get("display") == "none"
            or style.get("visibility") == "hidden"
            or style.get("mso-hide") == "all"
            or node.classes & _HIDING_CLASSES
        ):
            text = " ".join(node.text().split())
            return Dropped("hidden", text)
        return None

    def _read_note(self, node: Node) -> None:
        note = self.notes[id(node)]
        if note is not None:
            self.runs.append(Run("*", Format(note=note)))

    def _read_inline(self, node: Node) -> None:
        before, self.format = self.format, self.format.within(node)
        href = node.get("href")
        if node.tag == "a" and href and not self.format.href and not href.startswith("#"):
            self.drop(Dropped("link", href[:500]))
        if node.tag == "q":
            self.runs.append(Run("\N{LEFT DOUBLE QUOTATION MARK}", self.format))
        self.read(node)
        if node.tag == "q":
            self.runs.append(Run("\N{RIGHT DOUBLE QUOTATION MARK}", self.format))
        self.format = before

    def _read_block(self, node: Node) -> None:
        self.end_line()
        before, line, in_code = self.format, self.line, self.in_code
        self.format = self.format.within(node)
        self.in_code = self.in_code or self.format.code
        heading, item = word.heading_level(node), word.list_item(node)
        if heading:
            self.line = Line([], "heading", heading)
        elif item is not None:
            self.line = Line([], "item", item.level, item.ordered, item.series)
        elif (role := word.role(node)) != "paragraph" and self.line.role == "paragraph":
            self.line = Line([], role)
        self.read(node)
        if self.in_code and not self.runs:
            self.runs.append(Run(BREAK, Format(code=True)))
        self.end_line()
        self.format, self.in_code = before, in_code
        # An item's first paragraph was the item; what follows continues it.
        if not (line.role == "item" and self.line.role == "continuation" and heading == 0 and item is None):
            self.line = line

    # --- elements -----------------------------------------------------------------------------------------------------------

    def _read_span(self, node: Node) -> None:
        if not word.is_marker(node):
            self._read_inline(node)

    def _read_ul(self, node: Node) -> None:
        self.end_line()
        line = self.line
        self.lists.append((node.tag == "ol", next(self.series)))
        self.read(node)
        self.end_line()
        self.lists.pop()
        self.line = line if line.role != "item" else replace(line, role="continuation")

    _read_ol = _read_menu = _read_dir = _read_ul

    def _read_li(self, node: Node) -> None:
        self.end_line()
        before, format_ = self.line, self.format
        ordered, series = self.lists[-1] if self.lists else (False, 0)
        level = word.list_level(node)
        self.line = Line([], "item", max(len(self.lists) - 1, 0) if level is None else level, ordered, series if level is None else -1)
        self.format = self.format.within(node)
        self.read(node)
        self.end_line()
        self.line, self.format = before, format_

    def _read_dt(self, node: Node) -> None:
        before, self.format = self.format, replace(self.format, bold=True)
        self._read_block(node)
        self.format = before

    def _read_hr(self, node: Node) -> None:
        self.end_line()
        if not word.is_rule_above_notes(node):
            self.flow.append(Ready("divider", None))

    def _read_blockquote(self, node: Node) -> None:
        with self.apart() as inside:
            self.read(node)
        self.flow += things.quote(inside)

    def _read_cite(self, node: Node) -> None:
        if _is_inside_quote(node):
            with self.lines_of("citation"):
                self.read(node)
        else:
            before, self.format = self.format, replace(self.format, italic=True)
            self.read(node)
            self.format = before

    def _read_footer(self, node: Node) -> None:
        if _is_inside_quote(node):
            with self.lines_of("citation"):
                self.read(node)
        else:
            self._read_block(node)

    def _read_figure(self, node: Node) -> None:
        with self.apart() as inside:
            self.read(node)
        self.flow += things.figure(inside)

    def _read_figcaption(self, node: Node) -> None:
        with self.lines_of("caption"):
            self.read(node)

    def _read_pre(self, node: Node) -> None:
        self.end_line()
        self.flow += listing(node, self.code_language)

    def _read_table(self, node: Node) -> None:
        self.end_line()
        self.flow += TableReader(self).read(node)

    def _read_td(self, node: Node) -> None:
        """A cell that is read as text: of a table that only places things, or of none."""
        if not node.classes & _NUMBERS_OF_LINES:
            self._read_block(node)

    _read_th = _read_td

    def _read_img(self, node: Node) -> None:
        found = things.picture(node)
        if isinstance(found, str):
            self.runs.append(Run(found, self.format))
        elif isinstance(found, Ready) and not is_blank(self.runs):
            self.waiting.append(found)
        else:
            self.flow.append(found)

    def _read_iframe(self, node: Node) -> None:
        found = things.player(node)
        waiting = self.waiting if not is_blank(self.runs) else self.flow
        if self.files and isinstance(found, Dropped) and (link := cards.link_card(found.detail, node.get("title"))):
            waiting.append(link)
        waiting.append(found)

    def _read_video(self, node: Node) -> None:
        self.drop(things.recording(node))
        self.read(node)

    _read_audio = _read_object = _read_embed = _read_video

    def _read_source(self, node: Node) -> None:
        """Part of a recording."""

    _read_col = _read_colgroup = _read_source


def _is_inside_quote(node: Node) -> bool:
    around = node.parent
    while around is not None and around.tag not in ("blockquote", "table"):
        around = around.parent
    return around is not None and around.tag == "blockquote"
