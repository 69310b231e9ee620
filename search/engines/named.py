"""Looking names up: the same statements on both databases, within the time that is left."""

from collections.abc import Sequence
from typing import Any

#: So many names are looked at, of however many.
MOST = 60
_TABLE = "search_searchname"


class NamesMixin:
    """What both engines do with the names of what is public. `now` is the database's clock."""

    now: str

    def _execute(self, sql: str, values: Any) -> list[Any]:
        raise NotImplementedError

    def named(self, stems: Sequence[str], language: str) -> list[tuple[str, int, str]]:
        """What is called by one of these words and can be narrowed by: facet, key and all its stems between bars."""
        some = " OR ".join(["stems LIKE %s"] * len(stems))
        wanted = f"{self._visible_names} AND facet <> '' AND ({some})"
        sql = f"SELECT facet, key, stems FROM {_TABLE} WHERE {wanted} ORDER BY kind, key LIMIT {MOST}"
        return self._execute(sql, [language, *(f"%|{stem}|%" for stem in stems)])

    def called(self, facet: str, words: Sequence[str], language: str) -> list[int]:
        """The keys of what is called by all of these words together; the last one may be unfinished."""
        every = "".join([" AND words LIKE %s"] * len(words))
        sql = f"SELECT key FROM {_TABLE} WHERE {self._visible_names} AND facet = %s{every} LIMIT {MOST}"
        return [key for (key,) in self._execute(sql, [language, facet, *_patterns(words)])]

    def suggested(self, words: Sequence[str], language: str, limit: int) -> list[tuple[str, int, str]]:
        """The same of what may be suggested: kind, key and name."""
        every = "".join([" AND words LIKE %s"] * len(words))
        sql = f"SELECT kind, key, name FROM {_TABLE} WHERE {self._visible_names} AND suggested{every} ORDER BY name, id LIMIT %s"
        return self._execute(sql, [language, *_patterns(words), limit])

    @property
    def _visible_names(self) -> str:
        return f"language IN (%s, '') AND (visible_until IS NULL OR visible_until > {self.now})"


def _patterns(words: Sequence[str]) -> list[str]:
    # Words are letters and digits: nothing in them means anything in a pattern.
    return [f"%|{word}|%" for word in words[:-1]] + [f"%|{word}%" for word in words[-1:]]
