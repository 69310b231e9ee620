"""From payload classes to JSON Schema: what `cms.content.encoding` makes of a value, said beforehand.

Each dataclass becomes a component of the document. Objects are closed and all their keys are always there: what may be
absent is null.
"""

import re
import types
from collections.abc import Mapping
from dataclasses import fields as dataclass_fields, is_dataclass
from datetime import date, datetime
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from cms.api.payloads import ItemMeta
from cms.content.blocks.body import body_blocks
from cms.content.encoding import URL_FIELDS
from cms.content.kinds import page_kinds
from cms.content.pages import PageMeta, PageValue
from cms.content.values import Block, RichText

Schema = dict[str, Any]

_PLAIN: dict[Any, Schema] = {
    type(None): {"type": "null"},
    Any: {},
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
}
_RICH_TEXT: Schema = {
    "type": "string",
    "description": "Rich text: HTML with absolute links, sanitised; or Markdown or plain text, as `rich_text_format` asks for it.",
}
#: Addresses that are absolute when they arrive, though their fields are not named like the others.
_ADDRESSES = URL_FIELDS | {"canonical", "embed_url", "location"}


class Shapes:
    """Collects the components that a document needs. `of()` gives the schema of a type, usually a reference."""

    def __init__(self) -> None:
        self.components: dict[str, Schema] = {}
        self.owners: dict[str, Any] = {}
        self.kinds = page_kinds()
        #: Payload classes that only one page type has: they are that page type.
        values = [model.value_type for model in self.kinds.values()]
        self._pages = {model.value_type: kind for kind, model in self.kinds.items() if values.count(model.value_type) == 1}
        self._blocks = {name: getattr(block, "value_type", Any) for name, block in body_blocks().items()}

    # --- names --------------------------------------------------------------------------------------------------------

    def page_name(self, kind: str) -> str:
        """The component of a page type: `ArticlePage`, or with its app where two apps have one of that name."""
        app, _, name = kind.partition(".")
        same = [other for other in self.kinds if other.endswith(f".{name}")]
        return name if len(same) == 1 else f"{app.title()}{name}"

    def _name(self, kind: Any) -> str:
        name = kind.__name__.removesuffix("Value")
        for argument in get_args(kind):
            name = argument.__name__.removesuffix("Value") + name.replace("Listed", "List")
        return str(name)

    def _reference(self, name: str, owner: Any, make: Any) -> Schema:
        """A reference to a component, which is made when it is first named."""
        if self.owners.setdefault(name, owner) != owner:
            raise TypeError(f"Two payload classes would have the name {name} in the schema: {owner} and {self.owners[name]}.")
        if name not in self.components:
            self.components[name] = {}  # it may refer to itself
            self.components[name] = make()
        return {"$ref": f"#/components/schemas/{name}"}

    # --- types --------------------------------------------------------------------------------------------------------

    def of(self, hint: Any) -> Schema:
        """The schema of a type, as the encoder writes values of it."""
        if hint in _PLAIN:
            return dict(_PLAIN[hint])
        if hint is RichText:
            return self._reference("RichText", RichText, lambda: dict(_RICH_TEXT))
        if hint is Block:
            return self.block()
        if hint is PageValue:
            return self.page()
        origin, arguments = get_origin(hint), get_args(hint)
        if origin is Literal:
            kind = "string" if isinstance(arguments[0], str) else "integer"
            return {"type": kind, "const": arguments[0]} if len(arguments) == 1 else {"type": kind, "enum": list(arguments)}
        if origin in (Union, types.UnionType):
            return self._union(arguments)
        if origin in (tuple, list):
            return {"type": "array", "items": self.of(arguments[0])}
        if origin is dict:
            inside = self.of(arguments[1])
            return {"type": "object", "additionalProperties": inside or True}
        if hint in self._pages:
            return self._page(self._pages[hint])
        if is_dataclass(origin or hint):
            return self._reference(self._name(hint), hint, lambda: self._object(hint))
        raise TypeError(f"The schema has no rule for {hint!r}.")

    def _union(self, arguments: tuple[Any, ...]) -> Schema:
        plain = {schema["type"] for kind in arguments if "format" not in (schema := _PLAIN.get(kind, {})) and "type" in schema}
        rest = [kind for kind in arguments if _PLAIN.get(kind, {}).get("type") not in plain]
        if not rest:
            # JSON has one kind of number.
            plain -= {"integer"} if "number" in plain else set()
            return {"type": sorted(plain, key="null".__eq__)}
        schemas = [self.of(kind) for kind in rest]
        tag = self._tag(rest) if not plain else None
        if tag is not None:
            mapping = {value: schema["$ref"] for value, schema in zip(tag[1], schemas, strict=True)}
            return {"oneOf": schemas, "discriminator": {"propertyName": tag[0], "mapping": mapping}}
        if len(schemas) == 1 and plain == {"null"} and isinstance(schemas[0].get("type"), str):
            return {**schemas[0], "type": [schemas[0]["type"], "null"]}
        return {"anyOf": [*schemas, *({"type": name} for name in sorted(plain))]}

    @staticmethod
    def _tag(kinds: list[Any]) -> tuple[str, list[str]] | None:
        """The field that tells classes apart, with its value for each: a Literal of one word."""
        if len(kinds) < 2 or not all(is_dataclass(kind) for kind in kinds):
            return None
        hints = [get_type_hints(kind) for kind in kinds]
        for name in hints[0]:
            found = [get_args(hint[name]) if get_origin(hint.get(name)) is Literal else () for hint in hints]
            if all(len(values) == 1 for values in found) and len({*found}) == len(found):
                return name, [values[0] for values in found]
        return None

    # --- objects ------------------------------------------------------------------------------------------------------

    def _object(self, hint: Any) -> Schema:
        kind = get_origin(hint) or hint
        known = dict(zip(getattr(kind, "__type_params__", ()), get_args(hint), strict=True))
        hints = get_type_hints(kind)
        properties = {}
        for field in dataclass_fields(kind):
            inside = _filled_in(hints[field.name], known)
            schema = self._inside_block(kind, inside) if kind in self._block_values else self.of(inside)
            properties[field.name] = _described(field.name, schema)
        if kind is ItemMeta or kind is PageMeta:
            properties["type"] = self._reference("PageType", "PageType", lambda: {"type": "string", "enum": sorted(self.kinds)})
        return _closed(properties, _doc(kind))

    def _page(self, kind: str) -> Schema:
        model = self.kinds[kind]

        def make() -> Schema:
            schema = self._object(model.value_type)
            known = {"type": "object", "properties": {"type": {"type": "string", "const": kind}}, "required": ["type"]}
            schema["properties"]["meta"] = {"allOf": [schema["properties"]["meta"], known]}
            schema["description"] = _doc(model) or _doc(model.value_type)
            return schema

        return self._reference(self.page_name(kind), kind, make)

    def page(self) -> Schema:
        """A page of any type. `meta.type` says which."""
        description = "A page of any type; `meta.type` says of which."
        return self._reference("Page", "Page", lambda: {"oneOf": [self._page(kind) for kind in self.kinds], "description": description})

    # --- blocks -------------------------------------------------------------------------------------------------------

    @property
    def _block_values(self) -> set[Any]:
        return set(self._blocks.values())

    def _inside_block(self, kind: Any, hint: Any) -> Schema:
        """Blocks inside a block are those that hold none themselves: bodies do not nest without end."""
        if get_args(hint)[:1] == (Block,):
            plain = [name for name, value in self._blocks.items() if not _holds_blocks(value)]
            inner = self._reference("InnerBlock", "InnerBlock", lambda: self._blocks_of(plain, "A block inside a block."))
            return {"type": "array", "items": inner}
        return self.of(hint)

    def block(self) -> Schema:
        """One block of a body, told by its `type`."""
        return self._reference("Block", "Block", lambda: self._blocks_of(list(self._blocks), "One block of a body, told by its `type`."))

    def block_name(self, name: str) -> str:
        return "".join(part.title() for part in name.split("_")) + "Block"

    def _blocks_of(self, names: list[str], description: str) -> Schema:
        found = {name: self._reference(self.block_name(name), ("block", name), lambda name=name: self._block(name)) for name in names}
        mapping = {name: reference["$ref"] for name, reference in found.items()}
        return {
            "oneOf": list(found.values()),
            "discriminator": {"propertyName": "type", "mapping": mapping},
            "description": description,
        }

    def _block(self, name: str) -> Schema:
        properties = {
            "type": {"type": "string", "const": name},
            "id": {"type": "string", "description": "Stays the same when the block moves or changes."},
            "value": self.of(self._blocks[name]),
        }
        return _closed(properties, _doc(body_blocks()[name]))


