"""The tree of a small piece of HTML."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"br", "hr"}


@dataclass(eq=False)
class Element:
    """An element; text is its `str` children."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)

    def text(self) -> str:
        """All text below it, as it is."""
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)


#: Nobody nests as deep. What lies deeper is laid flat, so that writing the tree never recurses too deep.
MAX_DEPTH = 60


class _Reader(HTMLParser):
    """Builds the tree. Sanitised HTML is well-formed, so end tags match."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Element("")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in _VOID and len(self.open) < MAX_DEPTH:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if len(self.open) > 1 and self.open[-1].tag == tag:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def parse(html: str) -> Element:
    """The tree of sanitised HTML; its root has no tag."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.open[0]
