"""Rows in bulk, without Django's `bulk_create()`.

That looks at every single value as at an expression that might have to be put into SQL. For a page with its lists, references and
indexes that costs several times what the database takes for the rows. Here a row is a tuple of plain values, and nobody needs the keys
that the database gives.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import batched
from typing import Any

from django.db import connection, models

#: What one statement holds on PostgreSQL.
_ROWS = 100
#: Fields of Django's own that give a value of this type to the database as it is.
_PLAIN: dict[type[models.Field[Any, Any]], type] = {
    models.CharField: str,
    models.SlugField: str,
    models.TextField: str,
    models.BooleanField: bool,
    models.IntegerField: int,
    models.BigIntegerField: int,
    models.PositiveIntegerField: int,
    models.PositiveSmallIntegerField: int,
    models.AutoField: int,
    models.BigAutoField: int,
}


def insert(
    model: type[models.Model],
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    ignoring: bool = False,
    replacing: Sequence[str] = (),
) -> None:
    """Insert rows: the values of the fields `names` (`site_id`, not `site`), as their instances have them, in this order.

    Sends no signals, and fills in no defaults. With `ignoring` a row that contradicts one that is there is left out; with `replacing`,
    the names of fields that are unique together, it takes the place of the one with the same values in these. Call it in a transaction.
    """
    prepare, statement, ending = _form(model, tuple(names), ignoring, tuple(replacing), connection.alias)
    columns: list[Any] = [[each(value) for value in column] for each, column in zip(prepare, zip(*rows, strict=True), strict=False)]
    if not columns:
        return
    prepared = zip(*columns, strict=True)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(f"{statement} ({', '.join(['%s'] * len(names))}){ending}", list(prepared))
            return
        # With the values in it: to look for hundreds of placeholders in a statement takes longer than to write it.
        literal = _literals()
        for some in batched(prepared, _ROWS, strict=False):
            cursor.execute(f"{statement} {', '.join([f'({", ".join(map(literal, row))})' for row in some])}{ending}")


def _literals() -> Callable[[Any], str]:
    """What writes a value as a literal of PostgreSQL's."""
    from psycopg.adapt import Transformer

    quote = Transformer(connection.connection).as_literal
    return lambda value: "NULL" if value is None else quote(value).decode()


@cache
def _form(
    model: type[models.Model], names: tuple[str, ...], ignoring: bool, replacing: tuple[str, ...], _alias: str
) -> tuple[list[Callable[[Any], Any]], str, str]:
    """What makes a database's value of each field's, and what stands before and behind the rows."""
    quote = connection.ops.quote_name
    fields = {field.attname: field for field in model._meta.concrete_fields}
    columns = {name: quote(str(fields[name].column)) for name in names}
    ending = " ON CONFLICT DO NOTHING" if ignoring else ""
    if replacing:
        taken = ", ".join(f"{column} = EXCLUDED.{column}" for name, column in columns.items() if name not in replacing)
        ending = f" ON CONFLICT ({', '.join(columns[name] for name in replacing)}) DO UPDATE SET {taken}"
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(columns.values())}) VALUES"
    return [_preparing(fields[name]) for name in names], statement, ending


def _preparing(field: Any) -> Callable[[Any], Any]:
    target = field
    while isinstance(target, models.ForeignKey):
        target = target.target_field
    plain = _PLAIN.get(type(target))

    def prepare(value: Any) -> Any:
        return value if plain is not None and (value is None or type(value) is plain) else field.get_db_prep_save(value, connection)

    return prepare
