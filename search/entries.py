"""What an index keeps of a page, as tokens: the same for what is public and for drafts."""

from collections.abc import Sequence
from hashlib import blake2b

from cms.content.once import made
from cms.content.searching import SearchText
from search.analysis import stems, words
from search.engines import Entry

#: Words beyond these are not indexed, and not shown in snippets.
MOST_CHARACTERS = 200_000
MOST_SHOWN = 60_000


def entry_of(text: SearchText, language: str, place: int, keys: Sequence[str]) -> Entry:
    def stemmed(part: str) -> list[str]:
        return made(("stems", language, part), lambda: stems(part, language))

    return Entry(
        place=place,
        title=stemmed(text.title),
        names=[stemmed(name) for name in text.names],
        words=list(words("\n".join((text.title, *text.names)))),
        heads=stemmed("\n".join((text.standfirst, *text.headings))),
        body=stemmed(text.body[:MOST_CHARACTERS]),
        code=stemmed(text.code[:MOST_CHARACTERS]),
        keys=keys,
    )


def stems_of_titles(entry: Entry) -> str:
    """Title and other names of a row, as ranking reads them."""
    return " | ".join(" ".join(part) for part in (entry.title, *entry.names))


def shown(text: SearchText) -> str:
    """What snippets are cut from, and words are learned from."""
    return "\n".join(part for part in (text.standfirst, text.body, text.code) if part)[:MOST_SHOWN].replace("\x00", "")


def digest(*parts: object) -> str:
    """Equal for equal parts: a row that would stay as it is is not written."""
    return blake2b(repr(parts).encode("utf-8", "replace"), digest_size=16).hexdigest()
