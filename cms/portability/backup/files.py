"""The files of an installation in a backup: everything in its two storages, on a disk or in a bucket alike."""

import hashlib
from collections.abc import Iterator
from contextlib import suppress

from botocore.exceptions import BotoCoreError, ClientError
from django.core.files import File
from django.core.files.storage import Storage, storages

from cms.media.storage import PRIVATE_PREFIX
from cms.portability.archive import ArchiveError
from cms.portability.archive.exporting import Reports
from cms.portability.archive.folder import is_inside, pieces
from cms.portability.backup.container import Read, Written

FILES = "media/"
#: What a disk or a bucket that does not work raises.
ERRORS = (OSError, BotoCoreError, ClientError)
#: Where in the backup the files of a storage are.
_STORAGES = {"media/originals/": "default", "media/renditions/": "renditions"}
PREFIXES = tuple(_STORAGES)
#: What is walked through: storage, folder, and folders in it that belong to another one. Renditions that only some may see lie in a
#: folder of the originals, but are written through their own storage.
_WALKS = (
    ("media/originals/", "", frozenset({"renditions"})),
    ("media/renditions/", "", frozenset({PRIVATE_PREFIX.rstrip("/")})),
    ("media/renditions/", PRIVATE_PREFIX, frozenset[str]()),
)
_DEEPEST = 32


class UnreadableError(Exception):
    """A file cannot be read; the message says why."""


def names() -> Iterator[str]:
    """The names that all files have in a backup."""
    for prefix, folder, without in _WALKS:
        for name in _below(storages[_STORAGES[prefix]], folder, without):
            yield prefix + name


def _below(storage: Storage, folder: str, without: frozenset[str] = frozenset(), depth: int = 0) -> Iterator[str]:
    try:
        folders, files = storage.listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return
    for name in sorted(files):
        yield folder + name
    for name in sorted(folders):
        if depth < _DEEPEST and not (depth == 0 and name in without):
            yield from _below(storage, f"{folder}{name}/", depth=depth + 1)


def _place(entry: str) -> tuple[Storage, str]:
    """The storage of an entry, and the name in it."""
    for prefix, alias in _STORAGES.items():
        if entry.startswith(prefix) and entry != prefix:
            return storages[alias], entry.removeprefix(prefix)
    raise ArchiveError(f"{entry} does not belong to a backup.")


def save(written: Written, found: list[str], progress: Reports) -> list[str]:
    """Put files into a backup; returns notes on those that cannot be read."""
    notes = []
    progress.begin("Files", len(found))
    for entry in found:
        _storage, name = _place(entry)
        try:
            if not is_inside(entry) or not entry.isprintable():
                raise UnreadableError("its name is not one that can be written")
            written.add(entry, _content(entry))
        except UnreadableError as error:
            notes.append(f"The file {name!r} cannot be taken along: {error}.")
        progress.advance()
    progress.end()
    return notes


def _content(entry: str) -> Iterator[bytes]:
    """Raises `UnreadableError` where the fault is the file's: a disk that is full is another matter."""
    storage, name = _place(entry)
    try:
        with storage.open(name) as file:
            yield from pieces(file)
    except FileNotFoundError as error:
        raise UnreadableError("it has gone from the storage while the backup was made") from error
    except OSError as error:
        raise UnreadableError(error.strerror or str(error)) from error


class Restored:
    """The files of a backup on their way back. First what is missing (`add`), and when the database is back what differs (`replace`)."""

    def __init__(self, archive: Read, progress: Reports) -> None:
        self._archive, self._progress = archive, progress
        self._entries = archive.names(FILES)
        self._added: list[tuple[Storage, str]] = []
        self._different: list[str] = []

    def add(self) -> int:
        """Write the files that are not there, and remember those that are different; returns how many were written."""
        self._progress.begin("Files", len(self._entries))
        for entry in self._entries:
            storage, name = _place(entry)
            if not storage.exists(name):
                self._write(entry)
                self._added.append((storage, name))
            elif not self._is_same(entry):
                self._different.append(entry)
            self._progress.advance()
        self._progress.end()
        return len(self._added)

    def take_back(self) -> None:
        """The database could not be restored: remove what was added. What cannot be removed is of no harm: nothing names it."""
        for storage, name in self._added:
            with suppress(*ERRORS):
                storage.delete(name)

    def replace(self) -> tuple[int, int]:
        """Write the files that are different, and remove pictures that are made from originals and that the backup does not know: one of
        them may be of a picture that is private again. Returns how many; other files that the backup does not know stay.
        """
        for entry in self._different:
            storage, name = _place(entry)
            storage.delete(name)
            self._write(entry)
        kept = set(self._entries)
        unknown = [entry for entry in names() if entry not in kept and entry.startswith("media/renditions/")]
        for entry in unknown:
            storage, name = _place(entry)
            storage.delete(name)
        return len(self._different), len(unknown)

    def _write(self, entry: str) -> None:
        storage, name = _place(entry)
        with self._archive.open(entry) as file:
            saved = storage.save(name, File(file, name))
        if saved != name:
            storage.delete(saved)
            raise ArchiveError(f"The storage does not take the file name {name}.")
        if not self._is_same(entry):
            storage.delete(name)
            raise ArchiveError(f"The storage does not keep {name} as it is in the backup.")

    def _is_same(self, entry: str) -> bool:
        storage, name = _place(entry)
        if storage.size(name) != self._archive.entries[entry].size:
            return False
        digest = hashlib.sha256()
        with storage.open(name) as file:
            for piece in pieces(file):
                digest.update(piece)
        return digest.hexdigest() == self._archive.sums[entry]
