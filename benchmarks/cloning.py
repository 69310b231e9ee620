"""Many articles in seconds: rows of a few that were made through the usual verbs, written again under other keys.

Works on both sides and both databases. Clones have no revisions: they are read, never edited.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction
from wagtail.models import Page

BATCH = 2_000


@dataclass(frozen=True)
class Part:
    """A table whose rows belong to a page. `page` is the column with its key; `moment` and `slug` those with its date and slug, if any."""

    model: type[models.Model]
    page: str
    moment: str | None = None
    slug: str | None = None


@transaction.atomic
def clone(prototypes: Sequence[Page], count: int, parts: Sequence[Part], newest: datetime) -> None:
    """Add `count` clones of the prototypes by turns, below the first one's parent, each a minute older than the one before."""
    parent = prototypes[0].get_parent()
    if parent is None:
        raise ValueError("A prototype has no parent.")
    places, first_key = parent.numchild, (Page.objects.aggregate(last=models.Max("pk"))["last"] or 0) + 1
    sources = [(Part(Page, "id"), _rows(Part(Page, "id"), prototypes)), *((part, _rows(part, prototypes)) for part in parts)]
    for numbers in batched(range(count), BATCH, strict=False):
        for part, rows in sources:
            lines = []
            for number in numbers:
                changes: dict[str, Any] = {part.page: first_key + number}
                moment = connection.ops.adapt_datetimefield_value(newest - timedelta(minutes=number))
                if part.moment:
                    changes[part.moment] = moment
                slug = f"clone-{number}"
                if part.slug:
                    changes[part.slug] = slug
                if part.model is Page:
                    key = uuid.uuid4()
                    changes |= {
                        "path": Page._get_path(parent.path, parent.depth + 1, places + 1 + number),
                        "slug": slug,
                        "url_path": f"{parent.url_path}{slug}/",
                        "translation_key": key if connection.features.has_native_uuid_field else key.hex,
                        "latest_revision_id": None,
                        "live_revision_id": None,
                    }
                lines += [{**row, **changes} for row in rows[prototypes[number % len(prototypes)].pk]]
            _insert(part.model, lines)
    Page.objects.filter(pk=parent.pk).update(numchild=places + count)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Page]):
            cursor.execute(statement)


def _rows(part: Part, prototypes: Sequence[Page]) -> dict[int, list[dict[str, Any]]]:
    """The rows of each prototype as the database has them, without keys that it gives itself."""
    found: dict[int, list[dict[str, Any]]] = {page.pk: [] for page in prototypes}
    quoted, places = connection.ops.quote_name, ", ".join(["%s"] * len(found))
    key = part.model._meta.pk
    own = key.column if key is not None and isinstance(key, models.AutoField) and key.column != part.page else None
    with connection.cursor() as cursor:
        table, column = quoted(part.model._meta.db_table), quoted(part.page)
        cursor.execute(f"SELECT * FROM {table} WHERE {column} IN ({places})", list(found))  # noqa: S608 - names of our own tables
        names = [description[0] for description in cursor.description]
        for values in cursor.fetchall():
            row = dict(zip(names, values, strict=True))
            page = row[part.page]
            row.pop(own, None)
            found[page].append(row)
    return found


def _insert(model: type[models.Model], lines: list[dict[str, Any]]) -> None:
    if not lines:
        return
    quoted = connection.ops.quote_name
    names = list(lines[0])
    columns, places = ", ".join(map(quoted, names)), ", ".join(["%s"] * len(names))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quoted(model._meta.db_table)} ({columns}) VALUES ({places})",  # noqa: S608 - names of our own tables
            [tuple(line[name] for name in names) for line in lines],
        )
