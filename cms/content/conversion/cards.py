"""What other systems set apart from the text: galleries, covers, buttons, files, cards of WordPress and Ghost.

Only read where somebody finds the files afterwards (`convert(files=True)`).
"""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from cms.content.conversion import things
from cms.content.conversion.assembling import prose
from cms.content.conversion.flow import Flow, Line, Ready
from cms.content.conversion.formatting import BREAK, Format, Run
from cms.content.conversion.links import link_target
from cms.content.conversion.result import Dropped
from cms.content.conversion.source import Node

if TYPE_CHECKING:
    from cms.content.conversion.reading import Reader

Card = Callable[[Node, "Reader"], list[Flow]]

MAX_GALLERY, MAX_BUTTON, MAX_TITLE = 40, 80, 255
_BACKGROUND = re.compile(r"background(?:-image)?\s*:[^;]*url\(\s*['\"]?([^'\")]+)", re.IGNORECASE)
_VIDEO = re.compile(r"\.(?:mp4|webm|m4v|ogv|mov)\Z", re.IGNORECASE)


def reader_of(node: Node) -> Card | None:
    """How to read an element that is a card; None for any other."""
    if node.tag in _BY_TAG:
        return _BY_TAG[node.tag]
    if "class" in node.attributes:
        classes = node.classes
        for name, card in _BY_CLASS.items():
            if name in classes:
                return card
    return None


def _find(node: Node, *, tag: str = "", name: str = "") -> Node | None:
    return next((child for child in node.elements() if (not tag or child.tag == tag) and (not name or name in child.classes)), None)


def _words(node: Node | None) -> str:
    return " ".join(node.text().split()) if node is not None else ""


def _inside(node: Node, reader: "Reader") -> list[Flow]:
    """What stands in the element, read on its own."""
    inner = reader.another()
    inner.read(node)
    return inner.finish()


# --- pictures ---------------------------------------------------------------------------------------------------------------


def _gallery(node: Node, reader: "Reader") -> list[Flow]:
    found: list[Ready] = []
    others: list[Flow] = []
    for item in _items(node):
        image = item if item.tag == "img" else _find(item, tag="img")
        picture = things.picture(image) if image is not None else None
        if isinstance(picture, Dropped):
            others.append(picture)
        if not isinstance(picture, Ready):
            continue
        caption = _find(item, tag="figcaption") or _find(item, name="wp-caption-text")
        if caption is not None:
            lines = [line for line in _inside(caption, reader) if isinstance(line, Line)]
            picture.value["caption"] = things.caption_html(lines)
        found.append(picture)
    title = _own_caption(node)
    if title and (len(title) > 120 or not found):
        others.insert(0, Line([Run(title)]))
        title = ""
    if len(found) == 1:
        return [found[0], *([Line([Run(title)])] if title else []), *others]
    galleries: list[Flow] = []
    for start in range(0, len(found), MAX_GALLERY):
        pictures = tuple(found[start : start + MAX_GALLERY])
        images = [{key: picture.value[key] for key in ("image", "caption", "credit")} for picture in pictures]
        galleries.append(Ready("gallery", {"title": title if not start else "", "images": images, "layout": "grid"}, pictures=pictures))
    return [*galleries, *others]


def _items(node: Node) -> Iterator[Node]:
    """Each picture of a gallery with what belongs to it."""
    for child in node.children:
        if isinstance(child, str) or child.tag == "figcaption":
            continue
        pictures = [inside for inside in child.elements() if inside.tag == "img"]
        if child.tag == "img" or len(pictures) == 1:
            yield child
        elif pictures:
            yield from _items(child)


def _own_caption(node: Node) -> str:
    for child in node.children:
        if isinstance(child, Node) and child.tag == "figcaption":
            return _words(child)
    return ""


def _cover(node: Node, reader: "Reader") -> list[Flow]:
    """Text over a picture: the picture, then the text."""
    behind = _BACKGROUND.search(node.get("style"))
    picture: list[Flow] = []
    if behind:
        picture = [Ready("image", things.image_value(), behind[1].strip(), "", tuple(sorted(node.classes)))]
    return [*picture, *_inside(node, reader)]


# --- files and recordings ---------------------------------------------------------------------------------------------------


def _file_name(src: str) -> str:
    return unquote(urlsplit(src).path.rpartition("/")[2]) or src


def _recording(kind: str) -> Card:
    def read(node: Node, reader: "Reader") -> list[Flow]:
        element = node if node.tag in ("audio", "video") else _find(node, tag=kind)
        if element is None:
            return _inside(node, reader)
        src = element.get("src") or next((child.get("src") for child in element.elements() if child.get("src")), "")
        if not src:
            return [Dropped("recording", "")]
        title = _words(_find(node, name=f"kg-{kind}-title")) or element.get("title") or _file_name(src)
        made = Ready(kind, _recording_value(kind, title[:MAX_TITLE]), src, title[:MAX_TITLE])
        caption = _find(node, tag="figcaption")
        if caption is not None:
            made.value["caption"] = things.caption_html([line for line in _inside(caption, reader) if isinstance(line, Line)])
        return [made]

    return read


def _recording_value(kind: str, title: str) -> dict[str, Any]:
    value: dict[str, Any] = {"file": None, "title": title, "caption": "", "transcript": ""}
    return value if kind == "audio" else {**value, "poster": None, "captions": None}


