"""The OpenAPI document: every endpoint of the registry with its parameters, its answers and their shapes."""

import json
import re
from dataclasses import fields
from functools import cache
from typing import Any

from cms.api import registry
from cms.api.bodies import required
from cms.api.endpoints import Endpoint
from cms.api.parameters import Parameter
from cms.api.problems import ProblemDocument
from cms.api.schema import VERSION
from cms.api.schema.examples import Examples
from cms.api.schema.shapes import Schema, Shapes

TITLE = "Content API"
DESCRIPTION = """\
Everything that a publication shows its readers, as JSON: pages, articles, topics, authors, series, the glossary, images and documents.

- **Whole objects.** All keys of an object are always there; what there is nothing of is `null`, empty or `[]`. New keys may be
  added at any time, so pass over those you do not know.
- **Blocks.** A body is a list of blocks. Each has a `type`, which tells the shape of its `value`.
- **`fields`** narrows or widens an answer, as in Wagtail's API v2. The shapes below are those of answers without it.
- **Errors** are problem documents (RFC 9457). A parameter that nobody knows is one, with the nearest name that somebody does.
- **Fresh answers.** Every answer has a strong `ETag`: send it back as `If-None-Match`, and an answer that has not changed is 304.
- **Any origin.** Browsers may read from anywhere, without credentials. HEAD and OPTIONS work wherever GET does.
"""

_CONVERTER = re.compile(r"<(\w+):(\w+)>")
#: What a converter of Django's URLs takes.
_CONVERTED: dict[str, Schema] = {
    "int": {"type": "integer", "minimum": 1, "maximum": 2**31 - 1},
    "str": {"type": "string", "minLength": 1, "maxLength": 255},
    "path": {"type": "string", "minLength": 1, "maxLength": 2000},
}
_NAMED = {"pk": "The primary key.", "slug": "The slug."}

HEADERS: dict[str, Schema] = {
    "ETag": {"description": "A strong validator of exactly this body.", "schema": {"type": "string"}},
    "Last-Modified": {"description": "When the object was last published.", "schema": {"type": "string"}},
    "Cache-Control": {"description": "How the answer may be kept.", "schema": {"type": "string"}},
    "Cache-Tag": {"description": "What the answer was made from, separated by commas: for a CDN's purges.", "schema": {"type": "string"}},
    "RateLimit": {"description": "What is left of the quota, if there is one.", "schema": {"type": "string"}},
    "RateLimit-Policy": {"description": "The quota, if there is one.", "schema": {"type": "string"}},
    "Retry-After": {"description": "Seconds until requests are answered again.", "schema": {"type": "string"}},
    "Location": {"description": "The address of the object in the API.", "schema": {"type": "string", "format": "iri"}},
}
_ALWAYS = ("Cache-Control", "RateLimit", "RateLimit-Policy")
_WITH_BODY = ("ETag", "Last-Modified", "Cache-Tag", *_ALWAYS)
_PROBLEMS = {
    400: ("BadRequest", "A parameter that is unknown, malformed or out of bounds."),
    404: ("NotFound", "There is no such object, or none that the public may see."),
    429: ("TooManyRequests", "More requests than the quota allows came from one address."),
}


#: Of endpoints that answer only to those who may ask.
_PRIVATE_PROBLEMS = {
    401: ("Unauthorized", "What says who asks is missing."),
    403: ("Forbidden", "Whoever asks may not, or not any more."),
    409: ("Conflict", "The draft contradicts what is published."),
    410: ("Gone", "It is over, or what it was of was deleted."),
    503: ("Busy", "Somebody is changing the same content at this moment."),
}
_SESSION: Schema = {
    "type": "apiKey",
    "in": "header",
    "name": "Authorization",
    "description": "`Preview` and the session that a token was exchanged for: see docs/preview.md.",
}


def _problems_of(endpoint: Endpoint) -> dict[int, tuple[str, str]]:
    return _PROBLEMS | _PRIVATE_PROBLEMS if endpoint.private else _PROBLEMS


def templated(path: str) -> str:
    """An endpoint's path as OpenAPI writes it: `/articles/{slug}/`."""
    return "/" + _CONVERTER.sub(lambda match: f"{{{_public(match[2])}}}", path)


def _public(name: str) -> str:
    return "id" if name == "pk" else name


