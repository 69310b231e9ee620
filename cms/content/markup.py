"""Sanitised HTML to plain text, and what everybody who writes Markdown needs."""

import re
from html import unescape

_FOOTNOTE_MARK = re.compile(r'<sup class="footnote-ref">.*?</sup>')
_BREAK = re.compile(r"<(?:br|hr|/?(?:p|ul|ol|li|h[1-6]|blockquote))\b[^>]*>")
_TAG = re.compile(r"<[^>]+>")
_SPACES = re.compile(r"[^\S\n]+")
_MARKDOWN_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~]|&(?=#?\w+;))")
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
_LINE_START = re.compile(r"^(?:([-+=])|(\d+)(?=[.)](?:\s|$)))", re.MULTILINE)


def html_to_text(html: str) -> str:
    """The words of sanitised HTML, one line a paragraph, item or line; without the numbers of footnotes."""
    html = _BREAK.sub("\n", _FOOTNOTE_MARK.sub("", html.replace("\n", " ")))
    text = unescape(_TAG.sub("", html)).replace("\N{SOFT HYPHEN}", "")
    return "\n".join(line for line in (line.strip() for line in _SPACES.sub(" ", text).split("\n")) if line)


def first_words(text: str, longest: int) -> str:
    """The beginning of a text on one line, cut between two words."""
    line = " ".join(text[: longest * 4].split())
    if len(line) <= longest:
        return line
    return line[: longest - 1].rsplit(" ", 1)[0].rstrip(" ,;:-\N{EN DASH}") + "…"


def escape_line_starts(markdown: str) -> str:
    """No line of inline Markdown begins a list, an underlined heading, a rule or indented code."""
    # A number is escaped behind its digits: `1\.`
    return _LINE_START.sub(lambda match: f"\\{match[1]}" if match[1] else f"{match[2]}\\", _INDENT.sub("", markdown))


def escape_inline(text: str) -> str:
    """Text that stays text within a line of Markdown."""
    return _MARKDOWN_SPECIAL.sub(r"\\\1", text)


def escape_markdown(text: str) -> str:
    """Text that stays text in Markdown: nothing in it becomes markup or HTML."""
    return escape_line_starts(escape_inline(text))


def code_fence(code: str, language: str = "") -> str:
    """A fenced code block; the fence is longer than any run of backticks in the code."""
    longest = max((len(run) for run in re.findall(r"`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{code.rstrip()}\n{fence}"


def markdown_url(url: str) -> str:
    """A URL as the destination of a Markdown link."""
    url = re.sub(r"&(?=#?\w+;)", "&amp;", url.replace("\\", "%5C").replace("<", "%3C").replace(">", "%3E").replace("\n", ""))
    return f"<{url}>" if not url or re.search(r"[\s()]", url) else url
