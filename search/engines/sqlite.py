"""SQLite: an FTS5 table whose row numbers are the rows' places, so that it is read from the newest row on without sorting.

Tokens come from `search.analysis`, stems and all; FTS5 only separates them at spaces. Keys (`topic:7`) have a column of their own,
in which no word of a reader's is looked for.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from math import log
from typing import Any

from django.db import OperationalError, connection

from search.engines import (
    COMPARED,
    COUNTED,
    NEWEST,
    PUBLIC,
    TITLED,
    Entry,
    Found,
    Group,
    Hit,
    Index,
    Matching,
    Pages,
    TooSlow,
    deadlines,
    parse_keys,
)
from search.engines.named import NamesMixin

_FIELDS = ("title", "words", "heads", "body", "code", "keys")
#: What a word is worth in title, headings, body and code; what it is worth that two stand together, and that one is only a name.
_WORTH = (1.0, 0.5, 0.2, 0.08)
_TOGETHER, _ELSEWHERE = 1.0, 0.3
_RANKED = 20_000
_TEXT = "{title heads body code}"
_NOW = "STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', 'NOW')"
_VISIBLE = f"r.site_id = %s AND r.language = %s AND (r.visible_until IS NULL OR r.visible_until > {_NOW})"
_BREAK = "xbreakx"  # between two parts of a row, so that no phrase reaches over
#: How many instructions SQLite carries out between two looks at the clock.
_STEPS = 2_000


def match(matching: Matching) -> str:
    """The query as FTS5 reads it."""
    groups = [_group(group) for group in matching.groups]
    parts = [f"({' OR '.join(groups)})"] if matching.any_group and groups else groups
    parts += ["(" + " OR ".join(f'keys : "{key}"' for key in sorted(keys)) + ")" for keys in matching.narrowed]
    without = "".join(f" NOT {_group(group)}" for group in matching.without)
    return f"({' AND '.join(parts)}){without}"


def _group(group: Group) -> str:
    options = [f'{_TEXT} : "{" ".join(group.stems)}"'] if group.stems else []
    if group.prefix:
        options.append(f'{_TEXT} : "{" ".join([*group.stems[:-1], group.prefix])}" *')
    options += [f'keys : "{key}"' for key in sorted(group.keys)]
    return "(" + " OR ".join(options) + ")"


def titled(matching: Matching) -> str:
    """The query for rows that have the words in their title."""
    words = [_of_titles(group) for group in matching.groups]
    return f"({(' OR ' if matching.any_group else ' AND ').join(words)}) AND ({match(matching)})"


def rank(groups: Sequence[Group], texts: Sequence[str]) -> float:
    """How well a row's texts (title, headings, body, code) have what is wanted, from 0 to 1.

    FTS5's own rank depends on all other rows, so that the order of two would change with every third.
    """
    parts = [f" {text[:_RANKED]} " for text in texts]
    length = 1 + log(1 + sum(len(part) for part in parts) / 1_000)
    worth, before = 0.0, ""
    for group in groups:
        words = " ".join(group.stems)
        found = sum(weight * part.count(f" {words} ") for weight, part in zip(_WORTH, parts, strict=True))
        if not found and group.prefix:
            found = 0.5 * sum(weight * part.count(f" {group.prefix}") for weight, part in zip(_WORTH, parts, strict=True))
        if before and any(f" {before} {words} " in part for part in parts):
            found += _TOGETHER
        worth += found or _ELSEWHERE
        before = words
    worth /= max(1, len(groups)) * length
    return worth / (worth + 1)


def matching_titles(matching: Matching) -> str:
    """The query for titles alone: whatever is narrowed by a key is not found."""
    groups = [_of_titles(group) for group in matching.groups]
    without = "".join(f" NOT {_of_titles(group)}" for group in matching.without)
    return f"({(' OR ' if matching.any_group else ' AND ').join(groups)}){without}"


def _of_titles(group: Group) -> str:
    return f'(title : "{" ".join(group.stems)}"' + (f' OR words : "{group.prefix}" *' if group.prefix else "") + ")"


#: The table of words of each index.
_TABLES = {PUBLIC.name: ("search_fts", "search_words_fts")}


class SQLite(NamesMixin):
    now = _NOW

    def __init__(self, index: Index = PUBLIC) -> None:
        self.index = index
        self.table, self.words = _TABLES.get(index.name, (f"{index.name}_fts", f"{index.name}_words_fts"))
        self.columns_of_hit = f"r.{index.key}, r.place, r.kind, {'r.' if index.is_public else ''}{index.featured}, r.title, r.stems, r.keys"
        self.joined = f"{self.table} f JOIN {index.rows} r ON r.place = f.rowid"

    def prepare(self, database: Any) -> None:
        with database.cursor() as cursor:
            if self.index.rows in database.introspection.table_names(cursor):
                for statement in self._statements():
                    cursor.execute(statement)

    def _statements(self) -> Iterator[str]:
        table, words = self.table, self.words
        name = self.index.name
        yield f"""
            CREATE VIRTUAL TABLE IF NOT EXISTS {table}
            USING fts5 ({", ".join(_FIELDS)}, tokenize = "unicode61 remove_diacritics 0 tokenchars ':.'", prefix = '2 3')
        """
        yield f"""
            CREATE VIRTUAL TABLE IF NOT EXISTS {words}
            USING fts5 (word, content = '{self.index.words}', content_rowid = 'id', tokenize = 'trigram', detail = none)
        """
        yield f"""
            CREATE TRIGGER IF NOT EXISTS {name}_goes AFTER DELETE ON {self.index.rows}
            BEGIN DELETE FROM {table} WHERE rowid = old.place; END
        """
        word = name.replace("_row", "_word") if self.index.is_public else f"{name}_word"
        yield f"""
            CREATE TRIGGER IF NOT EXISTS {word}_comes AFTER INSERT ON {self.index.words}
            BEGIN INSERT INTO {words} (rowid, word) VALUES (new.id, new.word); END
        """
        yield f"""
            CREATE TRIGGER IF NOT EXISTS {word}_goes AFTER DELETE ON {self.index.words}
            BEGIN INSERT INTO {words} ({words}, rowid, word) VALUES ('delete', old.id, old.word); END
        """

    # --- writing ------------------------------------------------------------------------------------------------------

    def columns(self, entry: Entry) -> dict[str, Any]:
        return {}

    def write(self, entries: Iterable[Entry], outdated: Iterable[int]) -> None:
        with connection.cursor() as cursor:
            if gone := [(place,) for place in outdated]:
                cursor.executemany(f"DELETE FROM {self.table} WHERE rowid = %s", gone)
            cursor.executemany(
                f"INSERT INTO {self.table} (rowid, title, words, heads, body, code, keys) VALUES (%s, %s, %s, %s, %s, %s, %s)",
                [
                    (
                        entry.place,
                        f" {_BREAK} ".join(" ".join(part) for part in (entry.title, *entry.names)),
                        " ".join(entry.words),
                        " ".join(entry.heads),
                        " ".join(entry.body),
                        " ".join(entry.code),
                        " ".join(entry.keys),
                    )
                    for entry in entries
                ],
            )

    # --- finding ------------------------------------------------------------------------------------------------------

    def ranked(self, matching: Matching) -> Found:
        counted = self._keys(matching)
        places = [place for place, _keys in counted]
        if not places:
            return Found()
        last = places[min(len(places), NEWEST) - 1]
        is_readable, its = ("1", []) if matching.readable is None else self._in("r", matching.readable)
        sql = f"SELECT {self.columns_of_hit}, f.title, f.heads, f.body, f.code, {is_readable} FROM {self.joined} WHERE "
        wanted, values = self._wanted(matching)
        rows = self._execute(f"{sql} {wanted} AND f.rowid >= %s", [*its, *values, last])
        boundary = last if len(places) > NEWEST else None
        if boundary is not None and matching.groups:
            if self.index.is_public:
                wanted, values = self._wanted(matching, titled(matching))
            else:
                wanted, values = f"{wanted} AND f.rowid IN ({self._titled()})", [*values, titled(matching), last]
            rows += self._execute(f"{sql} {wanted} AND f.rowid < %s ORDER BY f.rowid DESC LIMIT {TITLED}", [*its, *values, last])
        # Not even the order may tell what is in a draft of somebody else's.
        hits = [Hit._make([*row[:7], rank(matching.groups, row[7:11]) if row[11] else 0.0]) for row in rows]
        return Found(hits, len(places), parse_keys(keys for _place, keys in counted[:COUNTED]), boundary)

    def _titled(self) -> str:
        return f"SELECT rowid FROM {self.table} WHERE {self.table} MATCH %s AND rowid < %s"

    def counted(self, matching: Matching) -> Found:
        counted = self._keys(matching)
        return Found([], len(counted), parse_keys(keys for _place, keys in counted[:COUNTED]))

    def _keys(self, matching: Matching) -> list[tuple[int, str]]:
        """Place and keys of the newest rows."""
        limit = COMPARED if matching.has_phrases else COUNTED + 1
        wanted, values = self._wanted(matching)
        sql = f"SELECT f.rowid, r.keys FROM {self.joined} WHERE {wanted} ORDER BY f.rowid DESC LIMIT %s"
        return self._execute(sql, [*values, limit])[: COUNTED + 1]

    def by_time(self, matching: Matching, *, newest_first: bool, limit: int, after: int | None, unranked: bool = False) -> list[Hit]:
        order, sign = ("DESC", "<") if newest_first else ("ASC", ">")
        behind, place = (f"AND f.rowid {sign} %s", [after]) if after is not None else ("", [])
        leaving, others = "", []
        if unranked and matching.groups:
            counted = self._keys(matching)
            last = counted[min(len(counted), NEWEST) - 1][0] if counted else 0
            leaving, others = f"AND f.rowid NOT IN ({self._titled()} ORDER BY rowid DESC LIMIT {TITLED})", [titled(matching), last]
        wanted, values = self._wanted(matching)
        sql = f"""
            SELECT {self.columns_of_hit}, 0.0 FROM {self.joined}
            WHERE {wanted} {behind} {leaving} ORDER BY f.rowid {order} LIMIT %s
        """
        return [Hit(*row) for row in self._execute(sql, [*values, *place, *others, limit])]

    def keys(self, matching: Matching) -> Pages:
        wanted, values = self._wanted(matching)
        return Pages(f"SELECT r.{self.index.key} FROM {self.joined} WHERE {wanted}", tuple(values))

    def _wanted(self, matching: Matching, query: str = "") -> tuple[str, list[Any]]:
        """Which rows match (or, instead, answer `query`) and may be found, with the values."""
        if self.index.is_public:
            return f"{self.table} MATCH %s AND {_VISIBLE}", [query or match(matching), matching.site_id, matching.language]
        found, values = self._drafted(matching)
        among, its = self._in("r", matching.among) if matching.among is not None else ("1", [])
        return f"f.rowid IN ({found}) AND r.language = %s AND {among}", [*values, matching.language, *its]

    def _drafted(self, matching: Matching) -> tuple[str, list[Any]]:
        """The places of drafts by the words of the latest version, or by those that readers find now.

        Of what is not readable nothing that is only in the draft decides: instead its title, which can be seen.
        """
        own = f"SELECT d.place FROM {self.table} t JOIN {self.index.rows} d ON d.place = t.rowid WHERE {self.table} MATCH %s"
        public = SQLite(PUBLIC)
        parts = [
            f"""
            SELECT d.place FROM {self.index.rows} d JOIN {PUBLIC.rows} p ON p.{PUBLIC.key} = d.{self.index.key}
            JOIN {public.table} t ON t.rowid = p.place WHERE {public.table} MATCH %s
            """
        ]
        found = [match(matching)]
        if matching.readable is None:
            return " UNION ".join([*parts, own]), [*found, match(matching)]
        readable, its = self._in("d", matching.readable)
        parts.append(f"{own} AND {readable}")
        found += [match(matching), *its]
        if matching.groups and not matching.narrowed:
            parts.append(f"{own} AND NOT {readable}")
            found += [matching_titles(matching), *its]
        return " UNION ".join(parts), found

    def _in(self, table: str, pages: Pages) -> tuple[str, list[Any]]:
        return f"({table}.{self.index.key} IN ({pages.sql}))", list(pages.values)

    def _execute(self, sql: str, values: Sequence[Any]) -> list[Any]:
        left = deadlines.left()
        if left is not None and left < 1:
            raise TooSlow
        with deadlines.running(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            found: list[Any] = cursor.fetchall()
            return found

    def occurs(self, stem: str, site_id: int, language: str) -> bool:
        visible, site = (_VISIBLE, [site_id]) if self.index.is_public else ("r.language = %s", [])
        sql = f"SELECT 1 FROM {self.joined} WHERE {self.table} MATCH %s AND {visible} LIMIT 1"
        return bool(self._execute(sql, [f'{_TEXT} : "{stem}"', *site, language]))

    def using(self, keys: frozenset[str]) -> list[int]:
        sql = f"SELECT r.{self.index.key} FROM {self.joined} WHERE {self.table} MATCH %s"
        return [pk for (pk,) in self._execute(sql, [" OR ".join(f'keys : "{key}"' for key in sorted(keys))])]

    def titles(self, words: Sequence[str], site_id: int, language: str, limit: int) -> list[Hit]:
        query = " AND ".join([*(f'"{word}"' for word in words[:-1]), *(f'"{word}" *' for word in words[-1:])])
        sql = f"""
            SELECT {self.columns_of_hit}, 0.0 FROM {self.joined}
            WHERE {self.table} MATCH %s AND {_VISIBLE} ORDER BY f.rowid DESC LIMIT %s
        """
        return [Hit(*row) for row in self._execute(sql, [f"{{title words}} : ({query})", site_id, language, limit])]

    # --- words --------------------------------------------------------------------------------------------------------

    def similar(self, word: str, language: str, limit: int) -> list[tuple[str, str, int]]:
        parts = sorted({word[at : at + 3] for at in range(len(word) - 2)})
        if not parts:
            return []
        query = " OR ".join(f'"{part}"' for part in parts)
        # How many parts a word shares decides, as it does for pg_trgm.
        shared = " + ".join("(w.word LIKE %s)" for _part in parts)
        sql = f"""
            SELECT w.word, w.stem, w.weight FROM {self.words} f JOIN {self.index.words} w ON w.id = f.rowid
            WHERE {self.words} MATCH %s AND w.language = %s AND length(w.word) BETWEEN %s AND %s
            ORDER BY {shared} DESC, w.weight DESC LIMIT %s
        """
        values = [query, language, len(word) - 2, len(word) + 2, *(f"%{part}%" for part in parts), limit]
        return [tuple(row) for row in self._execute(sql, values)]

    def learn(self, words: Iterable[tuple[str, str, str, int]]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                f"""
                INSERT INTO {self.index.words} (language, word, stem, weight) VALUES (%s, %s, %s, %s)
                ON CONFLICT (language, word) DO UPDATE SET weight = min(1000000, weight + excluded.weight)
                """,
                sorted(words),
            )

    # --- the time box -------------------------------------------------------------------------------------------------

    @contextmanager
    def limited(self, milliseconds: int) -> Iterator[None]:
        """SQLite asks every few thousand steps whether it shall go on."""
        connection.ensure_connection()
        raw: sqlite3.Connection = connection.connection
        with deadlines.within(milliseconds):
            raw.set_progress_handler(lambda: (deadlines.left() or 0) < 1, _STEPS)
            try:
                yield
            except OperationalError as error:
                if "interrupted" in str(error):
                    raise TooSlow from error
                raise
            finally:
                raw.set_progress_handler(None, 0)
