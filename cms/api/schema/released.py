"""What a change of the contract breaks for a client that was written against an older one.

Clients read. So an answer may always say more (another key, another kind of block), but never less or something else; and a
request that was understood stays understood.
"""

from collections.abc import Iterator
from typing import Any

from cms.api.schema.shapes import Schema

Document = dict[str, Any]


def breaking(old: Document, new: Document) -> list[str]:
    """Sentences that name what of `old` does not hold any more in `new`, each with its place."""
    return list(dict.fromkeys(_Comparison(old, new).all()))


class _Comparison:
    def __init__(self, old: Document, new: Document) -> None:
        self.old, self.new = old, new
        self._seen: set[tuple[str, str]] = set()

    def all(self) -> Iterator[str]:
        for path, item in self.old["paths"].items():
            if path not in self.new["paths"]:
                yield f"{' and '.join(item).upper()} {path} is gone"
                continue
            for method, operation in item.items():
                if method in self.new["paths"][path]:
                    yield from self._operation(f"{method.upper()} {path}", operation, self.new["paths"][path][method])
                else:
                    yield f"{method.upper()} {path} is gone"

    def _operation(self, place: str, old: Schema, new: Schema) -> Iterator[str]:
        known = {(found["in"], found["name"]): found for found in new["parameters"]}
        for parameter in old["parameters"]:
            now = known.pop((parameter["in"], parameter["name"]), None)
            where = f"{place}: parameter {parameter['name']}"
            if now is None:
                yield f"{where} is gone"
                continue
            if now["required"] and not parameter["required"]:
                yield f"{where} is required now"
            yield from _narrower(where, parameter["schema"], now["schema"])
        for (_kind, name), parameter in known.items():
            if parameter["required"]:
                yield f"{place}: parameter {name} is new and required"
        for status, answer in old["responses"].items():
            now = new["responses"].get(status)
            if now is None:
                yield f"{place}: there is no answer {status} any more"
                continue
            contents, others = _contents(self.old, answer), _contents(self.new, now)
            for kind, content in contents.items():
                if kind not in others:
                    yield f"{place}: the answer {status} is not {kind} any more"
                else:
                    yield from self._answer(f"{place}, {status}", content["schema"], others[kind]["schema"])

    # --- answers ------------------------------------------------------------------------------------------------------

    def _answer(self, place: str, old: Schema, new: Schema) -> Iterator[str]:
        if "$ref" in old and "$ref" in new:
            names = old["$ref"].rpartition("/")[2], new["$ref"].rpartition("/")[2]
            if names in self._seen:
                return
            self._seen.add(names)
            place = names[0]
        old, new = _resolved(self.old, old), _resolved(self.new, new)
        variants, others = _variants(old), _variants(new)
        if len(variants) > 1 or len(others) > 1:
            yield from self._variants(place, variants, others, told_apart="discriminator" in old)
            return
        if "const" in old and old.get("const") != new.get("const"):
            yield f"{place} is {new.get('const', 'any text')} instead of {old['const']}"
        if old.get("format") != new.get("format"):
            yield f"{place} has the format {new.get('format', 'none')} instead of {old.get('format', 'none')}"
        if "enum" in old and "enum" not in new:
            yield f"{place} is any text instead of one of {', '.join(map(str, old['enum']))}"
        if extra := _kinds(new) - _kinds(old):
            yield f"{place} may be {' or '.join(sorted(extra))}"
            return
        for part, now in zip(old.get("allOf", []), new.get("allOf", []), strict=False):
            yield from self._answer(place, part, now)
        yield from self._properties(place, old, new)
        if "items" in old:
            yield from self._answer(f"{place}[]", old["items"], new.get("items", {}))
        inside, now = old.get("additionalProperties"), new.get("additionalProperties")
        if isinstance(inside, dict):
            yield from self._answer(f"{place}.*", inside, now if isinstance(now, dict) else {})

    def _properties(self, place: str, old: Schema, new: Schema) -> Iterator[str]:
        for name, inside in old.get("properties", {}).items():
            now = new.get("properties", {}).get(name)
            if now is None:
                yield f"{place}.{name} is gone"
                continue
            if name in old.get("required", []) and name not in new.get("required", []):
                yield f"{place}.{name} may be absent"
            yield from self._answer(f"{place}.{name}", inside, now)

    def _variants(self, place: str, old: dict[str, Schema], new: dict[str, Schema], *, told_apart: bool) -> Iterator[str]:
        for name, variant in old.items():
            if name in new:
                yield from self._answer(place, variant, new[name])
            elif name != "null":
                yield f"{place} is never {name} any more"
        for name in new:
            # A further kind of something that says its kind is passed over by clients that do not know it.
            if name not in old and (name == "null" or not told_apart):
                yield f"{place} may be {name}"


def _contents(document: Document, answer: Schema) -> dict[str, Any]:
    if "$ref" in answer:
        answer = document["components"]["responses"][answer["$ref"].rpartition("/")[2]]
    found: dict[str, Any] = answer.get("content", {})
    return found


def _resolved(document: Document, schema: Schema) -> Schema:
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def _kinds(schema: Schema) -> set[str]:
    """The JSON types that a value may have; a whole number is a number."""
    kinds = schema.get("type", [] if "allOf" in schema else ["anything"])
    return {*kinds} if isinstance(kinds, list) else {kinds}


def _variants(schema: Schema) -> dict[str, Schema]:
    """What a value may be, by a name that stays: the object's, or the JSON type."""
    found: dict[str, Schema] = {}
    for part in schema.get("oneOf") or schema.get("anyOf") or [schema]:
        if "$ref" in part:
            found[part["$ref"].rpartition("/")[2]] = part
        else:
            for kind in sorted(_kinds(part)) or ["object"]:
                found[kind] = {**part, "type": kind} if "type" in part else part
    return found


def _narrower(place: str, old: Schema, new: Schema) -> Iterator[str]:
    """Whether a parameter takes less than it did."""
    taken, takes = ([str(word) for word in schema.get("enum", ())] for schema in (old, new))
    if takes and (gone := {*taken} - {*takes}):
        yield f"{place} does not take {', '.join(sorted(gone))} any more"
    if "enum" in new and "enum" not in old:
        yield f"{place} takes only {', '.join(map(str, new['enum']))} now"
    for bound, sign in (("maximum", 1), ("maxLength", 1), ("minimum", -1)):
        if bound in new and (bound not in old or sign * new[bound] < sign * old[bound]):
            yield f"{place} has the {bound} {new[bound]} now"
    parts, others = (schema.get("anyOf") or schema.get("oneOf") or [] for schema in (old, new))
    for part, now in zip(parts, others, strict=False):
        yield from _narrower(place, part, now)
    if "type" in old and "type" in new and old["type"] != new["type"]:
        yield f"{place} is {new['type']} instead of {old['type']}"
