"""Searching 10,000 articles (SEARCH_BENCHMARK: another number), beside Wagtail's own backend with the same articles and database.

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
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks import report

ROOT = Path(__file__).resolve().parent.parent
REPEATED = 40
COMMON, LESS_COMMON, RARE = "harvest", "estuary", "quinquereme"
#: What is asked -> for ours, for stock.
QUERIES = {
    "a common word (a quarter of all articles)": COMMON,
    "two words": f"{COMMON} {LESS_COMMON}",
    "a rare word": RARE,
    "a phrase": f'"{COMMON} {LESS_COMMON}"',
    "a mistyped word": "quinqereme",
    "a common word, narrowed to a topic": f"topic:subject-4 {COMMON}",
    "suggestions": "har",
}
BUDGET = 1 / 20
#: Milliseconds: what publishing an article may cost more; what a query may take of the database's time, as it is set by default.
INDEXING, LIMIT = 20, 100


def articles() -> int:
    """How many."""
    return int(os.environ.get("SEARCH_BENCHMARK", "10000"))


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

    client = Client(headers={"host": "localhost"})

    def ask(query: str) -> int:
        path = "search/suggest/" if query == QUERIES["suggestions"] else "search/"
        answer = client.get(f"/api/v2/{path}", {"q": query})
        return len(answer.json()["items"])

    if ArticlePage.objects.count() >= number:
        return ask
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
    return ask


def stock(number: int) -> Callable[[str], int]:
    from django.core.management import call_command
    from wagtail.models import Page

    from benchmarks.stock.models import StockArticle

    root = Page.objects.get(depth=2)

    def make(at: int) -> dict[str, Any]:
        title, text = words_of(at)
        return {"title": title, "draft_title": title, "body": [{"type": "paragraph", "value": f"<p>{text}</p>", "id": str(at)}]}

    if StockArticle.objects.count() < number:
        for _batch in _pages(StockArticle, root, number, make):
            pass
        call_command("update_index", verbosity=0)

    def ask(query: str) -> int:
        if query == QUERIES["suggestions"]:
            return len(list(Page.objects.live().autocomplete(query)[:10]))
        results = Page.objects.live().search(query.removeprefix("topic:subject-4 ").replace('"', ""))
        return len(list(results[:20])) if results.count() else 0

    return ask


def cost_of_indexing(number: int) -> dict[str, list[float]]:
    """Milliseconds that a publication takes, and those of them that go to the index."""
    from articles.models import ArticlePage
    from search import indexing

    original, spent = indexing._index, [0.0]

    def timed(*arguments: Any) -> None:
        began = time.perf_counter()
        original(*arguments)
        spent[0] += (time.perf_counter() - began) * 1000

    whole, index = [], []
    indexing._index = timed
    try:
        for page in ArticlePage.objects.order_by("pk")[: number + 1]:
            page.title, spent[0] = f"{page.title} {COMMON} again", 0.0
            began = time.perf_counter()
            page.save_revision().publish()
            whole.append((time.perf_counter() - began) * 1000)
            index.append(spent[0])
    finally:
        indexing._index = original
    return {"whole": whole[1:], "index": index[1:]}


def serve(side: str) -> None:
    """Make the articles, then answer each line of standard input with a line: seconds and number of results of the query it names."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "cms.settings" if side == "ours" else "benchmarks.stock.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    ask = {"ours": ours, "stock": stock}[side](articles())
    made = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(json.dumps({"made": made, "vendor": connection.vendor}), flush=True)
    for line in sys.stdin:
        name, _space, limit = line.strip().partition("|")
        if name == "indexing":
            print(json.dumps(cost_of_indexing(20)), flush=True)
            continue
        settings.SEARCH_TIME_LIMIT = int(limit)
        began, busy = time.perf_counter(), time.process_time()
        number = ask(QUERIES[name])
        busy = time.process_time() - busy
        print(json.dumps({"seconds": time.perf_counter() - began, "busy": busy, "found": number}), flush=True)


# --- both sides -------------------------------------------------------------------------------------------------------


