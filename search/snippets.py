"""Where the words of a query stand: titles and snippets with the words marked, as HTML in which nothing else is markup."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from html import escape

from cms.content.values import RichText
from search.analysis import fold, stem

#: How long a snippet is, about.
LENGTH = 220
_BEFORE = 60
_ELLIPSIS = "…"
#: What folding makes of one letter, and the letter.
_LIGATURES = (("ss", "ß"), ("ae", "æ"), ("oe", "œ"), ("th", "þ"))


@dataclass(frozen=True)
class Marker:
    """Marks the words of a query: those with one of `stems`, and those that begin with `prefix`."""

    stems: frozenset[str]
    prefix: str
    language: str

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        """What may be such a word: begins like its stem does. Each find is looked at once more."""
        beginnings = {word[: max(2, len(word) - 1)] if len(word) > 2 else word for word in self.stems}
        if self.prefix:
            beginnings.add(self.prefix)
        if not beginnings:
            return None
        options = "|".join(_with_ligatures(re.escape(word)) for word in sorted(beginnings, key=len, reverse=True))
        # That it begins there is asked of each find: a pattern that begins with a look behind is tried at every letter.
        return re.compile(rf"(?:{options})\w*(?:['\u2019]\w+)*")

    @cached_property
    def _roots(self) -> dict[str, str]:
        """The words that were looked at, with what each counts as: one of the stems, the prefix, or nothing."""
        return {}

    def places(self, text: str) -> list[tuple[int, int, str]]:
        """Where the words stand, and which stem each has."""
        if self._pattern is None:
            return []
        found, plain, end = [], _same_length(text), 0
        while match := self._pattern.search(plain, end):
            start, end = match.span()
            if start and _is_inside(plain[start - 1]):
                end = start + 1
                continue
            word = text[start:end]
            if word not in self._roots:
                self._roots[word] = self._root(word)
            if root := self._roots[word]:
                found.append((start, end, root))
        return found

    def _root(self, written: str) -> str:
        word = "".join(char for char in fold(written).removesuffix("'s") if char.isalnum())
        root = stem(word, self.language)
        if root in self.stems:
            return root
        return self.prefix if self.prefix and word.startswith(self.prefix) else ""

    def marked(self, text: str) -> RichText:
        """The whole text, marked."""
        return RichText(_marked(text, self.places(text)))

    def snippet(self, text: str) -> RichText:
        """The part of a text in which most of the words stand, marked; the text's beginning if none does."""
        text = text.replace("\n", " ")
        places = self.places(text)
        if not places:
            return RichText(escape(_cut(text, 0, LENGTH)))
        start = max(0, _best(places) - _BEFORE)
        if len(text) - start < LENGTH:
            start = max(0, len(text) - LENGTH)
        start = _word_start(text, start)
        end = _word_end(text, min(len(text), start + LENGTH))
        inside = [(first - start, last - start, root) for first, last, root in places if first >= start and last <= end]
        html = _marked(text[start:end].rstrip(), inside)
        return RichText((f"{_ELLIPSIS} " if start else "") + html + (f" {_ELLIPSIS}" if end < len(text) else ""))

    def written(self, texts: Iterable[str], root: str) -> str | None:
        """How a text writes the word with this stem."""
        for text in texts:
            for start, end, found in self.places(text):
                if found == root:
                    return text[start:end].lower()
        return None


def _is_inside(char: str) -> bool:
    """Whether a letter is part of a word, as regular expressions see it."""
    return char.isalnum() or char == "_"


def _best(places: Collection[tuple[int, int, str]]) -> int:
    """The place from which on a snippet shows the most different words."""
    ordered = list(places)[:400]
    best, most = ordered[0][0], 0.0
    last = 0
    for first, (start, _, _) in enumerate(ordered):
        last = max(last, first)
        while last < len(ordered) and ordered[last][1] <= start + LENGTH - _BEFORE:
            last += 1
        inside = ordered[first:last]
        worth = len({root for *_, root in inside}) + min(len(inside), 5) / 10
        if worth > most:
            best, most = start, worth
    return best


def _marked(text: str, places: Iterable[tuple[int, int, str]]) -> str:
    parts, end = [], 0
    for first, last, _root in places:
        parts += [escape(text[end:first]), f"<mark>{escape(text[first:last])}</mark>"]
        end = last
    return "".join([*parts, escape(text[end:])])


def _word_start(text: str, at: int) -> int:
    """The start of the word at a place, unless it is far."""
    space = text.rfind(" ", max(0, at - 20), at)
    return space + 1 if at and space >= 0 else at


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", at - 30, at)
    return space if space > 0 else at


def _cut(text: str, start: int, length: int) -> str:
    end = _word_end(text, min(len(text), start + length))
    return text[start:end] + (f" {_ELLIPSIS}" if end < len(text) else "")


def _same_length(text: str) -> str:
    """The text folded letter by letter: what stands where is the same."""
    if text.isascii():
        return text.lower()
    parts, end = [], 0
    for run in _BEYOND_ASCII.finditer(text):
        parts += [text[end : run.start()].lower(), run[0].translate(_letters)]
        end = run.end()
    return "".join([*parts, text[end:].lower()])


_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")


class _Letters(dict[int, str]):
    """One small letter for each, by its number; made when a text has it."""

    def __missing__(self, number: int) -> str:
        char = chr(number)
        folded = fold(char)
        found = folded if len(folded) == 1 else char.lower()[:1] or char
        if len(self) < 5_000:
            self[number] = found
        return found


_letters = _Letters()


def _with_ligatures(pattern: str) -> str:
    for letters, ligature in _LIGATURES:
        pattern = pattern.replace(letters, f"(?:{letters}|{ligature})")
    return pattern
