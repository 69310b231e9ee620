"""What Word, Word online and LibreOffice say in classes and styles of their own."""

import re
from dataclasses import dataclass

from cms.content.conversion.flow import Role
from cms.content.conversion.result import Dropped, Kind
from cms.content.conversion.source import Node

_LIST = re.compile(r"l(\d+)\s+level(\d+)(?:\s+lfo(\d+))?")
_NUMBER = re.compile(r"[(\[]?(?:[0-9]{1,4}|[a-z]{1,3}|[ivxlc]{1,6})[.):\]]", re.IGNORECASE)
_MARKER = re.compile(r".{0,2}|[(\[]?[\w.]{1,7}[.):\]]")
_HEADING_CLASS = re.compile(r"mso(?:heading([1-6])|(title))$")
_LEFT_OUT_CLASSES: dict[str, Kind] = {
    "msocommentreference": "comment",
    "msocomanchor": "comment",
    "msocomtxt": "comment",
    "msocomoff": "comment",
    "msoheader": "page_furniture",
    "msofooter": "page_furniture",
    **{f"msotoc{level}": "table_of_contents" for level in range(1, 10)},
    "msotocheading": "table_of_contents",
}
_LEFT_OUT_ELEMENTS: dict[str, Kind] = {
    "comment": "comment",
    "comment-list": "comment",
    "header": "page_furniture",
    "footer": "page_furniture",
}
_QUOTES = {"msoquote", "msointensequote"}


@dataclass(frozen=True)
class ListItem:
    level: int
    ordered: bool
    series: int


def left_out(node: Node) -> Dropped | None:
    """Comments, headers and footers of paper, tables of contents."""
    if not node.attributes:
        return None
    kind = next((_LEFT_OUT_CLASSES[name] for name in node.classes if name in _LEFT_OUT_CLASSES), None)
    kind = kind or (_LEFT_OUT_ELEMENTS.get(node.style.get("mso-element", "")) if "style" in node.attributes else None)
    return Dropped(kind, " ".join(node.text().split())) if kind else None


def heading_level(node: Node) -> int:
    """1 to 6 for a paragraph that is a heading, else 0."""
    if node.get("role") == "heading":
        level = node.get("aria-level")
        return int(level) if level in ("1", "2", "3", "4", "5", "6") else 2
    for name in node.classes:
        if match := _HEADING_CLASS.match(name):
            return int(match[1] or 1)
    return 0


def list_item(node: Node) -> ListItem | None:
    """The place in a list of a paragraph that Word numbers or marks itself."""
    if node.tag not in ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6") or "mso-list" not in node.get("style"):
        return None
    match = _LIST.match(node.style.get("mso-list", ""))
    if match is None:
        return None
    marker = next((child for child in node.elements() if is_marker(child)), None)
    if marker is None:
        return None
    ordered = _NUMBER.match(marker.text().strip()) is not None and not _is_symbol(marker)
    return ListItem(min(int(match[2]) - 1, 8), ordered, -1000 - int(match[3] or match[1]))


def is_marker(node: Node) -> bool:
    """The bullet or number that Word writes into the text of an item."""
    return "mso-list" in node.get("style") and node.style.get("mso-list") == "ignore" and _MARKER.fullmatch(node.text().strip()) is not None


def _is_symbol(marker: Node) -> bool:
    """Word's bullets are letters of a symbol font: an “o” of Courier New, a “§” of Wingdings."""
    around = marker.parent
    families = marker.style.get("font-family", "") + (around.style.get("font-family", "") if around is not None else "")
    return any(name in families for name in ("symbol", "wingdings", "courier"))


def list_level(node: Node) -> int | None:
    """The level that Word online writes at an item, which there is alone in its list."""
    level = node.get("data-aria-level")
    return min(int(level), 9) - 1 if level.isascii() and level.isdigit() and 0 < len(level) < 3 and int(level) else None


def is_rule_above_notes(node: Node) -> bool:
    around = node.parent
    return around is not None and around.style.get("mso-element") == "footnote-list"


def role(node: Node) -> Role:
    classes = node.classes
    if classes & _QUOTES:
        return "quote"
    return "caption" if "msocaption" in classes else "paragraph"