class Writer:
    """Writes one document."""

    def __init__(self, endpoints: tuple[Endpoint, ...]) -> None:
        # What answers no JSON is described by nobody else.
        self.endpoints = tuple(endpoint for endpoint in endpoints if endpoint.answers or endpoint.received)
        self.shapes = Shapes()

    def document(self) -> dict[str, Any]:
        problem = self.shapes.of(ProblemDocument)
        paths = {templated(endpoint.path): self._operations(endpoint) for endpoint in self.endpoints}
        Examples(self.shapes).add()
        return {
            "openapi": "3.1.0",
            "info": {"title": TITLE, "version": VERSION, "description": DESCRIPTION},
            "servers": [{"url": "/api/v2", "description": "This site"}],
            "tags": [{"name": name} for name in dict.fromkeys(_tag(endpoint) for endpoint in self.endpoints)],
            "paths": paths,
            "components": {
                "schemas": dict(sorted(self.shapes.components.items())),
                "responses": {name: _problem(status, words, problem) for status, (name, words) in (_PROBLEMS | _PRIVATE_PROBLEMS).items()},
                "headers": HEADERS,
                "securitySchemes": {"Preview": _SESSION},
            },
        }

    def _operations(self, endpoint: Endpoint) -> dict[str, Any]:
        found = {"get": self._operation(endpoint)} if endpoint.answers else {}
        return found if endpoint.accepts is None else {**found, "post": self._sending(endpoint, endpoint.accepts)}

    def _sending(self, endpoint: Endpoint, kind: type) -> dict[str, Any]:
        whole = self.shapes.of(kind)
        # What has a default may be left out.
        self.shapes.components[kind.__name__]["required"] = [field.name for field in fields(kind) if required(field)]
        answers = {str(status): self._sent(hint) for status, hint in endpoint.received.items()}
        answers |= {str(status): {"$ref": f"#/components/responses/{name}"} for status, (name, _words) in _problems_of(endpoint).items()}
        return {
            "operationId": f"send_{endpoint.name}",
            "summary": endpoint.sending,
            "tags": [_tag(endpoint)],
            "parameters": [],
            "requestBody": {"required": True, "content": {"application/json": {"schema": whole}}},
            "responses": dict(sorted(answers.items())),
        }

    def _sent(self, hint: Any) -> dict[str, Any]:
        content = {"application/json": {"schema": self.shapes.of(hint)}}
        return {"description": "What became of it.", "headers": _headers(_ALWAYS), "content": content}

    def _operation(self, endpoint: Endpoint) -> dict[str, Any]:
        in_path = [
            {"name": _public(name), "in": "path", "required": True, "description": _NAMED.get(name, ""), "schema": _CONVERTED[converter]}
            for converter, name in _CONVERTER.findall(endpoint.path)
        ]
        operation = {
            "operationId": endpoint.name,
            "summary": endpoint.summary,
            "tags": [_tag(endpoint)],
            "parameters": [*in_path, *(_parameter(parameter) for parameter in endpoint.parameters)],
            "responses": self._responses(endpoint),
        }
        return {**operation, "security": [{"Preview": []}]} if endpoint.private else operation

    def _responses(self, endpoint: Endpoint) -> dict[str, Any]:
        found: dict[str, Any] = {str(status): self._answer(status, hint, endpoint.private) for status, hint in endpoint.answers.items()}
        if "200" in found and not endpoint.private:
            found["304"] = {"description": "What `If-None-Match` names is still the answer.", "headers": _headers(_WITH_BODY)}
        for status, (name, words) in _problems_of(endpoint).items():
            if str(status) in found:
                # An answer of its own, or a problem document.
                found[str(status)]["content"]["application/problem+json"] = {"schema": self.shapes.of(ProblemDocument)}
                found[str(status)]["description"] += " " + words
            else:
                found[str(status)] = {"$ref": f"#/components/responses/{name}"}
        return dict(sorted(found.items()))

    def _answer(self, status: int, hint: Any, private: bool) -> dict[str, Any]:
        if hint is None:
            return {"description": "The object's address in the API.", "headers": _headers(("Location", *_ALWAYS))}
        words = {200: "The answer.", 404: "There is nothing at this path.", 410: "What was at this path was removed on purpose."}
        return {
            "description": words.get(status, "The answer."),
            "headers": _headers(_ALWAYS if private else _WITH_BODY),
            "content": {"application/json": {"schema": self.shapes.of(hint)}},
        }


def _tag(endpoint: Endpoint) -> str:
    return endpoint.path.partition("/")[0] or "index"


def _headers(names: tuple[str, ...]) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": parameter.description,
        "schema": parameter.schema,
    }


def _problem(status: int, words: str, schema: Schema) -> dict[str, Any]:
    headers = (*_ALWAYS, "Retry-After") if status == 429 else _ALWAYS
    return {"description": words, "headers": _headers(headers), "content": {"application/problem+json": {"schema": schema}}}


@cache
def text() -> bytes:
    """The document as it is served. Made once: endpoints and settings do not change while a process runs."""
    return json.dumps(Writer(registry.endpoints()).document(), ensure_ascii=False, separators=(",", ":")).encode()


@cache
def document() -> dict[str, Any]:
    """The document in plain JSON types. Do not change it: everybody in this process gets the same one."""
    made: dict[str, Any] = json.loads(text())
    return made


def contract() -> dict[str, Any]:
    """The document without its examples: what clients are generated from and releases are compared by."""
    made: dict[str, Any] = json.loads(text(), object_hook=_without_examples)
    return made


def _without_examples(found: dict[str, Any]) -> dict[str, Any]:
    # A property may have the name, but its value is a schema.
    return {name: value for name, value in found.items() if name != "examples" or not isinstance(value, list)}
