"""The schema as a judge: does an answer have the shape that the document promises?"""

import json
import re
from functools import cache
from typing import Any

import jsonschema_rs

from cms.api.schema import document

ROOT = "/api/v2"


@cache
def validator(schema: str) -> jsonschema_rs.Draft202012Validator:
    """A validator of a schema (as JSON), with the components of the document."""
    whole = {**json.loads(schema), "components": document.document()["components"], "lenient": _lenient()}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)


def faults(schema: dict[str, Any], data: Any) -> list[str]:
    """What of `data` is not as a schema of the document says, each with its place."""
    return [
        f"{'/'.join(map(str, error.instance_path))}: {error.message[:300]}" for error in validator(json.dumps(schema)).iter_errors(data)
    ]


def component(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


@cache
def _patterns() -> list[tuple[re.Pattern[str], dict[str, Any]]]:
    """Paths with their operations, those without parameters first."""
    paths = document.document()["paths"]
    ordered = sorted(paths, key=lambda path: "{" in path)
    # A topic's slug may be a way of several.
    return [
        (re.compile(re.sub(r"\{\w+\}", ".+" if "/topics/" in path else "[^/]+", path)), paths[path]["get"])
        for path in ordered
        if "get" in paths[path]
    ]


def promised(url: str, status: int, content_type: str) -> dict[str, Any]:
    """The schema of an answer: `url` is a path from the host on. Raises `LookupError` if the document promises none."""
    path = url.partition("?")[0].removeprefix(ROOT)
    operation = next(operation for pattern, operation in _patterns() if pattern.fullmatch(path))
    answer = operation["responses"][str(status)]
    if "$ref" in answer:
        answer = document.document()["components"]["responses"][answer["$ref"].rpartition("/")[2]]
    found: dict[str, Any] = answer["content"][content_type]["schema"]
    return found


@cache
def _lenient() -> dict[str, Any]:
    components: dict[str, Any] = json.loads(_loosened(document.text().decode()), object_hook=_open)["components"]["schemas"]
    return components


def _open(found: dict[str, Any]) -> dict[str, Any]:
    """An object's schema without what it must have, and open for what else there is."""
    return {key: value for key, value in found.items() if not (key == "required" and isinstance(value, list)) and value is not False}


def _loosened(text: str) -> str:
    return text.replace("#/components/schemas/", "#/lenient/").replace('"oneOf"', '"anyOf"')


def narrowed(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of an answer that `fields` narrowed or widened: no key must be there, and those that are have their type."""
    made: dict[str, Any] = json.loads(_loosened(json.dumps(schema)))
    return made
