"""Names that v3 does not know: it leaves them out and answers 200, and a mistyped field is lost. Here they are refused."""

from collections.abc import Mapping
from typing import Any, get_args

from django.apps import apps
from django.shortcuts import get_object_or_404
from pydantic import BaseModel
from wagtail.api.v3.registry import registry
from wagtail.models import Page

from cms.api.problems import Problem, nearest, shown


def check_names(operation: str, names: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    """Raise `Problem` (422) if the body of a page or snippet that is created or updated names what it does not have."""
    meta = data.get("meta")
    if operation == "list_pages":
        label = meta.get("type") if isinstance(meta, Mapping) else None
    elif operation == "detail_page":
        label = get_object_or_404(Page, pk=names["page_id"]).specific_class._meta.label
    elif operation in ("list_snippets", "detail_snippet"):
        label = names["type"]
    else:
        return
    found = registry.get(label) if isinstance(label, str) else None
    schema = found and (found.create_schema if operation.startswith("list_") else found.patch_schema)
    if schema is not None:
        _check(schema, data, "")


def model_named(label: str) -> Any:
    """The model with this label, for example `content.Term`; None where there is none."""
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def _check(schema: type[BaseModel], data: Mapping[str, Any], where: str) -> None:
    known = {info.alias or name: info.annotation for name, info in schema.model_fields.items()}
    for name, value in data.items():
        place = f"{where}{shown(name)}"
        if name not in known:
            raise Problem(422, f"There is no field '{shown(name)}' that can be written here. {nearest(name, known)}", place)
        inner = _schema_in(known[name])
        if inner is None:
            continue
        if isinstance(value, Mapping):
            _check(inner, value, f"{place}.")
        for number, row in enumerate(value if isinstance(value, list) else ()):
            if isinstance(row, Mapping):
                _check(inner, row, f"{place}.{number}.")


def _schema_in(annotation: Any) -> type[BaseModel] | None:
    """The schema of an object, of the rows of a list, or of what may be absent."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = [_schema_in(part) for part in get_args(annotation)]
    return next((schema for schema in found if schema is not None), None)
