"""`docs/`: the schema for people, as one HTML page without a request to anywhere else. Who may call it: everybody."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.csp import CSP

from cms.api.endpoints import Answer, Asked
from cms.api.schema import document

POLICY = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}


@dataclass(frozen=True)
class Piece:
    """A part of a type in words; `name` is the object that it names, if it names one."""

    text: str
    name: str = ""


@dataclass(frozen=True)
class Row:
    """A parameter or a property."""

    name: str
    type: tuple[Piece, ...]
    description: str
    required: bool = False


@dataclass(frozen=True)
class AnswerRow:
    status: str
    description: str
    type: tuple[Piece, ...]


@dataclass(frozen=True)
class Call:
    """An endpoint. `link` is its address where it can be called as it is."""

    name: str
    method: str
    path: str
    link: str
    summary: str
    parameters: tuple[Row, ...]
    answers: tuple[AnswerRow, ...]


@dataclass(frozen=True)
class Group:
    name: str
    calls: tuple[Call, ...]


@dataclass(frozen=True)
class Shape:
    """An object, a list of words or a choice between objects."""

    name: str
    description: str
    type: tuple[Piece, ...]
    properties: tuple[Row, ...]
    example: str


def get_docs(asked: Asked) -> Answer:
    """The documentation as HTML."""
    return Answer(None, body=_page(), content_type="text/html; charset=utf-8", policy=POLICY)


@cache
def _page() -> bytes:
    made = document.document()
    shapes = [_shape(name, schema) for name, schema in made["components"]["schemas"].items()]
    paragraphs = [part for part in made["info"]["description"].split("\n\n") if not part.startswith("- ")]
    notes = [line.removeprefix("- ") for line in made["info"]["description"].replace("\n  ", " ").splitlines() if line.startswith("- ")]
    context = {
        "info": made["info"],
        "paragraphs": paragraphs,
        "notes": [_marked(note) for note in notes],
        "groups": _groups(made),
        "sections": _sections(shapes, made["components"]["schemas"]),
    }
    return render_to_string("api/docs.html", context).encode()


def _marked(note: str) -> tuple[str, str]:
    """The bold beginning of a note, and the rest."""
    head, _, rest = note.removeprefix("**").partition("**")
    return _plain(head), _plain(rest.strip())


def _plain(text: str) -> str:
    """Without the marks of Markdown."""
    return text.replace("`", "")


def _said(parameter: dict[str, Any]) -> str:
    """What a parameter means, and what its values are."""
    return _plain(" ".join(part for part in (parameter["description"], parameter["schema"].get("description", "")) if part))


def _sections(shapes: list[Shape], schemas: dict[str, Any]) -> list[tuple[str, str, list[Shape]]]:
    """Objects by what they are: pages, blocks, everything else."""
    pages = {_named(reference) for reference in schemas["Page"]["oneOf"]}
    blocks = {_named(reference) for reference in schemas["Block"]["oneOf"]}
    first = [shape for shape in shapes if shape.name in pages | {"Page"}]
    second = [shape for shape in shapes if shape.name in blocks | {"Block", "InnerBlock"}]
    rest = [shape for shape in shapes if shape not in first and shape not in second]
    return [("pages", "Pages", first), ("blocks", "Blocks", second), ("objects", "Objects", rest)]


def _groups(made: dict[str, Any]) -> list[Group]:
    calls: dict[str, list[Call]] = {tag["name"]: [] for tag in made["tags"]}
    prefix = made["servers"][0]["url"]
    for path, item in made["paths"].items():
        for method, operation in item.items():
            parameters = operation["parameters"]
            public = method == "get" and "security" not in operation
            callable_as_it_is = public and not any(parameter["required"] for parameter in parameters) and not path.endswith("/find/")
            calls[operation["tags"][0]].append(
                Call(
                    name=operation["operationId"],
                    method=method.upper(),
                    path=prefix + path,
                    link=prefix + path if callable_as_it_is else "",
                    summary=operation["summary"],
                    parameters=tuple(
                        Row(parameter["name"], _limited(parameter["schema"]), _said(parameter), parameter["required"])
                        for parameter in parameters
                    ),
                    answers=tuple(_answers(operation["responses"], made["components"]["responses"])),
                )
            )
    return [Group(name, tuple(found)) for name, found in calls.items()]


def _answers(responses: dict[str, Any], shared: dict[str, Any]) -> Iterator[AnswerRow]:
    for status, found in responses.items():
        answer = shared[_named(found)] if "$ref" in found else found
        kinds = [piece for content in answer.get("content", {}).values() for piece in (*_type(content["schema"]), Piece(" or "))][:-1]
        yield AnswerRow(status, _plain(answer["description"]), tuple(kinds))


def _shape(name: str, schema: dict[str, Any]) -> Shape:
    properties = schema.get("properties", {})
    rows = tuple(Row(key, _type(inside), _plain(inside.get("description", ""))) for key, inside in properties.items())
    examples = schema.get("examples", [])
    example = json.dumps(examples[0], ensure_ascii=False, indent=2) if examples else ""
    return Shape(name, _plain(schema.get("description", "")), () if properties else _type(schema), rows, example)


def _named(reference: dict[str, Any]) -> str:
    return str(reference["$ref"]).rpartition("/")[2]


def _limited(schema: dict[str, Any]) -> tuple[Piece, ...]:
    """The type of a parameter with its limits."""
    said = []
    if "minimum" in schema and "maximum" in schema:
        high = schema["maximum"]
        said.append(f"from {schema['minimum']:,}" + (f" to {high:,}" if high < 2**31 - 1 else ""))
    if "maxLength" in schema:
        said.append(f"at most {schema['maxLength']:,} characters")
    if "default" in schema:
        said.append(f"{schema['default']} if not given")
    return (*_type(schema), Piece(", " + ", ".join(said))) if said else _type(schema)


def _type(schema: dict[str, Any]) -> tuple[Piece, ...]:
    """A type in words, with the names of objects in it."""
    if "$ref" in schema:
        return (Piece(_named(schema), _named(schema)),)
    if "const" in schema:
        return (Piece(json.dumps(schema["const"])),)
    if "enum" in schema:
        return (Piece(", ".join(json.dumps(word) for word in schema["enum"])),)
    if "allOf" in schema:
        known = [json.dumps(part["properties"]["type"]["const"]) for part in schema["allOf"] if "properties" in part]
        return (*_type(schema["allOf"][0]), Piece(f" with type {', '.join(known)}"))
    for word in ("oneOf", "anyOf"):
        if word in schema and any("$ref" in part or "type" in part or "const" in part for part in schema[word]):
            return tuple(piece for part in schema[word] for piece in (*_type(part), Piece(" or ")))[:-1]
    kind = schema.get("type", "anything")
    if kind == "array":
        return (Piece("list of "), *_type(schema["items"]))
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        return (Piece("object of "), *_type(schema["additionalProperties"]))
    words = " or ".join([kind] if isinstance(kind, str) else kind)
    formats = [schema.get("format"), *(part.get("format") for part in schema.get("anyOf", []))]
    named = " or ".join(_FORMATS.get(form, form) for form in formats if form)
    return (Piece(f"{words} ({named})" if named else words),)


_FORMATS = {"iri": "absolute address", "date-time": "ISO 8601, UTC"}
