"""From the flow to blocks: paragraphs and lists that follow each other are one block, as an editor would write them."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from cms.content.conversion import things
from cms.content.conversion.flow import Flow, Line, Quote, Ready
from cms.content.conversion.formatting import code_lines, is_code, paragraphs, plain, rich_text, tidy
from cms.content.conversion.listings import code_blocks
from cms.content.conversion.result import Conversion, Dropped, FoundFile, FoundPicture
from cms.content.markup import first_words

MAX_HEADING = 255
#: So much of a quotation is shown where it is listed.
_SHOWN = 120
#: As deep as the editor nests lists.
MAX_LEVEL = 4


def assemble(flow: Iterable[Flow]) -> Conversion:
    made = _Assembly(_prepared(list(flow)))
    made.run()
    return Conversion(tuple(made.blocks), tuple(made.pictures), tuple(made.dropped), tuple(made.files))


def _prepared(flow: list[Flow]) -> list[Flow]:
    """The flow with its captions in place and its quotations decided."""
    found: list[Flow] = []
    captions: list[Line] = []
    for item in flow:
        if isinstance(item, Line) and item.role == "caption":
            last = found[-1] if found else None
            if not (isinstance(last, Ready) and last.type == "image" and things.add_caption(last, [item])):
                captions.append(item)
            continue
        if captions:
            if not (isinstance(item, Ready) and item.type == "table" and things.add_caption(item, captions)):
                found += [replace(line, role="paragraph") for line in captions]
            captions = []
        if isinstance(item, Line) and item.role == "quote":
            last = found[-1] if found else None
            if isinstance(last, Quote):
                last.lines.append(item)
            else:
                found.append(Quote([item]))
            continue
        found.append(item)
    found += [replace(line, role="paragraph") for line in captions]
    decided: list[Flow] = []
    for item in found:
        if isinstance(item, Quote):
            block = things.quote_block(item.lines)
            decided += [block] if block else _as_paragraphs(item)
        else:
            decided.append(item)
    return decided


def _as_paragraphs(quote: Quote) -> list[Flow]:
    """A quotation that is none any more, and what is to be said of it."""
    lines: list[Flow] = [line if line.role == "item" else replace(line, role="paragraph") for line in quote.lines]
    words = " ".join(plain(line.runs) for line in quote.lines)
    return [Dropped("quotation", first_words(words, _SHOWN)), *lines] if words.strip() else lines


class _Assembly:
    def __init__(self, flow: list[Flow]) -> None:
        self.flow = flow
        self.blocks: list[tuple[str, Any]] = []
        self.pictures: list[FoundPicture] = []
        self.dropped: list[Dropped] = []
        self.files: list[FoundFile] = []
        self.prose: list[Line] = []
        self.levels = _levels(flow)

    def run(self) -> None:
        for item in self.flow:
            if isinstance(item, Line) and item.role == "heading":
                self._heading(item)
            elif isinstance(item, Line):
                self.prose.append(item)
            elif isinstance(item, Dropped):
                self.dropped.append(replace(item, position=len(self.blocks) + bool(self.prose)))
            elif isinstance(item, Ready):
                self._end_prose()
                self._ready(item)
        self._end_prose()

    def _ready(self, item: Ready) -> None:
        position = len(self.blocks)
        if item.type == "image":
            self.pictures.append(FoundPicture(item.src, item.alt, position, None, item.classes))
        elif item.type == "gallery":
            self.pictures += [FoundPicture(p.src, p.alt, position, place, p.classes) for place, p in enumerate(item.pictures)]
        elif item.type in things.FILE_BLOCKS:
            self.files.append(FoundFile(item.src, item.alt, position))
        elif item.type == "faq" and self.blocks and self.blocks[-1][0] == "faq":
            self.blocks[-1][1]["items"] += item.value["items"]
            return
        self.blocks.append((item.type, item.value))

    def _heading(self, line: Line) -> None:
        text = plain(line.runs)
        if not text or len(text) > MAX_HEADING or any(run.format.note for run in line.runs):
            self.prose.append(replace(line, role="paragraph"))
            return
        self._end_prose()
        # What a heading cannot hold.
        for href in dict.fromkeys(run.format.href for run in line.runs if run.format.href):
            self.dropped.append(Dropped("link", href, len(self.blocks)))
        self.blocks.append(("heading", {"text": text, "level": f"h{self.levels[line.level]}", "anchor": ""}))

    def _end_prose(self) -> None:
        lines, self.prose = self.prose, []
        while lines:
            length = _code_length(lines)
            if length:
                code = "\n".join("\n".join(code_lines(line.runs)).rstrip("\n") for line in lines[:length])
                self.blocks += [(block.type, block.value) for block in code_blocks(code.strip("\n"))]
            else:
                length = next((number for number in range(1, len(lines)) if _code_length(lines[number:])), len(lines))
                if html := prose(lines[:length]):
                    self.blocks.append(("paragraph", html))
            lines = lines[length:]


def _code_length(lines: list[Line]) -> int:
    """How many of these lines, from the first, are a listing: two lines at least that are nothing but code."""
    length = 0
    for line in lines:
        if line.role != "paragraph" or not is_code(line.runs):
            break
        length += 1
    words = [text for line in lines[:length] for text in code_lines(line.runs) if text.strip()]
    return length if len(words) > 1 else 0


def _levels(flow: list[Flow]) -> dict[int, int]:
    """Our level for each level of the source: the highest is a section."""
    used = [item.level for item in flow if isinstance(item, Line) and item.role == "heading"]
    if used.count(1) == 1 and used[0] == 1 and len(set(used)) > 1:
        # The title of the whole: sections below it stay sections.
        used = used[1:]
    top = min(used, default=2)
    return {level: min(max(level - top + 2, 2), 4) for level in range(1, 7)}


def prose(lines: list[Line]) -> str:
    """Paragraphs and lists as the database's rich text."""
    pieces: list[str] = []
    items: list[Line] = []
    for line in lines:
        if line.role == "item":
            if items and not _same_list(items[0], line):
                pieces.append(list_html(items))
                items = []
            items.append(line)
            continue
        if items:
            pieces.append(list_html(items))
            items = []
        pieces += [f"<p>{html}</p>" for part in paragraphs(line.runs) if (html := rich_text(part))]
    if items:
        pieces.append(list_html(items))
    return "".join(pieces)


def _same_list(first: Line, item: Line) -> bool:
    return item.level > 0 or first.series == item.series or (item.series < 0 and first.series < 0 and first.ordered == item.ordered)


def list_html(items: list[Line]) -> str:
    """Items one after the other as nested lists."""
    html: list[str] = []
    open_lists: list[str] = []
    for item in items:
        level = min(item.level, MAX_LEVEL - 1, len(open_lists))
        tag = "ol" if item.ordered else "ul"
        while len(open_lists) > level + 1:
            html.append(f"</li></{open_lists.pop()}>")
        if len(open_lists) == level + 1:
            html.append("</li>")
            if open_lists[-1] != tag:
                html.append(f"</{open_lists.pop()}>")
        if len(open_lists) == level:
            html.append(f"<{tag}>")
            open_lists.append(tag)
        html.append(f"<li>{rich_text(tidy(item.runs))}")
    while open_lists:
        html.append(f"</li></{open_lists.pop()}>")
    return "".join(html)
