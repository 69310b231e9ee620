"""What is said about a paste: how much came in, and what stayed out."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import ngettext

from cms.content.conversion import Conversion, Dropped
from cms.content.conversion.result import Kind


def _counted(kind: Kind, n: int) -> str:
    """How many of what. The words stand here in full, so that they can be translated."""
    words: dict[Kind, str] = {
        "comment": ngettext("%(n)d comment", "%(n)d comments", n),
        "drawing": ngettext("%(n)d drawing", "%(n)d drawings", n),
        "embed": ngettext("%(n)d player or frame of another site", "%(n)d players or frames of other sites", n),
        "file": ngettext("%(n)d file", "%(n)d files", n),
        "hidden": ngettext("%(n)d hidden text", "%(n)d hidden texts", n),
        "icon": ngettext("%(n)d small picture", "%(n)d small pictures", n),
        "link": ngettext("%(n)d link (its text stayed)", "%(n)d links (their text stayed)", n),
        "page_furniture": ngettext("%(n)d header or footer", "%(n)d headers or footers", n),
        "picture": ngettext("%(n)d picture without a file", "%(n)d pictures without files", n),
        "quotation": ngettext("%(n)d quotation as paragraphs", "%(n)d quotations as paragraphs", n),
        "recording": ngettext("%(n)d recording", "%(n)d recordings", n),
        "script": ngettext("%(n)d script", "%(n)d scripts", n),
        "shortcode": ngettext("%(n)d shortcode", "%(n)d shortcodes", n),
        "table_of_contents": ngettext("%(n)d line of a table of contents", "%(n)d lines of a table of contents", n),
        "tracking": ngettext("%(n)d tracking pixel", "%(n)d tracking pixels", n),
        "widget": ngettext("%(n)d widget", "%(n)d widgets", n),
    }
    return words[kind] % {"n": n}


def summary(found: Conversion) -> str:
    n = len(found.blocks)
    return ngettext("%(n)d block came in.", "%(n)d blocks came in.", n) % {"n": n}


def left_out(dropped: Iterable[Dropped]) -> list[dict[str, Any]]:
    """By kind: a phrase with their number, and each with its text or address and how many of the blocks stand before it."""
    kinds: dict[Kind, list[Dropped]] = {}
    for item in dropped:
        kinds.setdefault(item.kind, []).append(item)
    return [
        {
            "kind": kind,
            "text": _counted(kind, len(items)),
            "items": [{"detail": item.detail, "position": item.position} for item in items if item.detail],
        }
        for kind, items in kinds.items()
    ]
