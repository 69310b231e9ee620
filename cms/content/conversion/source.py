"""The source as a tree: well-formed, without comments, scripts and styles, with the attributes that tell something.

Nothing of this tree is copied into a block; it is only read.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urljoin

import nh3

from cms.content.blocks.base import clean_text
from cms.content.conversion.result import Dropped

#: Elements that begin and end a paragraph.
BLOCK_TAGS = {
    *("address", "article", "aside", "blockquote", "button", "center", "dd", "details", "dir", "div", "dl", "dt", "fieldset"),
    *("figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "legend", "li"),
    *("main", "menu", "nav", "ol", "option", "p", "pre", "section", "select", "summary", "table", "ul"),
    *("caption", "col", "colgroup", "tbody", "td", "tfoot", "th", "thead", "tr"),
}
_INLINE_TAGS = {
    *("a", "abbr", "b", "br", "cite", "code", "del", "em", "font", "i", "img", "kbd", "mark", "q", "s", "samp", "small"),
    *("span", "strike", "strong", "sub", "sup", "tt", "u", "var"),
    *("audio", "embed", "iframe", "object", "source", "video"),
}
_VOID = {"br", "col", "embed", "hr", "img", "source"}
#: Deeper ones are passed over; their text stays.
_DEEPEST = 80
_LONGEST_STYLE = 4000
_TANGLED = 2000
#: Elements whose end may go without saying, and those that have none.
_NOT_NESTED = {
    *_VOID,
    *("area", "base", "dd", "dt", "input", "li", "link", "meta", "option", "p", "tbody", "td", "th", "tr", "track", "wbr", "o:p"),
}
_ANY_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]{0,40})[^<>]*>?")

_CLEANER = nh3.Cleaner(
    tags=BLOCK_TAGS | _INLINE_TAGS,
    clean_content_tags={"noscript", "script", "style", "template", "title", "xml"},
    attributes={
        "*": {"class", "dir", "hidden", "id", "lang", "name", "role", "style", "title", *("aria-level", "aria-hidden")},
        "a": {"href"},
        **{name: {"data-lang", "data-language", "class"} for name in ("pre", "code", "div", "figure")},
        **{name: {"alt", "height", "src", "width", "data-src"} for name in ("img", "iframe", "video", "audio", "embed", "source")},
        "object": {"data"},
        "font": {"face"},
        "li": {"data-aria-level", "value"},
        "ol": {"start"},
        **{name: {"colspan", "rowspan"} for name in ("td", "th")},
    },
    url_schemes={"http", "https", "mailto", "tel", "data", "file", "blob", "masthead-picture"},
    link_rel=None,
    strip_comments=True,
)
_PIECE = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:[^>"]|"[^"]*")*+)>|([^<]+)')
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_UNSEEN = re.compile(r"<(script|svg)\b", re.IGNORECASE)
_DECLARATION = re.compile(r"([a-z-]+)\s*:\s*([^;]*)", re.IGNORECASE)


@dataclass(eq=False, slots=True)
class Node:
    """An element; text is its `str` children."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node | str"] = field(default_factory=list)
    parent: "Node | None" = None

    def get(self, name: str) -> str:
        return self.attributes.get(name, "")

    @property
    def classes(self) -> set[str]:
        return set(self.attributes["class"].lower().split()) if "class" in self.attributes else set()

    @property
    def style(self) -> dict[str, str]:
        """The declarations of its own style, in lower case."""
        if "style" not in self.attributes:
            return {}
        return {name.lower(): value.strip().lower() for name, value in _DECLARATION.findall(self.attributes["style"][:_LONGEST_STYLE])}

    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)

    def elements(self) -> Iterator["Node"]:
        """Everything below it, in the order of the document."""
        # Not by recursion: a generator in a generator takes a step for each level of depth.
        above = [iter(self.children)]
        while above:
            for child in above[-1]:
                if not isinstance(child, str):
                    yield child
                    above.append(iter(child.children))
                    break
            else:
                above.pop()


@dataclass(frozen=True)
class Source:
    """The tree, and what was left out of it."""

    root: Node
    dropped: list[Dropped]


def without_comments(html: str) -> str:
    """HTML without what stands between `<!--` and `-->`. Takes one look at everything."""
    pieces, end = [], 0
    while (start := html.find("<!--", end)) >= 0:
        pieces.append(html[end:start])
        close = html.find("-->", start + 2)
        if close < 0:
            return "".join(pieces)
        end = close + 3
    return "".join([*pieces, html[end:]])


def parse_source(html: str, base_url: str = "") -> Source:
    """The tree of HTML. Relative addresses in it are completed with `base_url`, if there is one."""
    html = clean_text(html)
    dropped = [Dropped("script" if match[1].lower() == "script" else "drawing") for match in _UNSEEN.finditer(without_comments(html))]
    if _is_tangled(html):
        html = _ANY_TAG.sub(" ", html)
    root = _tree(_CLEANER.clean(html))
    if base_url:
        _complete_addresses(root, base_url)
    return Source(root, dropped)


def _complete_addresses(root: Node, base_url: str) -> None:
    for node in root.elements():
        for name in ("href", "src", "data-src", "data") if node.attributes else ():
            address = node.attributes.get(name, "").strip()
            if address and not address.startswith(("#", "data:")):
                with suppress(ValueError):
                    node.attributes[name] = urljoin(base_url, address)


def _is_tangled(html: str) -> bool:
    """Whether elements are nested deeper than anybody writes: a parser would take minutes. Only the words are read then."""
    depth = 0
    for match in _ANY_TAG.finditer(html):
        if match[2].lower() not in _NOT_NESTED:
            depth = max(depth + (-1 if match[1] else 1), 0)
            if depth > _TANGLED:
                return True
    return False


def _tree(html: str) -> Node:
    root = Node("")
    inside, too_deep, position = root, 0, 0
    depth = 0
    while match := _PIECE.search(html, position):
        position = match.end()
        end, tag, attributes, text = match.groups()
        if text:
            inside.children.append(unescape(text))
        elif end:
            if too_deep:
                too_deep -= 1
            elif inside.parent is not None:
                inside, depth = inside.parent, depth - 1
        elif (too_deep or depth >= _DEEPEST) and tag not in _VOID:
            too_deep += 1
        else:
            node = Node(tag, {name: unescape(value) for name, value in _ATTRIBUTE.findall(attributes)} if attributes else {}, [], inside)
            inside.children.append(node)
            if tag == "iframe":  # its content is not markup
                close = html.find("</iframe>", position)
                position = len(html) if close < 0 else close + len("</iframe>")
            elif tag not in _VOID:
                inside, depth = node, depth + 1
    return root
