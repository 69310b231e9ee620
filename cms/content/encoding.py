"""From content values to plain JSON types: the one place where content becomes JSON.

Values keep URLs as paths from the host on. JSON leaves the house, so every address in it is absolute.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache, partial
from operator import attrgetter
from types import UnionType
from typing import Any, Literal, NamedTuple, get_args, get_origin, get_type_hints

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
        #: What is written already, by identity: an author stands at many articles of a list, a picture's files at each of its places.
        self.written: dict[int, tuple[Any, dict[str, Any]]] = {}

    def __call__(self, value: Any) -> Any:
        """Plain JSON types: dataclasses become objects, rich text a string in the format asked for. Nobody changes what is given."""
        return (_writers.get(type(value)) or _writer(type(value)))(self, value)

    def some(self, value: Any, names: frozenset[str]) -> Any:
        """The same with only these of a dataclass's own fields, and no work for the others."""
        kind: Any = type(value)
        return _object(_plan(kind, names), self, value) if is_dataclass(value) else self(value)

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
        if not self.base:
            return value
        if "//" in value:  # some are elsewhere
            return _LOCAL_SOURCE.sub(rf"\1{self.base}/", value)
        return (self.base if value.startswith("/") else "") + value.replace(", /", f", {self.base}/")

    def html(self, html: str) -> str:
        """Published HTML with absolute links."""
        return _LOCAL_LINK.sub(lambda match: f"{match[1]}{self.base}/", html) if self.base and "<a" in html else html

    def text(self, value: RichText) -> str:
        if self.rich_text == "text":
            return html_to_text(value.html)
        html = self.html(value.html)
        return html_to_markdown(html) if self.rich_text == "markdown" else html


_PLAIN: frozenset[type] = frozenset({str, int, float, bool, type(None)})
Writer = Callable[[Encoder, Any], Any]


class _Plan(NamedTuple):
    """The fields of a dataclass and what reads all of them; those that are no plain types, with what writes each if it is special."""

    names: tuple[str, ...]
    read: Callable[[Any], Sequence[Any]]
    written: tuple[tuple[str, Writer | None], ...]


@lru_cache(maxsize=1_000)
def _plan(kind: type, chosen: frozenset[str] | None = None) -> _Plan:
    """The plan of all fields of a dataclass or of those that are chosen."""

    def special(name: str) -> Writer | None:
        if name == "srcset":
            return Encoder.srcset
        return _url if name in URL_FIELDS else None

    names = tuple(field.name for field in fields(kind) if chosen is None or field.name in chosen)
    # Of one name, or of none, it would not be a sequence.
    read = attrgetter(*names) if len(names) > 1 else lambda value: [getattr(value, name) for name in names]
    plain = _plain_fields(kind)
    return _Plan(names, read, tuple((name, special(name)) for name in names if name not in plain or special(name)))


def _object(plan: _Plan, encoder: Encoder, value: Any) -> dict[str, Any]:
    data = dict(zip(plan.names, plan.read(value), strict=True))
    for name, write in plan.written:
        held = data[name]
        if write is not None:
            data[name] = write(encoder, held)
        elif (kind := type(held)) not in _PLAIN:  # most are, and there are thousands of them in an answer
            data[name] = (_writers.get(kind) or _writer(kind))(encoder, held)
    return data


def _once(plan: _Plan, encoder: Encoder, value: Any) -> dict[str, Any]:
    known = encoder.written.get(id(value))
    if known is None:
        known = encoder.written[id(value)] = (value, _object(plan, encoder, value))
    return known[1]


def _list(encoder: Encoder, value: Sequence[Any]) -> list[Any]:
    return [(_writers.get(type(item)) or _writer(type(item)))(encoder, item) for item in value]


#: What writes values of a type, by the type itself: those that were met.
_writers: dict[type, Writer] = {
    **dict.fromkeys(_PLAIN, lambda _encoder, value: value),
    tuple: _list,
    list: _list,
    dict: lambda encoder, value: {key: encoder(item) for key, item in value.items()},
    RichText: Encoder.text,
}


def _writer(kind: type) -> Writer:
    writer: Writer
    if is_dataclass(kind):
        writer = partial(_once, _plan(kind))
    elif issubclass(kind, datetime):
        writer = _moment
    elif issubclass(kind, date):
        writer = _day
    else:
        writer = _text
    return _writers.setdefault(kind, writer)


def _moment(_encoder: Encoder, value: datetime) -> str:
    return moment(value)


def _day(_encoder: Encoder, value: date) -> str:
    return value.isoformat()


def _text(_encoder: Encoder, value: Any) -> str:
    return str(value)


def _plain_fields(kind: type) -> frozenset[str]:
    """The fields that can hold nothing but plain types, as they are declared."""
    return frozenset(name for name, hint in get_type_hints(kind).items() if _plain_parts(hint) <= _PLAIN)


def _plain_parts(hint: Any) -> set[Any]:
    if get_origin(hint) is Literal:
        return {type(value) for value in get_args(hint)}
    return {part for inner in get_args(hint) for part in _plain_parts(inner)} if isinstance(hint, UnionType) else {hint}


def _url(encoder: Encoder, value: Any) -> Any:
    return encoder.url(value) if isinstance(value, str) else encoder(value)


def moment(value: datetime) -> str:
    """A point in time as Wagtail's API writes it: ISO 8601 in UTC, ending in Z."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def to_json(value: Any, rich_text: RichTextFormat = "html") -> Any:
    """Plain JSON types from a content value, addresses left as they are."""
    return Encoder("", rich_text)(value)
