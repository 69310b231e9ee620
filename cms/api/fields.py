"""`fields=`: which parts of an answer a client wants, in the language of Wagtail's API v2.

`fields=a,b` adds to what is given anyway, `_,a` gives nothing but a, `*` everything, `-a` leaves a out, `a(_,b)` goes into
an object. At most two levels and thirty names.
"""

import types
from collections.abc import Mapping
from dataclasses import dataclass, field, is_dataclass
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from cms.api.problems import Problem, nearest, shown

MOST_FIELDS = 30
MOST_LEVELS = 2


@dataclass(frozen=True)
class Selection:
    """A parsed `fields`: what to begin with (`*`, `_` or the default), what to add and to leave out."""

    start: str = ""
    added: Mapping[str, "Selection | None"] = field(default_factory=dict)
    removed: frozenset[str] = frozenset()

    def chosen(self, everything: tuple[str, ...], default: frozenset[str]) -> frozenset[str]:
        """The names that are shown."""
        names = frozenset(everything) if self.start == "*" else frozenset() if self.start == "_" else default
        return (names | frozenset(self.added)) - self.removed


ALL = Selection()


def parse(text: str | None) -> Selection:
    """Raises `Problem` for what cannot be read."""
    if not text:
        return ALL
    if text.count(",") + text.count("(") >= MOST_FIELDS:
        raise _problem(f"may name at most {MOST_FIELDS} fields.")
    selection, rest = _parse(text, 1)
    if rest:
        raise _problem(f"has a closing bracket too many at position {len(text) - len(rest)}.")
    return selection


def _parse(text: str, level: int) -> tuple[Selection, str]:
    if level > MOST_LEVELS:
        raise _problem(f"may go {MOST_LEVELS} levels deep.")
    start, added, removed, number = "", dict[str, Selection | None](), set[str](), 0
    while True:
        length = next((place for place, char in enumerate(text) if char in ",()"), len(text))
        name, text = text[:length], text[length:]
        negated, name = name.startswith("-"), name.removeprefix("-")
        if name in ("*", "_"):
            if number or negated:
                raise _problem(f"can have '{name}' only in the first place.")
            start = name
        elif not name.isidentifier():
            raise _problem(f"has '{shown(name)}' where a name should be." if name else "lacks a name before a comma or a bracket.")
        elif negated:
            removed.add(name)
        else:
            added[name] = None
        if text.startswith("("):
            if negated or name in ("*", "_"):
                raise _problem(f"cannot have a bracket behind '{shown(name)}'.")
            added[name], text = _parse(text[1:], level + 1)
            if not text.startswith(")"):
                raise _problem("lacks a closing bracket.")
            text = text[1:]
            if text and text[0] not in ",)":
                raise _problem("lacks a comma behind a closing bracket.")
        number += 1
        if not text.startswith(","):
            return Selection(start, added, frozenset(removed)), text
        text = text[1:]


def _problem(sentence: str) -> Problem:
    return Problem(400, f"'fields' {sentence}", "fields")


# --- what there is to choose from -------------------------------------------------------------------------------------


def parts(hint: Any) -> tuple[Any, ...]:
    """The types inside a type: of a union, of a list."""
    origin = get_origin(hint)
    if origin in (Union, types.UnionType, tuple, list):
        return tuple(part for inner in get_args(hint) if inner is not Ellipsis for part in parts(inner))
    return (hint,)


@cache
def shape(kind: type) -> dict[str, tuple[type, ...]]:
    """The fields of a payload type, those in `meta` included, with the payload types inside each."""
    found: dict[str, tuple[type, ...]] = {}
    for name, hint in get_type_hints(kind).items():
        inner = tuple(part for part in parts(hint) if is_dataclass(part) and isinstance(part, type))
        if name == "meta":
            for meta in inner:
                found |= {key: inside for key, inside in shape(meta).items() if key not in found}
        found[name] = inner
    return found


def check(selection: Selection, kinds: tuple[type, ...]) -> None:
    """Raise `Problem` if a name is in none of these payload types."""
    known: dict[str, tuple[type, ...]] = {}
    for kind in kinds:
        for name, inner in shape(kind).items():
            known[name] = (*known.get(name, ()), *inner)
    for name in (*selection.added, *selection.removed):
        if name not in known:
            raise Problem(400, f"unknown fields: {shown(name)}. {nearest(name, known)}", "fields")
        inside = selection.added.get(name)
        if inside is not None:
            if not known[name]:
                raise Problem(400, f"'{name}' does not support nested fields.", "fields")
            check(inside, known[name])


def named(selection: Selection, default: frozenset[str] | None) -> frozenset[str] | None:
    """The only names that `select` may show; None where it begins with everything that there is."""
    if selection.start == "*" or (default is None and selection.start != "_"):
        return None
    return selection.chosen((), default or frozenset()) | {"meta"}


def select(data: dict[str, Any], selection: Selection, default: frozenset[str] | None = None) -> dict[str, Any]:
    """What of an object is shown. `default` are the names that are shown when nothing else is said, None means all."""
    meta = data.get("meta")
    inside_meta = tuple(meta) if isinstance(meta, dict) else ()
    everything = (*data, *inside_meta)
    chosen = selection.chosen(everything, frozenset(everything) if default is None else default)
    result: dict[str, Any] = {}
    for name, value in data.items():
        if name == "meta" and isinstance(value, dict):
            own = selection.added.get("meta")
            if own is not None:
                shown_meta = select(value, own)
            else:
                # `meta` as a whole, by its own name; else what is named of it.
                whole = "meta" in selection.added
                shown_meta = {key: item for key, item in value.items() if (whole or key in chosen) and key not in selection.removed}
            if shown_meta and "meta" not in selection.removed:
                result[name] = {key: _inside(item, selection.added.get(key)) for key, item in shown_meta.items()}
        elif name in chosen:
            result[name] = _inside(value, selection.added.get(name))
    return result


def _inside(value: Any, selection: Selection | None) -> Any:
    if selection is None:
        return value
    if isinstance(value, list):
        return [_inside(item, selection) for item in value]
    return select(value, selection) if isinstance(value, dict) else value
