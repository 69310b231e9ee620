"""Which defined terms a text uses without linking them, and where.

Texts are what the rich-text editor posts: content states, whose positions count UTF-16 units. Everything here counts so, too.
"""

import json
import re
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wagtail import blocks

from cms.content.editor.conversion import TERM
from cms.content.models import Term
from cms.content.richtext import primary_key

#: Names up to this length mean something else in other letters: “It”, “APT”.
_EXACT_UP_TO = 3
#: Scripts that put no spaces between words: there any place is the border of a word.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_STARTS_SPACED = re.compile(rf"(?:(?![{_UNSPACED}])\w)+")
_WORD = re.compile(r"\w+")
#: A hyphen makes one word of two, whichever of its forms is typed; an apostrophe may be straight or curved.
_HYPHENS, _APOSTROPHES = "[-\u2010\u2011]", "['\u2019]"
_BEFORE, _AFTER = rf"(?<!\w)(?<!\w{_HYPHENS})", rf"(?!\w)(?!{_HYPHENS}\w)(?![\u0300-\u036f])"
_LIKE = {**dict.fromkeys("-\u2010\u2011", _HYPHENS), **dict.fromkeys("'\u2019", _APOSTROPHES)}
_CONTEXT = 40


@dataclass(frozen=True)
class Passage:
    """One paragraph (or list item) of a rich-text field. `taken` are the stretches that are something already: links, code."""

    field: str
    key: str
    text: str
    taken: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Occurrence:
    """Where a term stands first: the form field, the paragraph's key and the stretch in it."""

    term: Term
    passage: Passage
    start: int
    end: int

    @property
    def text(self) -> str:
        return _characters(self.passage.text[self.start : self.end])

    @property
    def context(self) -> tuple[str, str]:
        """What stands before and after it, cut between words."""
        text = self.passage.text
        before, after = text[max(0, self.start - _CONTEXT) : self.start], text[self.end : self.end + _CONTEXT]
        if self.start > _CONTEXT:
            before = "…" + before.partition(" ")[2]
        if self.end + _CONTEXT < len(text):
            after = after.rpartition(" ")[0] + "…"
        return _characters(before), _characters(after)


def _units(text: str) -> str:
    """The text with one character for each UTF-16 unit, as JavaScript counts."""
    return "".join(map(chr, array("H", text.encode("utf-16-le", "surrogatepass")))) if any(c > "\uffff" for c in text) else text


def _characters(units: str) -> str:
    return units.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


# --- the form -----------------------------------------------------------------------------------------------------------


def rich_texts(block: blocks.Block, data: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    """The rich-text fields of a posted block that can hold terms, in the order of the page, as (field's name, content state)."""
    if isinstance(block, blocks.RichTextBlock):
        if "term" in (block.features or ()) and isinstance(data.get(prefix), str):
            yield prefix, data[prefix]
    elif isinstance(block, blocks.BaseStructBlock):
        for name, child in block.child_blocks.items():
            yield from rich_texts(child, data, f"{prefix}-{name}")
    elif isinstance(block, blocks.BaseStreamBlock | blocks.ListBlock):
        for item in _items(data, prefix):
            child = block.child_block if isinstance(block, blocks.ListBlock) else block.child_blocks.get(data.get(f"{item}-type"))
            if child is not None:
                yield from rich_texts(child, data, f"{item}-value")


def _items(data: Mapping[str, Any], prefix: str) -> list[str]:
    found = []
    for number in range(min(_number(data.get(f"{prefix}-count")), len(data))):
        item = f"{prefix}-{number}"
        if not data.get(f"{item}-deleted"):
            found.append((_number(data.get(f"{item}-order")), item))
    return [item for _order, item in sorted(found)]


def _number(value: Any) -> int:
    return int(value) if isinstance(value, str) and re.fullmatch(r"[0-9]{1,6}", value) else 0


def read(field: str, content_state: str) -> tuple[list[Passage], set[int]]:
    """The paragraphs of a content state in which a term may be linked, and the terms that are linked in it."""
    try:
        state = json.loads(content_state)
        entities = state["entityMap"]
        linked = {primary_key(str(entity["data"].get("id"))) for entity in entities.values() if entity["type"] == TERM}
        passages = [
            Passage(
                field,
                str(block["key"]),
                _units(block["text"]),
                tuple(
                    (int(found["offset"]), int(found["offset"]) + int(found["length"]))
                    for found in (*block["entityRanges"], *(style for style in block["inlineStyleRanges"] if style["style"] == "CODE"))
                ),
            )
            for block in state["blocks"]
            if not block["type"].startswith(("header", "code", "atomic"))
        ]
    except (AttributeError, KeyError, TypeError, ValueError):
        return [], set()
    return passages, {pk for pk in linked if pk is not None}


# --- the search ---------------------------------------------------------------------------------------------------------


class Glossary:
    """Terms, ready to be looked for: an entry for each name that a term goes by."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._by_word: dict[str, list[tuple[re.Pattern[str], Term]]] = {}
        self._anywhere: list[tuple[re.Pattern[str], Term]] = []
        for term in terms:
            for name in dict.fromkeys((term.name.strip(), *term.other_names)):
                if not name:
                    continue
                pattern = _pattern(_units(name))
                first = _STARTS_SPACED.match(name)
                if first and first.end() == (_WORD.match(name) or first).end():
                    self._by_word.setdefault(first[0].casefold(), []).append((pattern, term))
                else:
                    self._anywhere.append((pattern, term))

    def find(self, passage: Passage) -> list[Occurrence]:
        """Every place where a name stands by itself, longer names first where two overlap, in the order of the text."""
        text = passage.text
        found = [
            (match.start(), match.end(), term)
            for word in _WORD.finditer(text)
            for pattern, term in self._by_word.get(word[0].casefold(), ())
            if (match := pattern.match(text, word.start()))
        ]
        found += [(match.start(), match.end(), term) for pattern, term in self._anywhere for match in pattern.finditer(text)]
        found.sort(key=lambda match: (match[0] - match[1], match[0]))
        taken, free = list(passage.taken), []
        for start, end, term in found:
            if all(end <= other_start or start >= other_end for other_start, other_end in taken):
                taken.append((start, end))
                free.append(Occurrence(term, passage, start, end))
        return sorted(free, key=lambda occurrence: occurrence.start)


def _pattern(name: str) -> re.Pattern[str]:
    body = "".join(r"\s+" if part.isspace() else _LIKE.get(part, re.escape(part)) for part in re.findall(r"\s+|.", name))
    before = _BEFORE if _STARTS_SPACED.match(name) else ""
    after = _AFTER if _STARTS_SPACED.match(name[-1]) else ""
    return re.compile(before + body + after, re.IGNORECASE if len(name) > _EXACT_UP_TO else 0)


def unlinked(stream: blocks.BaseStreamBlock, data: Mapping[str, Any], prefix: str, locale_id: int) -> list[Occurrence]:
    """The first occurrence of each published term of the locale that the posted body uses and links nowhere."""
    passages: list[Passage] = []
    linked: set[int] = set()
    for field, content_state in rich_texts(stream, data, prefix):
        more, links = read(field, content_state)
        passages += more
        linked |= links
    if not any(passage.text for passage in passages):
        return []
    glossary = Glossary(Term.objects.filter(live=True, locale_id=locale_id).only("name", "also_known_as", "definition", "live"))
    first: dict[int, Occurrence] = {}
    for passage in passages:
        for occurrence in glossary.find(passage):
            if occurrence.term.pk not in linked:
                first.setdefault(occurrence.term.pk, occurrence)
    return list(first.values())
