"""Where files lie on a local disk.

Two roots below `settings.MEDIA_ROOT`: `private` holds originals, documents and everything else that has no URL; `public`
holds the renditions that anybody may fetch below `MEDIA_URL`. A rendition whose name begins with `private/` belongs to an
image in a private collection: it lies in the private root, and its URL is a view that checks who asks.

`cms.media.s3` has the same two storages for a bucket.
"""

import os
from pathlib import Path
from typing import IO, Any, Protocol, cast

from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages
from django.urls import reverse
from django.utils._os import safe_join, safe_makedirs
from django.utils.encoding import filepath_to_uri

#: Names of renditions that only some people may see begin with this.
PRIVATE_PREFIX = "private/"
#: The only types that renditions are stored and served as, by file extension.
RENDITION_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}


class RenditionFiles(Protocol):
    """What this room needs of a storage for renditions."""

    def save(self, name: str, content: Any) -> str: ...
    def delete(self, name: str) -> None: ...
    def exists(self, name: str) -> bool: ...
    def open(self, name: str, mode: str = "rb") -> IO[bytes]: ...
    def size(self, name: str) -> int: ...
    def url(self, name: str) -> str: ...
    def get_modified_time(self, name: str) -> Any: ...

    def move(self, old: str, new: str) -> None:
        """Rename a file, replacing what has the new name. Raises `FileNotFoundError`."""

    def names_in(self, folder: str) -> set[str]:
        """The names of all files directly in a folder; empty if there is no such folder."""

    def folders_in(self, folder: str) -> set[str]:
        """The names of all folders directly in a folder; empty if there is no such folder."""


def rendition_files() -> RenditionFiles:
    """The configured storage of renditions."""
    return cast(RenditionFiles, storages[settings.WAGTAILIMAGES_RENDITION_STORAGE])


def private_url(name: str) -> str:
    """The URL of the checked view for a rendition whose name begins with `private/`."""
    return reverse("private_media", args=(name.removeprefix(PRIVATE_PREFIX),), urlconf="cms.media.urls")


class PrivateStorage(FileSystemStorage):
    """Originals and documents: files without a URL, readable by the server's user only."""

    @property
    def base_location(self) -> str:
        return str(self._location or Path(settings.MEDIA_ROOT) / "private")  # type: ignore[attr-defined]

    def url(self, name: str | None) -> str:
        raise NotImplementedError("Private files have no URL.")


class RenditionStorage(FileSystemStorage):
    """Renditions: public ones below `MEDIA_URL`, private ones behind a view."""

    @property
    def base_location(self) -> str:
        return str(self._location or Path(settings.MEDIA_ROOT) / "public")  # type: ignore[attr-defined]

    @property
    def private_location(self) -> str:
        return str(Path(self.location).parent / "private" / "renditions")

    def path(self, name: str) -> str:
        if name.startswith(PRIVATE_PREFIX):
            return str(safe_join(self.private_location, name.removeprefix(PRIVATE_PREFIX)))
        return str(safe_join(self.location, name))

    def _save(self, name: str, content: Any) -> str:
        # FileSystemStorage answers with the path below the one root it knows, but may have chosen another file name.
        chosen = Path(super()._save(name, content)).name  # type: ignore[misc]
        return str(Path(name).with_name(chosen))

    def _ensure_location_group_id(self, full_path: str) -> None:
        """Nothing: it compares with a root that may not exist yet while only private files do."""

    def url(self, name: str | None) -> str:
        if name and name.startswith(PRIVATE_PREFIX):
            return private_url(name)
        # Names need no more than this; urljoin() would take several times as long, and a page has hundreds of them.
        return f"{self.base_url}{filepath_to_uri(name)}"

    def move(self, old: str, new: str) -> None:
        target = self.path(new)
        safe_makedirs(str(Path(target).parent), self.directory_permissions_mode or 0o700, exist_ok=True)
        os.replace(self.path(old), target)  # noqa: PTH105 - both are strings, and it is atomic

    def names_in(self, folder: str) -> set[str]:
        return self._entries(folder, kind=1)

    def folders_in(self, folder: str) -> set[str]:
        return self._entries(folder, kind=0)

    def _entries(self, folder: str, *, kind: int) -> set[str]:
        try:
            return {f"{folder}/{name}" for name in self.listdir(folder)[kind]}
        except (FileNotFoundError, NotADirectoryError):
            return set()