def _download(node: Node, reader: "Reader") -> list[Flow]:
    link = node if node.tag == "a" else _find(node, tag="a")
    if link is None or not link.get("href"):
        return _inside(node, reader)
    title = _words(_find(node, name="kg-file-card-title")) or _words(link) or _file_name(link.get("href"))
    about = _words(_find(node, name="kg-file-card-caption"))[:600]
    return [Ready("download", {"document": None, "title": title[:MAX_TITLE], "description": about}, link.get("href"), title[:MAX_TITLE])]


# --- links ------------------------------------------------------------------------------------------------------------------


def _button(node: Node, reader: "Reader") -> list[Flow]:
    link = node if node.tag == "a" else _find(node, tag="a")
    text = _words(link)
    url = link_target(link.get("href")) if link is not None else ""
    if not text or not url or len(text) > MAX_BUTTON or len(url) > 500:
        return _inside(node, reader)
    return [Ready("button", {"text": text, "page": None, "url": url, "style": "primary"})]


def link_card(url: str, title: str = "", about: str = "") -> Ready | None:
    """A work at somebody whose player we do not know, as a link."""
    url = f"https:{url}" if url.startswith("//") else url
    url = link_target(url)
    if not url.startswith("http") or len(url) > 1000:
        return None
    parts = urlsplit(url)
    title = " ".join(title.split()) or f"{parts.hostname or ''}{parts.path.rstrip('/')}"
    return Ready("embed", {"url": url, "title": title[:MAX_TITLE], "caption": things.caption_html([Line([Run(about)])]) if about else ""})


def _embed(node: Node, reader: "Reader") -> list[Flow]:
    """The address of a work, alone."""
    wrapper = _find(node, name="wp-block-embed__wrapper")
    url = _words(wrapper)
    if wrapper is None or not url.startswith("http") or " " in url:
        return things.figure(_inside(node, reader))
    found = things.player(Node("iframe", {"src": url}))
    flow: list[Flow] = [found]
    if isinstance(found, Dropped):
        link = link_card(url)
        flow = [link, found] if link is not None else [found]
    caption = _find(node, tag="figcaption")
    lines = [line for line in _inside(caption, reader) if isinstance(line, Line)] if caption is not None else []
    if lines and isinstance(flow[0], Ready):
        flow[0].value["caption"] = things.caption_html(lines)
    return flow


def _bookmark(node: Node, reader: "Reader") -> list[Flow]:
    link = _find(node, tag="a")
    title, about = _words(_find(node, name="kg-bookmark-title")), _words(_find(node, name="kg-bookmark-description"))
    card = link_card(link.get("href"), title, about) if link is not None else None
    return [card] if card is not None else _inside(node, reader)


# --- boxes ------------------------------------------------------------------------------------------------------------------


def _callout(node: Node, reader: "Reader") -> list[Flow]:
    text = _find(node, name="kg-callout-text") or node
    flow = _inside(text, reader)
    lines = [item for item in flow if isinstance(item, Line)]
    html = prose(lines)
    if len(lines) < len(flow) or not html:
        return flow
    return [Ready("callout", {"kind": "note", "title": "", "text": html})]


def _toggle(node: Node, reader: "Reader") -> list[Flow]:
    """Something to unfold: a question and its answer, if it is nothing but text."""
    head = _find(node, tag="summary") or _find(node, name="kg-toggle-heading-text")
    body = _find(node, name="kg-toggle-content")
    question = _words(head)
    if body is None:
        body = Node(node.tag, {}, [child for child in node.children if child is not head])
    flow = _inside(body, reader)
    lines = [item for item in flow if isinstance(item, Line) and item.role != "heading"]
    answer = prose(lines)
    if question and len(question) <= MAX_TITLE and answer and len(lines) == len(flow):
        return [Ready("faq", {"title": "", "items": [{"question": question, "answer": answer}]})]
    return [*([Line([Run(question, Format(bold=True))])] if question else []), *flow]


def _verse(node: Node, reader: "Reader") -> list[Flow]:
    """Lines that end where they end."""
    return _inside(_with_breaks(node), reader)


def _with_breaks(node: Node) -> Node:
    found = Node("p" if node.tag == "pre" else node.tag, node.attributes, [], node.parent)
    for child in node.children:
        if isinstance(child, Node):
            found.children.append(_with_breaks(child))
            continue
        for number, line in enumerate(child.split(BREAK)):
            found.children += ([Node("br")] if number else []) + [line]
    return found


def _reusable(node: Node, reader: "Reader") -> list[Flow]:
    """Content that stands in many places; `content` is what the source calls it."""
    return [Ready("reusable", {"content": node.get("id").removeprefix("reusable-")})]


def _widget(node: Node, reader: "Reader") -> list[Flow]:
    return [Dropped("widget", _words(node)[:500])]


_BY_TAG: dict[str, Card] = {"audio": _recording("audio"), "video": _recording("video"), "details": _toggle}
_BY_CLASS: dict[str, Card] = {
    **dict.fromkeys(("wp-block-gallery", "blocks-gallery-grid", "gallery", "kg-gallery-card", "tiled-gallery"), _gallery),
    "wp-block-cover": _cover,
    **dict.fromkeys(("wp-block-file", "kg-file-card"), _download),
    **dict.fromkeys(("wp-block-button", "kg-button-card"), _button),
    "kg-audio-card": _recording("audio"),
    "kg-video-card": _recording("video"),
    "kg-bookmark-card": _bookmark,
    "wp-block-embed": _embed,
    "kg-callout-card": _callout,
    **dict.fromkeys(("kg-toggle-card", "wp-block-details"), _toggle),
    "wp-block-verse": _verse,
    "masthead-reusable": _reusable,
    **dict.fromkeys(("kg-signup-card", "wp-block-search", "wp-block-calendar", "masthead-widget"), _widget),
}
