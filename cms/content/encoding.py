"""From content values to plain JSON types: the one place where content becomes JSON.

Values keep URLs as paths from the host on. JSON leaves the house, so every address in it is absolute.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from operator import attrgetter
from typing import Any, Literal, NamedTuple

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
        kind: Any = type(value)
        if kind in _PLAIN:
            return value
        if kind is tuple or kind is list:
            return [item if type(item) in _PLAIN else self(item) for item in value]
        if kind is dict:
            return {key: self(item) for key, item in value.items()}
        if kind is RichText:
            return self.text(value)
        if (plan := _plan(kind)) is not None:
            data = {}
            for (name, write), held in zip(plan.fields, plan.read(value), strict=True):
                # Most of what is held is plain, and there are thousands of it in an answer.
                data[name] = held if write is None and type(held) in _PLAIN else (write or Encoder.__call__)(self, held)
            return data
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


class _Plan(NamedTuple):
    """The fields of a dataclass with what writes each (None: it is written like any other value), and what reads all of them."""

    fields: tuple[tuple[str, Writer | None], ...]
    read: Callable[[Any], Sequence[Any]]


@cache
def _plan(kind: type) -> _Plan | None:
    """None for what is no dataclass."""
    if not is_dataclass(kind):
        return None

    def writer(name: str) -> Writer | None:
        if name == "srcset":
            return Encoder.srcset
        return _url if name in URL_FIELDS else None

    names = [field.name for field in fields(kind)]
    # Of one name, or of none, it would not be a sequence.
    read = attrgetter(*names) if len(names) > 1 else lambda value: [getattr(value, name) for name in names]
    return _Plan(tuple((name, writer(name)) for name in names), read)


def _url(encoder: Encoder, value: Any) -> Any:
    return encoder.url(value) if isinstance(value, str) else encoder(value)


def moment(value: datetime) -> str:
    """A point in time as Wagtail's API writes it: ISO 8601 in UTC, ending in Z."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def to_json(value: Any, rich_text: RichTextFormat = "html") -> Any:
    """Plain JSON types from a content value, addresses left as they are."""
    return Encoder("", rich_text)(value)
