"""Nothing in a query string causes a server error: every answer below 500, every refusal a problem document."""

import json
from urllib.parse import urlencode

import pytest
from django.conf import LazySettings
from django.test import Client
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as st

from cms.api import registry
from tests import factories

NAMES = sorted({parameter.name for endpoint in registry.endpoints() for parameter in endpoint.parameters} | {"limt", "_", "format", "site"})
PATHS = sorted(
    endpoint.path.replace("<int:pk>", "3").replace("<str:slug>", "tides").replace("<path:slug>", "a/tides")
    for endpoint in registry.endpoints()
)
VALUES = st.one_of(
    st.text(max_size=40),
    st.integers(-(10**30), 10**30).map(str),
    st.sampled_from(
        [
            *(
                "",
                "\x00",
                "\ud800",
                "%00",
                "root",
                "random",
                "-",
                "*",
                "_",
                "1e9",
                "NaN",
                "true",
                "9" * 400,
                "(" * 500,
                "a(" * 40,
                "\u0661\u0662",
            ),
            *(
                "2026-13-45",
                "0001-01-01",
                "9999-12-31T23:59:59-23:59",
                "2026-01-01T00:00:00+99:00",
                "http://[",
                "//evil.example",
                "/" * 300,
            ),
            *(
                "bnVsbA",
                "W10",
                "e30",
                "WyJwYXRoIiwgIngiLCAxZTk5OV0",
                "articles.ArticlePage",
                "auth.User",
                "title,-title",
                "*,title",
                "_,-title",
            ),
            *(
                "fields",
                "body(type),authors(*)",
                "id,title(",
                ")",
                "a,,b",
                "published_at,id",
                "%F0%9F%92%A9",
                "'; --",
                "{{7*7}}",
                "x" * 5000,
            ),
        ]
    ),
)
QUERIES = st.lists(st.tuples(st.one_of(st.sampled_from(NAMES), st.text(max_size=8)), VALUES), max_size=5)


def encoded(pairs: list[tuple[str, str]]) -> str:
    return urlencode([(name.encode("utf-8", "surrogatepass"), value.encode("utf-8", "surrogatepass")) for name, value in pairs])


def test_no_query_string_breaks_the_api(db: None, client: Client, settings: LazySettings) -> None:
    settings.API_RATE_LIMIT = 0
    factories.publication()
    factories.article("Low tide", topics=[factories.topic("Tides")], tags=("sea",), series=factories.series())
    client.raise_request_exception = False

    @hypothesis_settings(max_examples=250, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(path=st.sampled_from(PATHS), pairs=QUERIES)
    def ask(path: str, pairs: list[tuple[str, str]]) -> None:
        answer = client.get(f"/api/v2/{path}?{encoded(pairs)}")
        assert answer.status_code < 500, (path, pairs)
        if answer.status_code == 400:
            problem = json.loads(answer.content)
            assert answer["Content-Type"] == "application/problem+json"
            assert problem["status"] == 400
            assert problem["detail"] == problem["message"]

    ask()


@pytest.mark.parametrize(
    "path", ["pages/%00/", "terms/%00/", "authors/" + "x" * 3000 + "/", "topics/%ff/", "articles/%ed%a0%80/", "images/0/"]
)
def test_no_path_breaks_the_api(db: None, client: Client, path: str) -> None:
    factories.publication()
    client.raise_request_exception = False
    assert client.get("/api/v2/" + path).status_code == 404
