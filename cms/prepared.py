"""Queries that every request asks in the same form: their SQL is put together once a process and connection, and only the values change.

To put a query of many expressions together costs Django more than the database takes to answer it. PostgreSQL takes several times as
long to plan one as to answer it, so it keeps the plan, too.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

#: Longer lists of values are rare, and put together every time.
MOST_VALUES = 128
_MOST_TEMPLATES = 200
#: Numbers and texts that stand for values while a query is put together; nothing else in a query is like them.
_NUMBER, _TEXT = 2_000_000_000, "\ue0f0masthead {}"

type Values = Sequence[int] | Sequence[str]


@dataclass
class _Template:
    """A statement with its parameters, and which value stands at which place among them."""

    queryset: QuerySet[Any, Any]
    compiler: Any
    sql: str
    params: list[Any]
    slots: dict[int, int]

    def rows(self, values: Sequence[Any]) -> list[Any]:
        connection = self.compiler.connection
        params = list(self.params)
        for place, number in self.slots.items():
            params[place] = connection.bound(type(params[place])(values[number]))
        self.compiler.as_sql = lambda *_args, **_options: (self.sql, tuple(params))
        iterable: Any = self.queryset._iterable_class
        with connection.preparing():
            return list(iterable(self.queryset))


def fetch(form: Hashable, build: Callable[..., QuerySet[Any, Any]], *values: Values) -> list[Any]:
    """The rows of `build(*values)`. Each of the values is a list that stands behind `__in`, and no item is None.

    `form` names the query and holds everything else that it is made from: two queries of one form differ in nothing but values.
    """
    if not all(values) or any(len(value) > MOST_VALUES for value in values):
        return list(build(*values))
    connection = connections[DEFAULT_DB_ALIAS]
    templates: OrderedDict[Hashable, _Template | None] = connection.__dict__.setdefault("_masthead_templates", OrderedDict())
    filled = [_filled(value) for value in values]
    key = (form, *((len(value), type(value[0])) for value in filled))
    if key not in templates:
        templates[key] = _template(build, filled)
        if len(templates) > _MOST_TEMPLATES:
            templates.popitem(last=False)
    template = templates[key]
    if template is None:
        return list(build(*values))
    templates.move_to_end(key)
    return template.rows([item for value in filled for item in value])


def _filled(values: Values) -> list[Any]:
    """Up to a power of two, with the last one again, so that there are few forms."""
    found = list(values)
    return found + [found[-1]] * ((1 << (len(found) - 1).bit_length()) - len(found))


def _template(build: Callable[..., QuerySet[Any, Any]], values: Sequence[Sequence[Any]]) -> _Template | None:
    """None where the values cannot be told in the SQL again."""
    stand_ins: dict[Any, int] = {}
    given: list[list[Any]] = []
    for value in values:
        numbers = range(len(stand_ins), len(stand_ins) + len(value))
        names = [_NUMBER + number if isinstance(value[0], int) else _TEXT.format(number) for number in numbers]
        stand_ins |= dict(zip(names, numbers, strict=True))
        given.append(names)
    queryset = build(*given)
    query: Any = queryset.query
    compiler = query.get_compiler(using=DEFAULT_DB_ALIAS)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return None
    slots = {place: stand_ins[param] for place, param in enumerate(params) if isinstance(param, int | str) and param in stand_ins}
    if set(slots.values()) != set(stand_ins.values()):
        return None
    # Every way to the rows of the queryset asks its query for a compiler.
    query.__dict__["get_compiler"] = lambda *_args, **_options: compiler
    # How values of its columns become Python's is the same for all of its rows.
    columns = [column for column, *_ in compiler.select[: compiler.col_count]]
    converters, has_composites = compiler.get_converters(columns), compiler.has_composite_fields(columns)
    compiler.get_converters, compiler.has_composite_fields = (lambda _columns: converters), (lambda _columns: has_composites)
    sql, kept = compiler.connection.with_constants(sql, params, slots)
    return _Template(
        queryset, compiler, sql, [params[place] for place in kept], {at: slots[place] for at, place in enumerate(kept) if place in slots}
    )
