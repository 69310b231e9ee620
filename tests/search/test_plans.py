"""The indexes that search is made for are the ones that PostgreSQL uses."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from wagtail.models import Page

from articles.models import ArticlePage
from search.drafts.editor import searching_as_editor
from search.engines import DRAFTS, PUBLIC, Group as Words, Index, Matching, engine
from search.engines.postgresql import PostgreSQL
from tests import factories

pytestmark = pytest.mark.postgres


def _expect_many_rows(cursor: Any) -> None:
    """With as few rows as a test has, reading all of them, or all of a site, would be cheaper."""
    cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")


def _many_entries() -> None:
    kind = ContentType.objects.get_for_model(ArticlePage).pk
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO wagtailsearch_indexentry"
            " (content_type_id, object_id, title, body, autocomplete, title_norm, title_text, body_text)"
            " SELECT %s, '9' || n, to_tsvector('word' || n), '', '', 1, '', '' FROM generate_series(1, 3000) n",
            [kind],
        )
        cursor.execute("ANALYZE wagtailsearch_indexentry")


def plan(sql: str, values: Any = None) -> str:
    with connection.cursor() as cursor:
        _expect_many_rows(cursor)
        cursor.execute(f"EXPLAIN {sql}", values)
        return "\n".join(line for (line,) in cursor.fetchall())


class Explaining(PostgreSQL):
    """Keeps the plan of each query."""

    def __init__(self, index: Index = PUBLIC) -> None:
        super().__init__(index)
        self.plans: list[str] = []

    def _execute(self, sql: str, values: Any) -> list[Any]:
        if "pg_class" not in sql:  # how large the index is, now and then
            self.plans.append(plan(sql, values))
        return super()._execute(sql, values)


def test_rows_and_names_are_found_by_their_indexes(publication: Any) -> None:
    machine, site = Explaining(), factories.site().pk
    matching = Matching(
        site, "en", (Words(("tide",)), Words(("hous",), "hou", frozenset({"topic:7"}))), narrowed=(frozenset({"year:2026"}),)
    )
    machine.ranked(matching)
    machine.by_time(matching, newest_first=True, limit=20, after=None)
    machine.ranked(Matching(site, "en", (Words(("tide", "come")),)))
    assert all("search_row_vector" in found for found in machine.plans), machine.plans
    machine.plans.clear()
    machine.titles(["tid"], site, "en", 10)
    assert "search_row_titles" in machine.plans[0]


def test_drafts_are_found_by_their_indexes(publication: Any, rf: RequestFactory) -> None:
    def explained(request: HttpRequest) -> HttpResponse:
        results: Any = Page.objects.filter(depth__gt=1).autocomplete("tide tabl")
        with connection.cursor() as cursor:
            _expect_many_rows(cursor)
        assert len(results) > 1
        return HttpResponse(results.get_queryset().explain())

    superuser, contributor = factories.user(superuser=True), factories.user()
    contributor.groups.add(Group.objects.get(name="Contributor"))
    for user, indexes in ((superuser, ("vector",)), (contributor, ("titles",))):
        request = rf.get("/admin/")
        request.user = user
        found = searching_as_editor(explained)(request).content.decode()  # type: ignore[attr-defined]
        assert "Bitmap Index Scan on search_row_vector" in found
        for name in indexes:
            assert f"Bitmap Index Scan on search_draft_{name}" in found
    machine = Explaining(DRAFTS)
    machine.ranked(Matching(0, "en", (Words(("tide",), "tid"),)))
    assert "search_draft_vector" in machine.plans[0]


def test_what_ranks_need_lies_beside_what_is_looked_through(publication: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, attstorage::text, reloptions FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid"
            " WHERE relname = ANY (%s) AND attname = 'vector' ORDER BY relname",
            [[PUBLIC.rows, DRAFTS.rows]],
        )
        assert cursor.fetchall() == [(name, "e", ["toast_tuple_target=640"]) for name in sorted((PUBLIC.rows, DRAFTS.rows))]
    Explaining().prepare(connection)  # once more changes nothing


def test_the_admin_searches_by_an_index(publication: Any) -> None:
    _many_entries()
    for model in (Page, ArticlePage):
        results: Any = model.objects.search("tide")
        assert "search_admin_entries" in results.get_queryset().explain()


def test_without_the_extension_search_works_and_a_check_says_what_is_missing(publication: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from search.checks import check_similarity

    assert check_similarity(databases=["default"]) == []
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table with work that waits for a commit can be altered
        cursor.execute("DROP EXTENSION pg_trgm CASCADE")
    (message,) = check_similarity(databases=["default"])
    assert message.id == "search.W001"
    assert "CREATE EXTENSION pg_trgm" in str(message.hint)
    machine: Any = engine()
    monkeypatch.setattr(machine, "_has_similarity", None)
    assert ("lighthouse", "lighthous", 1) in machine.similar("lighthuose", "en", 40)
    machine.prepare(connection)
    assert check_similarity(databases=["default"]) == []
    monkeypatch.setattr(machine, "_has_similarity", None)


def _many_rows(number: int) -> None:
    """Rows of eight years. One of three has "tide" in its text, few of these in the title, and hardly any of these are new."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")  # no table with work that waits can be altered
        cursor.execute("ALTER TABLE search_searchrow DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM search_searchrow")
        cursor.execute(
            """
            INSERT INTO search_searchrow (listing_id, place, site_id, language, kind, featured, published_at, title, stems, keys, text,
                digest, version, learned, vector, titles)
            SELECT 9000000 + n, (extract(epoch FROM moment)::bigint << 30) + n, %(site)s, 'en', 'articles.ArticlePage', false, moment,
                'Title', '', own, '', '', 1, true,
                (CASE WHEN n %% 3 = 0 THEN '''tide'':7C ' ELSE '' END || CASE WHEN n %% 97 = 0 THEN '''estuary'':9C ' ELSE '' END
                    || '''word'':1A ''/' || replace(own, ' ', ''':99B ''/') || ''':99B')::tsvector,
                (CASE WHEN n %% 45 = 0 OR (n %% 3 = 0 AND n > %(rare)s) THEN '''tide'':1' ELSE '''word'':1' END)::tsvector
            FROM (
                SELECT n, moment, 'topic:' || n %% 5 || ' year:' || extract(year FROM moment) AS own
                FROM (SELECT n, now() - n * interval '1 day' * 2900 / %(number)s AS moment FROM generate_series(1, %(number)s) n) days
            ) rows
            """,
            {"site": factories.site().pk, "number": number, "rare": number * 9 // 10},
        )
        cursor.execute("ANALYZE search_searchrow")


def test_what_is_common_is_looked_for_among_the_newest_and_nothing_is_lost(publication: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    _many_rows(24_000)
    large, small = Explaining(), Explaining()
    monkeypatch.setattr(small, "_recent_years", lambda: 0)
    site = factories.site().pk
    tide, estuary, word = Words(("tide",)), Words(("estuary",)), Words(("word",))
    for matching, is_common in (
        (Matching(site, "en", (tide,)), True),
        (Matching(site, "en", (word,)), True),
        (Matching(site, "en", (tide, estuary)), False),
        (Matching(site, "en", (tide,), narrowed=(frozenset({"topic:3"}),)), False),
        (Matching(site, "en", (word,), without=(tide,), narrowed=(frozenset({"year:2020", "year:2021"}),)), False),
        (Matching(site, "en", (tide, estuary), any_group=True), True),
        (Matching(site, "fr", (tide,)), False),
    ):
        large.plans.clear()
        assert _told(large.ranked(matching)) == _told(small.ranked(matching))
        # The newest years are enough, or all are asked.
        assert sum("search_row_vector" in found for found in large.plans) == (1 if is_common else 2)
        assert _told(large.counted(matching)) == _told(small.counted(matching))
        for newest_first in (True, False):
            pages = [one.by_time(matching, newest_first=newest_first, limit=40, after=None) for one in (large, small)]
            assert pages[0] == pages[1]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_searchrow")  # they belong to no page


def _told(found: Any) -> Any:
    return sorted(found.hits), found.total, found.keys, found.boundary
