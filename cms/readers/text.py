"""What readers write is plain text: cleaned when it comes in, and made into HTML when it is shown. Nothing in it is ever markup."""

import re
import unicodedata
from html import escape

from cms.content.richtext import safe_url
from cms.content.values import RichText

_LINK = re.compile(r"https?://[^\s<>\"'`]+", re.IGNORECASE)
#: What would be a link in other places too: `www.example.org`, `[url=…]`, `<a href=…>`.
_LINK_LIKE = re.compile(r"https?://|\bwww\.\w|\[url\b|<a\s", re.IGNORECASE)
#: Punctuation behind a link that belongs to the sentence.
_BEHIND = ".,;:!?)]}'\"…"
_LINES = re.compile(r"\n{3,}")
_SPACES = re.compile(r"[^\S\n]+")
#: Marks that stand on one letter, one over the other: a few are a language, twenty are a prank that covers the page.
_MARK = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
_STACKED = re.compile(f"({_MARK}{{4}}){_MARK}+")
#: Invisible characters that languages need: joiners, and marks of direction that end with their word.
_NEEDED = {"\u200c", "\u200d", "\u200e", "\u200f"}


def clean_text(text: str) -> str:
    """Several lines of plain text: no control characters, no overrides of direction, at most one empty line in a row."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(char for char in text if char in "\n\t" or char in _NEEDED or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co"))
    lines = [_SPACES.sub(" ", line).strip() for line in _STACKED.sub(r"\1", kept).split("\n")]
    return _LINES.sub("\n\n", "\n".join(lines)).strip()


def clean_line(text: str) -> str:
    """The same in one line."""
    return " ".join(clean_text(text).split())


def link_count(text: str) -> int:
    return len(_LINK_LIKE.findall(text))


def comment_html(text: str) -> RichText:
    """Paragraphs and line breaks; web addresses are links that vouch for nothing."""
    paragraphs = [part.replace("\n", "<br>") for part in _linked(text).split("\n\n") if part.strip()]
    return RichText("".join(f"<p>{part}</p>" for part in paragraphs))


def _linked(text: str) -> str:
    parts, end = [], 0
    for match in _LINK.finditer(text):
        address = match[0].rstrip(_BEHIND)
        url = safe_url(address)
        if url is None:
            continue
        parts += [escape(text[end : match.start()]), f'<a href="{escape(url)}" rel="nofollow ugc noopener">{escape(address)}</a>']
        end = match.start() + len(address)
    return "".join([*parts, escape(text[end:])])
