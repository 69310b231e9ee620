"""What a conversion gives."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

Kind = Literal[
    "comment",
    "drawing",
    "embed",
    "hidden",
    "icon",
    "link",
    "page_furniture",
    "picture",
    "recording",
    "script",
    "table_of_contents",
    "tracking",
]


@dataclass(frozen=True)
class Dropped:
    """Something that was left out: what it was, its text or address, and how many blocks stand before it."""

    kind: Kind
    detail: str = ""
    position: int = 0


@dataclass(frozen=True)
class FoundPicture:
    """A picture of the source. Its image block is `blocks[position]`, whose image is still to be found or uploaded."""

    src: str
    alt: str = ""
    position: int = 0


@dataclass(frozen=True)
class Conversion:
    """`blocks` are (block type, raw value). Image blocks have no image yet: see `pictures` and `with_pictures`."""

    blocks: tuple[tuple[str, Any], ...] = ()
    pictures: tuple[FoundPicture, ...] = ()
    dropped: tuple[Dropped, ...] = ()

    def with_pictures(self, find: Callable[[FoundPicture], int | None]) -> "Conversion":
        """The conversion with the images that `find` knows. A picture that it does not know is left out, its caption stays."""
        chosen = {picture.position: find(picture) for picture in self.pictures}
        blocks: list[tuple[str, Any]] = []
        moved: dict[int, int] = {}
        for position, (kind, value) in enumerate(self.blocks):
            moved[position] = len(blocks)
            if position not in chosen:
                blocks.append((kind, value))
            elif chosen[position] is not None:
                blocks.append((kind, {**value, "image": {**value["image"], "image": chosen[position]}}))
            elif value["caption"]:
                blocks.append(("paragraph", value["caption"]))
        moved[len(self.blocks)] = len(blocks)
        found = [picture for picture in self.pictures if chosen[picture.position] is not None]
        missing = [Dropped("picture", p.src or p.alt, p.position) for p in self.pictures if chosen[p.position] is None]
        return Conversion(
            tuple(blocks),
            tuple(replace(picture, position=moved[picture.position]) for picture in found),
            tuple(replace(item, position=moved[item.position]) for item in [*self.dropped, *missing]),
        )
