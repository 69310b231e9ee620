"""What every answer of the API has beside its body: validators, cache headers, CORS, limits, timing."""

import gzip
import json

import pytest
from django.conf import LazySettings
from django.test import Client

from articles.models import ArticlePage
from cms.delivery.tag_header import cache_tag, public_tag
from tests import factories

API = "/api/v2/"


@pytest.fixture
def article(db: None) -> ArticlePage:
    factories.publication()
    return factories.article("Low tide", body=[("paragraph", f"<p>{'Salt and wind. ' * 200}</p>")])


def test_an_unchanged_answer_is_not_sent_again(article: ArticlePage, client: Client) -> None:
    first = client.get(API + "articles/low-tide/")
    etag = first["ETag"]
    assert etag.startswith('"')
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = client.get(API + "articles/low-tide/", headers={"If-None-Match": known})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    article.title = "High tide"
    article.save_revision().publish()
    changed = client.get(API + "articles/low-tide/", headers={"If-None-Match": etag, "If-Modified-Since": first["Last-Modified"]})
    assert changed.status_code == 200
    assert changed["ETag"] != etag


def test_each_coding_has_its_own_validator(article: ArticlePage, client: Client) -> None:
    plain = client.get(API + "articles/low-tide/")
    packed = client.get(API + "articles/low-tide/", headers={"Accept-Encoding": "gzip, br;q=0"})
    assert packed["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed.content)) == plain.json()
    assert packed["ETag"] != plain["ETag"]
    assert "Accept-Encoding" in packed["Vary"]


def test_head_and_options(article: ArticlePage, client: Client) -> None:
    head = client.head(API + "articles/low-tide/")
    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == client.get(API + "articles/low-tide/")["ETag"]
    options = client.options(API + "articles/", headers={"Origin": "https://a.example", "Access-Control-Request-Method": "GET"})
    assert options.status_code == 204
    assert options["Allow"] == options["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    post = client.post(API + "articles/", {})
    assert (post.status_code, post["Allow"], post.json()["status"]) == (405, "GET, HEAD, OPTIONS", 405)


def test_every_origin_may_read_without_credentials(article: ArticlePage, client: Client, settings: LazySettings) -> None:
    answer = client.get(API + "articles/", headers={"Origin": "https://a.example"})
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer
    settings.API_CORS_ORIGINS = ["https://www.example.org"]
    refused = client.get(API + "articles/", headers={"Origin": "https://evil.example"})
    allowed = client.get(API + "absent/", headers={"Origin": "https://www.example.org"})
    assert "Access-Control-Allow-Origin" not in refused
    assert allowed["Access-Control-Allow-Origin"] == "https://www.example.org"
    assert "Origin" in refused["Vary"]


def test_an_address_that_asks_too_often_is_told_when_to_come_back(article: ArticlePage, client: Client, settings: LazySettings) -> None:
    settings.API_RATE_LIMIT = 2
    left = [client.get(API)["RateLimit"].split(";")[1] for _ in range(2)]
    assert left == ["r=1", "r=0"]
    refused = client.get(API, headers={"X-Forwarded-For": "198.51.100.7"})
    assert (refused.status_code, refused.json()["status"]) == (429, 429)
    assert 0 < int(refused["Retry-After"]) <= 60
    assert refused["Cache-Control"] == "no-store"
    assert client.get(API, REMOTE_ADDR="198.51.100.7").status_code == 200
    # Many addresses of one customer are one.
    for host in ("1", "2", "3"):
        last = client.get(API, REMOTE_ADDR=f"2001:db8:1:2::{host}")
    assert last.status_code == 429


def test_an_operator_sees_what_an_answer_costs(article: ArticlePage, client: Client, settings: LazySettings) -> None:
    assert "Server-Timing" not in client.get(API + "articles/")
    settings.SERVER_TIMING = True
    assert 'queries"' in client.get(API + "articles/")["Server-Timing"]


def test_cache_tags_name_what_an_answer_is_made_from(article: ArticlePage, client: Client) -> None:
    answer = client.get(API + "articles/low-tide/")
    assert answer["Cache-Control"] == "public, max-age=0, must-revalidate"
    found = answer["Cache-Tag"].split(",")
    assert public_tag(f"page:{article.pk}") in found
    assert str(article.pk) not in found  # what an answer leaves out has a tag too: names would tell of drafts


@pytest.mark.once
def test_many_cache_tags_are_folded_into_their_kinds() -> None:
    names = {f"image:{number}" for number in range(60)} | {"page:1", "list:articles"}
    assert set(cache_tag(names).split(",")) == {public_tag(name) for name in ("image", "page:1", "list:articles", "everything")}


def test_cookies_are_no_part_of_an_answer(article: ArticlePage, client: Client) -> None:
    client.force_login(factories.user(superuser=True))
    answer = client.get(API + "articles/")
    assert "Cookie" not in answer.get("Vary", "")
    assert not answer.cookies
    assert answer["Cache-Control"].startswith("public")