def _closed(properties: dict[str, Schema], description: str) -> Schema:
    schema = {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
    return {**schema, "description": description} if description else schema


def _filled_in(hint: Any, known: Mapping[Any, Any]) -> Any:
    """A type with what stands for its type variables."""
    if isinstance(hint, TypeVar):
        return known[hint]
    if known and get_origin(hint) is tuple:
        return tuple.__class_getitem__(tuple(_filled_in(argument, known) for argument in get_args(hint)))
    return hint


def _holds_blocks(kind: Any) -> bool:
    return is_dataclass(kind) and any(get_args(hint)[:1] == (Block,) for hint in get_type_hints(kind).values())


def _doc(kind: Any) -> str:
    """The class's own docstring, without the one that `dataclass` makes up."""
    doc = (kind.__dict__.get("__doc__") or "").strip()
    return "" if doc.startswith(f"{kind.__name__}(") else _NONE.sub("null", " ".join(doc.split()))


_NONE = re.compile(r"\bNone\b")
#: What a property means wherever it occurs.
_MEANINGS: dict[str, Schema] = {
    "srcset": {"description": "As the attribute of the same name; addresses are absolute."},
    "placeholder": {"description": "A tiny picture as a data URI, at most 400 bytes; empty if there is none."},
    "dominant_color": {"description": "For example #7f9d8b; empty if it is not known."},
    "published_at": {"description": "The editors' date: orders lists and feeds."},
    "updated_at": {"description": "When the substance last changed; null if it never did."},
    "reading_time": {"description": "In minutes."},
    "size": {"description": "In bytes."},
    "problems": {"description": "The ids of blocks that could not be read and were left out. Empty nearly always."},
    "next_cursor": {"description": "Give it as `cursor` to get the next page; null on the last one."},
    "total_count": {"description": "How many there are on all pages of the list."},
    "json_ld": {"description": "For a script of the type application/ld+json."},
    "open_graph": {"description": "Properties and contents of the meta elements."},
    "comment_count": {"description": "How many comments are public."},
}


def _described(name: str, schema: Schema) -> Schema:
    if name in _ADDRESSES and "string" in _types(schema):
        schema = {**schema, "format": "iri"}
    return {**schema, **_MEANINGS[name]} if name in _MEANINGS and "description" not in schema else schema


def _types(schema: Schema) -> list[str]:
    found = schema.get("type", [])
    return [found] if isinstance(found, str) else list(found)