class _Side:
    """One of them in a process of its own, which answers one question after the other."""

    def __init__(self, name: str, folder: str) -> None:
        (Path(folder) / "static").mkdir()
        environment = {
            **{known: os.environ[known] for known in ("PATH", "HOME", "LANG", "DATABASE_URL", "SEARCH_BENCHMARK") if known in os.environ},
            "SECRET_KEY": "only for a benchmark, and gone with its folder in a minute or two",
            "SITE_URL": "http://localhost",
            "VAR_DIR": folder,
            "LOG_LEVEL": "ERROR",
            **dict.fromkeys(("API_RATE_LIMIT", "SEARCH_RATE_LIMIT"), "0"),
        }
        command = [sys.executable, "-m", "benchmarks.search", name]
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None  # noqa: S101 - it is a pipe
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("One side of the search benchmark ended before it answered.")
        found: dict[str, Any] = json.loads(line)
        return found

    def ask(self, line: str) -> dict[str, Any]:
        assert self.process.stdin is not None  # noqa: S101 - it is a pipe
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        return self.answer()


def run(arguments: Namespace) -> int:
    """Measure both sides by turns, print the table; 1 when a common word is not found in a twentieth of stock's time."""
    if arguments.short:
        os.environ.setdefault("SEARCH_BENCHMARK", "1000")
    with ExitStack() as stack:
        folders = [stack.enter_context(tempfile.TemporaryDirectory(prefix=f"masthead-bench-{name}-")) for name in ("ours", "stock")]
        sides = {}
        for name, folder in zip(("ours", "stock"), folders, strict=True):
            sides[name] = side = _Side(name, folder)
            stack.callback(side.process.kill)
        made = {name: side.answer() for name, side in sides.items()}
        seconds: dict[str, dict[str, list[float]]] = {side: {name: [] for name in QUERIES} for side in sides}
        busy: dict[str, list[float]] = {name: [] for name in QUERIES}
        in_time = 0
        for name in QUERIES:
            answer = sides["ours"].ask(f"{name}|{LIMIT}")
            in_time += bool(answer["found"])
            sides["stock"].ask(f"{name}|{LIMIT}")
        for number in range(8 if arguments.short else REPEATED):
            for name in QUERIES:
                answer = sides["ours"].ask(f"{name}|60000")
                seconds["ours"][name].append(answer["seconds"])
                busy[name].append(answer["busy"])
                if number % 5 == 0:
                    seconds["stock"][name].append(sides["stock"].ask(f"{name}|60000")["seconds"])
        indexing = sides["ours"].ask("indexing")
    vendor = made["ours"]["vendor"]
    rows, ratios = [], {}
    for name in QUERIES:
        mine, other = (sorted(seconds[side][name]) for side in ("ours", "stock"))
        ratios[name] = statistics.median(mine) / statistics.median(other)
        last = mine[min(len(mine) - 1, int(len(mine) * 0.99))]
        cells = (f"{statistics.median(mine) * 1000:.1f} ms", f"{last * 1000:.1f} ms", f"{statistics.median(busy[name]) * 1000:.1f} ms")
        rows.append((name, *cells, f"{statistics.median(other) * 1000:.1f} ms", f"1/{1 / ratios[name]:.1f}"))
    head = (f"{articles():,} articles, {vendor}", "Masthead p50", "p99", "of that the web process", "stock Wagtail p50", "ratio")
    text = report.table(head, rows)
    whole, index = (statistics.median(indexing[name]) for name in ("whole", "index"))
    text += (
        f"\n\nTo publish an article took {whole:.0f} ms, {index:.1f} ms of them for the index (median of {len(indexing['whole'])};"
        f" budget ≤ {INDEXING} ms). Of {len(QUERIES)} queries that nobody had asked before, {in_time} were answered within the"
        f" {LIMIT} ms that one may take of the database's time. Asked by turns on {report.machine()}."
        f" {report.load()} “of that the web process” is what ours computed; the rest is the database and waiting for a turn."
        " Nothing is stored: every answer is made. Stock's suggestions are its autocomplete."
    )
    print(text)
    if arguments.write:
        report.write(f"search-{vendor}-{articles()}", text)
    return int(vendor == "postgresql" and ratios["a common word (a quarter of all articles)"] > BUDGET)


if __name__ == "__main__":
    serve(sys.argv[1])
