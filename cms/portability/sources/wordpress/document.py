"""Reading WXR as a stream: one element of the channel after the other, each with the line on which it begins.

Entities, document types and references to other files are refused. Bytes that XML cannot hold are left out and counted.
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from cms.portability.sources.records import SourceError

_PIECE = 256 * 1024
#: The text of one element.
MAX_TEXT = 16 * 1024 * 1024
_CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
_SPACES = {
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://wellformedweb.org/commentapi/": "wfw",
}


@dataclass(slots=True)
class Element:
    """An element with its short name (`wp:post_id`, `content:encoded`)."""

    name: str
    line: int = 0
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element"] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    def text(self, name: str = "") -> str:
        """Its own text, or that of the first child with this name."""
        if not name:
            return "".join(self.pieces).strip()
        return next((child.text() for child in self.children if child.name == name), "")

    def raw(self, name: str) -> str:
        return next(("".join(child.pieces) for child in self.children if child.name == name), "")

    def all(self, name: str) -> list["Element"]:
        return [child for child in self.children if child.name == name]


def short_name(tag: str) -> str:
    if not tag.startswith("{"):
        return tag
    space, _, name = tag[1:].partition("}")
    space = space.lower().replace("https://", "http://")
    if space in _SPACES:
        return f"{_SPACES[space]}:{name}"
    if "wordpress.org/export/" in space:
        return f"{'excerpt' if space.rstrip('/').endswith('excerpt') else 'wp'}:{name}"
    return f"other:{name}"


class _Builder:
    """What the parser calls. Complete children of the channel wait in `done`."""

    parser: Any = None

    def __init__(self) -> None:
        self.way: list[Element] = []
        self.done: list[Element] = []
        self.size = 0

    @property
    def line(self) -> int:
        return int(self.parser.parser.CurrentLineNumber)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = short_name(tag)
        expected = ("rss", "channel")[len(self.way)] if len(self.way) < 2 else name
        if name != expected:
            where = "as its first element" if not self.way else "in <rss>"
            raise SourceError(
                f"This is not a WordPress export: line {self.line} has <{name}> {where}, where <{expected}> belongs. "
                "Make the file anew under Tools, Export."
            )
        if len(self.way) > 60:
            raise SourceError(f"Line {self.line}: elements are nested more than 60 deep. No WordPress writes that.")
        element = Element(name, self.line, dict(attributes))
        if len(self.way) > 2:
            self.way[-1].children.append(element)
        self.way.append(element)
        self.size = 0

    def end(self, tag: str) -> None:
        element = self.way.pop()
        if len(self.way) == 2:
            self.done.append(element)

    def data(self, text: str) -> None:
        if len(self.way) > 2:
            self.size += len(text)
            if self.size > MAX_TEXT:
                raise SourceError(f"The text of <{self.way[-1].name}> that begins on line {self.way[-1].line} is larger than 16 MB.")
            self.way[-1].pieces.append(text)

    def close(self) -> None:
        """Nothing is kept."""


class Document:
    """A WXR file. Iterating gives the channel's elements; `removed` counts the characters that XML cannot hold."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = path.stat().st_size
        self.read = 0
        self.removed = 0
        self.undecodable = 0

    def __iter__(self) -> Iterator[Element]:
        builder = _Builder()
        parser = DefusedXMLParser(target=builder, encoding="utf-8", forbid_dtd=True, forbid_entities=True, forbid_external=True)
        builder.parser = parser
        began = False
        try:
            for text in self._text():
                parser.feed(text)
                began = began or bool(builder.way)
                yield from builder.done
                builder.done.clear()
            parser.close()
            yield from builder.done
        except ParseError as error:
            yield from builder.done
            raise SourceError(self._sentence(error, began)) from error
        except DefusedXmlException as error:
            raise SourceError(
                f"Line {builder.line}: the file declares entities or a document type. WordPress never does, and they can be "
                "used to attack whoever reads them: the file is refused from here on."
            ) from error

    def _sentence(self, error: ParseError, began: bool) -> str:
        line = error.position[0]
        if not began:
            return f"{self.path.name} is not XML: line {line} cannot be read. Export the site under Tools, Export and give that file."
        if self.read >= self.size and "no element found" in str(error):
            return f"The file ends on line {line} in the middle of an element: it was cut off. Download it again."
        reason = str(error).partition(":")[0]
        return f"Line {line} is not well-formed XML ({reason}). Everything behind it cannot be read; mend that line or export again."

    def _text(self) -> Iterator[str]:
        with self.path.open("rb") as file:
            head = file.read(_PIECE)
            decoder = codecs.getincrementaldecoder(_encoding(head, self.path.name))(errors="replace")
            piece = head
            while piece:
                self.read += len(piece)
                text = decoder.decode(piece)
                yield self._clean(text)
                piece = file.read(_PIECE)
            yield self._clean(decoder.decode(b"", final=True))

    def _clean(self, text: str) -> str:
        clean = text.translate(_CONTROL)
        self.removed += len(text) - len(clean)
        self.undecodable += clean.count("\N{REPLACEMENT CHARACTER}")
        return clean


def _encoding(head: bytes, name: str) -> str:
    for mark, encoding in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if head.startswith(mark):
            return encoding
    declared = "utf-8"
    first = head[:200].split(b">", 1)[0]
    if first.lstrip().startswith(b"<?xml") and b"encoding=" in first:
        said = first.split(b"encoding=", 1)[1].strip()
        declared = said[1:].split(said[:1], 1)[0].decode("ascii", "replace")
    try:
        return codecs.lookup(declared).name
    except LookupError as error:
        raise SourceError(f"{name} says that its encoding is “{declared[:40]}”, which does not exist. Save it as UTF-8.") from error
