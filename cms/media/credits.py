"""Caption and credit as the photographer's software wrote them into the file (IPTC-IIM 4.2, then XMP)."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from PIL import IptcImagePlugin
from PIL.Image import Image as Pixels

CAPTION_LIMIT = 2000
CREDIT_LIMIT = 255

# IPTC-IIM 4.2, datasets (record, number).
_CHARACTER_SET, _BYLINE, _CREDIT, _CAPTION = (1, 90), (2, 80), (2, 110), (2, 120)
_UTF_8 = b"\x1b%G"


@dataclass(frozen=True)
class Credits:
    caption: str = ""
    credit: str = ""


def read_credits(image: Pixels) -> Credits:
    """What the file says about its content and its makers, as plain text; empty where it says nothing usable."""
    iptc, xmp = _iptc(image), _xmp(image)
    caption = _first(iptc.get(_CAPTION, []), _texts(xmp, "description"), limit=CAPTION_LIMIT)
    byline = _first([", ".join(iptc.get(_BYLINE, []))], [", ".join(_texts(xmp, "creator"))], limit=CREDIT_LIMIT)
    agency = _first(iptc.get(_CREDIT, []), _texts(xmp, "Credit"), limit=CREDIT_LIMIT)
    makers = [byline] if agency.casefold() in byline.casefold() else [byline, agency]
    return Credits(caption, " / ".join(maker for maker in makers if maker)[:CREDIT_LIMIT])


def _first(*sources: Iterable[str], limit: int) -> str:
    for source in sources:
        for text in source:
            if clean := _clean(text)[:limit].strip():
                return clean
    return ""


def _clean(text: str) -> str:
    visible = "".join(" " if unicodedata.category(character) in ("Cc", "Zl", "Zp") else character for character in text)
    return re.sub(r"\s+", " ", visible).strip()


def _iptc(image: Pixels) -> dict[tuple[int, int], list[str]]:
    try:
        found: dict[tuple[int, int], Any] = IptcImagePlugin.getiptcinfo(image) or {}  # type: ignore[arg-type]
    except Exception:  # noqa: BLE001 - a broken record says nothing
        return {}
    encoding = "utf-8" if found.get(_CHARACTER_SET) == _UTF_8 else None
    return {
        key: [_decoded(value, encoding) for value in (values if isinstance(values, list) else [values])]
        for key, values in found.items()
        if key in (_BYLINE, _CREDIT, _CAPTION)
    }


def _decoded(value: bytes, encoding: str | None) -> str:
    try:
        return value.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1", "replace")


def _xmp(image: Pixels) -> Any:
    try:
        return image.getxmp()
    except Exception:  # noqa: BLE001 - broken or hostile XML (defusedxml refuses entities) says nothing
        return {}


def _texts(node: Any, name: str) -> list[str]:
    """The texts of the first element or attribute called `name`, wherever it is."""
    for value in _find(node, name):
        if texts := [text for text in _flat(value) if text.strip()]:
            return texts
    return []


def _find(node: Any, name: str) -> Iterator[Any]:
    if isinstance(node, dict):
        if name in node:
            yield node[name]
        for value in node.values():
            yield from _find(value, name)
    elif isinstance(node, list):
        for value in node:
            yield from _find(value, name)


def _flat(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _flat(item)
    elif isinstance(value, dict):
        # RDF: {"Alt": {"li": {"lang": "x-default", "text": …}}}, {"Seq": {"li": […]}}
        yield from _flat([item for key, item in value.items() if key in ("Alt", "Seq", "Bag", "li", "text")])
