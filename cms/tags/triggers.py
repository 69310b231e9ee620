"""The triggers that move tags: written from what the rooms declare (`watch`), after every migration.

No door can go round them: an admin form, a shell, a bulk update, another program's SQL.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.db import connections, transaction

from cms.tags.moving import move
from cms.tags.watching import Rule, Watched, watched

PREFIX = "masthead_moved_"
_PLACE = re.compile(r"\{(\w+)(?::(\w+))?\}")


def before_migrations(using: str, **kwargs: Any) -> None:
    """SQLite refuses to drop a column that a trigger names, and rebuilds tables without their triggers."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            for name in _installed(connection, cursor):
                cursor.execute(f"DROP TRIGGER {name}")


def after_migrations(using: str, **kwargs: Any) -> None:
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        if "tags_pending" not in tables:
            return
        present = [one for table, one in sorted(watched().items()) if table in tables]
        installed = _installed(connection, cursor)
        for statement in (_on_postgresql if connection.vendor == "postgresql" else _on_sqlite)(present, installed):
            cursor.execute(statement)
        if {one.table for one in present} != set(installed.values()):
            # While a table was not watched, its changes moved nothing.
            move("everything", using=using)


def _installed(connection: Any, cursor: Any) -> dict[str, str]:
    """Our triggers that exist, with their tables."""
    if connection.vendor == "postgresql":
        cursor.execute(
            "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE tgname LIKE %s", [f"{PREFIX}%"]
        )
    else:
        cursor.execute("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [f"{PREFIX}%"])
    return dict(cursor.fetchall())


# --- PostgreSQL: one function and one trigger a table ------------------------------------------------------------------
# The functions see rows as JSON, so they outlive any migration of their table.


def _on_postgresql(tables: list[Watched], installed: dict[str, str]) -> Iterator[str]:
    wanted = {PREFIX + one.table for one in tables}
    for name, table in installed.items():
        if name not in wanted:
            yield f'DROP TRIGGER {name} ON "{table}"'
    for one in tables:
        yield _function(one)
        if PREFIX + one.table not in installed:
            yield (
                f'CREATE TRIGGER {PREFIX}{one.table} AFTER INSERT OR UPDATE OR DELETE ON "{one.table}" '
                f"FOR EACH ROW EXECUTE FUNCTION {PREFIX}{one.table}()"
            )


def _function(one: Watched) -> str:
    ignored = ", ".join(f"'{name}'" for name in sorted(one.ignored))
    moves = "\n".join(f"    {_moves_postgresql(rule)}" for rule in one.rules)
    return f"""
CREATE OR REPLACE FUNCTION {PREFIX}{one.table}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  old_row jsonb; new_row jsonb; r jsonb; changed text[]; parts text;
BEGIN
  IF TG_OP <> 'INSERT' THEN old_row := to_jsonb(OLD); END IF;
  IF TG_OP <> 'DELETE' THEN new_row := to_jsonb(NEW); END IF;
  IF TG_OP = 'UPDATE' THEN
    SELECT array_agg(key::text ORDER BY key) INTO changed FROM jsonb_each(new_row)
      WHERE value IS DISTINCT FROM old_row->key AND key <> ALL (ARRAY[{ignored}]::text[]);
    IF changed IS NULL THEN RETURN NULL; END IF;
    parts := '{one.table}:' || array_to_string(changed, ',');
  ELSE
    parts := '{one.table}:' || CASE TG_OP WHEN 'INSERT' THEN '+' ELSE '-' END;
  END IF;
  FOREACH r IN ARRAY ARRAY[old_row, new_row] LOOP
    CONTINUE WHEN r IS NULL;
{moves}
  END LOOP;
  RETURN NULL;
END $$"""  # noqa: S608 - of names and rules that rooms declare


def _moves_postgresql(rule: Rule) -> str:
    def value(match: re.Match[str]) -> str:
        text = f"(r->>'{match[1]}')"
        return {"int": f"{text}::bigint", "path": f"rtrim({text}, '/')", "hex": f"replace({text}, '-', '')"}.get(match[2], text)

    names = f"ARRAY({_PLACE.sub(value, rule.select)})" if rule.select else f"ARRAY[{_joined(rule.tag, value)}]"
    conditions = [f"({_PLACE.sub(value, rule.where)})"] if rule.where else []
    if rule.when:
        conditions.append(f"(TG_OP <> 'UPDATE' OR changed && ARRAY[{', '.join(repr(name) for name in rule.when)}])")
    perform = f"PERFORM masthead_move({names}, parts);"
    return f"IF {' AND '.join(conditions)} THEN {perform} END IF;" if conditions else perform


# --- SQLite: three triggers a table --------------------------------------------------------------------------------------


def _on_sqlite(tables: list[Watched], installed: dict[str, str]) -> Iterator[str]:
    for name in installed:
        yield f"DROP TRIGGER {name}"
    for one in tables:
        differs = " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in one.columns)
        changed = " || ".join(f"""CASE WHEN OLD."{column}" IS NOT NEW."{column}" THEN '{column},' ELSE '' END""" for column in one.columns)
        updated = [_moves_sqlite(rule, row, f"'{one.table}:' || rtrim({changed}, ',')", update=True) for rule in one.rules for row in _ROWS]
        yield _trigger(one, "UPDATE", f"WHEN {differs}", updated)
        yield _trigger(one, "INSERT", "", [_moves_sqlite(rule, "NEW", f"'{one.table}:+'") for rule in one.rules])
        yield _trigger(one, "DELETE", "", [_moves_sqlite(rule, "OLD", f"'{one.table}:-'") for rule in one.rules])


_ROWS = ("OLD", "NEW")


def _trigger(one: Watched, event: str, when: str, statements: list[str]) -> str:
    body = "\n".join(f"  {statement};" for statement in statements)
    return f'CREATE TRIGGER {PREFIX}{one.table}_{event.lower()} AFTER {event} ON "{one.table}" FOR EACH ROW {when} BEGIN\n{body}\nEND'


def _moves_sqlite(rule: Rule, row: str, parts: str, *, update: bool = False) -> str:
    def value(match: re.Match[str]) -> str:
        text = f'{row}."{match[1]}"'
        return {"path": f"rtrim({text}, '/')", "hex": f"replace({text}, '-', '')"}.get(match[2], text)

    source = f"({_PLACE.sub(value, rule.select)})" if rule.select else f"(SELECT {_joined(rule.tag, value)} AS tag)"
    conditions = ["tag IS NOT NULL"]
    if rule.where:
        conditions.append(f"({_PLACE.sub(value, rule.where)})")
    if rule.when and update:
        conditions.append("(" + " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in rule.when) + ")")
    return f"INSERT INTO tags_pending (tag, parts) SELECT tag, {parts} FROM {source} WHERE {' AND '.join(conditions)}"  # noqa: S608 - as above


def _joined(template: str, value: Any) -> str:
    """A template as an expression that joins texts: `page:{id}` is `'page:' || id`."""
    pieces, end = [], 0
    for match in _PLACE.finditer(template):
        if template[end : match.start()]:
            pieces.append(f"'{template[end : match.start()]}'")
        pieces.append(value(match))
        end = match.end()
    if template[end:]:
        pieces.append(f"'{template[end:]}'")
    return " || ".join(pieces)
