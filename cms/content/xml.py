"""Writing XML: elements in the order that they are called in, nothing in them that XML 1.0 does not allow."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import StringIO
from typing import Any

from django.utils.xmlutils import SimplerXMLGenerator

#: Outside of XML's `Char`.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Writer:
    """A document. `element` adds one without children; `inside` opens one for those that follow."""

    def __init__(self) -> None:
        self._out = StringIO()
        self._xml = SimplerXMLGenerator(self._out, "utf-8", short_empty_elements=True)
        self._xml.startDocument()

    def element(self, name: str, text: str = "", **attributes: str) -> None:
        self._xml.addQuickElement(name, _allowed(text), _attributes(attributes))

    @contextmanager
    def inside(self, name: str, **attributes: str) -> Iterator[None]:
        given: Any = _attributes(attributes)
        self._xml.startElement(name, given)
        yield
        self._xml.endElement(name)

    def document(self) -> bytes:
        self._xml.endDocument()
        return self._out.getvalue().encode()


def _attributes(given: Mapping[str, str]) -> dict[str, str]:
    """`xmlns__media` is the attribute `xmlns:media`; `type_` is `type`."""
    return {name.rstrip("_").replace("__", ":"): _allowed(value) for name, value in given.items()}


def _allowed(text: str) -> str:
    return _FORBIDDEN.sub("", text)
