"""What a conversion gives."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from html import escape, unescape
from typing import Any, Literal

from cms.content.conversion.links import link_target

Kind = Literal[
    "comment",
    "drawing",
    "embed",
    "file",
    "hidden",
    "icon",
    "link",
    "page_furniture",
    "picture",
    "quotation",
    "recording",
    "script",
    "shortcode",
    "table_of_contents",
    "tracking",
    "widget",
]


@dataclass(frozen=True)
class Dropped:
    """Something that was left out: what it was, its text or address, and how many blocks stand before it."""

    kind: Kind
    detail: str = ""
    position: int = 0


@dataclass(frozen=True)
class FoundPicture:
    """A picture of the source. Its image block is `blocks[position]`, whose image is still to be found or uploaded.

    `place` is the picture's place in a gallery block. `classes` are those of its element: some systems name the picture there.
    """

    src: str
    alt: str = ""
    position: int = 0
    place: int | None = None
    classes: tuple[str, ...] = ()


@dataclass(frozen=True)
class FoundFile:
    """A recording or a file of the source. The document of the block `blocks[position]` is still to be found."""

    src: str
    title: str = ""
    position: int = 0


#: What a link leads to here: "page" or "document" and its primary key.
Target = tuple[str, int]

_LINK = re.compile(r'<a href="([^"]*)">')
#: Where rich text stands in the values of blocks.
_RICH = {"image": ("caption",), "embed": ("caption",), "audio": ("caption",), "video": ("caption",), "callout": ("text",)}


@dataclass(frozen=True)
class Conversion:
    """`blocks` are (block type, raw value). Image blocks have no image yet: see `pictures` and `with_pictures`; the same for `files`."""

    blocks: tuple[tuple[str, Any], ...] = ()
    pictures: tuple[FoundPicture, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    files: tuple[FoundFile, ...] = ()

    def with_pictures(self, find: Callable[[FoundPicture], int | None]) -> "Conversion":
        """The conversion with the images that `find` knows. A picture that it does not know is left out, its caption stays."""
        chosen = {(picture.position, picture.place): find(picture) for picture in self.pictures}
        missing = [Dropped("picture", p.src or p.alt, p.position) for p in self.pictures if chosen[p.position, p.place] is None]

        def fill(position: int, kind: str, value: Any) -> list[tuple[str, Any]]:
            if kind == "gallery":
                return _filled_gallery(value, [chosen.get((position, place)) for place in range(len(value["images"]))])
            image = chosen[position, None]
            if image is not None:
                return [(kind, {**value, "image": {**value["image"], "image": image}})]
            return [("paragraph", value["caption"])] if value["caption"] else []

        found = replace(self, pictures=tuple(p for p in self.pictures if chosen[p.position, p.place] is not None))
        return found._replaced(fill, {picture.position for picture in self.pictures}, missing)

    def with_files(self, find: Callable[[FoundFile], int | None]) -> "Conversion":
        """The conversion with the documents that `find` knows. In place of one that it does not know stands a link to it."""
        chosen = {file.position: (file, find(file)) for file in self.files}
        missing = [Dropped("file", file.src, file.position) for file, document in chosen.values() if document is None]

        def fill(position: int, kind: str, value: Any) -> list[tuple[str, Any]]:
            file, document = chosen[position]
            if document is not None:
                return [(kind, {**value, ("document" if kind == "download" else "file"): document})]
            link = escape(file.title or file.src, quote=False)
            link = f'<p><a href="{escape(file.src)}">{link}</a></p>' if link_target(file.src) else f"<p>{link}</p>"
            return [("paragraph", link + value.get("caption", ""))]

        found = replace(self, files=tuple(file for file, document in chosen.values() if document is not None))
        return found._replaced(fill, set(chosen), missing)

    def with_links(self, find: Callable[[str], Target | None]) -> "Conversion":
        """The conversion with the links whose address `find` knows leading to pages and documents of ours."""

        def tag(match: re.Match[str]) -> str:
            target = find(unescape(match[1]))
            return match[0] if target is None else f'<a linktype="{target[0]}" id="{target[1]}">'

        def linked(html: str) -> str:
            return _LINK.sub(tag, html) if "<a href=" in html else html

        def value_of(kind: str, value: Any) -> Any:
            if kind == "paragraph":
                return linked(value)
            if kind in _RICH:
                return {**value, **{key: linked(value[key]) for key in _RICH[kind] if value.get(key)}}
            if kind == "gallery":
                return {**value, "images": [{**item, "caption": linked(item["caption"])} for item in value["images"]]}
            if kind == "faq":
                return {**value, "items": [{**item, "answer": linked(item["answer"])} for item in value["items"]]}
            if kind == "button" and (target := find(value["url"])) is not None and target[0] == "page":
                return {**value, "page": target[1], "url": ""}
            if kind == "table":
                return {**value, "table": _linked_table(value["table"], linked)}
            return value

        return replace(self, blocks=tuple((kind, value_of(kind, value)) for kind, value in self.blocks))

    def _replaced(
        self, fill: Callable[[int, str, Any], list[tuple[str, Any]]], positions: set[int], missing: list[Dropped]
    ) -> "Conversion":
        """With other blocks at these positions; everything that knows a position follows."""
        blocks: list[tuple[str, Any]] = []
        moved: dict[int, int] = {}
        for position, (kind, value) in enumerate(self.blocks):
            moved[position] = len(blocks)
            blocks += fill(position, kind, value) if position in positions else [(kind, value)]
        moved[len(self.blocks)] = len(blocks)
        return Conversion(
            tuple(blocks),
            tuple(replace(picture, position=moved[picture.position]) for picture in self.pictures),
            tuple(replace(item, position=moved[item.position]) for item in [*self.dropped, *missing]),
            tuple(replace(file, position=moved[file.position]) for file in self.files),
        )


def _filled_gallery(value: Any, images: list[int | None]) -> list[tuple[str, Any]]:
    """A gallery of those pictures that are there; a single one is no gallery."""
    found: list[tuple[str, Any]] = []
    items = []
    for item, image in zip(value["images"], images, strict=True):
        if image is not None:
            items.append({**item, "image": {**item["image"], "image": image}})
        elif item["caption"]:
            found.append(("paragraph", item["caption"]))
    if len(items) == 1:
        return [("image", {**items[0], "width": "text"}), *found]
    return [("gallery", {**value, "images": items}), *found] if items else found


def _linked_table(table: Any, linked: Callable[[str], str]) -> Any:
    kinds = [column["type"] for column in table["columns"]]
    return {
        **table,
        "rows": [
            {"values": [linked(cell) if kind == "rich_text" else cell for kind, cell in zip(kinds, row["values"], strict=True)]}
            for row in table["rows"]
        ],
    }
