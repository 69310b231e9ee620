"""Footnotes, as Word, Google Docs, LibreOffice and WordPress write them: a link to a note that links back."""

import re

from cms.content.conversion.source import Node

_MARK = re.compile(r"[\s\[\](){}*†‡↩︎^\d]*$")
_LONGEST, _MOST = 5000, 1000
_CONTAINERS = {"p", "li", "dd", "aside"}


def footnotes(root: Node) -> dict[int, str | None]:
    """By identity of the node: the text of the note that a mark in the text refers to; None for the note, which is not text."""
    nodes = list(root.elements())
    links = [node for node in nodes if node.tag == "a" and node.get("href").startswith("#")]
    if not 2 <= len(links) <= _MOST:
        return {}
    places = {name: node for node in nodes for name in (node.get("id"), node.get("name")) if name}
    order = {id(node): number for number, node in enumerate(nodes)}
    back = {link.get("href")[1:]: link for link in reversed(links)}
    found: dict[int, str | None] = {}
    for mark in links:
        target = places.get(mark.get("href")[1:])
        if target is None or id(mark) in found or not _MARK.match(mark.text()):
            continue
        names = [name for name in (mark.get("id"), mark.get("name"), _id_around(mark)) if name]
        link_back = next((link for name in names if (link := back.get(name)) is not None and link is not mark), None)
        if link_back is None or order[id(link_back)] < order[id(mark)] or not _belongs(link_back, target):
            continue
        note = _container(link_back, target)
        if note is None or id(note) in found or _is_inside(mark, note):
            continue
        text = " ".join(_text_without(note, link_back).split())
        if text and len(text) <= _LONGEST:
            found[id(mark)] = text
            found[id(note)] = None
    return found


def _id_around(mark: Node) -> str:
    """The name of the small thing around a mark, where the mark has none."""
    around = mark.parent
    return around.get("id") if around is not None and around.tag in ("sup", "span") else ""


def _is_inside(node: Node, container: Node) -> bool:
    around: Node | None = node
    while around is not None and around is not container:
        around = around.parent
    return around is not None


def _belongs(link_back: Node, target: Node) -> bool:
    return link_back is target or _is_inside(link_back, target) or _is_inside(target, link_back)


def _container(link_back: Node, target: Node) -> Node | None:
    """What holds the note: what the mark led to, if it is more than a link; else the paragraph or item around the link back."""
    if target.tag not in ("a", "sup", "span", "b"):
        return target
    around = link_back.parent
    while around is not None and around.tag not in _CONTAINERS:
        around = around.parent
    above = around.parent if around is not None else None
    if above is not None and "mso-element" in above.style and len(above.text()) < 5000:
        return above
    return around


def _text_without(note: Node, link_back: Node) -> str:
    if note is link_back:
        return ""
    return "".join(child if isinstance(child, str) else _text_without(child, link_back) for child in note.children)
