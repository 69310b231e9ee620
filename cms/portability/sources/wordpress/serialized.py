"""Values that PHP serialised. Only what WordPress keeps in the options that are read here: texts, numbers, arrays."""

from typing import Any

_LONGEST = 200_000


class _UnreadableError(ValueError):
    pass


def unserialize(text: str) -> Any:
    """The value; arrays become dicts. None for what is no such value. Objects are never made."""
    source = text.encode("utf-8", "replace")
    if len(source) > _LONGEST:
        return None
    try:
        value, _end = _value(source, 0, 0)
    except (_UnreadableError, ValueError, IndexError):
        return None
    return value


def _value(source: bytes, at: int, depth: int) -> tuple[Any, int]:
    kind = source[at : at + 1]
    if depth > 20:
        raise _UnreadableError
    if kind == b"N":
        return None, at + 2
    if kind in b"bid" and kind:
        end = source.index(b";", at)
        number = source[at + 2 : end]
        return (number == b"1" if kind == b"b" else int(number) if kind == b"i" else float(number)), end + 1
    if kind == b"s":
        colon = source.index(b":", at + 2)
        size = int(source[at + 2 : colon])
        start = colon + 2
        return source[start : start + size].decode("utf-8", "replace"), start + size + 2
    if kind == b"a":
        colon = source.index(b":", at + 2)
        count, place = int(source[at + 2 : colon]), colon + 2
        found: dict[Any, Any] = {}
        for _item in range(min(count, 10_000)):
            key, place = _value(source, place, depth + 1)
            found[key], place = _value(source, place, depth + 1)
        return found, place + 1
    raise _UnreadableError
