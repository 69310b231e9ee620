"""What the demonstration has made, remembered in the database beside it.

A row of `SourceReference` with the source "demo" names every object. `fingerprint` is empty while an object is begun and not yet
filled in; `written` is a digest of what was written into an object that was there before (a front page, an identity), so that
nothing is taken back that somebody has changed since.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.models import Collection, Page

from articles.models import Author, Series, Tag
from cms.content.models import Navigation, ReusableContent, SiteIdentity, SourceReference, Term
from cms.media.models import Document, Image
from home.demo.texts import TextError

SOURCE = "demo"

#: What the magazine's files call things, and the models that hold them.
KINDS: dict[str, type[models.Model]] = {
    "collection": Collection,
    "image": Image,
    "document": Document,
    "page": Page,
    "author": Author,
    "series": Series,
    "term": Term,
    "reusable": ReusableContent,
    "tag": Tag,
    "identity": SiteIdentity,
    "navigation": Navigation,
}


def kind_of(model: type[models.Model]) -> str:
    """The kind of a model or of an object's class."""
    return next(kind for kind, base in KINDS.items() if issubclass(model, base))


class Ledger:
    """What is there now. Objects that somebody has deleted since are not, and are made again when the demonstration is loaded."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], SourceReference] = {}
        by_type: dict[ContentType, list[SourceReference]] = {}
        for row in SourceReference.objects.filter(source=SOURCE).select_related("content_type").order_by("pk"):
            by_type.setdefault(row.content_type, []).append(row)
        for content_type, rows in by_type.items():
            model = content_type.model_class()
            if model is None:
                continue
            found = model._base_manager.filter(pk__in=[row.object_id for row in rows])
            there = {str(pk) for pk in found.values_list("pk", flat=True)}
            self._rows |= {(kind_of(model), row.source_id): row for row in rows if row.object_id in there}

    def __len__(self) -> int:
        return len(self._rows)

    def began(self) -> datetime | None:
        """When the first thing was made that is still there and has not been touched since: mostly the collection."""
        return min((row.imported_at for row in self._rows.values()), default=None)

    def has(self, kind: str, name: str) -> bool:
        return (kind, name) in self._rows

    def is_filled(self, kind: str, name: str) -> bool:
        """Whether the object is there and finished."""
        row = self._rows.get((kind, name))
        return row is not None and bool(row.fingerprint)

    def pk(self, kind: str, name: str) -> int:
        """The primary key of something that was made. Raises `TextError` for what was not."""
        row = self._rows.get((kind, name))
        if row is None:
            raise TextError(f"The demonstration has no {kind} “{name}”.")
        return int(row.object_id)

    def get(self, kind: str, name: str) -> Any:
        """The object itself; a page as its own type."""
        pk = self.pk(kind, name)
        model = self._rows[kind, name].content_type.model_class() or KINDS[kind]
        return model._base_manager.get(pk=pk)

    def written(self, kind: str, name: str) -> str:
        row = self._rows.get((kind, name))
        return row.written if row is not None else ""

    def remember(self, name: str, made: models.Model, *, fingerprint: str = "", written: str = "") -> None:
        """Call it in the transaction that made the object."""
        row, _ = SourceReference.objects.update_or_create(
            source=SOURCE,
            source_id=name,
            content_type=ContentType.objects.get_for_model(made),
            defaults={"object_id": str(made.pk), "fingerprint": fingerprint, "written": written},
        )
        self._rows[kind_of(type(made)), name] = row

    def forget(self, kind: str, name: str) -> None:
        """Call it in the transaction that took the object away."""
        row = self._rows.pop((kind, name), None)
        if row is not None:
            row.delete()

    def forget_everything(self) -> None:
        """Also what somebody else has deleted."""
        SourceReference.objects.filter(source=SOURCE).delete()
        self._rows.clear()

    def names(self, kind: str) -> list[str]:
        """In the order in which they were made."""
        return [name for found, name in self._rows if found == kind]

    def pks(self, kinds: Iterable[str]) -> set[tuple[str, int]]:
        wanted = set(kinds)
        return {(kind, int(row.object_id)) for (kind, _), row in self._rows.items() if kind in wanted}
