"""Files of a source as images and documents of ours: each checked like an upload, stored once, remembered with its address."""

import tempfile
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.html import strip_tags
from wagtail.images.models import SourceImageIOError
from wagtail.models import Collection
from wagtail.utils.file import hash_filelike

from cms.media.decoding import FORMATS, open_image
from cms.media.file_types import check_document, extension_of
from cms.media.models import Document, Image
from cms.portability.imports.ledger import Ledger, fingerprint
from cms.portability.imports.media_sources import MediaSource, TooLargeError, name_of
from cms.portability.imports.report import Report
from cms.portability.sources.records import Media, SourceError

_IMAGE_NAMES = {"jpg", "jpeg", "png", "gif", "webp", "avif", "svg", "bmp", "tif", "tiff", "heic", "ico"}
_EXTENSIONS = {"avif": "avif", "gif": "gif", "jpeg": "jpg", "png": "png", "webp": "webp"}


class Library:
    """Makes images and documents. `dry` only looks whether their files are there."""

    def __init__(self, ledger: Ledger, sources: Sequence[MediaSource], report: Report, title: str, *, dry: bool = False) -> None:
        self.ledger, self.sources, self.report, self.title, self.dry = ledger, sources, report, title, dry
        self._collection: int | None = None

    @property
    def can_fetch(self) -> bool:
        return bool(self.sources)

    def bring(self, media: Media) -> tuple[str, int] | None:
        """("image" or "document", primary key) of a file, made if it is not there yet; None if it cannot be had."""
        if self.dry:
            is_there = any(source.has(media.url) for source in self.sources)
            return (kind_of(media.url), 0) if is_there else None
        for source in self.sources:
            kind = kind_of(media.url)
            largest = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE if kind == "image" else settings.WAGTAILDOCS_MAX_UPLOAD_SIZE
            try:
                file = source.open_file(media.url, largest)
            except TooLargeError:
                self._refuse(media, f"It is larger than {largest // (1024 * 1024)} MB.")
                return None
            except SourceError as error:
                self._refuse(media, str(error))
                return None
            if file is not None:
                with file:
                    return self._store(media, kind, file)
        return None

    def _refuse(self, media: Media, why: str) -> None:
        self.report.say("loss", "media", f"{why} It was not imported.", media.position, media.url[:300])

    def _store(self, media: Media, kind: str, file: IO[bytes]) -> tuple[str, int] | None:
        made: Any
        try:
            if kind == "image":
                image = open_image(file)
                extension = _EXTENSIONS[FORMATS[str(image.format)]]
                filename = f"{PurePosixPath(name_of(media.url)).stem[:120]}.{extension}"
                found = _with_hash(Image, file)
                made = found or Image(
                    title=(media.title or filename)[:255],
                    description=_line(media.alt)[:255],
                    caption=_line(media.caption)[:2000],
                    collection_id=self.collection,
                )
            else:
                filename = name_of(media.url)
                if extension_of(filename) not in settings.WAGTAILDOCS_EXTENSIONS:
                    self._refuse(media, f"Files of the kind .{extension_of(filename)[:20]} are not accepted.")
                    return None
                wrapped = File(file, name=filename)
                check_document(wrapped)
                found = _with_hash(Document, file)
                made = found or Document(title=(media.title or filename)[:255], collection_id=self.collection)
            if found is None:
                self._save(made, filename, file)
        except SourceImageIOError as error:
            self._refuse(media, str(error))
            return None
        except ValidationError as error:
            self._refuse(media, " ".join(error.messages))
            return None
        with transaction.atomic():
            self.ledger.remember(kind, {media.id: (made.pk, fingerprint(media.digest, complete=True), "", media.url)})
        return kind, int(made.pk)

    def _save(self, made: Any, filename: str, file: IO[bytes]) -> None:
        file.seek(0)
        made.file.save(filename, File(file, name=filename), save=False)
        try:
            with transaction.atomic():
                made.save()
        except BaseException:
            made.file.storage.delete(str(made.file.name))
            raise
        finally:
            made.file.close()

    @property
    def collection(self) -> int:
        """The collection of this source's files."""
        if self._collection is None:
            known = self.ledger.known("collection", ["files"]).get("files")
            if known is not None and self.ledger.existing("collection", [known.pk]):
                self._collection = known.pk
            else:
                with transaction.atomic():
                    root: Any = Collection.get_first_root_node()
                    made = root.add_child(name=(self.title or self.ledger.source)[:255])
                    self.ledger.remember("collection", {"files": (made.pk, "made", "", "")})
                    self._collection = int(made.pk)
        return self._collection


def kind_of(url: str) -> str:
    return "image" if extension_of(name_of(url)) in _IMAGE_NAMES else "document"


def _with_hash(model: Any, file: IO[bytes]) -> Any:
    """An object with this very file: the same file is not kept twice."""
    file.seek(0)
    found = model.objects.filter(file_hash=hash_filelike(file)).order_by("pk").first()
    file.seek(0)
    return found


def _line(html: str) -> str:
    return " ".join(strip_tags(html).split())


def temporary_folder() -> "tempfile.TemporaryDirectory[str]":
    """Where an import keeps what it has read; goes with the process."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    return tempfile.TemporaryDirectory(prefix="import-", dir=settings.VAR_DIR)
