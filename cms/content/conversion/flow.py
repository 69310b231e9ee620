"""What a source says, one thing after the other, before it is put together to blocks."""

from dataclasses import dataclass, field
from typing import Any, Literal

from cms.content.conversion.formatting import Run
from cms.content.conversion.result import Dropped

Role = Literal["paragraph", "item", "continuation", "heading", "quote", "caption", "citation"]


@dataclass
class Line:
    """A paragraph, an item of a list, a heading. `level` counts from 0 for items, from 1 for headings."""

    runs: list[Run]
    role: Role = "paragraph"
    level: int = 0
    ordered: bool = False
    #: Items of one list have the same.
    series: int = 0


@dataclass
class Ready:
    """A block that needs no neighbours. `src` and `alt` for pictures; for files `src` and a title; `pictures` for galleries."""

    type: str
    value: Any
    src: str = ""
    alt: str = ""
    classes: tuple[str, ...] = ()
    pictures: "tuple[Ready, ...]" = ()


@dataclass
class Quote:
    lines: list[Line] = field(default_factory=list)


Flow = Line | Ready | Quote | Dropped
