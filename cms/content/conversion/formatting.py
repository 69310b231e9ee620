"""What elements and styles say about the letters in them, and letters as the database's rich text."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from html import escape
from itertools import groupby

from cms.content.conversion.links import link_target
from cms.content.conversion.source import Node
from cms.content.richtext import footnote_id

_TAGS = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em", "var"), "italic"),
    **dict.fromkeys(("s", "strike", "del"), "strike"),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), "code"),
    "sub": "sub",
    "sup": "sup",
}
#: From the outside to the inside.
_MARKS = (("bold", "b"), ("italic", "i"), ("strike", "s"), ("sup", "sup"), ("sub", "sub"), ("code", "code"))
_MONOSPACE = re.compile(r"monospace|courier|consolas|menlo|monaco|inconsolata|\bmono\b|lucida console|fira code", re.IGNORECASE)
#: Spaces that are to become one: several, or one that is neither a plain one nor a non-breaking one, which somebody may want.
_SPACES = re.compile(r"\s{2,}|[^\S \u00a0]")
_INVISIBLE = str.maketrans("", "", "\u200b\u200c\u2060\ufeff\u00ad")
BREAK = "\n"


@dataclass(frozen=True)
class Format:
    """How letters are set. `note` makes them the mark of a footnote."""

    bold: bool = False
    italic: bool = False
    strike: bool = False
    sup: bool = False
    sub: bool = False
    code: bool = False
    href: str = ""
    abbreviation: str = ""
    note: str = ""

    def within(self, node: Node) -> "Format":
        """The format of what stands in this element."""
        changes: dict[str, bool | str] = {}
        if name := _TAGS.get(node.tag):
            changes[name] = True
        if node.tag == "a" and (href := link_target(node.get("href"))):
            changes["href"] = href
        if node.tag == "abbr":
            changes["abbreviation"] = " ".join(node.get("title").split())
        if node.tag == "font" and _MONOSPACE.search(node.get("face")):
            changes["code"] = True
        if "style" in node.attributes:
            changes |= _from_style(node.style)
        return _changed(self, tuple(changes.items())) if changes else self


@lru_cache(maxsize=1024)
def _changed(format_: Format, changes: tuple[tuple[str, bool | str], ...]) -> Format:
    return replace(format_, **dict(changes))  # type: ignore[arg-type]


def _from_style(style: dict[str, str]) -> dict[str, bool]:
    found: dict[str, bool] = {}
    weight = style.get("font-weight", "")
    if weight:
        found["bold"] = weight in ("bold", "bolder") or (weight[:3].isdigit() and int(weight[:3]) >= 600)
    if slant := style.get("font-style", ""):
        found["italic"] = slant.startswith(("italic", "oblique"))
    if "line-through" in style.get("text-decoration", "") + style.get("text-decoration-line", ""):
        found["strike"] = True
    height = style.get("vertical-align", "")
    if height in ("super", "sub"):
        found["sup"], found["sub"] = height == "super", height == "sub"
    family = style.get("font-family", "")
    if family:
        found["code"] = _MONOSPACE.search(family) is not None
    return found


@dataclass
class Run:
    """Letters of one format; `BREAK` alone is the end of a line."""

    text: str
    format: Format = field(default_factory=Format)


def _visible(text: str) -> str:
    return text if text.isascii() else text.translate(_INVISIBLE)


def is_blank(runs: Iterable[Run]) -> bool:
    return not any(run.format.note or _visible(run.text).strip() for run in runs)


def plain(runs: Iterable[Run]) -> str:
    """The words, on one line."""
    return " ".join(_visible("".join(run.text for run in runs if not run.format.note)).split())


def code_lines(runs: Iterable[Run]) -> list[str]:
    """The lines of letters that are all code, with their spaces."""
    return "".join(run.text for run in runs).replace("\u00a0", " ").translate(_INVISIBLE).split(BREAK)


def is_code(runs: Iterable[Run]) -> bool:
    return all(run.format.code or not run.text.strip() for run in runs)


def tidy(runs: Iterable[Run]) -> list[Run]:
    """Runs without superfluous spaces and breaks; neighbours of one format are one."""
    found: list[Run] = []
    for run in runs:
        text = run.text
        if text != BREAK and not run.format.note:
            # One non-breaking space is wanted; more of them are somebody's way to indent.
            text = _SPACES.sub(" ", _visible(text))
            if not found or found[-1].text.endswith((" ", BREAK)):
                text = text.lstrip(" ") if found else text.lstrip()
        elif text == BREAK:
            if not found:
                continue
            found[-1] = Run(found[-1].text.rstrip(), found[-1].format)
        if not text:
            continue
        if found and found[-1].format == run.format and BREAK not in (text, found[-1].text) and not run.format.note:
            found[-1] = Run(found[-1].text + text, run.format)
        else:
            found.append(Run(text, run.format))
    while found and not found[-1].format.note and not found[-1].text.strip():
        found.pop()
    if found and not found[-1].format.note:
        found[-1] = Run(found[-1].text.rstrip(), found[-1].format)
    return found


def paragraphs(runs: Iterable[Run]) -> Iterator[list[Run]]:
    """Runs, parted where two lines end one after the other."""
    part: list[Run] = []
    ends = 0
    for run in runs:
        if run.text == BREAK:
            ends += 1
        elif run.format.note or run.text.strip():
            if ends > 1:
                yield tidy(part)
                part = []
            ends = 0
        part.append(run)
    yield tidy(part)


def rich_text(runs: Iterable[Run], *, notes: bool = True, marks: tuple[str, ...] | None = None) -> str:
    """The database's form of tidy runs. `marks` names the formats that the place allows; links are always among them."""
    pieces = []
    for href, linked in groupby(runs, key=lambda run: run.format.href):
        inside = "".join(_marked(run, notes, marks) for run in linked)
        # A link needs letters to be clicked.
        pieces.append(f'<a href="{escape(href)}">{inside}</a>' if href and inside.strip() else inside)
    return "".join(pieces)


def _marked(run: Run, notes: bool, marks: tuple[str, ...] | None) -> str:
    if run.format.note:
        note = run.format.note
        return f'<footnote id="{footnote_id("", note)}" text="{escape(note)}">*</footnote>' if notes else f" ({escape(note)})"
    if run.text == BREAK:
        return "<br/>"
    html = escape(run.text, quote=False)
    if not run.text.strip():
        return html
    for name, tag in reversed(_MARKS):
        if getattr(run.format, name) and (marks is None or name in marks):
            html = f"<{tag}>{html}</{tag}>"
    if run.format.abbreviation and marks is None:
        html = f'<abbr title="{escape(run.format.abbreviation)}">{html}</abbr>'
    return html
