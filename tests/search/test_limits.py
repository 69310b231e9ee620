"""Hostile queries, the time box, and how often an address may ask."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as st

from search.engines import TooSlow, deadlines, engine
from tests.search.conftest import Ask

#: What people, and machines, type.
HOSTILE = (
    "",
    " ",
    "-",
    '"',
    '""',
    "((((",
    ")",
    "*",
    "a*",
    "& | !",
    "<->",
    "':*",
    "\\",
    "\\'",
    "%",
    "_",
    "'; DROP TABLE search_searchrow; --",
    "' OR 1=1",
    "NEAR(a b)",
    "title:tide",
    "keys:topic",
    "tide AND OR NOT",
    "^tide",
    "a{1,99999}(a+)+$",
    "topic:",
    "topic:topic:topic:",
    'author:"',
    "-topic:tides",
    "the of and",
    "аррlе",
    "\u202eedit",
    "\u200b\u200d",
    "🙂🙃",
    "شراع البحر",
    "東京の潮の満ち引きはどうして起こるのか",
    "e\u0301\u0301\u0301",
    "\x01\x02",
    "Ǆ ﬁ ß ŉ İ",
    "topic:7",
    "/topic:7",
    "image:1",
    "type:articles.articlepage",
    "9" * 100,
    "a b c d e f g h i j",
    "\ud800",
)


@pytest.mark.parametrize("path", ["/search/", "/api/v2/search/", "/api/v2/search/suggest/"])
def test_whatever_is_typed_is_answered(publication: Any, client: Client, path: str) -> None:
    client.raise_request_exception = False
    for q in HOSTILE:
        answer = client.get(f"{path}?{urlencode({'q': q.encode('utf-8', 'surrogatepass')})}")
        assert answer.status_code in (200, 400), q
        if answer.status_code == 400:
            assert path == "/search/" or json.loads(answer.content)["parameter"] == "q"


@pytest.mark.once
def test_no_query_breaks_search(publication: Any, client: Client) -> None:
    client.raise_request_exception = False
    words = st.sampled_from(
        ["tide", "tides", "harbour", "the", "topic:", "author:", "-", '"', "*", "|tide|", "mü", "ß", "\u0000", "'", "(", ":", "/", "\\"]
    )
    queries = st.one_of(st.lists(words, max_size=8).map("".join), st.lists(words, max_size=8).map(" ".join), st.text(max_size=60))
    narrowing = st.dictionaries(
        st.sampled_from(["topic", "author", "tag", "type", "year", "sort", "cursor", "limit"]), st.text(max_size=12), max_size=2
    )

    @hypothesis_settings(max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(q=queries, parameters=narrowing)
    def search(q: str, parameters: dict[str, str]) -> None:
        pairs = {name: value.encode("utf-8", "surrogatepass") for name, value in {"q": q, **parameters}.items()}
        for path in ("/search/", "/api/v2/search/"):
            assert client.get(f"{path}?{urlencode(pairs)}").status_code in (200, 400), (q, parameters)

    search()


@pytest.mark.parametrize("q", ["x" * 101, " ".join("abcdefghijk"), " ".join(["-word"] * 11)])
def test_too_much_is_refused_with_a_sentence(publication: Any, client: Client, q: str) -> None:
    answer = client.get("/api/v2/search/", {"q": q})
    assert (answer.status_code, answer.json()["parameter"]) == (400, "q")
    page = client.get("/search/", {"q": q})
    assert page.status_code == 400
    assert 'role="alert"' in page.content.decode()
    assert page["Cache-Control"] == "no-store"


def test_a_query_that_takes_too_long_is_given_up(publication: Any) -> None:
    slow = (
        "SELECT pg_sleep(20)"
        if connection.vendor == "postgresql"
        else "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000000) SELECT max(i) FROM n"
    )
    machine: Any = engine()
    with pytest.raises(TooSlow), machine.limited(20):
        machine._execute(slow, [])
    with connection.cursor() as cursor:  # nothing of the limit is left behind
        cursor.execute("SELECT 1" if connection.vendor == "sqlite" else "SHOW statement_timeout")
        assert cursor.fetchone() in ((1,), ("0",))


def test_readers_are_told_when_time_ran_out(publication: Any, client: Client, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    def too_slow(*args: Any) -> Any:
        raise TooSlow

    monkeypatch.setattr(type(engine()), "ranked", too_slow)
    answer = ask("tide")
    assert (answer["items"], answer["meta"]["total_is_exact"]) == ([], False)
    assert "took too long" in client.get("/search/?q=tide").content.decode()


def test_an_address_may_not_search_without_end(publication: Any, client: Client, settings: LazySettings) -> None:
    settings.SEARCH_RATE_LIMIT = 3
    assert [client.get(path).status_code for path in ("/search/?q=a", "/api/v2/search/?q=tide", "/search/?q=b")] == [200, 200, 200]
    assert client.get("/api/v2/search/?q=tide").status_code == 429
    page = client.get("/search/?q=tide")
    assert (page.status_code, page["Cache-Control"]) == (429, "no-store")
    assert int(page["Retry-After"]) > 0
    assert client.get("/search/").status_code == 200  # the empty form asks nothing
    assert client.get("/api/v2/search/suggest/?q=tide").status_code == 200
    assert client.get("/search/?q=tide", REMOTE_ADDR="192.0.2.9").status_code == 200


def test_a_visit_writes_nothing_and_asks_little(publication: Any, client: Client) -> None:
    from django.test.utils import CaptureQueriesContext

    for path, most in (("/search/?q=tide+harbour", 16), ("/api/v2/search/?q=tide", 13), ("/api/v2/search/suggest/?q=ti", 8)):
        client.get(path)
        with CaptureQueriesContext(connection) as context:
            assert client.get(path).status_code == 200
        asked = [query["sql"].strip("( \n") for query in context.captured_queries]
        assert not [sql for sql in asked if not sql.startswith(("SELECT", "WITH", "SAVEPOINT", "RELEASE"))], path
        assert len([sql for sql in asked if sql.startswith(("SELECT", "WITH")) and "set_config" not in sql]) <= most, "\n".join(asked)


def test_only_the_databases_time_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr("search.engines.deadlines.time.monotonic", lambda: now[0])
    with deadlines.within(100):
        now[0] += 60  # the web process is busy
        assert deadlines.left() == 100
        with deadlines.running():
            now[0] += 0.5
            assert deadlines.left() == -400
    assert deadlines.left() is None


def test_a_search_asks_the_database_little(publication: Any, client: Client) -> None:
    counts = []
    for path, q in (("", "ship"), ("", "tide"), ("suggest/", "tid")):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/api/v2/search/{path}", {"q": q}).json()["items"]
        bookkeeping = ("SAVEPOINT", "RELEASE", "SELECT set_config('statement_timeout', '0'")
        counts.append(len([query for query in queries if not query["sql"].startswith(bookkeeping)]))
    assert counts[1] <= 9, "site, pins, names, matches and their ranks, rows; authors and topics of rows and of facets"
    assert counts[2] <= 5, counts
