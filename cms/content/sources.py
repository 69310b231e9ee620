"""Where on a page which field of which object is shown: the attributes behind “click to edit”. Only previews have them.

    source = type ":" primary key [ "/" field [ "/" block ] ]

for example `articles.ArticlePage:12/body/9b1c6b1e-…`. docs/preview.md documents it for frontends.
"""

import re
from dataclasses import dataclass, fields, is_dataclass
from html import escape
from typing import Any

from cms.content.values import Term

ATTRIBUTE = "data-masthead-source"

_SOURCE = re.compile(r"(?P<type>[a-z_]+\.[A-Za-z]+):(?P<pk>[0-9]{1,18})(?:/(?P<field>[a-z_]+)(?:/(?P<block>[\w-]{1,64}))?)?", re.ASCII)
_TAG = re.compile(r"<!--.*?-->|<(/?)([a-zA-Z][\w-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>", re.DOTALL)
_VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))


@dataclass(frozen=True)
class Source:
    """`type` is the object's `meta.type`; `field` and `block` are empty where the whole object is meant."""

    type: str
    pk: int
    field: str = ""
    block: str = ""

    @classmethod
    def read(cls, text: str) -> "Source | None":
        """What somebody else wrote; None when it is no source."""
        found = _SOURCE.fullmatch(text)
        return cls(found["type"], int(found["pk"]), found["field"] or "", found["block"] or "") if found else None

    @property
    def place(self) -> str:
        """Field and block, as the editor's address names them."""
        return "/".join(part for part in (self.field, self.block) if part)


def source_of(value: Any, *place: str) -> str:
    """The source of a content value, or of a field (and a block) of it; empty for what is no object that editors know."""
    kind = getattr(getattr(value, "meta", None), "type", "") or getattr(value, "type", "")
    if isinstance(value, Term):
        kind = "content.Term"
    pk = getattr(value, "id", None)
    return "/".join([f"{kind}:{pk}", *place]) if "." in kind and isinstance(pk, int) else ""


def field_of(owner: Any, part: Any) -> str:
    """The name of the field of a value that holds `part` itself; empty if none does."""
    if not is_dataclass(owner):
        return ""
    return next((field.name for field in fields(owner) if getattr(owner, field.name) is part), "")


def marked(html: str, source: str) -> str:
    """The HTML with the source on each of its outermost elements. It is that of our own templates: well-formed."""
    attribute, depth, parts, end = f' {ATTRIBUTE}="{escape(source)}"', 0, [], 0
    for tag in _TAG.finditer(html):
        closing, name = tag[1], (tag[2] or "").lower()
        if not name:
            continue
        if closing:
            depth -= 1
            continue
        if depth == 0:
            place = tag.start(2) + len(name)
            parts += [html[end:place], attribute]
            end = place
        if name not in _VOID and not tag[3].rstrip().endswith("/"):
            depth += 1
    return "".join([*parts, html[end:]])
