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

from search.engines import COMPARED, COUNTED, NEWEST, TITLED, Entry, Found, Group, Hit, Matching, TooSlow, deadlines, parse_keys

TABLE = "search_fts"
WORDS = "search_words_fts"
_FIELDS = ("title", "words", "heads", "body", "code", "keys")
#: What a word is worth in title, headings, body and code; what it is worth that two stand together, and that one is only a name.
_WORTH = (1.0, 0.5, 0.2, 0.08)
_TOGETHER, _ELSEWHERE = 1.0, 0.3
_RANKED = 20_000
_TEXT = "{title heads body code}"
_VISIBLE = (
    "r.site_id = %s AND r.language = %s AND (r.visible_until IS NULL OR r.visible_until > STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', 'NOW'))"
)
_COLUMNS = "r.listing_id, r.place, r.kind, r.featured, r.title, r.stems, r.keys"
_ROWS = f"{TABLE} f JOIN search_searchrow r ON r.place = f.rowid"
_BREAK = "xbreakx"  # between two parts of a row, so that no phrase reaches over
#: How many instructions SQLite carries out between two looks at the clock.
_STEPS = 2_000

_STATEMENTS = (
    f"""
    CREATE VIRTUAL TABLE IF NOT EXISTS {TABLE}
    USING fts5 ({", ".join(_FIELDS)}, tokenize = "unicode61 remove_diacritics 0 tokenchars ':.'", prefix = '2 3')
    """,
    f"""
    CREATE VIRTUAL TABLE IF NOT EXISTS {WORDS}
    USING fts5 (word, content = 'search_searchword', content_rowid = 'id', tokenize = 'trigram', detail = none)
    """,
    f"""
    CREATE TRIGGER IF NOT EXISTS search_row_goes AFTER DELETE ON search_searchrow
    BEGIN DELETE FROM {TABLE} WHERE rowid = old.place; END
    """,
    f"""
    CREATE TRIGGER IF NOT EXISTS search_word_comes AFTER INSERT ON search_searchword
    BEGIN INSERT INTO {WORDS} (rowid, word) VALUES (new.id, new.word); END
    """,
    f"""
    CREATE TRIGGER IF NOT EXISTS search_word_goes AFTER DELETE ON search_searchword
    BEGIN INSERT INTO {WORDS} ({WORDS}, rowid, word) VALUES ('delete', old.id, old.word); END
    """,
)


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
    words = [
        f'(title : "{" ".join(group.stems)}"' + (f' OR words : "{group.prefix}" *' if group.prefix else "") + ")"
        for group in matching.groups
    ]
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


