"""The folder of an archive: files below it, each with its size and SHA-256 in `publication.json`."""

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path, PurePosixPath
from typing import IO, Any

from cms.portability.archive import FORMAT, VERSION, ArchiveError

MANIFEST = "publication.json"
_PIECE = 1024 * 1024
#: The longest line of a records file: one row. Larger ones are nobody's content.
_LONGEST_LINE = 64 * 1024 * 1024


def software() -> str:
    try:
        return version("masthead")
    except PackageNotFoundError:
        return "0.1.0"


class Written:
    """A new archive. Files appear in its manifest as they are written; without `finish()` it is not one."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files: dict[str, dict[str, Any]] = {}
        if root.exists() and any(root.iterdir()):
            raise ArchiveError(f"{root} is not empty: give the name of a new folder.")
        root.mkdir(mode=0o700, parents=True, exist_ok=True)

    def write(self, name: str, chunks: Iterator[bytes]) -> None:
        target = self.root / name
        for folder in reversed(target.parents):
            if folder.is_relative_to(self.root):
                folder.mkdir(mode=0o700, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        with target.open("wb") as file:
            target.chmod(0o600)
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                file.write(chunk)
        self.files[name] = {"size": size, "sha256": digest.hexdigest()}

    def write_json(self, name: str, value: Any) -> None:
        self.write(name, iter([json_text(value).encode()]))

    def finish(self, counts: dict[str, int], notes: list[str]) -> None:
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "software": software(),
            "created": datetime.now(UTC).isoformat(timespec="seconds"),
            "counts": counts,
            "notes": notes,
            "files": dict(sorted(self.files.items())),
        }
        self.write_json(MANIFEST, manifest)


class Read:
    """An archive that exists. Nothing of it is trusted before `verify()`. Raises `ArchiveError`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        try:
            manifest = json.loads((root / MANIFEST).read_text("utf-8"))
        except OSError as error:
            raise ArchiveError(f"{root / MANIFEST} cannot be read: this is not an exported publication.") from error
        except ValueError as error:
            raise ArchiveError(f"{root / MANIFEST} is not JSON: {error}.") from error
        if not isinstance(manifest, dict) or manifest.get("format") != FORMAT or not isinstance(manifest.get("files"), dict):
            raise ArchiveError(f"{root / MANIFEST} is not the manifest of an exported publication.")
        if manifest.get("version") != VERSION:
            raise ArchiveError(
                f"The archive has format version {manifest.get('version')}, this software reads {VERSION}: use the version that wrote it "
                f"({manifest.get('software')})."
            )
        self.counts: dict[str, int] = manifest.get("counts") or {}
        self.files: dict[str, dict[str, Any]] = manifest["files"]

    def verify(self, advance: Callable[[int], None]) -> None:
        """Compare every file with the manifest: name, kind, size, hash."""
        for name, expected in self.files.items():
            path = self.path(name)
            try:
                size = path.stat().st_size
                if size != expected.get("size") or _digest(path) != expected.get("sha256"):
                    raise ArchiveError(f"{name} is not as it was written: its size or content has changed.")
            except OSError as error:
                raise ArchiveError(f"{name} is missing or cannot be read.") from error
            advance(size)

    def path(self, name: str) -> Path:
        """Where a file of the manifest lies: inside the archive, and no link to anywhere else."""
        parts = PurePosixPath(name).parts
        if not is_inside(name):
            raise ArchiveError(f"The archive names a file outside of itself: {name!r}.")
        path = self.root.joinpath(*parts)
        if any(step.is_symlink() for step in (path, *list(path.parents)[: len(parts) - 1])):
            raise ArchiveError(f"{name} is a link: archives have none.")
        return path

    def open(self, name: str) -> IO[bytes]:
        if name not in self.files:
            raise ArchiveError(f"The archive lacks {name}.")
        return self.path(name).open("rb")

    def json(self, name: str) -> Any:
        with self.open(name) as file:
            try:
                return json.loads(file.read())
            except ValueError as error:
                raise ArchiveError(f"{name} is not JSON: {error}.") from error

    def lines(self, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
        """The objects of a records file with their line numbers."""
        with self.open(name) as file:
            number = 0
            while line := file.readline(_LONGEST_LINE):
                number += 1
                try:
                    record = json.loads(line)
                except ValueError as error:
                    raise ArchiveError(f"{name}, line {number}: not JSON ({error}).") from error
                if not isinstance(record, dict):
                    raise ArchiveError(f"{name}, line {number}: not an object.")
                yield number, record


def is_inside(name: str) -> bool:
    """Whether a path in an archive leads nowhere else on any system."""
    parts = PurePosixPath(name).parts
    return bool(parts) and not (name.startswith("/") or ".." in parts or "\\" in name or "\0" in name or ":" in parts[0])


def json_text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def json_line(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(_PIECE):
        yield piece
