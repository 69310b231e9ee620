"""`ENGINE` for SQLite."""

from typing import Any

from django.db.backends.sqlite3 import base

from cms.database import Preparing, Settling


class Cursor(base.SQLiteCursorWrapper):
    """SQLite cannot commit while rows of a RETURNING clause wait to be fetched: `hold` fetches them beforehand."""

    _held: list[Any] | None = None

    def execute(self, query: str, params: Any = None) -> Any:
        self._held = None
        return super().execute(query, params)

    def hold(self) -> None:
        if self.description is not None:
            self._held = super().fetchall()

    def fetchone(self) -> Any:
        if self._held is None:
            return super().fetchone()
        return self._held.pop(0) if self._held else None

    def fetchmany(self, size: int | None = None) -> list[Any]:
        size = self.arraysize if size is None else size
        if self._held is None:
            return super().fetchmany(size)
        found, self._held = self._held[:size], self._held[size:]
        return found

    def fetchall(self) -> list[Any]:
        if self._held is None:
            return super().fetchall()
        found, self._held = self._held, []
        return found

    def __next__(self) -> Any:
        if self._held is None:
            return super().__next__()
        if not self._held:
            raise StopIteration
        return self._held.pop(0)


class DatabaseWrapper(Settling, Preparing, base.DatabaseWrapper):
    def create_cursor(self, name: Any = None) -> Any:
        return self.connection.cursor(factory=Cursor)

    def _fetch_all(self, cursor: Any) -> None:
        cursor.hold()