class SQLite:
    def prepare(self, database: Any) -> None:
        with database.cursor() as cursor:
            if "search_searchrow" in database.introspection.table_names(cursor):
                for statement in _STATEMENTS:
                    cursor.execute(statement)

    # --- writing ------------------------------------------------------------------------------------------------------

    def columns(self, entry: Entry) -> dict[str, Any]:
        return {}

    def write(self, entries: Iterable[Entry], outdated: Iterable[int]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(f"DELETE FROM {TABLE} WHERE rowid = %s", [(place,) for place in outdated])
            cursor.executemany(
                f"INSERT INTO {TABLE} (rowid, title, words, heads, body, code, keys) VALUES (%s, %s, %s, %s, %s, %s, %s)",
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
        sql = f"SELECT {_COLUMNS}, f.title, f.heads, f.body, f.code FROM {_ROWS} WHERE {TABLE} MATCH %s AND {{}} AND {_VISIBLE}"
        visible = (matching.site_id, matching.language)
        rows = self._execute(sql.format("f.rowid >= %s"), [match(matching), last, *visible])
        boundary = last if len(places) > NEWEST else None
        if boundary is not None and matching.groups:
            older = sql.format("f.rowid < %s") + f" ORDER BY f.rowid DESC LIMIT {TITLED}"
            rows += self._execute(older, [titled(matching), last, *visible])
        hits = [Hit._make([*row[:7], rank(matching.groups, row[7:])]) for row in rows]
        return Found(hits, len(places), parse_keys(keys for _place, keys in counted[:COUNTED]), boundary)

    def counted(self, matching: Matching) -> Found:
        counted = self._keys(matching)
        return Found([], len(counted), parse_keys(keys for _place, keys in counted[:COUNTED]))

    def _keys(self, matching: Matching) -> list[tuple[int, str]]:
        """Place and keys of the newest rows."""
        limit = COMPARED if matching.has_phrases else COUNTED + 1
        sql = f"""
            SELECT f.rowid, r.keys FROM {_ROWS}
            WHERE {TABLE} MATCH %s AND {_VISIBLE} ORDER BY f.rowid DESC LIMIT %s
        """
        return self._execute(sql, [match(matching), matching.site_id, matching.language, limit])[: COUNTED + 1]

    def by_time(self, matching: Matching, *, newest_first: bool, limit: int, after: int | None, unranked: bool = False) -> list[Hit]:
        order, sign = ("DESC", "<") if newest_first else ("ASC", ">")
        behind, place = (f"AND f.rowid {sign} %s", [after]) if after is not None else ("", [])
        leaving, others = "", []
        if unranked and matching.groups:
            counted = self._keys(matching)
            last = counted[min(len(counted), NEWEST) - 1][0] if counted else 0
            newer = f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s AND rowid < %s ORDER BY rowid DESC LIMIT {TITLED}"
            leaving, others = f"AND f.rowid NOT IN ({newer})", [titled(matching), last]
        sql = f"""
            SELECT {_COLUMNS}, 0.0 FROM {_ROWS}
            WHERE {TABLE} MATCH %s {behind} {leaving} AND {_VISIBLE} ORDER BY f.rowid {order} LIMIT %s
        """
        values = [match(matching), *place, *others, matching.site_id, matching.language, limit]
        return [Hit(*row) for row in self._execute(sql, values)]

    def _execute(self, sql: str, values: Sequence[Any]) -> list[Any]:
        left = deadlines.left()
        if left is not None and left < 1:
            raise TooSlow
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            found: list[Any] = cursor.fetchall()
            return found

    def occurs(self, stem: str, site_id: int, language: str) -> bool:
        sql = f"SELECT 1 FROM {_ROWS} WHERE {TABLE} MATCH %s AND {_VISIBLE} LIMIT 1"
        return bool(self._execute(sql, [f'{_TEXT} : "{stem}"', site_id, language]))

    def using(self, keys: frozenset[str]) -> list[int]:
        sql = f"SELECT r.listing_id FROM {_ROWS} WHERE {TABLE} MATCH %s"
        return [pk for (pk,) in self._execute(sql, [" OR ".join(f'keys : "{key}"' for key in sorted(keys))])]

    def titles(self, words: Sequence[str], site_id: int, language: str, limit: int) -> list[Hit]:
        query = " AND ".join([*(f'"{word}"' for word in words[:-1]), *(f'"{word}" *' for word in words[-1:])])
        sql = f"""
            SELECT {_COLUMNS}, 0.0 FROM {_ROWS}
            WHERE {TABLE} MATCH %s AND {_VISIBLE} ORDER BY f.rowid DESC LIMIT %s
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
            SELECT w.word, w.stem, w.weight FROM {WORDS} f JOIN search_searchword w ON w.id = f.rowid
            WHERE {WORDS} MATCH %s AND w.language = %s AND length(w.word) BETWEEN %s AND %s
            ORDER BY {shared} DESC, w.weight DESC LIMIT %s
        """
        values = [query, language, len(word) - 2, len(word) + 2, *(f"%{part}%" for part in parts), limit]
        return [tuple(row) for row in self._execute(sql, values)]

    def learn(self, words: Iterable[tuple[str, str, str, int]]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                """
                INSERT INTO search_searchword (language, word, stem, weight) VALUES (%s, %s, %s, %s)
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
