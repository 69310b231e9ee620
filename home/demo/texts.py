"""Reading the magazine's text files.

A file begins with its facts as TOML between two lines `+++`. The rest is its body: Markdown for running text, headings (`##`),
pauses (`---`), code between fences (with facts of the listing behind the language), and every other block as TOML between
`:::name` and `:::`. Strings of such a block are Markdown wherever the block wants rich text.
"""

import hashlib
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "magazine"

_HEADING = re.compile(r"(#{2,4}) (.+)")
_FENCE = re.compile(r"```(\w+)?(.*)")
_BLOCK = re.compile(r":::(\w+)")


class TextError(ValueError):
    """A text file of the magazine is not written as it should be."""


@dataclass(frozen=True)
class Piece:
    """A block: its name, and what its form wants, references still by name and rich text still Markdown."""

    block: str
    value: Any


@dataclass(frozen=True)
class Text:
    """A file: `name` is its own without the ending; `digest` changes when the file does."""

    name: str
    facts: dict[str, Any]
    body: tuple[Piece, ...]
    digest: str


def facts(name: str) -> dict[str, Any]:
    """A file of nothing but TOML."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


def texts(folder: str) -> list[Text]:
    """The text files of a folder, in the order of their names."""
    return [read(path) for path in sorted((FOLDER / folder).glob("*.md"))]


def read(path: Path) -> Text:
    """One text file. Raises `TextError`."""
    source = path.read_text("utf-8")
    parts = source.split("+++\n", 2)
    if len(parts) != 3 or parts[0].strip():
        raise TextError(f"{path.name} does not begin with its facts between two lines +++.")
    return Text(path.stem, tomllib.loads(parts[1]), tuple(pieces(parts[2], path.name)), digest(source))


def digest(source: str) -> str:
    return hashlib.sha256(source.encode()).hexdigest()


def pieces(source: str, where: str) -> list[Piece]:
    """The blocks of a body. Paragraphs and lists that follow each other are one block, as an editor would write them."""
    found: list[Piece] = []
    prose: list[str] = []
    lines = iter(source.split("\n"))

    def end_prose() -> None:
        text = "\n".join(prose).strip()
        prose.clear()
        if text:
            found.append(Piece("paragraph", text))

    def until(end: str) -> str:
        inside: list[str] = []
        for line in lines:
            if line == end:
                return "\n".join(inside)
            inside.append(line)
        raise TextError(f"{where} ends inside a block that {end} should close.")

    for line in lines:
        if heading := _HEADING.fullmatch(line):
            end_prose()
            found.append(Piece("heading", {"text": heading[2], "level": f"h{len(heading[1])}", "anchor": ""}))
        elif line == "---":
            end_prose()
            found.append(Piece("divider", None))
        elif fence := _FENCE.fullmatch(line):
            end_prose()
            settings = tomllib.loads("\n".join(re.findall(r'\w+=(?:"[^"]*"|\w+)', fence[2])))
            found.append(Piece("code", {"language": fence[1] or "text", "code": until("```"), **settings}))
        elif block := _BLOCK.fullmatch(line):
            end_prose()
            found.append(Piece(block[1], tomllib.loads(until(":::"))))
        else:
            prose.append(line)
    end_prose()
    return found
