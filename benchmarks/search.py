"""Searching 10,000 articles (`SEARCH_BENCHMARK=100000`: more), beside Wagtail's own backend with the same articles and database.

Each side runs in a process of its own, on SQLite or on what DATABASE_URL names (both databases are made empty: name one that may be).
Ours is asked through the API, with all that an answer has; stock for the first twenty pages and their number, as its tutorial does.
"""

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks import report

ROOT = Path(__file__).resolve().parent.parent
NUMBER = int(os.environ.get("SEARCH_BENCHMARK", "10000"))
REPEATED = 40
COMMON, LESS_COMMON, RARE = "harvest", "estuary", "quinquereme"
#: What is asked -> for ours, for stock.
QUERIES = {
    "a common word (a quarter of all articles)": COMMON,
    "two words": f"{COMMON} {LESS_COMMON}",
    "a rare word": RARE,
    "a phrase": f'"{COMMON} {LESS_COMMON}"',
    "a mistyped word": "quinqereme",
    "a common word, narrowed to a topic": f"topic:subject-3 {COMMON}",
    "suggestions": "har",
}
BUDGET = 1 / 20


def words_of(number: int) -> tuple[str, str]:
    """Title and text of an article: 300 words, frequent ones often and most seldom, the same every time."""
    chance = random.Random(number)
    text = [f"w{min(int(chance.paretovariate(0.55)), 40_000)}x" for _ in range(300)]
    if number % 4 == 0:
        text[chance.randrange(300)] = COMMON
    if number % 40 == 0:
        at = chance.randrange(299)
        text[at : at + 2] = [COMMON, LESS_COMMON]
    if number % 1_000 == 7:
        text[10] = RARE
    title = " ".join([*text[:4], *([COMMON] if number % 60 == 0 else []), str(number)])
    return title, " ".join(text)


# --- one side, in its own process -------------------------------------------------------------------------------------


def _insert(instances: Sequence[Any]) -> None:
    model = type(instances[0])
    for table in [*reversed(list(model._meta.get_parent_list())), model]:
        table._base_manager._insert(instances, fields=table._meta.local_concrete_fields, using="default")


def _pages(model: Any, parent: Any, number: int, make: Callable[[int], dict[str, Any]]) -> Iterator[list[Any]]:
    """Pages below `parent` in batches, as rows."""
    from datetime import timedelta

    from django.contrib.contenttypes.models import ContentType
    from django.utils import timezone
    from wagtail.models import Locale

    first, now = 1_000_000, timezone.now()
    common = {
        "content_type": ContentType.objects.get_for_model(model),
        "locale": Locale.objects.get(),
        "live": True,
        "depth": parent.depth + 1,
    }
    for start in range(0, number, 500):
        batch = []
        for at in range(start, min(start + 500, number)):
            pk, slug, published = first + at, f"article-{at}", now - timedelta(minutes=30 * at)
            path = parent.path + _base36(at + 1)
            own = {"id": pk, "page_ptr_id": pk, "path": path, "slug": slug, "url_path": f"{parent.url_path}{slug}/", "numchild": 0}
            batch.append(model(**common, **own, first_published_at=published, last_published_at=published, **make(at)))
        _insert(batch)
        yield batch
    parent.numchild = number
    type(parent).objects.filter(pk=parent.pk).update(numchild=number)


