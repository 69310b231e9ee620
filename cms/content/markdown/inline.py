"""A run of text within a paragraph as Markdown.

The run is first a list of tokens; then spaces and emphasis are set right, because stars and tildes are only understood
between certain characters; then it is written.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

from cms.content.markdown.tree import Element
from cms.content.markup import escape_inline, escape_line_starts, markdown_url

BREAK = "\\\n"

_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "s": "~~", "del": "~~"}
_MARK_TAGS = {"**": "strong", "*": "em", "~~": "del"}
_SPACES = re.compile(r"[ \t\n\r\f\v]+")
_AUTOLINK = re.compile(r"https?://[^\s<>\\]+\Z")


class _Text(NamedTuple):
    """Text that is still to be escaped."""

    source: str


class _Done(NamedTuple):
    """Finished Markdown or inline HTML."""

    markdown: str


_LINE_BREAK = _Done(BREAK)


class _Code(NamedTuple):
    """A code span."""

    source: str

    @property
    def markdown(self) -> str:
        ticks = "`" * (max((len(run) for run in re.findall(r"`+", self.source)), default=0) + 1)
        # One space at both ends is taken off by readers, so that code may begin with a tick.
        pad = " " if self.source[0] in "` " or self.source[-1] in "` " else ""
        return f"{ticks}{pad}{self.source}{pad}{ticks}"


@dataclass(eq=False)
class _Mark:
    """One end of an emphasis: `plain` if it is written with Markdown's own delimiters. `at` is its place among the tokens."""

    delimiter: str
    opens: bool
    other: "_Mark | None" = None
    plain: bool = True
    at: int = 0

    @property
    def markdown(self) -> str:
        if self.plain:
            return self.delimiter
        return f"<{'' if self.opens else '/'}{_MARK_TAGS[self.delimiter]}>"


_Token = _Text | _Code | _Done | _Mark


def _tokens(children: Iterable[Element | str], inside: frozenset[str] = frozenset()) -> Iterator[_Token]:
    for child in children:
        if isinstance(child, str):
            yield _Text(child)
            continue
        mark = _MARKS.get(child.tag)
        if mark and mark not in inside:
            yield _Mark(mark, opens=True)
            yield from _tokens(child.children, inside | {mark})
            yield _Mark(mark, opens=False)
        elif child.tag == "br":
            yield _LINE_BREAK
        elif child.tag == "code":
            code = _SPACES.sub(" ", child.text())
            yield _Code(code) if code.strip() else _Text(code)
        elif child.tag == "a" and child.attributes.get("href"):
            yield from _link(child)
        elif child.tag == "sup" and child.attributes.get("class") == "footnote-ref":
            yield _Done(f"[^{child.text()}]")
        elif child.tag in ("sup", "sub") or (child.tag == "abbr" and child.attributes.get("title")):
            title = f' title="{_one_line(escape(child.attributes["title"]))}"' if child.tag == "abbr" else ""
            yield _Done(f"<{child.tag}{title}>")
            yield from _tokens(child.children, inside)
            yield _Done(f"</{child.tag}>")
        else:
            yield from _tokens(child.children, inside)


def _one_line(text: str) -> str:
    return _SPACES.sub(" ", text).strip()


def _link(element: Element) -> Iterator[_Token]:
    url, text, shown = element.attributes["href"], inline(element.children), element.text()
    if _SPACES.match(shown):
        yield _Text(" ")
    title = _one_line(element.attributes.get("title", ""))
    if shown == url and not title and _AUTOLINK.match(url):
        yield _Done(f"<{url}>")
    elif text:
        title = ' "' + re.sub(r'(["\\]|&(?=#?\w+;))', r"\\\1", title) + '"' if title else ""
        yield _Done(f"[{text}]({markdown_url(url)}{title})")
    if _SPACES.match(shown[-1:]):
        yield _Text(" ")


