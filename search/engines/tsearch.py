"""How entries and queries are written for PostgreSQL's full-text search: `tsvector` and `tsquery` as text."""

from dataclasses import replace

from cms.content.once import made
from search.engines import Entry, Group, Matching

_LAST = 16_383  # the largest position there is
_MOST_POSITIONS = 200
_GAP = 8


def vector_of(entry: Entry) -> str:
    """The literal of the row's `tsvector`."""
    tokens = ((entry.title, *entry.names), (entry.heads,), (entry.body,), (entry.code,))
    # Public rows and editors' rows of one page differ in their keys, hardly in their words.
    words, position = made(("vector", *(tuple(map(tuple, parts)) for parts in tokens)), lambda: _words_of(entry))
    keys = _literal({f"/{key}": [f"{min(position, _LAST)}B"] for key in entry.keys})
    return f"{words} {keys}"


def _words_of(entry: Entry) -> tuple[str, int]:
    """The literal of all but the keys, and the position behind it."""
    found: dict[str, list[str]] = {}
    position = 1
    for weight, parts in (("A", (entry.title, *entry.names)), ("B", (entry.heads,)), ("C", (entry.body,)), ("D", (entry.code,))):
        for tokens in parts:
            for token in tokens:
                places = found.setdefault(token, [])
                if len(places) < _MOST_POSITIONS:
                    places.append(f"{min(position, _LAST)}{weight}")
                position += 1
            position += _GAP
    return _literal(found), position


def titles_of(entry: Entry) -> str:
    """The literal of the `tsvector` of titles: stems and words at the same positions."""
    found: dict[str, list[str]] = {}
    for tokens in (entry.words, [stem for part in (entry.title, *entry.names) for stem in part]):
        for position, token in enumerate(tokens, start=1):
            found.setdefault(token, []).append(str(position))
    return _literal({token: places[:_MOST_POSITIONS] for token, places in found.items()})


def _literal(tokens: dict[str, list[str]]) -> str:
    # A position may stand only once.
    return " ".join(f"'{token}':{','.join(dict.fromkeys(places))}" for token, places in tokens.items())


def tsquery(matching: Matching) -> str:
    """The query as PostgreSQL reads it."""
    groups = [_group(group) for group in matching.groups]
    parts = [f"({' | '.join(groups)})"] if matching.any_group and groups else groups
    parts += ["(" + " | ".join(f"'/{key}'" for key in sorted(keys)) + ")" for keys in matching.narrowed]
    parts += [f"!{_group(group)}" for group in matching.without]
    return " & ".join(parts)


def _group(group: Group) -> str:
    before = [f"'{stem}'" for stem in group.stems[:-1]]
    last = [f"'{stem}'" for stem in group.stems[-1:]]
    if group.prefix:
        last.append(f"'{group.prefix}':*")
    options = [" <-> ".join([*before, one]) for one in last] + [f"'/{key}'" for key in sorted(group.keys)]
    return "(" + " | ".join(f"({option})" for option in options) + ")"


def tsquery_of_titles(matching: Matching) -> str:
    """The same for titles: no keys, and whatever is narrowed by one is not found."""
    words = replace(matching, groups=tuple(replace(group, keys=frozenset()) for group in matching.groups), narrowed=())
    return tsquery(words)
