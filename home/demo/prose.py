"""From the magazine's Markdown to the rich text that the database keeps.

`**strong**`, `*emphasis*`, `~~struck~~`, `` `code` ``, `[text](target)`, `[HTML]{HyperText Markup Language}` for an abbreviation,
`^[a note]` for a footnote, `x^2^` and `H~2~O`. A target is an address, or `page:`, `term:` or `document:` and a name.
"""

import re
import uuid
from collections.abc import Callable, Iterator
from html import escape

#: Kind and name -> primary key. Raises for what does not exist.
Resolve = Callable[[str, str], int]

_INLINE = re.compile(
    r"`(?P<code>[^`]+)`"
    r"|\^\[(?P<note>[^\]]+)\]"
    r"|\[(?P<short>[^\]]+)\]\{(?P<meaning>[^}]+)\}"
    r"|\[(?P<text>[^\]]+)\]\((?P<target>[^)\s]+)\)"
    r"|\*\*(?P<strong>.+?)\*\*"
    r"|\*(?P<emphasis>[^*]+)\*"
    r"|~~(?P<struck>.+?)~~"
    r"|\^(?P<raised>[^^\s]+)\^"
    r"|~(?P<lowered>[^~\s]+)~"
)
_ITEM = re.compile(r"(?:- |\d+\. )")
_SIMPLE = {"strong": "b", "emphasis": "i", "struck": "s", "raised": "sup", "lowered": "sub"}
_LINKS = {"page", "term", "document"}


def rich_text(markdown: str, resolve: Resolve) -> str:
    """Paragraphs and lists."""
    return "".join(_block(block, resolve) for block in re.split(r"\n\s*\n", markdown.strip()) if block.strip())


def _block(block: str, resolve: Resolve) -> str:
    lines = block.split("\n")
    if not _ITEM.match(lines[0]):
        return f"<p>{inline(_joined(lines), resolve)}</p>"
    name = "ul" if lines[0].startswith("-") else "ol"
    return f"<{name}>{''.join(f'<li>{inline(item, resolve)}</li>' for item in _items(lines))}</{name}>"


def _items(lines: list[str]) -> Iterator[str]:
    item: list[str] = []
    for line in lines:
        if _ITEM.match(line):
            if item:
                yield _joined(item)
            item = [_ITEM.sub("", line, count=1)]
        else:
            item.append(line)
    yield _joined(item)


def _joined(lines: list[str]) -> str:
    return " ".join(line.strip() for line in lines)


def inline(text: str, resolve: Resolve) -> str:
    """Running text without paragraphs."""
    parts, place = [], 0
    for match in _INLINE.finditer(text):
        parts += [escape(text[place : match.start()], quote=False), _marked(match, resolve)]
        place = match.end()
    return "".join([*parts, escape(text[place:], quote=False)])


def _marked(match: re.Match[str], resolve: Resolve) -> str:
    found = {name: value for name, value in match.groupdict().items() if value is not None}
    if "code" in found:
        return f"<code>{escape(found['code'], quote=False)}</code>"
    if "note" in found:
        # The same note has the same id every time the demonstration is loaded.
        identifier = uuid.uuid5(uuid.NAMESPACE_URL, f"demo:{found['note']}")
        return f'<footnote id="{identifier}" text="{escape(found["note"])}">*</footnote>'
    if "short" in found:
        return f'<abbr title="{escape(found["meaning"])}">{escape(found["short"], quote=False)}</abbr>'
    if "target" in found:
        return _link(inline(found["text"], resolve), found["target"], resolve)
    name, value = next(iter(found.items()))
    return f"<{_SIMPLE[name]}>{inline(value, resolve)}</{_SIMPLE[name]}>"


def _link(text: str, target: str, resolve: Resolve) -> str:
    kind, _, name = target.partition(":")
    if kind in _LINKS:
        return f'<a id="{resolve(kind, name)}" linktype="{kind}">{text}</a>'
    return f'<a href="{escape(target)}">{text}</a>'
