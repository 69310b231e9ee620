"""Order and pages of lists: v2's limit and offset, and a stable cursor that costs the same on every page.

A cursor holds the sort keys of the last item of a page; the next page begins behind it, whatever was published meanwhile.
"""

import base64
import binascii
import json
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from cms import prepared
from cms.api.parameters import Parameter, Values, Whole
from cms.api.problems import Problem, nearest, shown

LIMIT = Whole("limit", "How many items a page of the list has.", default=20, low=1, high=100)
OFFSET = Whole("offset", "How many items to pass over. Beyond 10,000, use a cursor.", low=0, high=10_000)
CURSOR = Parameter("cursor", "`meta.next_cursor` of the page before.", longest=1000)
ORDER = Parameter("order", "What the list is ordered by; a minus before a name turns it round. At most two, separated by a comma.")
PAGING = (LIMIT, OFFSET, CURSOR, ORDER)

MOST_KEYS = 2
_SIZES = (5, 10, 12, 20, 24, 30, 50, 100)


@dataclass(frozen=True)
class Key:
    """Something to order by: an expression, and what reads a value of it from a cursor."""

    expression: Any
    read: Callable[[Any], Any]


def text_key(expression: Any) -> Key:
    return Key(expression, _text)


def number_key(expression: Any) -> Key:
    return Key(expression, _number)


def flag_key(expression: Any) -> Key:
    return Key(expression, _flag)


def moment_key(expression: Any) -> Key:
    return Key(expression, _moment)


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\x00" in value or len(value) > 500:
        raise ValueError
    value.encode()
    return value


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not -(2**62) < value < 2**62:
        raise ValueError
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError  # noqa: TRY004 - a bad cursor, whatever is bad about it
    return value


def _moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(_text(value))
    if moment.tzinfo is None or not 1 < moment.year < 9990:
        raise ValueError
    return moment


@dataclass(frozen=True)
class Sorting:
    """What a list may be ordered by. `tie` is a unique column that decides between equals; `default` is written as in `order=`."""

    keys: Mapping[str, Key]
    default: str
    tie: str = "pk"

    def parse(self, order: str | None) -> "tuple[tuple[str, bool], ...]":
        """Names with whether each is turned round. Raises `Problem`."""
        wanted = (order or self.default).split(",")
        if len(wanted) > MOST_KEYS:
            raise Problem(400, f"'order' may name at most {MOST_KEYS} fields.", "order")
        found = []
        for word in wanted:
            name = word.removeprefix("-")
            if name == "random":
                raise Problem(400, "'order' cannot be random: such a list has no pages and cannot be stored.", "order")
            if name not in self.keys:
                raise Problem(400, f"cannot order by '{shown(word)}'. {nearest(name, self.keys)}", "order")
            found.append((name, word.startswith("-")))
        return tuple(found)


@dataclass(frozen=True)
class Slice[Row]:
    """One page of a list."""

    rows: list[Row]
    next_cursor: str | None


@dataclass(frozen=True)
class Form:
    """The queryset once more, for `cms.prepared`: `build(*values)` makes it, `name` is all that it is made from beside the values."""

    name: Hashable
    build: Callable[..., QuerySet[Any]]
    values: Sequence[Sequence[int]] = ()


def page(rows: QuerySet[Any], sorting: Sorting, values: Values, form: Form | None = None) -> Slice[Any]:
    """The page of a queryset that the parameters ask for. One query; with a `form`, first pages in the usual order are prepared.

    Raises `Problem` for an order that there is not, and for a cursor that is not of this list.
    """
    chosen = sorting.parse(values["order"])
    limit: int = values["limit"]
    # With a cursor of an order that goes both ways, the last key decides about the primary key's direction.
    directions = [*(turned for _name, turned in chosen), chosen[-1][1]]
    columns = [f"_key{number}" for number in range(len(chosen))]
    columns.append("_tie")

    def ordered(rows: QuerySet[Any]) -> QuerySet[Any]:
        keys = {column: _expression(sorting.keys[name]) for column, (name, _) in zip(columns[:-1], chosen, strict=True)}
        keyed = rows.annotate(**keys, _tie=F(sorting.tie))
        return keyed.order_by(*(f"-{column}" if turned else column for column, turned in zip(columns, directions, strict=True)))

    signature = ",".join(f"-{name}" if turned else name for name, turned in chosen)
    if values["cursor"] is not None:
        if values["offset"] is not None:
            raise Problem(400, "'cursor' and 'offset' exclude each other.", "cursor")
        place = _read(values["cursor"], signature, [*(sorting.keys[name].read for name, _ in chosen), _number])
        found = list(ordered(rows).filter(_behind(columns, directions, place))[: limit + 1])
    elif form is not None and not values["offset"] and values["order"] is None:
        # One form for several limits, so that there are few.
        most = next(size for size in _SIZES if size >= limit) + 1
        found = prepared.fetch(("page", form.name, signature, most), lambda *items: ordered(form.build(*items))[:most], *form.values)
    else:
        start = values["offset"] or 0
        found = list(ordered(rows)[start : start + limit + 1])
    shown_rows = found[:limit]
    more = len(found) > limit
    cursor = _write(signature, [getattr(shown_rows[-1], column) for column in columns]) if more else None
    return Slice(shown_rows, cursor)


def _expression(key: Key) -> Any:
    return F(key.expression) if isinstance(key.expression, str) else key.expression


def _behind(columns: Sequence[str], directions: Sequence[bool], place: Sequence[Any]) -> Q:
    """Condition: the row comes after this place in the order."""

    def step(column: str, turned: bool, value: Any, *, inclusive: bool = False) -> Q:
        return Q(**{f"{column}__{'lt' if turned else 'gt'}{'e' if inclusive else ''}": value})

    condition = Q()
    equal = Q()
    for column, turned, value in zip(columns, directions, place, strict=True):
        condition |= equal & step(column, turned, value)
        equal &= Q(**{column: value})
    # Says the same once more, in the form that an index is searched with.
    return step(columns[0], directions[0], place[0], inclusive=True) & condition


def _write(signature: str, place: Sequence[Any]) -> str:
    values = [value.isoformat() if isinstance(value, datetime) else value for value in place]
    return base64.urlsafe_b64encode(json.dumps([signature, *values]).encode()).decode().rstrip("=")


def _read(cursor: str, signature: str, readers: Sequence[Callable[[Any], Any]]) -> list[Any]:
    problem = Problem(400, "'cursor' is not one of this list: take `meta.next_cursor` of the page before, with the same 'order'.", "cursor")
    try:
        held = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(held, list) or len(held) != len(readers) + 1 or held[0] != signature:
            raise problem
        return [read(value) for read, value in zip(readers, held[1:], strict=True)]
    except (ValueError, TypeError, OverflowError, RecursionError, binascii.Error) as error:
        raise problem from error
