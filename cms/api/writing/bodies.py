"""What a request may carry: JSON that a database can keep. Everything else is refused before anything looks at it."""

import json
from collections.abc import Iterator
from typing import Any, NoReturn

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, QueryDict, UnreadablePostError

from cms.api.problems import Problem, shown

#: Databases compare and keep integers up to this.
MAX_INTEGER = 2**63 - 1
_MAX_DEPTH = 40
_MAX_OFFSET, _MAX_SEARCH = 10_000, 100


def check_query(request: HttpRequest) -> None:
    """Raise `Problem` (400) for parameters that no database takes."""
    check_texts(request.GET)
    offset, search = request.GET.get("offset", ""), request.GET.get("search", "")
    if offset.isdigit() and (len(offset) > 6 or int(offset) > _MAX_OFFSET):
        raise Problem(400, f"offset is at most {_MAX_OFFSET:,}.", "offset")
    if len(search) > _MAX_SEARCH:
        raise Problem(400, f"search takes at most {_MAX_SEARCH} characters.", "search")


def check_texts(sent: QueryDict) -> None:
    """Raise `Problem` (400) for texts that no database keeps."""
    for name, values in sent.lists():
        for value in (name, *values):
            if not _is_text(value):
                raise Problem(400, "This parameter holds characters that no text has.", shown(name))


def read(request: HttpRequest, *, files: bool = False) -> dict[str, Any]:
    """The JSON object in the body; an empty one when there is no body, or where `files` are sent as a form.

    Raises `Problem` (400, 413, 415, 422).
    """
    if files and request.content_type == "multipart/form-data":
        check_texts(request.POST)
        return {}
    try:
        body = request.body
    except RequestDataTooBig:
        raise Problem(413, "This is more than one request may carry. Send less text at once.") from None
    except UnreadablePostError:
        raise Problem(400, "The connection ended before the body did.") from None
    if not body:
        return {}
    if request.content_type != "application/json":
        raise Problem(415, "Send JSON: Content-Type: application/json.")
    try:
        data = json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Problem(400, f"The body is no JSON that can be read: {str(error)[:120]}.") from None
    if not isinstance(data, dict):
        raise Problem(400, "The body must be a JSON object.")
    for path, value in _walk(data):
        if not _can_be_kept(value):
            raise Problem(422, "This value holds characters that no text has, or is larger than a database keeps.", path)
    return data


def _walk(data: Any) -> Iterator[tuple[str, Any]]:
    """Every value and key with where it stands, for example `body.0.value`. Raises `Problem` where it is nested too deep."""
    waiting: list[tuple[tuple[str, ...], Any]] = [((), data)]
    while waiting:
        path, value = waiting.pop()
        where = ".".join(path)
        if len(path) > _MAX_DEPTH:
            raise Problem(422, f"Values can be nested {_MAX_DEPTH} levels deep.", ".".join(path[:3]))
        if isinstance(value, dict):
            for key, part in value.items():
                yield where, key
                waiting.append(((*path, shown(key)), part))
        elif isinstance(value, list):
            waiting += [((*path, str(number)), part) for number, part in enumerate(value)]
        else:
            yield where, value


def _can_be_kept(value: Any) -> bool:
    if isinstance(value, str):
        return _is_text(value)
    return not isinstance(value, int | float) or -MAX_INTEGER <= value <= MAX_INTEGER


def _is_text(value: str) -> bool:
    """Without NUL, and without halves of surrogate pairs."""
    return "\x00" not in value and not any("\ud800" <= character <= "\udfff" for character in value)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
