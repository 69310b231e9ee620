"""After each commit the next read, of anything, anywhere, equals a fresh rendering byte for byte.

Two web processes with memories of their own share the database and Redis; they are stopped and continued, and Redis is flushed and
killed, while editors do what editors do. `FRESHNESS_SEQUENCES=2500` makes it ten thousand steps, `FRESHNESS_MINUTES` ends it before;
`--junitxml` tells how far it came.
"""

import os
import random
import time
from collections.abc import Iterator
from difflib import unified_diff
from typing import Any

import pytest
from django.db import connection
from wagtail.models import Page

from articles.models import Author, Series, Tag
from cms.content.models import PathHistory, Term
from cms.media.models import Document, Image
from tests.delivery import doors
from tests.delivery.processes import Redis, WebProcess
from tests.delivery.wsgi import Answer, Server

SEQUENCES = int(os.environ.get("FRESHNESS_SEQUENCES", "40"))
MINUTES = float(os.environ.get("FRESHNESS_MINUTES", "inf"))
SEED = int(os.environ.get("FRESHNESS_SEED", "0")) or random.randrange(2**32)

API = "/api/v2/"
LISTS = (
    *("pages/", "articles/", "topics/", "authors/", "series/", "terms/", "images/", "documents/", "redirects/", "site/"),
    *("articles/?topic=coast", "articles/?author=person-0", "articles/?tag=sea", "articles/?order=title", "articles/?search=W1"),
    *("articles/?featured=true", "articles/?limit=2", "pages/?order=title&fields=*", "articles/?series=water", "pages/?show_in_menus=true"),
    *("articles/?fields=*", "topics/?order=-title"),
)


class Reader:
    """Addresses that exist, did exist, or never will."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def urls(self) -> list[str]:
        pages = [page.get_url_parts()[2] for page in Page.objects.filter(depth__gt=1) if page.get_url_parts()]
        former = ["/" + "/".join(path.split("/")[2:]) for path in PathHistory.objects.values_list("url_path", flat=True)[:20]]
        slugs = [
            *(f"/authors/{slug}/" for slug in Author.objects.values_list("slug", flat=True)),
            *(f"/series/{slug}/" for slug in Series.objects.values_list("slug", flat=True)),
            *(f"/terms/{slug}/" for slug in Term.objects.values_list("slug", flat=True)),
            *(f"/tags/{slug}/" for slug in Tag.objects.values_list("slug", flat=True)),
        ]
        places = [*pages, *former, "/articles/nothing/", "/old/"]
        keys = [
            *(f"{API}pages/{pk}/" for pk in Page.objects.filter(depth__gt=1).values_list("pk", flat=True)),
            *(f"{API}images/{pk}/" for pk in Image.objects.values_list("pk", flat=True)),
            *(f"{API}documents/{pk}/" for pk in Document.objects.values_list("pk", flat=True)),
            *(f"{API}articles/{path.rstrip('/').rpartition('/')[2]}/" for path in places),
            *(f"{API}topics/{slug}/" for slug in ("coast", "coast/beach", "beach")),
            *(f"{API}authors/{slug}/" for slug in Author.objects.values_list("slug", flat=True)),
            *(f"{API}series/{slug}/" for slug in Series.objects.values_list("slug", flat=True)),
        ]
        return [
            *("/authors/", "/terms/", "/", "/?utm_source=x", "/topics/coast/?order=oldest"),
            *places,
            *slugs,
            *(f"{path.rstrip('/')}.md" for path in pages if path != "/"),
            *(f"{API}{name}" for name in LISTS),
            *(f"{API}resolve/?path={path}" for path in places),
            *keys,
        ]


def told(answer: Answer) -> tuple[Any, ...]:
    return answer.status, answer.headers.get("Location"), answer.body


def difference(answer: str, wanted: str) -> str:
    """What stale bytes differ in."""
    served, fresh = (text.replace(">", ">\n").replace(",", ",\n").splitlines() for text in (answer, wanted))
    return "\n".join(list(unified_diff(served, fresh, "served", "fresh", n=0, lineterm=""))[:400])


@pytest.fixture
def redis() -> Iterator[Redis | None]:
    if connection.vendor != "postgresql" or not Redis.is_installed():
        yield None
        return
    server = Redis()
    server.start()
    yield server
    server.end()


@pytest.mark.django_db(transaction=True)
def test_every_read_after_a_commit_equals_a_fresh_rendering(redis: Redis | None, record_property: Any) -> None:
    if connection.vendor == "postgresql" and redis is None:
        pytest.skip("needs redis-server")
    chance = random.Random(SEED)
    room, reader, fresh = doors.set_up(chance), Reader(chance), Server(stores=False)
    processes = [WebProcess(redis.url if redis else "") for _ in range(2)]
    counts = {"sequences": 0, "actions": 0, "reads": 0, "served as stored": 0}
    story: list[str] = []
    try:
        for process in processes:
            process.wait()
        urls = reader.urls()
        favourites = chance.sample(urls, 12)
        end = time.monotonic() + MINUTES * 60
        for number in range(SEQUENCES):
            if time.monotonic() > end:
                break
            counts["sequences"] = number + 1
            trouble = chance.random()
            stopped = chance.choice(processes) if trouble < 0.1 else None
            if stopped is not None:
                stopped.stop()
            elif redis is not None and trouble < 0.14:
                chance.choice((redis.flush, redis.kill, redis.start))()
            for _ in range(chance.randrange(1, 4)):
                action = chance.choice(doors.doors())
                story.append(f"{number} {action}")
                room.act(action)
                counts["actions"] += 1
            if stopped is not None:
                stopped.go_on()
            if number % 10 == 0:
                urls = reader.urls()
                favourites = chance.sample(urls, 12)
            for url in [chance.choice(favourites), chance.choice(favourites), chance.choice(urls)]:
                process = chance.choice(processes)
                counts["reads"] += 1
                for attempt in range(3):
                    answer, wanted = process.get(url), fresh.get(url)
                    if told(answer) == told(wanted):
                        break
                    # Something may have ended by the clock between the two.
                    time.sleep(0.3)
                    told_of = f"{url} after {story[-12:]} (FRESHNESS_SEED={SEED}), {answer.status} for {wanted.status}:"
                    assert attempt < 2, f"{told_of}\n{difference(answer.text, wanted.text)}"
                counts["served as stored"] += "CDN-Cache-Control" in answer.headers
                etag = answer.headers.get("ETag")
                if etag and chance.random() < 0.2:
                    assert process.get(url, if_none_match=etag).status in (304, answer.status)
    finally:
        for process in processes:
            process.end()
    record_property("freshness", f"seed {SEED}: {counts}")
    assert counts["served as stored"] > counts["reads"] / 3
