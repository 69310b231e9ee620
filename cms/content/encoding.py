"""From content values to plain JSON types: the one place where content becomes JSON.

Values keep URLs as paths from the host on. JSON leaves the house, so every address in it is absolute.
"""

import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Literal

from cms.content.markdown import html_to_markdown
from cms.content.markup import html_to_text
from cms.content.values import RichText

RichTextFormat = Literal["html", "markdown", "text"]
FORMATS: tuple[RichTextFormat, ...] = ("html", "markdown", "text")

#: Fields of values that hold an address, by name; `srcset` holds several.
URL_FIELDS = frozenset({"url", "src", "home", "download_url", "detail_url", "html_url"})

_LOCAL_LINK = re.compile(r'(<a\b[^>]*? ?href=")/(?!/)')
_LOCAL_SOURCE = re.compile(r"(^|, )/(?!/)")


class Encoder:
    """Writes values for one answer: rich text in one format, local addresses below `base` (`https://example.org`)."""

    def __init__(self, base: str = "", rich_text: RichTextFormat = "html") -> None:
        self.base, self.rich_text = base, rich_text

    def __call__(self, value: Any) -> Any:
        """Plain JSON types: dataclasses become objects, rich text a string in the format asked for."""
        kind = type(value)
        if kind in _PLAIN:
            return value
        if kind is tuple or kind is list:
            return [item if type(item) in _PLAIN else self(item) for item in value]
        if kind is RichText:
            return self.text(value)
        plan = _plans.get(kind) or _plan(kind)
        if plan is not None:
            # A call for each of the thousands of plain values of a list takes longer than all that is left.
            found = {}
            for name, write in plan:
                item = getattr(value, name)
                if write is not None:
                    found[name] = write(self, item)
                else:
                    found[name] = item if type(item) in _PLAIN else self(item)
            return found
        if kind is dict:
            return {key: item if type(item) in _PLAIN else self(item) for key, item in value.items()}
        if isinstance(value, datetime):
            return moment(value)
        if isinstance(value, date):
            return value.isoformat()
        return str(value)

    def url(self, value: str | None) -> str | None:
        """An address, absolute."""
        return self.base + value if value and value[0] == "/" and value[1:2] != "/" else value

    def absolute(self, value: Any) -> Any:
        """The same value with absolute addresses, for renderings that are not JSON."""
        if isinstance(value, tuple | list):
            return tuple(self.absolute(item) for item in value)
        if isinstance(value, RichText):
            return RichText(self.html(value.html))
        if not is_dataclass(value) or isinstance(value, type):
            return value
        changed = {}
        for field in fields(value):
            held = getattr(value, field.name)
            new = self.url(held) if field.name in URL_FIELDS and isinstance(held, str) else self.absolute(held)
            if new is not held:
                changed[field.name] = new
        return replace(value, **changed) if changed else value

    def srcset(self, value: str) -> str:
        return _LOCAL_SOURCE.sub(rf"\1{self.base}/", value) if self.base else value

    def html(self, html: str) -> str:
        """Published HTML with absolute links."""
        return _LOCAL_LINK.sub(lambda match: f"{match[1]}{self.base}/", html) if self.base and "<a" in html else html

    def text(self, value: RichText) -> str:
        if self.rich_text == "text":
            return html_to_text(value.html)
        html = self.html(value.html)
        return html_to_markdown(html) if self.rich_text == "markdown" else html


_PLAIN = frozenset({str, int, float, bool, type(None)})
Writer = Callable[[Encoder, Any], Any]


type Plan = tuple[tuple[str, Writer | None], ...]
_plans: dict[type, Plan] = {}


def _plan(kind: type) -> Plan | None:
    """The fields of a dataclass with what writes each, None is the encoder itself. Nothing of another type."""
    if not is_dataclass(kind):
        return None

    def writer(name: str) -> Writer | None:
        if name == "srcset":
            return Encoder.srcset
        return _url if name in URL_FIELDS else None

    return _plans.setdefault(kind, tuple((field.name, writer(field.name)) for field in fields(kind)))


def _url(encoder: Encoder, value: Any) -> Any:
    return encoder.url(value) if isinstance(value, str) else encoder(value)


def moment(value: datetime) -> str:
    """A point in time as Wagtail's API writes it: ISO 8601 in UTC, ending in Z."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def to_json(value: Any, rich_text: RichTextFormat = "html") -> Any:
    """Plain JSON types from a content value, addresses left as they are."""
    return Encoder("", rich_text)(value)
