"""What was imported before: rows of `SourceReference`, read and written in batches.

`fingerprint` is a digest of what the source said; it is empty while an object is announced and not there yet, and begins with
`~` while something that the item shows is missing. `written` names the revision that the import wrote and whether it was public:
when the object has another one now, an editor has changed it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone
from wagtail.models import Collection

from articles.models import ArticlePage, Author, Series, Tag, TopicPage
from cms.content.models import Comment, ReusableContent, SourceReference, StandardPage
from cms.database.inserting import insert
from cms.media.models import Document, Image

#: What a source calls things, and the models that hold them.
MODELS: dict[str, type[models.Model]] = {
    "article": ArticlePage,
    "page": StandardPage,
    "topic": TopicPage,
    "author": Author,
    "tag": Tag,
    "series": Series,
    "image": Image,
    "document": Document,
    "reusable": ReusableContent,
    "collection": Collection,
    "comment": Comment,
}
_ROWS = 500
_COLUMNS = ("source", "content_type_id", "source_id", "object_id", "fingerprint", "written", "source_url", "imported_at")
#: Found here before the import, and used: never changed by it.
ADOPTED = "adopted"


@dataclass(frozen=True)
class Known:
    pk: int
    fingerprint: str
    written: str
    row: int

    @property
    def is_announced(self) -> bool:
        return not self.fingerprint

    @property
    def lacks_something(self) -> bool:
        return self.fingerprint.startswith("~")

    def is_same(self, digest: str) -> bool:
        return self.fingerprint.removeprefix("~")[:60] == digest[:60]


def fingerprint(digest: str, *, complete: bool) -> str:
    return digest[:60] if complete else f"~{digest[:60]}"


def source_id(key: str) -> str:
    """The id as the ledger keeps it: long ones end with a digest."""
    return key if len(key) <= 200 else f"{key[:150]}#{sha256(key.encode('utf-8', 'replace')).hexdigest()}"


class Ledger:
    def __init__(self, source: str) -> None:
        self.source = source

    @staticmethod
    def content_type(kind: str) -> ContentType:
        return ContentType.objects.get_for_model(MODELS[kind])

    def known(self, kind: str, keys: Iterable[str]) -> dict[str, Known]:
        """By the source's ids: what is remembered of them. One query for each 500."""
        by_id = {source_id(key): key for key in keys}
        ids = list(by_id)
        found: dict[str, Known] = {}
        for start in range(0, len(ids), _ROWS):
            rows = SourceReference.objects.filter(
                source=self.source, content_type=self.content_type(kind), source_id__in=ids[start : start + _ROWS]
            )
            for row in rows.values_list("source_id", "object_id", "fingerprint", "written", "pk"):
                found[by_id[row[0]]] = Known(int(row[1]), *row[2:])
        return found

    def remember(self, kind: str, rows: Mapping[str, tuple[int, str, str, str]]) -> None:
        """By the source's ids: primary key, fingerprint, what was written, the address at the source. Replaces what was known."""
        content_type, now = self.content_type(kind).pk, timezone.now()
        made = [
            (self.source, content_type, source_id(key), str(pk), mark, written[:64], url, now)
            for key, (pk, mark, written, url) in rows.items()
        ]
        with transaction.atomic():
            insert(SourceReference, _COLUMNS, made, replacing=["source", "content_type_id", "source_id"])

    def existing(self, kind: str, pks: Iterable[int]) -> set[int]:
        """Those of these objects that are still there."""
        manager: Any = MODELS[kind]._base_manager
        wanted = list(pks)
        found: set[int] = set()
        for start in range(0, len(wanted), _ROWS):
            found |= set(manager.filter(pk__in=wanted[start : start + _ROWS]).values_list("pk", flat=True))
        return found
