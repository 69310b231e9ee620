"""Whether what stored content (a revision, a draft) refers to still exists: asked in one query for each model.

modelcluster asks for one key at a time, with the whole row: fourteen queries for an article of two authors and two topics.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, ManyToOneRel, Model
from modelcluster.fields import ParentalKey
from modelcluster.models import get_all_child_relations

type _Key = tuple[type[Model], str]


def all_there(model: type[Model], data: Mapping[str, Any]) -> bool:
    """Whether no foreign key in `data`, the `serializable_data()` of an instance of `model`, points to what is gone."""
    wanted: dict[_Key, set[Any]] = defaultdict(set)
    for key, value in _keys(model, data):
        wanted[key].add(value)
    for (remote, name), values in wanted.items():
        found = remote._default_manager.filter(**{f"{name}__in": values}).order_by().values_list(name, flat=True)
        if values - set(found):
            return False
    return True


def _keys(model: type[Model], data: Mapping[str, Any]) -> Iterator[tuple[_Key, Any]]:
    for name, value in data.items():
        field = _foreign_key(model, name)
        # A child belongs to the object whose data it stands in.
        if field is None or value is None or isinstance(field, ParentalKey):
            continue
        relation: Any = field.remote_field
        yield (relation.model, relation.field_name), relation.model._meta.get_field(relation.field_name).to_python(value)
    for relation in get_all_child_relations(model):
        for child in data.get(relation.get_accessor_name()) or ():
            yield from _keys(relation.related_model, child)


def _foreign_key(model: type[Model], name: str) -> Field[Any, Any] | None:
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, Field) and isinstance(field.remote_field, ManyToOneRel) else None
