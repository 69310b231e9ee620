"""Markdown (CommonMark, with GitHub's `~~` and footnote marks) from the small, sanitised HTML that rich text is made of.

What Markdown cannot say exactly is said in inline HTML, which Markdown contains: sub- and superscript, abbreviations, and
emphasis where its stars would not be understood (`foo<strong>“bar”</strong>`). Read back, it is the same text.
"""

from collections.abc import Iterable
from textwrap import indent
from typing import TYPE_CHECKING

from cms.content.markdown.inline import BREAK, inline
from cms.content.markdown.tree import Element, parse

if TYPE_CHECKING:
    from cms.content.values import Footnote

_HEADINGS = {"h2": "## ", "h3": "### ", "h4": "#### "}
_BLOCKS = {"p", "ul", "ol", "li", "blockquote", "hr", *_HEADINGS}


def _blocks(children: Iterable[Element | str]) -> list[str]:
    """The blocks of a container; text between blocks is a paragraph."""
    found: list[str] = []
    run: list[Element | str] = []
    last_list = ""

    def end_run() -> None:
        nonlocal last_list
        if run and (text := inline(run)):
            found.append(text)
            last_list = ""
        run.clear()

    for child in children:
        if isinstance(child, str) or child.tag not in _BLOCKS:
            run.append(child)
            continue
        end_run()
        marker, so_far = "", len(found)
        if child.tag in _HEADINGS:
            found += [_HEADINGS[child.tag] + text.replace(BREAK, "<br>") for text in _blocks(child.children)]
        elif child.tag == "blockquote":
            found.append("\n".join(f"> {line}".rstrip() for line in "\n\n".join(_blocks(child.children)).split("\n")))
        elif child.tag == "hr":
            found.append("___")
        elif child.tag in ("ul", "ol"):
            # Two lists that follow each other would be read as one if their markers were the same.
            marker = {"ul": "-", "ol": "."}[child.tag]
            marker = {"-": "*", ".": ")"}[marker] if marker == last_list else marker
            found += _list(child, marker)
        else:
            found += _blocks(child.children)
        if len(found) > so_far:
            last_list = marker
    end_run()
    return found


def _list(element: Element, marker: str) -> list[str]:
    """A list as one block, or none if there is nothing in it: an empty item would not be read as one."""
    lines: list[str] = []
    for item in element.children:
        if isinstance(item, str) or not (blocks := _blocks(item.children)):
            continue
        start = f"{len(lines) + 1}{marker} " if element.tag == "ol" else f"{marker} "
        loose = any(isinstance(child, Element) and child.tag == "p" for child in item.children)
        text = ("\n\n" if loose else "\n").join(blocks)
        lines.append(start + indent(text, " " * len(start)).lstrip(" "))
    return ["\n".join(lines)] if lines else []


def html_to_markdown(html: str) -> str:
    """Markdown from sanitised HTML; blocks are separated by an empty line."""
    return "\n\n".join(_blocks(parse(html).children))


def footnote_definitions(footnotes: Iterable["Footnote"]) -> str:
    """The notes that `[^1]` and so on in a Markdown text refer to."""
    return "\n".join(f"[^{note.number}]: {note.html.markdown.replace(BREAK, '<br>')}" for note in footnotes)