def _base36(number: int) -> str:
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return "".join(digits[number // 36**place % 36] for place in (3, 2, 1, 0))


def ours(number: int) -> Callable[[str], int]:
    from django.test import Client
    from wagtail.models import Locale

    from articles.models import ArticleAuthor, ArticleIndexPage, ArticlePage, ArticleTopic, Author, TopicIndexPage, TopicPage
    from cms.content import listing
    from home.setup import add_published, set_up_site
    from search import jobs

    home = set_up_site("localhost", 80)
    index, desk = TopicIndexPage.objects.child_of(home).first(), ArticleIndexPage.objects.child_of(home).first()
    topics = [add_published(index, TopicPage(title=f"Subject {at}")) for at in range(20)]
    authors = [Author.objects.create(name=f"Writer {at}", locale=Locale.objects.get()) for at in range(20)]

    def make(at: int) -> dict[str, Any]:
        title, text = words_of(at)
        return {"title": title, "draft_title": title, "body": [{"type": "paragraph", "value": f"<p>{text}</p>", "id": str(at)}]}

    for batch in _pages(ArticlePage, desk, number, make):
        ArticleTopic.objects.bulk_create(ArticleTopic(page_id=page.pk, topic=topics[page.pk % 20], is_primary=True) for page in batch)
        ArticleAuthor.objects.bulk_create(ArticleAuthor(page_id=page.pk, author=authors[page.pk % 20]) for page in batch)
        for page in batch:
            page.published_at = page.first_published_at
        ArticlePage.objects.bulk_update(batch, ["published_at"])
    listing.rebuild()
    jobs.learn_words()
    client = Client(headers={"host": "localhost"})

    def ask(query: str) -> int:
        path = "search/suggest/" if query == QUERIES["suggestions"] else "search/"
        answer = client.get(f"/api/v2/{path}", {"q": query})
        return len(answer.json()["items"])

    return ask


def stock(number: int) -> Callable[[str], int]:
    from django.core.management import call_command
    from wagtail.models import Page

    from benchmarks.stock.models import StockArticle

    root = Page.objects.get(depth=2)

    def make(at: int) -> dict[str, Any]:
        title, text = words_of(at)
        return {"title": title, "draft_title": title, "body": [{"type": "paragraph", "value": f"<p>{text}</p>", "id": str(at)}]}

    for _batch in _pages(StockArticle, root, number, make):
        pass
    call_command("update_index", verbosity=0)

    def ask(query: str) -> int:
        if query == QUERIES["suggestions"]:
            return len(list(Page.objects.live().autocomplete(query)[:10]))
        results = Page.objects.live().search(query.removeprefix("topic:subject-3 ").replace('"', ""))
        return len(list(results[:20])) if results.count() else 0

    return ask


def serve(side: str) -> None:
    """Make the articles, ask everything, print the seconds as JSON."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "cms.settings" if side == "ours" else "benchmarks.stock.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    ask = {"ours": ours, "stock": stock}[side](NUMBER)
    made = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    found: dict[str, Any] = {"made": made, "vendor": connection.vendor}
    for name, query in QUERIES.items():
        ask(query)
        seconds = []
        for _ in range(REPEATED if side == "ours" else max(3, REPEATED // 8)):
            began = time.perf_counter()
            number = ask(query)
            seconds.append(time.perf_counter() - began)
        found[name] = {"seconds": seconds, "found": number}
    print(json.dumps(found))


# --- both sides -------------------------------------------------------------------------------------------------------


def _measured(side: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix=f"masthead-bench-{side}-") as folder:
        (Path(folder) / "static").mkdir()
        environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME", "LANG", "DATABASE_URL", "SEARCH_BENCHMARK") if name in os.environ},
            "SECRET_KEY": "only for a benchmark, and gone with its folder in a minute or two",
            "SITE_URL": "http://localhost",
            "VAR_DIR": folder,
            "LOG_LEVEL": "ERROR",
            **dict.fromkeys(("API_RATE_LIMIT", "SEARCH_RATE_LIMIT"), "0"),
            "SEARCH_TIME_LIMIT": "60000",
        }
        command = [sys.executable, "-m", "benchmarks.search", side]
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return found


def run(arguments: Namespace) -> int:
    """Measure both sides, print the table; 1 when a common word is not found in a twentieth of stock's time."""
    results = {side: _measured(side) for side in ("ours", "stock")}
    rows = []
    ratios = {}
    for name in QUERIES:
        mine, other = (sorted(results[side][name]["seconds"]) for side in ("ours", "stock"))
        ratios[name] = statistics.median(mine) / statistics.median(other)
        last = mine[min(len(mine) - 1, int(len(mine) * 0.99))]
        rows.append(
            (
                name,
                f"{statistics.median(mine) * 1000:.1f} ms",
                f"{last * 1000:.1f} ms",
                f"{statistics.median(other) * 1000:.1f} ms",
                f"{ratios[name]:.3f}",
            )
        )
    head = (f"{NUMBER:,} articles, {results['ours']['vendor']}", "Masthead p50", "p99", "stock Wagtail p50", "ratio")
    text = report.table(head, rows)
    text += f"\n\nOn {report.machine()}. {report.load()} Nothing is stored: every answer is made. Stock's suggestions are its autocomplete."
    print(text)
    if arguments.write:
        report.write(f"search-{results['ours']['vendor']}-{NUMBER}", text)
    return int(results["ours"]["vendor"] == "postgresql" and ratios["a common word (a quarter of all articles)"] > BUDGET)


if __name__ == "__main__":
    serve(sys.argv[1])
