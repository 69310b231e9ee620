"""From what a reader types to what is looked for. Whatever is typed means something, if only its words.

Words, "phrases", -without, field:value (topic, author, tag, series) and, at the end, a word that is not finished.
"""

import re
import unicodedata
from dataclasses import dataclass, field, replace

from search.analysis import stem, unimportant, words

LONGEST, MOST_WORDS = 100, 10
#: What a reader may narrow by, in the query itself.
FIELDS = ("topic", "author", "tag", "series")

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»\u2039\u203a\uff02〝〞", '"'))
_DASHES = "-\u2212\u2013\u2014"  # at the start of a word: without
_PIECE = re.compile(rf'(?P<minus>[{_DASHES}])?(?:(?P<field>[^\W\d_]+):(?=[^\s:]))?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_SHORTEST_PREFIX = 2


class TooLongError(ValueError):
    """More than a query may be; the words say what it may be."""


@dataclass(frozen=True)
class Piece:
    """One thing that a reader typed: a word (`tokens` has one), or several that stand one behind the other.

    `tokens` are folded words. With `unfinished`, the last of them may be the beginning of one.
    """

    text: str
    tokens: tuple[str, ...]
    is_phrase: bool = False
    unfinished: bool = False

    def stems(self, language: str) -> tuple[str, ...]:
        return tuple(stem(token, language) for token in self.tokens)


@dataclass(frozen=True)
class Query:
    """What is looked for. `text` is what was typed, in its normal form."""

    text: str
    pieces: tuple[Piece, ...] = ()
    without: tuple[Piece, ...] = ()
    fields: tuple[tuple[str, str], ...] = field(default_factory=tuple)

    @property
    def tokens(self) -> tuple[str, ...]:
        return tuple(token for piece in self.pieces for token in piece.tokens)

    @property
    def is_empty(self) -> bool:
        return not self.pieces and not self.fields

    def important(self, language: str) -> tuple[Piece, ...]:
        """The pieces that a row must have: all but stop words, unless there is nothing else."""
        found = tuple(piece for piece in self.pieces if piece.is_phrase or piece.tokens[0] not in unimportant(language))
        return found or self.pieces

    def replaced(self, corrections: dict[str, str]) -> "Query":
        """The query with other words."""

        def correct(piece: Piece) -> Piece:
            tokens = tuple(corrections.get(token, token) for token in piece.tokens)
            return piece if tokens == piece.tokens else replace(piece, tokens=tokens, text=" ".join(tokens), unfinished=False)

        pieces = tuple(correct(piece) for piece in self.pieces)
        return Query(_written(pieces, self.without, self.fields), pieces, self.without, self.fields)


def normalised(raw: str) -> str:
    """One form of what is typed: without control characters, single spaces, no capitals. Equal queries are equal texts."""
    text = unicodedata.normalize("NFC", "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in raw))
    return " ".join(text.translate(_QUOTES).split()).lower()


def parse(raw: str) -> Query:
    """Raises `TooLongError`. Never fails otherwise."""
    if len(raw) > LONGEST:
        raise TooLongError(f"A query has at most {LONGEST} characters.")
    text = normalised(raw)
    pieces: list[Piece] = []
    without: list[Piece] = []
    fields: list[tuple[str, str]] = []
    matches = list(_PIECE.finditer(text))
    for match in matches:
        minus, name, phrase, word = match.group("minus", "field", "phrase", "word")
        if name in FIELDS and not minus:
            value = " ".join((phrase if phrase is not None else word or "").split())
            if value:
                fields.append((name, value))
            continue
        source = (phrase if phrase is not None else word) or ""
        if name is not None:
            source = f"{name}:{source}"
        tokens = tuple(words(source))
        if tokens:
            starred = word is not None and word.endswith("*")
            piece = Piece(source, tokens, phrase is not None or len(tokens) > 1, unfinished=starred)
            (without if minus else pieces).append(piece)
    if sum(len(piece.tokens) for piece in (*pieces, *without)) + len(fields) > MOST_WORDS and not _spaceless(text):
        raise TooLongError(f"A query has at most {MOST_WORDS} words.")
    if pieces and matches and matches[-1]["word"] is not None and not matches[-1]["minus"] and not matches[-1]["field"]:
        last = pieces[-1]
        if len(last.tokens[-1]) >= _SHORTEST_PREFIX:
            pieces[-1] = replace(last, unfinished=True)
    return Query(text, tuple(pieces), tuple(without), tuple(fields))


def _spaceless(text: str) -> bool:
    """Text without spaces is many tokens, and as many words as there are spaces."""
    return not text.isascii() and len(text.split()) <= MOST_WORDS


def _written(pieces: tuple[Piece, ...], without: tuple[Piece, ...], fields: tuple[tuple[str, str], ...]) -> str:
    def one(piece: Piece) -> str:
        return f'"{piece.text}"' if piece.is_phrase and " " in piece.text else piece.text

    named = [f'{name}:"{value}"' if " " in value else f"{name}:{value}" for name, value in fields]
    return " ".join([*(one(piece) for piece in pieces), *named, *(f"-{one(piece)}" for piece in without)])
