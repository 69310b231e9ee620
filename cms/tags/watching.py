"""Which change of which table moves which tags. Declared by the room that owns the model, in its `AppConfig.ready()`."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Model


@dataclass(frozen=True)
class Rule:
    """A tag that a row of a table moves, as a template over the row's columns: `page:{id}`.

    A row that is inserted or deleted moves it; one that is updated moves it with its old values and with its new ones, if one of
    the columns in `when` differs (any column, if `when` is empty). `where` is a condition in SQL; `select` is a whole SELECT of
    tags and stands in place of the template. In all three `{column}` is the row's value as text, `{column:int}` as a number,
    `{column:path}` without slashes at its end, `{column:hex}` a UUID without hyphens.
    """

    tag: str = ""
    when: tuple[str, ...] = ()
    where: str = ""
    select: str = ""


@dataclass(frozen=True)
class Watched:
    """A table with its rules. A change of nothing but `ignored` columns is no change of what anybody is shown."""

    model: type[Model]
    rules: tuple[Rule, ...]
    ignored: frozenset[str]

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns whose changes count."""
        names = (str(field.column) for field in self.model._meta.local_concrete_fields)
        return tuple(name for name in names if name not in self.ignored)


_watched: dict[str, Watched] = {}
_unshown: dict[str, str] = {}


def watch(model: type[Model], *rules: Rule | str, ignore: Iterable[str] = (), replace: bool = False) -> None:
    """Have the rows of a model move tags. Declared twice, both count, unless the later one is to `replace` the former.

    The triggers are written after the next migration.
    """
    wanted = tuple(Rule(rule) if isinstance(rule, str) else rule for rule in rules)
    before = _watched.get(model._meta.db_table)
    if before is not None and not replace:
        wanted = tuple(dict.fromkeys((*before.rules, *wanted)))
        ignore = before.ignored & frozenset(ignore)
    _watched[model._meta.db_table] = Watched(model, wanted, frozenset(ignore))


def unshown(reason: str, *models: type[Model] | str) -> None:
    """Say why changes of these models (or of a whole app, by its label) move nothing: no reader ever sees them."""
    for model in models:
        _unshown[model if isinstance(model, str) else model._meta.label] = reason


def watched() -> dict[str, Watched]:
    """Everything that is watched, by table."""
    return _watched


def why_unshown(model: type[Model]) -> str | None:
    """Why a model's changes move nothing, if somebody has said so."""
    return _unshown.get(model._meta.label) or _unshown.get(model._meta.app_label)