def _tidy(tokens: Iterable[_Token]) -> list[_Token]:
    """Spaces as a browser shows them, and outside of marks; no empty marks, no mark that ends where the same begins."""
    tidy: list[_Token] = []
    space = False  # a space that is to be written before the next text, outside of marks that end here
    for token in tokens:
        if isinstance(token, _Text):
            text = _SPACES.sub(" ", token.source)
            if text.startswith(" "):
                space, text = True, text[1:]
            if not text:
                continue
            space = _write_space(tidy, space)
            space, text = text.endswith(" "), text.removesuffix(" ")
            tidy.append(_Text(text))
        elif isinstance(token, _Code) and not space and tidy and isinstance(last := tidy[-1], _Code):
            tidy[-1] = _Code(last.source + token.source)
        elif isinstance(token, _Code | _Done):
            if token is _LINE_BREAK:
                space = False
            space = _write_space(tidy, space)
            tidy.append(token)
        elif token.opens:
            if not space and tidy and isinstance(last := tidy[-1], _Mark) and not last.opens and last.delimiter == token.delimiter:
                tidy.pop()
            else:
                space = _write_space(tidy, space)
                tidy.append(token)
        elif tidy and isinstance(last := tidy[-1], _Mark) and last.opens:
            tidy.pop()
        else:
            tidy.append(token)
    ends = [index for index, token in enumerate(tidy) if not isinstance(token, _Mark) and token is not _LINE_BREAK]
    # A line break at the very beginning or end breaks nothing.
    return [token for index, token in enumerate(tidy) if token is not _LINE_BREAK or (ends and ends[0] < index < ends[-1])]


def _write_space(tidy: list[_Token], space: bool) -> bool:
    """Write the waiting space, before the marks that have just begun. Returns that none is waiting any more."""
    if space:
        at = len(tidy)
        while at and isinstance(mark := tidy[at - 1], _Mark) and mark.opens:
            at -= 1
        if at and tidy[at - 1] is not _LINE_BREAK:
            tidy.insert(at, _Text(" "))
    return False


def _pair(tokens: list[_Token]) -> list[_Mark]:
    """Tell the marks of each other and of their places. Returns the opening ones."""
    waiting: list[_Mark] = []
    opening = []
    for at, token in enumerate(tokens):
        if isinstance(token, _Mark):
            token.at = at
            if token.opens:
                waiting.append(token)
                opening.append(token)
            else:
                token.other = waiting.pop()
                token.other.other = token
    return opening


def _neighbour(tokens: list[_Token], mark: _Mark, step: int) -> str:
    """The character before (step -1) or behind (step 1) the run of delimiters that `mark` is part of.

    A space at the ends of the text; the delimiter itself where a mark ends and another of its character begins.
    """
    at = mark.at + step
    while 0 <= at < len(tokens):
        token = tokens[at]
        if isinstance(token, _Mark) and token.plain and token.delimiter[0] == mark.delimiter[0] and token.opens == mark.opens:
            at += step
            continue
        written = token.source if isinstance(token, _Text) else token.markdown
        return written[-1 if step < 0 else 0]
    return " "


def _is_word(character: str) -> bool:
    return not character.isspace() and unicodedata.category(character)[0] not in "PS"


def _understood(tokens: list[_Token], mark: _Mark) -> bool:
    """Whether Markdown reads this end of a pair as such (CommonMark 0.31, section 6.2, read narrowly)."""
    outward = -1 if mark.opens else 1
    inner, outer = _neighbour(tokens, mark, -outward), _neighbour(tokens, mark, outward)
    if mark.delimiter[0] in (inner, outer) or inner.isspace():
        return False
    return _is_word(inner) or outer.isspace() or (outer.isascii() and not outer.isalnum())


def _give_up_where_needed(tokens: list[_Token], opening: list[_Mark]) -> None:
    """Have pairs written as HTML until the others are understood; what one becomes, its neighbours see."""
    changed = True
    while changed:
        changed = False
        for mark in opening:
            other = mark.other
            if mark.plain and other and not (_understood(tokens, mark) and _understood(tokens, other)):
                mark.plain = other.plain = False
                changed = True


def inline(children: Iterable[Element | str]) -> str:
    """A run of text as one line of Markdown (several where it has line breaks)."""
    tokens = _tidy(_tokens(children))
    _give_up_where_needed(tokens, _pair(tokens))
    pieces = []
    for index, token in enumerate(tokens):
        if not isinstance(token, _Text):
            pieces.append(token.markdown)
            continue
        text = escape_inline(token.source)
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        if text.endswith("!") and isinstance(following, _Done) and following.markdown.startswith("["):
            text = text[:-1] + "\\!"
        pieces.append(text)
    return escape_line_starts("".join(pieces))
