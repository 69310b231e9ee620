"""What a source holds, on disk: read once, then taken in any order, so that memory stays flat however large it is."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cms.portability.sources.records import Media, Record, unpack

#: What an import does with an item: make it, change it, nothing (it is the same; an editor has changed it; an editor has removed it).
NEW, CHANGED, SAME, KEPT, REMOVED, FAILED = "new", "changed", "same", "kept", "removed", "failed"

_SCHEMA = """
CREATE TABLE item (
    number INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, parent TEXT NOT NULL, place INTEGER NOT NULL, position TEXT
    NOT NULL, digest TEXT NOT NULL, data TEXT NOT NULL, pk INTEGER, target TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL DEFAULT 'new', depth INTEGER NOT NULL DEFAULT 0,
    UNIQUE (kind, id)
);
CREATE INDEX item_parent ON item (kind, parent);
CREATE INDEX item_turn ON item (kind, state, depth, number);
CREATE TABLE address (path TEXT PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX address_target ON address (kind, id);
CREATE TABLE file (name TEXT PRIMARY KEY, id TEXT NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class Staged:
    """A record in its turn, with what is known of it on our side."""

    number: int
    record: Any
    digest: str
    pk: int | None
    target: str
    state: str


class Stage:
    """The records of one source in a file that goes when the import ends."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "stage.sqlite3"
        self.db = sqlite3.connect(self.path, isolation_level=None, cached_statements=64)
        self.db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-16000; PRAGMA locking_mode=EXCLUSIVE;")
        self.db.executescript(_SCHEMA)
        self.db.execute("BEGIN")

    def close(self) -> None:
        self.db.close()

    def add(self, record: Record) -> bool:
        """False, with nothing changed, for an id that is there already."""
        parent = getattr(record, "parent", "")
        row = (record.kind, record.id, parent, getattr(record, "order", 0), record.position, record.digest, record.pack())
        cursor = self.db.execute(
            "INSERT INTO item (kind, id, parent, place, position, digest, data) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", row
        )
        return cursor.rowcount > 0

    def position_of(self, kind: str, key: str) -> str:
        row = self.db.execute("SELECT position FROM item WHERE kind = ? AND id = ?", (kind, key)).fetchone()
        return row[0] if row else ""

    # --- addresses ----------------------------------------------------------------------------------------------------------

    def add_address(self, path: str, kind: str, key: str) -> None:
        self.db.execute("INSERT INTO address VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (path, kind, key))

    def at_address(self, path: str) -> tuple[str, str] | None:
        row = self.db.execute("SELECT kind, id FROM address WHERE path = ?", (path,)).fetchone()
        return (row[0], row[1]) if row else None

    def addresses_of(self, kind: str, key: str) -> list[str]:
        return [row[0] for row in self.db.execute("SELECT path FROM address WHERE kind = ? AND id = ?", (kind, key)).fetchall()]

    def add_file(self, name: str, key: str) -> None:
        self.db.execute("INSERT INTO file VALUES (?, ?) ON CONFLICT DO NOTHING", (name, key))

    def file_named(self, name: str) -> str | None:
        row = self.db.execute("SELECT id FROM file WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    # --- what is known on our side ------------------------------------------------------------------------------------------

    def pk_of(self, kind: str, key: str) -> int | None:
        row = self.db.execute("SELECT pk FROM item WHERE kind = ? AND id = ?", (kind, key)).fetchone()
        return row[0] if row else None

    def target_of(self, kind: str, key: str) -> tuple[str, int] | None:
        row = self.db.execute("SELECT target, pk FROM item WHERE kind = ? AND id = ? AND pk IS NOT NULL", (kind, key)).fetchone()
        return (row[0], row[1]) if row else None

    def know(self, number: int, *, pk: int | None, state: str, target: str = "") -> None:
        self.db.execute("UPDATE item SET pk = ?, state = ?, target = ? WHERE number = ?", (pk, state, target, number))

    def begin_again(self) -> None:
        """Forget what is known on our side: what came before was a trial."""
        self.db.execute("UPDATE item SET pk = NULL, state = 'new', target = ''")

    # --- records in their turn ----------------------------------------------------------------------------------------------

    def count(self, kind: str, states: Iterable[str] = ()) -> int:
        wanted = list(states)
        condition = f" AND state IN ({', '.join('?' * len(wanted))})" if wanted else ""
        return int(self.db.execute(f"SELECT count(*) FROM item WHERE kind = ?{condition}", (kind, *wanted)).fetchone()[0])  # noqa: S608 - only question marks are put in

    def all(self, kind: str, *, after: int = 0, limit: int = 500) -> list[Staged]:
        """Records of a kind behind a number, in the order of the source."""
        rows = self.db.execute(
            "SELECT number, data, digest, pk, target, state FROM item WHERE kind = ? AND number > ? ORDER BY number LIMIT ?",
            (kind, after, limit),
        )
        return [self._staged(kind, row) for row in rows.fetchall()]

    def each(self, kind: str, *, size: int = 500) -> Iterator[list[Staged]]:
        """All records of a kind, in batches."""
        last = 0
        while batch := self.all(kind, after=last, limit=size):
            yield batch
            last = batch[-1].number

    def turn(self, kind: str, state: str, size: int, *, after: int = 0) -> list[Staged]:
        """The next records of a kind in this state, in the order of the source: all of one depth, the highest first. Only those
        behind the number `after`.
        """
        rows = self.db.execute(
            "SELECT number, data, digest, pk, target, state FROM item WHERE kind = ?1 AND state = ?2 AND depth = "
            "(SELECT min(depth) FROM item WHERE kind = ?1 AND state = ?2) AND number > ?4 ORDER BY number LIMIT ?3",
            (kind, state, size, after),
        )
        return [self._staged(kind, row) for row in rows.fetchall()]

    @staticmethod
    def _staged(kind: str, row: tuple[Any, ...]) -> Staged:
        number, data, digest, pk, target, state = row
        return Staged(number, unpack(kind, data), digest, pk, target, state)

    def get(self, kind: str, key: str) -> Staged | None:
        row = self.db.execute("SELECT number, data, digest, pk, target, state FROM item WHERE kind = ? AND id = ?", (kind, key)).fetchone()
        return self._staged(kind, row) if row else None

    def media_of(self, parent: str) -> list[Media]:
        """The files that were uploaded for an item."""
        rows = self.db.execute("SELECT data FROM item WHERE kind = 'media' AND parent = ? ORDER BY place, number", (parent,))
        return [unpack("media", row[0]) for row in rows.fetchall()]

    def parents(self, kind: str) -> dict[str, str]:
        return dict(self.db.execute("SELECT id, parent FROM item WHERE kind = ?", (kind,)).fetchall())

    def set_depths(self, kind: str) -> list[str]:
        """Say how deep each record lies below the others of its kind. Returns those whose parents lead in a circle or nowhere."""
        parents = self.parents(kind)
        lost: list[str] = []
        depths: dict[str, int] = {}
        for key in parents:
            way: list[str] = []
            at = key
            while at and at in parents and at not in depths and at not in way:
                way.append(at)
                at = parents[at]
            if at and at not in depths:
                # Either there is no such parent, or it is its own descendant.
                lost.append(way[-1])
                parents[way[-1]] = at = ""
            depth = depths[at] + 1 if at else 0
            for step in reversed(way):
                depths[step] = depth
                depth += 1
        self.db.executemany(
            "UPDATE item SET depth = ? WHERE kind = ? AND id = ?", [(depth, kind, key) for key, depth in depths.items() if depth]
        )
        return lost
