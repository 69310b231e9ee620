"""The file of a backup: a plain tar of regular files, with their SHA-256 at its end. Any tar and `sha256sum -c` read it, too.

What is read is hostile until `verify()` has passed: an entry that is no regular file, or whose name or size cannot be, is refused.
"""

import fcntl
import hashlib
import io
import json
import os
import tarfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Self

from cms.portability.archive import ArchiveError
from cms.portability.archive.folder import is_inside, json_text, pieces
from cms.portability.backup import DATABASE, FORMAT, MANIFEST, NOTES, SUMS, VERSION

_BLOCK = 512
_PIECE = 1024 * 1024
#: More would be a memory bomb: names and sums are read as a whole.
_MOST_ENTRIES, _LARGEST_TEXT, _LONGEST_NAME = 2_000_000, 512 * 1024 * 1024, 4096


class Written:
    """A backup that is being written: an unfinished file beside its place."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._sums: dict[str, str] = {}

    def add(self, name: str, chunks: Iterable[bytes]) -> int:
        """Append an entry of any length; returns its size. When `chunks` raises, it is as if nothing had been added."""
        if name in self._sums or not is_inside(name) or "\n" in name:
            raise ArchiveError(f"{name!r} cannot be the name of an entry.")
        begin = self._file.tell()
        header = tarfile.TarInfo(name)
        header.mode, header.mtime = 0o600, int(time.time())
        try:
            self._file.write(_header(header))
            digest = hashlib.sha256()
            for chunk in chunks:
                digest.update(chunk)
                header.size += len(chunk)
                self._file.write(chunk)
            self._file.write(bytes(-header.size % _BLOCK))
            end = self._file.tell()
            self._file.seek(begin)
            self._file.write(_header(header))  # now that the size is known
            self._file.seek(end)
        except BaseException:
            self._file.seek(begin)
            self._file.truncate()
            raise
        self._sums[name] = digest.hexdigest()
        return header.size

    def add_json(self, name: str, value: Any) -> None:
        self.add(name, [json_text(value).encode()])

    def finish(self) -> None:
        self.add(SUMS, (f"{digest}  {name}\n".encode() for name, digest in list(self._sums.items())))
        self._file.write(bytes(2 * _BLOCK))


def _header(entry: tarfile.TarInfo) -> bytes:
    # This format's headers have the same length whatever the size is.
    return entry.tobuf(tarfile.GNU_FORMAT, "utf-8", "strict")


@contextmanager
def writing(target: Path) -> Iterator[Written]:
    """A new backup at `target`, for this user alone: complete and on the disk when the block is left, or not there at all."""
    if target.exists():
        raise ArchiveError(f"{target} exists, and no backup is overwritten: choose another name.")
    unfinished = target.with_name(f".{target.name}.unfinished")
    with os.fdopen(os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600), "r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise ArchiveError(f"Another process is writing {target}.") from error
        try:
            os.fchmod(file.fileno(), 0o600)
            file.truncate()
            written = Written(file)
            yield written
            written.finish()
            file.flush()
            os.fsync(file.fileno())
            unfinished.rename(target)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@dataclass(frozen=True)
class Entry:
    name: str
    offset: int
    size: int


class Window(io.RawIOBase):
    """A part of a file as a file of its own."""

    def __init__(self, descriptor: int, entry: Entry) -> None:
        super().__init__()
        self._descriptor, self._entry, self._position = descriptor, entry, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._entry.size}[whence]
        self._position = max(0, start + offset)
        return self._position

    def tell(self) -> int:
        return self._position

    def readinto(self, buffer: Any) -> int:
        wanted = max(0, min(len(buffer), self._entry.size - self._position))
        found = os.pread(self._descriptor, wanted, self._entry.offset + self._position)
        buffer[: len(found)] = found
        self._position += len(found)
        return len(found)


class Read:
    """A backup that exists. Raises `ArchiveError`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._file = path.open("rb")
            self.size = path.stat().st_size
        except OSError as error:
            raise ArchiveError(f"{path} cannot be read: {error.strerror}.") from error
        self.sums: dict[str, str] = {}
        #: How many lines the entries of the database have.
        self.lines: dict[str, int] = {}
        try:
            self.entries = {entry.name: entry for entry in self._headers()}
            self.manifest = self._manifest()
        except ArchiveError:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()

    # --- what is in it ------------------------------------------------------------------------------------------------

    def _headers(self) -> Iterator[Entry]:
        offset, long_name, names = 0, None, set[str]()
        while (header := self._header(offset)) is not None:
            begin, end = offset + _BLOCK, offset + _BLOCK + header.size
            if header.size < 0 or end > self.size:
                raise ArchiveError(f"{self.path} ends in the middle of {header.name}, or is no backup.")
            offset = end + -header.size % _BLOCK
            if header.type == tarfile.GNUTYPE_LONGNAME and long_name is None and header.size <= _LONGEST_NAME:
                self._file.seek(begin)
                long_name = self._file.read(header.size).rstrip(b"\0").decode("utf-8", "replace")
                continue
            name, long_name = long_name or header.name, None
            if header.type != tarfile.REGTYPE:
                raise ArchiveError(f"{name!r} is no plain file: backups have neither links, folders nor devices.")
            if not is_inside(name) or "\n" in name:
                raise ArchiveError(f"The backup names a file outside of itself: {name!r}.")
            if name in names or len(names) >= _MOST_ENTRIES:
                raise ArchiveError(f"{name} is in the backup twice." if name in names else "The backup has too many entries.")
            names.add(name)
            yield Entry(name, begin, header.size)

    def _header(self, offset: int) -> tarfile.TarInfo | None:
        self._file.seek(offset)
        block = self._file.read(_BLOCK)
        try:
            return tarfile.TarInfo.frombuf(block, "utf-8", "replace")
        except tarfile.HeaderError as error:
            if block.count(0) == _BLOCK:
                return None
            what = "is no backup" if offset == 0 else f"is damaged at byte {offset:,}, or ends too early"
            raise ArchiveError(f"{self.path} {what}.") from error

    def _manifest(self) -> dict[str, Any]:
        if next(iter(self.entries), None) != MANIFEST:
            raise ArchiveError(f"{self.path} is no backup: it does not begin with {MANIFEST}.")
        manifest = self.json(MANIFEST)
        if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
            raise ArchiveError(f"{self.path} is no backup of Masthead.")
        if manifest.get("version") != VERSION:
            raise ArchiveError(
                f"The backup has format version {manifest.get('version')}, this software reads {VERSION}: "
                f"use the version that wrote it ({manifest.get('software')})."
            )
        return manifest

    def names(self, prefix: str) -> list[str]:
        return [name for name in self.entries if name.startswith(prefix)]

    def json(self, name: str) -> Any:
        try:
            return json.loads(self._text(name))
        except (ValueError, RecursionError) as error:
            raise ArchiveError(f"{name} is damaged: it is not JSON.") from error

    def _text(self, name: str) -> bytes:
        entry = self._entry(name)
        if entry.size > _LARGEST_TEXT:
            raise ArchiveError(f"{name} is too large to be one of ours.")
        with self.open(name) as file:
            return file.read()

    def _entry(self, name: str) -> Entry:
        if name not in self.entries:
            raise ArchiveError(f"The backup lacks {name}.")
        return self.entries[name]

    # --- is it as it was written? -------------------------------------------------------------------------------------

    def verify(self, advance: Callable[[int], None]) -> None:
        """Read everything, and compare it with the sums."""
        self.sums = self._sums()
        for name in self.entries:
            if name not in self.sums and name != SUMS:
                raise ArchiveError(f"{name} does not belong to the backup: {SUMS} does not name it.")
        for name in self.sums:
            self._entry(name)
            count = 0
            for chunk in self.chunks(name):
                advance(len(chunk))
                if name.startswith(DATABASE):
                    count += chunk.count(b"\n")
            if name.startswith(DATABASE):
                self.lines[name] = count
        for name in (MANIFEST, NOTES):
            if name not in self.sums:
                raise ArchiveError(f"The backup lacks {name}.")

    def _sums(self) -> dict[str, str]:
        sums: dict[str, str] = {}
        for number, line in enumerate(self._text(SUMS).decode("utf-8", "replace").removesuffix("\n").split("\n"), 1):
            digest, gap, name = line[:64], line[64:66], line[66:]
            if gap != "  " or not name or name in sums:
                raise ArchiveError(f"{SUMS} is damaged in line {number}.")
            sums[name] = digest
        return sums

    def open(self, name: str) -> IO[bytes]:
        """An entry as a file. Whether it is what was written is for the reader to find out."""
        return io.BufferedReader(Window(self._file.fileno(), self._entry(name)), _PIECE)

    def chunks(self, name: str) -> Iterator[bytes]:
        """The content of an entry; raises at its end when it is not what was written."""
        digest, size = hashlib.sha256(), 0
        with self.open(name) as file:
            for chunk in pieces(file):
                digest.update(chunk)
                size += len(chunk)
                yield chunk
        if size != self.entries[name].size:
            raise ArchiveError(f"{self.path} ends in the middle of {name}.")
        if digest.hexdigest() != self.sums.get(name):
            raise ArchiveError(f"{name} is not as it was written: its content has changed.")
