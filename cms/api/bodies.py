"""What is sent to the API: a JSON object of the type that the endpoint declares. Each fault is named."""

import json
from dataclasses import MISSING, Field, fields
from typing import Any, get_args, get_type_hints

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, UnreadablePostError

from cms.api.problems import Problem, nearest, shown

LARGEST = 64 * 1024


def required(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def read(request: HttpRequest, kind: type) -> Any:
    """An instance of the dataclass `kind`, whose fields are texts, numbers or flags. Raises `Problem`."""
    if request.content_type != "application/json":
        raise Problem(400, "Send a JSON object, with Content-Type: application/json.")
    try:
        size = int(request.headers.get("Content-Length") or 0)
        if size > LARGEST:
            raise Problem(400, f"The body may have at most {LARGEST:,} bytes.")
        data = json.loads(request.read(LARGEST + 1) if size else b"")
    except (ValueError, RecursionError, RequestDataTooBig, UnreadablePostError) as error:
        raise Problem(400, "The body is not valid JSON.") from error
    if not isinstance(data, dict):
        raise Problem(400, "The body must be a JSON object.")
    hints, declared = get_type_hints(kind), {field.name: field for field in fields(kind)}
    for name, value in data.items():
        if name not in declared:
            raise Problem(400, f"Unknown key '{shown(name)}'. {nearest(name, declared)}", shown(name))
        if not _fits(value, hints[name]):
            raise Problem(400, f"'{name}' has the wrong type.", name)
    for name, field in declared.items():
        if name not in data and required(field):
            raise Problem(400, f"'{name}' is required.", name)
    return kind(**data)


def _fits(value: Any, hint: Any) -> bool:
    kinds = get_args(hint) or (hint,)
    if isinstance(value, bool) and bool not in kinds:
        return False
    if isinstance(value, str):
        return str in kinds and "\x00" not in value and _is_text(value)
    return isinstance(value, kinds)


def _is_text(value: str) -> bool:
    """Whether it can be written: JSON can hold halves of characters."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
