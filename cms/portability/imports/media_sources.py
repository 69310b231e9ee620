"""Where the files of a source come from: a folder, an archive, the source itself. All of it is hostile until checked.

Nothing is ever unpacked to a path that an archive names: a file is read into a temporary one of ours, and never more of it than
an upload may have.
"""

import os
import stat
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Protocol
from urllib.parse import unquote, urlsplit

from cms import outbound
from cms.portability.imports.addresses import file_names, host_of
from cms.portability.sources.records import SourceError

_PIECE = 256 * 1024
_MOST_FILES = 2_000_000
#: Folders that addresses do not name.
_ROOTS = {"static", "public", "assets", "content", "source", "uploads", "wp-content"}


class TooLargeError(Exception):
    """The file is larger than an upload may be."""


class MediaSource(Protocol):
    """`open_file` gives a temporary file with what lies at an address of the source, or None."""

    def open_file(self, url: str, largest: int) -> IO[bytes] | None: ...

    def has(self, url: str) -> bool: ...


class _Names:
    """Files by every end of their path that names exactly one of them."""

    def __init__(self, names: Iterable[str]) -> None:
        self.by_path: dict[str, str] = {}
        self.by_name: dict[str, str | None] = {}
        for name in names:
            self.by_path[name] = name
            first, _, below = name.partition("/")
            if below and first in _ROOTS:
                self.by_path.setdefault(below, name)
            last = name.rpartition("/")[2]
            self.by_name[last] = None if last in self.by_name else name

    def find(self, url: str) -> str | None:
        for wanted in file_names(url):
            parts = wanted.split("/")
            for start in range(len(parts) - 1):
                if (found := self.by_path.get("/".join(parts[start:]))) is not None:
                    return found
                # The folder or the archive may begin above the uploads.
            tail = "/".join(parts[-3:])
            found = next((name for name in (self.by_path.get(tail), self.by_name.get(parts[-1])) if name), None)
            if found is not None:
                return found
        return None


class Folder:
    """A folder with copies of the files, for example `wp-content/uploads`. Links that lead out of it are not followed."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.names = _Names(self._walk())

    def close(self) -> None:
        """Nothing is open."""

    def _walk(self) -> Iterator[str]:
        for number, (folder, _folders, files) in enumerate(os.walk(self.root)):
            if number > _MOST_FILES:
                raise SourceError(f"{self.root} has more than {_MOST_FILES:,} folders.")
            for file in files:
                yield (Path(folder) / file).relative_to(self.root).as_posix()

    def _path(self, url: str) -> Path | None:
        name = self.names.find(url)
        if name is None:
            return None
        path = (self.root / name).resolve()
        return path if path.is_relative_to(self.root) and path.is_file() else None

    def has(self, url: str) -> bool:
        return self._path(url) is not None

    def open_file(self, url: str, largest: int) -> IO[bytes] | None:
        path = self._path(url)
        if path is None:
            return None
        with path.open("rb") as file:
            return _copied(file, largest)


class Archive:
    """A ZIP or TAR file with the files. Raises `SourceError` for one with a path that climbs, before anything is read of it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._zip: zipfile.ZipFile | None = None
        self._tar: tarfile.TarFile | None = None
        try:
            if zipfile.is_zipfile(path):
                self._zip = zipfile.ZipFile(path)
                members = [(info.filename, stat.S_ISLNK(info.external_attr >> 16), info.is_dir()) for info in self._zip.infolist()]
            elif tarfile.is_tarfile(path):
                self._tar = tarfile.open(path)  # noqa: SIM115 - closed with the archive
                members = [(info.name, info.issym() or info.islnk(), not info.isfile()) for info in self._tar]
            else:
                raise SourceError(f"{path.name} is neither a folder nor a ZIP or TAR archive.")
        except (zipfile.BadZipFile, tarfile.TarError, OSError, ValueError) as error:
            raise SourceError(f"{path.name} is damaged and cannot be opened as an archive: {error}.") from error
        if climbing := next((name for name, _link, _folder in members if _climbs(name)), None):
            self.close()
            raise SourceError(f"{path.name} holds the path “{climbing[:200]}”, which leads out of it. It is refused; nothing was read.")
        self.names = _Names(name.removeprefix("./") for name, link, folder in members if not link and not folder)
        self._real = {name.removeprefix("./"): name for name, _link, _folder in members}

    def close(self) -> None:
        for opened in (self._zip, self._tar):
            if opened is not None:
                opened.close()

    def has(self, url: str) -> bool:
        return self.names.find(url) is not None

    def open_file(self, url: str, largest: int) -> IO[bytes] | None:
        name = self.names.find(url)
        if name is None:
            return None
        try:
            if self._zip is not None:
                with self._zip.open(self._real[name]) as member:
                    return _copied(member, largest)
            extracted = self._tar.extractfile(self._real[name]) if self._tar is not None else None
            if extracted is None:
                return None
            with extracted:
                return _copied(extracted, largest)
        except (zipfile.BadZipFile, tarfile.TarError, RuntimeError, NotImplementedError, EOFError, OSError) as error:
            raise SourceError(f"{name} cannot be read from {self.path.name}: {error}.") from error


def _climbs(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or (len(name) > 1 and name[1] == ":") or "\0" in name


class Download:
    """The source itself, asked through the one way out. Only hosts of its own."""

    def __init__(self, owns: Callable[[str], bool]) -> None:
        self.owns = owns
        self.failed: dict[str, str] = {}

    def has(self, url: str) -> bool:
        return bool(host_of(url)) and self.owns(url)

    def open_file(self, url: str, largest: int) -> IO[bytes] | None:
        if not self.has(url) or url in self.failed:
            return None
        file = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
        try:
            outbound.download(url, file, largest=largest)
        except outbound.OutboundError as error:
            file.close()
            if len(self.failed) < 10_000:
                self.failed[url] = str(error)
            return None
        file.seek(0)
        return file


def _copied(source: IO[bytes], largest: int) -> IO[bytes]:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    size = 0
    while piece := source.read(_PIECE):
        size += len(piece)
        if size > largest:
            file.close()
            raise TooLargeError
        file.write(piece)
    file.seek(0)
    return file


def name_of(url: str) -> str:
    """The file name at the end of an address."""
    try:
        name = unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2]
    except ValueError:
        name = ""
    return name.replace("\\", "_").replace("\0", "")[-150:] or "file"


def open_media(path: Path) -> Folder | Archive:
    if not path.exists():
        raise SourceError(f"There is no {path}: --media names the folder or the archive with the files of the source.")
    return Folder(path) if path.is_dir() else Archive(path)
