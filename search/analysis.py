"""From text to the tokens that are indexed and looked up: the same on every database.

Accents and case are ignored, words are reduced to their stems by the rules of their language (Snowball), text without spaces
(Chinese, Japanese, Thai) becomes pairs of characters. Every token consists of letters and digits alone.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from threading import local
from typing import Any, NamedTuple

import Stemmer

from search.stopwords import stopwords

#: Rows that were made by other rules are made anew: see `indexing.catch_up`.
VERSION = 1
#: Longer words are cut: nobody types them, and databases refuse very long ones.
LONGEST = 60

_STEMMERS = {
    "ar": "arabic",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fa": "persian",
    "fr": "french",
    "it": "italian",
    "nl": "dutch",
    "pl": "polish",
    "pt": "portuguese",
    "tr": "turkish",
}
# Letters that do not decompose.
_LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "\u0131": "i", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "\u2019": "'", "\u02bc": "'"}
)
_VOICED = "\u3099\u309a"  # what tells が from か is no accent
_SPACELESS = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_SPACELESS}]+|[^\W_{_SPACELESS}]+(?:'[^\W_{_SPACELESS}]+)*")
_IS_SPACELESS = re.compile(rf"[{_SPACELESS}]")
#: Shorter first parts are articles: l'eau, d'abord, qu'il.
_ELIDED = 2

_of_this_thread = local()


class Token(NamedTuple):
    """`stem` is looked up; `word` is what was written, folded. They stand at `start` to `end` of the text."""

    stem: str
    word: str
    start: int
    end: int


def fold(text: str) -> str:
    """Lower case, without accents; every form of a character in Unicode becomes the same one."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(char for char in plain if not unicodedata.combining(char) or char in _VOICED)
    return unicodedata.normalize("NFC", kept).translate(_LETTERS)


def split(text: str) -> Iterator[tuple[str, int, int]]:
    """The folded words of a text, with where each stands."""
    for match in _WORD.finditer(text.replace("\u2019", "'")):
        source, start = match[0], match.start()
        if _IS_SPACELESS.match(source):
            yield from ((pair, start + at, start + at + len(pair)) for at, pair in enumerate(_pairs(source)))
        elif word := _plain(fold(source)):
            yield word, start, match.end()


def words(text: str) -> Iterator[str]:
    """The folded words of a text: what `split` gives, without the places."""
    # Folding a whole text at once is much cheaper than folding each word.
    folded = fold(text.replace("\u2019", "'"))
    found = _WORD.findall(folded)
    if folded.isascii() and "'" not in folded:
        return iter([word[:LONGEST] for word in found])
    return _plain_words(found)


def _plain_words(sources: Iterable[str]) -> Iterator[str]:
    for source in sources:
        if source.isascii():
            yield source[:LONGEST] if "'" not in source else _plain(source)
        elif _IS_SPACELESS.match(source):
            yield from _pairs(source)
        elif word := _plain(source):
            yield word


def _pairs(text: str) -> Iterator[str]:
    """Text without spaces as overlapping pairs of characters."""
    return (fold(text[at : at + 2]) for at in range(max(1, len(text) - 1)))


def _plain(word: str) -> str:
    """A folded word without its apostrophes, and without whatever else folding brought forth."""
    if "'" in word:
        first, _, rest = word.partition("'")
        word = rest if len(first) <= _ELIDED and len(rest) > 1 else word.removesuffix("'s")
    return "".join(char for char in word if char.isalnum())[:LONGEST]


@lru_cache(maxsize=65_536)
def stem(word: str, language: str) -> str:
    """The stem of a folded word, folded."""
    if word.isdigit() or language not in _STEMMERS:
        return word
    return fold(_stemmer(language).stemWord(word)) or word


def _stemmer(language: str) -> Any:
    """A stemmer keeps what it has seen, and is for one thread."""
    known: dict[str, Any] = _of_this_thread.__dict__.setdefault("stemmers", {})
    if language not in known:
        known[language] = Stemmer.Stemmer(_STEMMERS[language], 0)
    return known[language]


def analyse(text: str, language: str) -> list[Token]:
    return [Token(stem(word, language), word, start, end) for word, start, end in split(text)]


def stems(text: str, language: str) -> list[str]:
    return [stem(word, language) for word in words(text)]


@cache
def unimportant(language: str) -> frozenset[str]:
    """The stop words of a language, folded."""
    return frozenset(words(stopwords(language)))
