"""Queries that are put together once give what they would give if they were put together every time."""

from typing import Any

import pytest
from django.db import connections
from django.db.models import BigIntegerField, F, Q, TextField, Value
from django.db.models.functions import Cast
from django.test import Client
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as st
from wagtail.models import Page, PageViewRestriction

from cms import prepared
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(db: None) -> list[Page]:
    factories.publication()
    for number in range(12):
        factories.standard_page(f"Page {number}", slug=f"page-{number}")
    return list(Page.objects.order_by("pk"))


@hypothesis_settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_rows_are_those_of_the_query(pages: list[Page], data: st.DataObject) -> None:
    keys = st.lists(st.sampled_from([*(page.pk for page in pages), 0, 2_000_000_000]), max_size=9)
    slugs = st.lists(st.sampled_from([*(page.slug for page in pages), "", "é'\"%s\\"]), max_size=9)

    def instances(pks: Any, slugs: Any) -> Any:
        return Page.objects.filter(Q(pk__in=pks) | Q(slug__in=slugs), depth__gt=1).select_related("locale").order_by("pk")

    def union(pks: Any, slugs: Any) -> Any:
        pages, key = Page.objects.order_by(), Cast(F("pk"), BigIntegerField())
        first = pages.filter(pk__in=pks).annotate(part=Value("a", output_field=TextField()), key=key)
        second = pages.filter(slug__in=slugs).annotate(part=Value("b", output_field=TextField()), key=key)
        return first.values_list("part", "live", "key").union(second.values_list("part", "live", "key"), all=True)

    for build, order in ((instances, lambda page: page.pk), (union, lambda row: row)):
        for _ in range(3):
            chosen = data.draw(keys), data.draw(slugs)
            found, wanted = prepared.fetch(("test", build.__name__), build, *chosen), list(build(*chosen))
            assert sorted(found, key=order) == sorted(wanted, key=order)
            if build is instances:
                assert [page.locale.language_code for page in found] == [page.locale.language_code for page in wanted]


def test_values_that_the_sql_does_not_show_are_put_together_every_time(pages: list[Page]) -> None:
    def largest(pks: Any) -> Any:
        return Page.objects.filter(pk=max(pks))

    for pks in ([pages[2].pk, pages[1].pk], [pages[3].pk, pages[4].pk]):
        assert [page.pk for page in prepared.fetch("largest", largest, pks)] == [max(pks)]


def test_the_next_request_is_put_together_no_more_and_sees_what_was_closed_meanwhile(client: Client) -> None:
    factories.publication()
    page, other = factories.article("Tides"), factories.article("Moon")
    for article in (page, other):
        assert client.get(str(article.url)).status_code == 200
    known = set(connections["default"].__dict__["_masthead_templates"])
    assert client.get(str(page.url)).status_code == 200
    assert set(connections["default"].__dict__["_masthead_templates"]) == known
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert client.get(str(page.url)).status_code == 302
    assert "Moon" in client.get("/articles/").content.decode()
    assert "Tides" not in client.get("/articles/").content.decode()


@pytest.mark.skipif(connections["default"].vendor != "postgresql", reason="only PostgreSQL keeps plans")
def test_the_database_keeps_one_plan_whatever_the_values_are(pages: list[Page]) -> None:
    def slugs(pks: Any) -> Any:
        return Page.objects.filter(pk__in=pks).annotate(part=Value("100 % of it", output_field=TextField())).values_list("slug", "part")

    for pks in ([pages[1].pk], [pages[2].pk], [2_000_000_000_000]):
        wanted = [(page.slug, "100 % of it") for page in pages if page.pk in pks]
        assert prepared.fetch("plans", slugs, pks) == wanted
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT parameter_types::text[] FROM pg_prepared_statements WHERE statement LIKE '%%100 \\%% of it%%'")
        assert cursor.fetchall() == [(["bigint"],)]


@pytest.mark.skipif(connections["default"].vendor != "postgresql", reason="only PostgreSQL keeps plans")
@pytest.mark.django_db(transaction=True)
def test_a_migration_meanwhile_is_survived() -> None:
    factories.standard_page("Tides", slug="tides")

    def titles(slugs: Any) -> Any:
        return Page.objects.filter(slug__in=slugs).values_list("draft_title")

    def change(kind: str) -> None:
        with connections["default"].cursor() as cursor:
            cursor.execute(f"ALTER TABLE wagtailcore_page ALTER COLUMN draft_title TYPE {kind}")

    assert prepared.fetch("titles", titles, ["tides"]) == [("Tides",)]
    # As another process does it: psycopg forgets its own plans when it sees such a statement.
    connections["default"].connection.prepare_threshold, usual = None, connections["default"].connection.prepare_threshold
    change("text")
    connections["default"].connection.prepare_threshold = usual
    try:
        assert prepared.fetch("titles", titles, ["tides"]) == [("Tides",)]
    finally:
        change("varchar(255)")
