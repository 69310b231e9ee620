"""PostgreSQL: two stored `tsvector`s a row, each behind a GIN index.

`vector` has all tokens with their weights, and keys with a slash before them, which no word of a reader's can have; `titles` has
stems and words of titles. GIN knows no positions and no weights, so nothing that needs them decides which rows are read: the
rows that match the words are found by the index alone, and only those that are worth it are looked at (rank, order of words).
"""

import logging
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

from django.db import DatabaseError, OperationalError, connection, transaction

from search.engines import (
    COMPARED,
    COUNTED,
    NEWEST,
    PUBLIC,
    TITLED,
    Entry,
    Found,
    Hit,
    Index,
    Matching,
    Pages,
    TooSlow,
    deadlines,
    parse_keys,
)
from search.engines.named import NamesMixin
from search.engines.tsearch import titles_of, tsquery, tsquery_of_titles, vector_of
from search.places import day_of

logger = logging.getLogger(__name__)

#: Bytes of a row without its vector and its text, about.
_WITHOUT_VECTOR = 640
#: From so many rows on, what is common is first looked for in the newest years: in as many as have enough rows.
LARGE, ENOUGH = 20_000, 10_000
#: Seconds until the number of rows is looked at again.
_SIZED_FOR = 600.0
_FIRST_DAY = date(1970, 1, 1).toordinal()
#: {code, body, headings and keys, title}
_WEIGHTS = "{0.08, 0.2, 0.5, 1.0}"
_VISIBLE = "site_id = %(site)s AND language = %(language)s AND (visible_until IS NULL OR visible_until > statement_timestamp())"
_EVERY = "language = %(language)s"
#: How many hits there are, as far as that is told.
_TOTAL = f"SELECT count(*) FROM (SELECT 1 FROM hits LIMIT {COUNTED + 1}) told"
#: What Wagtail's own search, the admin's and its choosers', filters by; without it every such search reads all entries.
_ADMIN_TABLE = "wagtailsearch_indexentry"
_ADMIN = {
    "search_admin_entries": f"CREATE INDEX search_admin_entries ON {_ADMIN_TABLE} USING gin ((title || body)) WITH (fastupdate = off)"
}
_NAMES = {
    "search_name_words": "CREATE INDEX search_name_words ON search_searchname USING gin (words gin_trgm_ops)",
    "search_name_stems": "CREATE INDEX search_name_stems ON search_searchname USING gin (stems gin_trgm_ops)",
}
#: Values of a statement by their names, and by their places.
_NAMED, _PLACED = re.compile(r"%\((\w+)\)s"), re.compile(r"(?<!%)%s")


#: The newest hits: those whose keys are counted.
_RECENT = f"recent AS MATERIALIZED (SELECT place, spot FROM hits ORDER BY place DESC LIMIT {COUNTED})"


def _at(hits: str) -> str:
    """Condition: the row is one of these hits, all found by the same statement. Where a row lies leads to it without an index."""
    return f"ctid = ANY (ARRAY(SELECT spot FROM {hits}))"


def _years_with(enough: int, rows: float, first: int | None, last: int | None) -> int:
    """The calendar years before and with that of the last place in which so many of the rows lie, if there are as many each day."""
    if first is None or last is None:
        return 0
    day = date.fromordinal(_FIRST_DAY + day_of(last))
    days = enough * (day_of(last) - day_of(first) + 1) / rows
    return max(1, day.year - date.fromordinal(max(1, day.toordinal() - int(days))).year + 1)


def _named(pages: Pages | None, name: str) -> str:
    """A statement of pages with its values by name."""
    numbers = count()
    return _PLACED.sub(lambda _place: f"%({name}{next(numbers)})s", pages.sql) if pages is not None else ""


