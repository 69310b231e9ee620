"""HTML as plain text that keeps its paragraphs."""

import re
from html import unescape

import nh3

_BREAKS = re.compile(r"<br\s*/?>|</?(?:p|ul|ol|dl|blockquote|div|h[1-6]|pre|table|address)\b[^>]*>", re.IGNORECASE)
_LINES = re.compile(r"</(?:li|dt|dd|td|th)>", re.IGNORECASE)
_ITEM = re.compile(r"<li\b[^>]*>", re.IGNORECASE)
_CLEANER = nh3.Cleaner(tags={"a"}, attributes={"a": {"href"}}, link_rel=None, clean_content_tags={"script", "style"})
_LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def text_of(html: str) -> str:
    """The words; a link's address stands behind them where it says more than they do."""
    broken = _BREAKS.sub("\n\n", _LINES.sub("\n", _ITEM.sub("• ", html.replace("\r\n", "\n"))))
    clean = _LINK.sub(_linked, _CLEANER.clean(broken))
    lines = [" ".join(line.split()) for line in unescape(_TAG.sub("", clean)).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _linked(match: re.Match[str]) -> str:
    words, address = _TAG.sub("", match[2]).strip(), unescape(match[1])
    if not address.startswith(("http://", "https://")) or address.rstrip("/") == words.rstrip("/"):
        return words
    return f"{words} ({address})" if words else address
