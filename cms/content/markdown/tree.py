"""The tree of a small piece of HTML."""

import re
from dataclasses import dataclass, field
from html import unescape

# What the sanitiser writes: lower case, every attribute in double quotes, every tag closed.
_PIECE = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:[^>"]|"[^"]*")*+)>|([^<]+)')
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_VOID = {"br", "hr"}
#: Tags nested deeper are passed over, so that no text exhausts the stack.
_DEEPEST = 40


@dataclass(eq=False, slots=True)
class Element:
    """An element; text is its `str` children."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)

    def text(self) -> str:
        """All text below it, as it is."""
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)


def parse(html: str) -> Element:
    """The tree of sanitised HTML; its root has no tag."""
    root = Element("")
    inside = [root]
    too_deep = 0
    for match in _PIECE.finditer(html):
        end, tag, attributes, text = match.groups()
        if text:
            inside[-1].children.append(unescape(text))
        elif end:
            if too_deep:
                too_deep -= 1
            elif len(inside) > 1:
                inside.pop()
        elif too_deep or len(inside) > _DEEPEST:
            too_deep += tag not in _VOID
        else:
            element = Element(tag, {name: unescape(value) for name, value in _ATTRIBUTE.findall(attributes)} if attributes else {})
            inside[-1].children.append(element)
            if tag not in _VOID:
                inside.append(element)
    return root
