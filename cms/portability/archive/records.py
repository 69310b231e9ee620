"""Rows of the database as JSON, and back: one object a row, with the names of the model's own fields.

Keys stay as they are, for an import goes into an empty installation. What other installations number differently is written
by name: content types (`articles.articlepage`), roles, people (by email).
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models.sql import InsertQuery
from modelcluster.models import get_all_child_relations
from wagtail.models import Revision

from cms.portability.archive import ArchiveError

BATCH = 200

_SIMPLE = (datetime, date, time, UUID, Decimal, int, float, str, type(None))

#: A row as it is written.
Record = dict[str, Any]


class Names:
    """Keys of other installations by name, and back. Looks each up once."""

    def __init__(self) -> None:
        user = get_user_model()
        self._to_name: dict[type[models.Model], dict[Any, Any]] = {
            ContentType: {found.pk: ".".join(found.natural_key()) for found in ContentType.objects.all()},
            Group: dict(Group.objects.values_list("pk", "name")),
            Permission: {
                pk: f"{app}.{codename}" for pk, app, codename in Permission.objects.values_list("pk", "content_type__app_label", "codename")
            },
            user: dict(user._default_manager.values_list("pk", "email")),
        }
        self._to_key = {model: {name: key for key, name in names.items()} for model, names in self._to_name.items()}

    def knows(self, model: Any) -> bool:
        return model in self._to_name

    def name(self, model: Any, key: Any) -> Any:
        return self._to_name[model].get(key)

    def key(self, model: Any, name: Any) -> Any:
        return self._to_key[model].get(name)


def fields_of(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The columns of the model's own table. Values that the database makes itself are left to it."""
    return [field for field in model._meta.local_concrete_fields if not getattr(field, "generated", False)]


# --- writing ----------------------------------------------------------------------------------------------------------


def dump(model: type[models.Model], names: Names) -> Iterator[Record]:
    """Every row of a model, in the order of its keys."""
    fields = fields_of(model)
    for instance in model._base_manager.order_by("pk").iterator(BATCH):
        record = {field.name: _written(field, instance, names) for field in fields}
        if isinstance(instance, Revision):
            record["content"] = _each_reference(record["content"], _model_of(instance.content_type), names.name, names)
        yield record


def _written(field: models.Field[Any, Any], instance: models.Model, names: Names) -> Any:
    if field.remote_field is not None:
        value = getattr(instance, field.attname)
        if names.knows(field.related_model):
            return names.name(field.related_model, value)
        return _plain(value)
    value = field.value_from_object(instance)
    return _plain(value) if isinstance(value, _SIMPLE) else field.value_to_string(instance)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date | time) else str(value) if isinstance(value, UUID | Decimal) else value


# --- reading ----------------------------------------------------------------------------------------------------------


def load(model: type[models.Model], records: Iterable[tuple[int, Record]], names: Names, place: str) -> int:
    """Insert records, given with their line numbers; returns how many. Raises `ArchiveError` with `place` and the line."""
    fields = {field.name: field for field in fields_of(model)}
    batch: list[models.Model] = []
    count = 0
    for line, record in records:
        unknown, lacking = record.keys() - fields.keys(), fields.keys() - record.keys()
        if unknown:
            raise ArchiveError(f"{place}, line {line}: {model._meta.label} has no field “{min(unknown)}”.")
        values = {}
        for name, field in fields.items():
            if name in lacking:
                continue  # a newer version's field keeps its default
            try:
                values[field.attname] = _read(field, record[name], names)
            except (ValidationError, ValueError, TypeError) as error:
                raise ArchiveError(f"{place}, line {line}: “{name}” cannot be read ({type(error).__name__}).") from error
        if model is Revision:
            content_type = ContentType.objects.get_for_id(values["content_type_id"]) if values.get("content_type_id") else None
            values["content"] = _each_reference(values["content"], _model_of(content_type), names.key, names)
        batch.append(model(**values))
        count += 1
        if len(batch) == BATCH:
            _insert(model, batch)
            batch = []
    _insert(model, batch)
    return count


def _read(field: models.Field[Any, Any], value: Any, names: Names) -> Any:
    if field.remote_field is None:
        return None if value is None and field.null else field.to_python(value)
    if not names.knows(field.related_model):
        return field.to_python(value)
    key = names.key(field.related_model, value)
    if key is None and value is not None and not field.null:
        raise ValueError(f"{value} is not known here")
    return key


def _insert(model: type[models.Model], batch: list[models.Model]) -> None:
    """Rows of one table: neither the parents' tables nor signals, which `bulk_create` could not leave out for pages."""
    if not batch:
        return
    query = InsertQuery(model)
    query.insert_values(fields_of(model), batch, raw=True)
    query.get_compiler(connection=connection).execute_sql()


# --- what a revision refers to ----------------------------------------------------------------------------------------


def _model_of(content_type: ContentType | None) -> type[models.Model] | None:
    return content_type.model_class() if content_type is not None else None


def _each_reference(content: Any, model: type[models.Model] | None, change: Callable[[Any, Any], Any], names: Names) -> Any:
    """A revision's content with its references to content types, roles and people changed, in its child rows too."""
    if model is None or not isinstance(content, dict):
        return content
    changed = dict(content)
    for field in model._meta.concrete_fields:
        if field.remote_field is not None and names.knows(field.related_model) and changed.get(field.name) is not None:
            changed[field.name] = change(field.related_model, changed[field.name])
    for relation in get_all_child_relations(model):
        name = relation.get_accessor_name()
        if isinstance(changed.get(name), list):
            changed[name] = [_each_reference(row, relation.related_model, change, names) for row in changed[name]]
    return changed