class PostgreSQL(NamesMixin):
    now = "statement_timestamp()"

    def __init__(self, index: Index = PUBLIC) -> None:
        self.index = index
        self.columns_of_hit = f"{index.key}, place, kind, {index.featured}, title, stems, keys"
        self._has_similarity: bool | None = None
        self._years, self._sized = 0, -_SIZED_FOR

    # --- making -------------------------------------------------------------------------------------------------------

    def prepare(self, database: Any) -> None:
        index = self.index
        with database.cursor() as cursor:
            tables = database.introspection.table_names(cursor)
            if index.rows not in tables:
                return
            made = {
                f"{index.name}_{column}": f"CREATE INDEX {index.name}_{column} ON {index.rows} USING gin ({column}) WITH (fastupdate = off)"
                for column in ("vector", "titles")
            }
            self._make(cursor, made | (_ADMIN if _ADMIN_TABLE in tables else {}))
            self._store_apart(cursor)
        similar = {index.similar: f"CREATE INDEX {index.similar} ON {index.words} USING gin (word gin_trgm_ops)"}
        try:
            with transaction.atomic(using=database.alias), database.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
                if cursor.fetchone() is None:
                    cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
                self._make(cursor, similar | (_NAMES if index.is_public else {}))
        except DatabaseError as error:
            logger.warning("Search works without the extension pg_trgm, but finds fewer mistyped words: %s", str(error).split("\n")[0])
        self._has_similarity = None

    def _make(self, cursor: Any, indexes: dict[str, str]) -> None:
        cursor.execute(
            "SELECT indexname FROM pg_indexes WHERE schemaname = ANY (current_schemas(false)) AND indexname = ANY (%s)", [list(indexes)]
        )
        there = {name for (name,) in cursor.fetchall()}
        for name, statement in indexes.items():
            if name not in there:
                cursor.execute(statement)

    def _store_apart(self, cursor: Any) -> None:
        """Have long vectors and texts beside the table: whoever looks through thousands of hits reads few pages of what is left.

        Rows that are there already move when they are written again. What was compressed would have to be decompressed for each rank.
        """
        cursor.execute("SELECT attstorage::text FROM pg_attribute WHERE attrelid = %s::regclass AND attname = 'vector'", [self.index.rows])
        if cursor.fetchone() != ("e",):
            apart = f"ALTER COLUMN vector SET STORAGE EXTERNAL, SET (toast_tuple_target = {_WITHOUT_VECTOR})"
            cursor.execute(f"ALTER TABLE {self.index.rows} {apart}")

    def has_similarity(self) -> bool:
        """Whether there is pg_trgm."""
        if self._has_similarity is None:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT 1 FROM pg_indexes WHERE schemaname = ANY (current_schemas(false)) AND indexname = %s", [self.index.similar]
                )
                self._has_similarity = cursor.fetchone() is not None
        return self._has_similarity

    # --- writing ------------------------------------------------------------------------------------------------------

    def columns(self, entry: Entry) -> dict[str, Any]:
        return {"vector": vector_of(entry), "titles": titles_of(entry)}

    def write(self, entries: Iterable[Entry], outdated: Iterable[int]) -> None:
        """All is in the columns."""

    # --- finding ------------------------------------------------------------------------------------------------------

    def ranked(self, matching: Matching) -> Found:
        if (recent := self._recent(matching)) is not None:
            found = self._ranked(matching, recent)
            if found.total > COUNTED:  # what is older cannot be among those that are counted
                return found
        return self._ranked(matching)

    def _ranked(self, matching: Matching, recent: Matching | None = None) -> Found:
        # "newest" and "titled" read what "hits" holds; only their rows are opened for the rank.
        sql = f"""
            WITH {self._hits(matching)},
            {self._newest()},
            titled AS ({self._titled(matching, anywhere=recent is not None)})
            SELECT {self.columns_of_hit}, {self._rank(matching)},
                CASE WHEN row_number() OVER () = 1 THEN ({_TOTAL}) END,
                CASE WHEN row_number() OVER () = 1 THEN ({self._keys}) END,
                CASE WHEN row_number() OVER () = 1 THEN (SELECT min(place) FROM newest) END
            FROM {self.index.rows} WHERE {_at("newest UNION ALL SELECT spot FROM titled")}
        """
        rows = self._ask(sql, matching, recent)
        if not rows:
            return Found()
        total, keys, last = next(row[8:] for row in rows if row[8] is not None)
        return Found([Hit(*row[:8]) for row in rows], min(total, COUNTED + 1), parse_keys([keys or ""]), last if total > NEWEST else None)

    def _rank(self, matching: Matching) -> str:
        rank = f"ts_rank_cd('{_WEIGHTS}', vector, %(words)s::tsquery, 1 | 32)"
        # Not even the order may tell what is in a draft of somebody else's.
        return rank if matching.readable is None else f"CASE WHEN {self.index.key} IN (SELECT * FROM readable) THEN {rank} ELSE 0 END"

    def counted(self, matching: Matching) -> Found:
        sql = f"""
            WITH {self._hits(matching)}, {_RECENT}
            SELECT ({_TOTAL}), ({self._keys})
        """
        for some in (self._recent(matching), matching):
            if some is not None:
                ((total, keys),) = self._ask(sql, some)
                if total > COUNTED:
                    break
        return Found([], min(total, COUNTED + 1), parse_keys([keys or ""]))

    def by_time(self, matching: Matching, *, newest_first: bool, limit: int, after: int | None, unranked: bool = False) -> list[Hit]:
        if newest_first and after is None and not unranked and (recent := self._recent(matching)) is not None:
            found = self._by_time(recent, newest_first=True, limit=limit, after=None, unranked=False)
            if len(found) == limit:
                return found
        return self._by_time(matching, newest_first=newest_first, limit=limit, after=after, unranked=unranked)

    def _by_time(self, matching: Matching, *, newest_first: bool, limit: int, after: int | None, unranked: bool) -> list[Hit]:
        order, sign = ("DESC", "<") if newest_first else ("ASC", ">")
        behind = f"place {sign} %(after)s" if after is not None else "true"
        others = f"AND spot NOT IN ({self._titled(matching)})" if unranked else ""
        sql = f"""
            WITH {self._hits(matching)},
            {self._newest()},
            wanted AS (SELECT place FROM hits WHERE {behind} {others} ORDER BY place {order} LIMIT %(limit)s)
            SELECT {self.columns_of_hit}, 0.0 FROM {self.index.rows} WHERE place IN (SELECT place FROM wanted) ORDER BY place {order}
        """
        return [Hit(*row) for row in self._ask(sql, matching, after=after, limit=limit)]

    def _recent(self, matching: Matching) -> Matching | None:
        """The same among the newest years, if the index is so large that common words should not be looked for in all of it.

        A quarter of a hundred thousand rows takes longer to look through than all the rest of a search. A year is a key of each row:
        whoever asks the index for a word and a year gets no rows of others.
        """
        if not self.index.is_public or matching.has_phrases or not (years := self._recent_years()):
            return None
        ((last,),) = self._execute(f"SELECT max(place) FROM {self.index.rows}", {})
        if last is None:
            return None
        newest = date.fromordinal(_FIRST_DAY + day_of(last)).year
        # One later: what a year is depends on the time zone of who published.
        return replace(matching, narrowed=(*matching.narrowed, frozenset(f"year:{newest - ago}" for ago in range(-1, years))))

    def _recent_years(self) -> int:
        """In how many calendar years there are enough rows, about; 0 in a small index. Looked at again now and then."""
        if time.monotonic() > self._sized + _SIZED_FOR:
            sql = f"SELECT reltuples, (SELECT min(place) FROM {self.index.rows}), (SELECT max(place) FROM {self.index.rows}) FROM pg_class"
            ((rows, first, last),) = self._execute(f"{sql} WHERE oid = %(rows)s::regclass", {"rows": self.index.rows})
            self._years, self._sized = _years_with(ENOUGH, rows, first, last) if rows >= LARGE else 0, time.monotonic()
        return self._years

    def keys(self, matching: Matching) -> Pages:
        sql = f"WITH {self._hits(matching)} SELECT {self.index.key} FROM hits"
        named = self._values(matching)
        return Pages(_NAMED.sub("%s", sql), tuple(named[name] for name in _NAMED.findall(sql)))

    def _hits(self, matching: Matching) -> str:
        if not self.index.is_public:
            return self._drafted_hits(matching)
        rows = self.index.rows
        loose = f"SELECT place, ctid AS spot FROM {rows} WHERE vector @@ %(loose)s::tsquery AND {_VISIBLE}"
        if not matching.has_phrases:
            return f"hits AS MATERIALIZED ({loose})"
        # The order of words is in the rows, not in the index: of a phrase of common words the newest rows are compared.
        return f"""
            loose AS MATERIALIZED ({loose} ORDER BY place DESC LIMIT {COMPARED}),
            hits AS MATERIALIZED (
                SELECT place, ctid AS spot FROM {rows} WHERE {_at("loose")} AND vector @@ %(exact)s::tsquery
            )
        """

    def _drafted_hits(self, matching: Matching) -> str:
        """By the words of the latest version, or by those that readers find now.

        Of what is not readable nothing that is only in the draft decides: instead its title, which can be seen. Each part has an index.
        """
        key, rows, of = self.index.key, self.index.rows, matching
        parts = [f"SELECT {key} FROM {rows} WHERE vector @@ %(exact)s::tsquery AND {_EVERY}"]
        readable = ""
        if of.readable is not None:
            readable = f"readable AS MATERIALIZED ({_named(of.readable, 'readable')}),"
            parts[0] += f" AND {key} IN (SELECT * FROM readable)"
            if of.groups and not of.narrowed:
                parts.append(
                    f"SELECT {key} FROM {rows} WHERE titles @@ %(titles)s::tsquery AND {_EVERY} AND {key} NOT IN (SELECT * FROM readable)"
                )
        parts.append(f"SELECT {PUBLIC.key} FROM {PUBLIC.rows} WHERE vector @@ %(exact)s::tsquery AND {_EVERY}")
        among = f"AND {key} IN ({_named(of.among, 'among')})" if of.among is not None else ""
        return f"""
            {readable} matched AS MATERIALIZED ({" UNION ".join(parts)}),
            hits AS MATERIALIZED (SELECT place, ctid AS spot, {key} FROM {rows} WHERE {key} IN (SELECT * FROM matched) {among})
        """

    @property
    def _keys(self) -> str:
        """The keys of the newest hits in one text."""
        return f"SELECT string_agg(keys, ' ') FROM {self.index.rows} WHERE {_at('recent')}"

    def _newest(self) -> str:
        return f"{_RECENT}, newest AS MATERIALIZED (SELECT * FROM recent ORDER BY place DESC LIMIT {NEWEST})"

    def _titled(self, matching: Matching, *, anywhere: bool = False) -> str:
        """The hits behind the newest that have the words in their titles. With `anywhere`, "hits" are of the newest years alone: where too
        few of them have such titles, older rows do too, and then it is few rows that have.
        """
        if not matching.groups:
            return "SELECT spot FROM hits WHERE false"
        rows, titles = self.index.rows, "titles @@ %(words)s::tsquery"
        near = f"""
            SELECT place, spot FROM hits WHERE place IN (SELECT place FROM {rows} WHERE {titles})
            AND place < (SELECT min(place) FROM newest) ORDER BY place DESC LIMIT {TITLED}
        """
        if not anywhere:
            return f"SELECT spot FROM ({near}) near"
        return f"""
            WITH near AS MATERIALIZED ({near}), older AS (
                SELECT place, ctid AS spot FROM {rows} WHERE (SELECT count(*) FROM near) < {TITLED} AND {titles}
                AND vector @@ %(whole)s::tsquery AND {_VISIBLE} AND place < (SELECT min(place) FROM hits) ORDER BY place DESC LIMIT {TITLED}
            )
            SELECT spot FROM (SELECT * FROM near UNION ALL SELECT * FROM older) titled ORDER BY place DESC LIMIT {TITLED}
        """

    def _ask(self, sql: str, matching: Matching, recent: Matching | None = None, **more: Any) -> list[Any]:
        """The rows of a statement; "hits" are those of `recent` if that is given."""
        return self._execute(sql, {**self._values(recent or matching), "whole": tsquery(matching), **more})

    def _values(self, matching: Matching) -> dict[str, Any]:
        words = Matching(0, "", matching.loose.groups, any_group=matching.any_group)
        pages = (("among", matching.among), ("readable", matching.readable))
        return {
            "site": matching.site_id,
            "language": matching.language,
            "loose": tsquery(matching.loose),
            "exact": tsquery(matching),
            "words": tsquery(words),
            **({"titles": tsquery_of_titles(matching)} if matching.readable is not None else {}),
            **{f"{name}{place}": value for name, of in pages if of is not None for place, value in enumerate(of.values)},
        }

    def _execute(self, sql: str, values: Mapping[str, Any] | Sequence[Any]) -> list[Any]:
        left = deadlines.left()
        if left is not None and left < 1:
            raise TooSlow
        with deadlines.running(), connection.cursor() as cursor:
            if left is None:
                cursor.execute(sql, values)
            else:
                # One message: the limit holds for what comes behind it, and ends with the message or with its transaction.
                cursor.execute(f"SELECT set_config('statement_timeout', '{left:d}', true); {sql}", values)
                cursor.nextset()
            found: list[Any] = cursor.fetchall()
            return found

    def occurs(self, stem: str, site_id: int, language: str) -> bool:
        visible = _VISIBLE if self.index.is_public else _EVERY
        sql = f"SELECT 1 FROM {self.index.rows} WHERE vector @@ %(stem)s::tsquery AND {visible} LIMIT 1"
        return bool(self._execute(sql, {"stem": f"'{stem}'", "site": site_id, "language": language}))

    def using(self, keys: frozenset[str]) -> list[int]:
        query = " | ".join(f"'/{key}'" for key in sorted(keys))
        rows = self._execute(f"SELECT {self.index.key} FROM {self.index.rows} WHERE vector @@ %(query)s::tsquery", {"query": query})
        return [pk for (pk,) in rows]

    def titles(self, words: Sequence[str], site_id: int, language: str, limit: int) -> list[Hit]:
        query = " & ".join([*(f"'{word}'" for word in words[:-1]), *(f"'{word}':*" for word in words[-1:])])
        rows = self.index.rows
        sql = f"""
            WITH hits AS MATERIALIZED (SELECT place FROM {rows} WHERE titles @@ %(query)s::tsquery AND {_VISIBLE})
            SELECT {self.columns_of_hit}, 0.0 FROM {rows} WHERE place IN (SELECT place FROM hits ORDER BY place DESC LIMIT %(limit)s)
        """
        return [Hit(*row) for row in self._execute(sql, {"query": query, "site": site_id, "language": language, "limit": limit})]

    # --- words --------------------------------------------------------------------------------------------------------

    def similar(self, word: str, language: str, limit: int) -> list[tuple[str, str, int]]:
        if self.has_similarity():
            # As an operator, and not as a function: only so an index is used.
            condition = "word %% %(word)s ORDER BY similarity(word, %(word)s) DESC, weight DESC"
        else:
            condition = "word LIKE %(begin)s ORDER BY weight DESC"
        sql = f"""
            SELECT word, stem, weight FROM {self.index.words}
            WHERE language = %(language)s AND length(word) BETWEEN %(low)s AND %(high)s AND {condition} LIMIT %(limit)s
        """
        values = {"language": language, "word": word, "low": len(word) - 2, "high": len(word) + 2, "begin": f"{word[:2]}%", "limit": limit}
        return [tuple(row) for row in self._execute(sql, values)]

    def learn(self, words: Iterable[tuple[str, str, str, int]]) -> None:
        # In one order everywhere, so that two who learn never wait for each other in a circle.
        rows = sorted(words)
        columns = [list(column) for column in zip(*rows, strict=True)]
        if not columns:
            return
        with connection.cursor() as cursor:
            cursor.execute(
                f"""
                INSERT INTO {self.index.words} AS known (language, word, stem, weight)
                SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::int[])
                ON CONFLICT (language, word) DO UPDATE SET weight = LEAST(1000000, known.weight + excluded.weight)
                """,
                columns,
            )

    # --- the time box -------------------------------------------------------------------------------------------------

    @contextmanager
    def limited(self, milliseconds: int) -> Iterator[None]:
        # Outside of a transaction a statement's limit ends with it, and one that was given up on spoils nothing.
        inside = connection.in_atomic_block
        try:
            with transaction.atomic() if inside else nullcontext(), deadlines.within(milliseconds):
                yield
                if inside:
                    with connection.cursor() as cursor:
                        cursor.execute("SELECT set_config('statement_timeout', '0', true)")
        except OperationalError as error:
            if type(error.__cause__).__name__ == "QueryCanceled":
                raise TooSlow from error
            raise
