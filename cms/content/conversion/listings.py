"""Program code: `<pre>`, with its language where the source says it."""

import re
from collections.abc import Iterator
from itertools import pairwise

from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from cms.content.blocks.code import LANGUAGES
from cms.content.conversion.flow import Flow, Ready
from cms.content.conversion.source import BLOCK_TAGS, Node

MAX_LENGTH = 50_000
_LANGUAGE = re.compile(r"(?:language|lang|highlight-source|highlight|brush|sourcecode|prettyprint)[-:]([\w+#.-]+)", re.IGNORECASE)
_OTHER_NAMES = {
    "html": "html",
    "shell": "bash",
    "zsh": "bash",
    "terraform": "hcl",
    "plaintext": "text",
    "jsx": "javascript",
    "tsx": "typescript",
}


def known_language(name: str) -> str | None:
    """Our name of a language from whatever others call it."""
    name = name.strip().lower()
    name = _OTHER_NAMES.get(name, name)
    if name in LANGUAGES:
        return name
    try:
        lexer = get_lexer_by_name(name)
    except ClassNotFound:
        return None
    return next((alias for alias in lexer.aliases if alias in LANGUAGES), None)


def language_of(node: Node) -> str | None:
    """What the listing, its `<code>` or what is around it says."""
    around = [node, *node.elements()][:20]
    above = node.parent
    for _level in range(2):
        if above is not None:
            around.append(above)
            above = above.parent
    for place in around:
        for name in ("data-lang", "data-language"):
            if place.get(name) and (found := known_language(place.get(name))):
                return found
        words = place.get("class").split()
        # SyntaxHighlighter writes "brush: python".
        said = [match[1] for word in words if (match := _LANGUAGE.fullmatch(word))]
        said += [after.rstrip(";") for word, after in pairwise(words) if word.lower() == "brush:"]
        for name in said:
            if found := known_language(name):
                return found
    return None


def code_of(node: Node) -> str:
    """The letters of a listing as they stand."""
    pieces: list[str] = []

    def read(inside: Node) -> None:
        for child in inside.children:
            if isinstance(child, str):
                pieces.append(child)
            elif child.tag == "br":
                pieces.append("\n")
            elif child.tag in BLOCK_TAGS:
                if pieces and not pieces[-1].endswith("\n"):
                    pieces.append("\n")
                read(child)
                if pieces and not pieces[-1].endswith("\n"):
                    pieces.append("\n")
            else:
                read(child)

    read(node)
    return "".join(pieces).replace("\r\n", "\n").replace("\u00a0", " ").strip("\n")


def listing(node: Node, default: str = "text") -> Iterator[Flow]:
    yield from code_blocks(code_of(node), language_of(node) or default)


def code_blocks(code: str, language: str = "text") -> Iterator[Ready]:
    """One code block, or as many as it takes."""
    rest = code
    while rest.strip():
        part = rest
        if len(rest) > MAX_LENGTH:
            end = rest.rfind("\n", 0, MAX_LENGTH)
            part = rest[: end if end > 0 else MAX_LENGTH]
        rest = rest[len(part) :].removeprefix("\n") if len(part) < len(rest) else ""
        if part.strip():
            yield Ready(
                "code",
                {"language": language, "code": part, "filename": "", "caption": "", "line_numbers": False, "highlight_lines": ""},
            )
