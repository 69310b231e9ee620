"""The same publication on both sides: ten authors, eight topics, articles with a picture, headings, quotations and six hundred words.

`python -m benchmarks.publication ours|stock …` is one side in its own process: `seed N`, `cold RUNS`, `paths 0`, `profile RUNS` or (ours)
`paging OFFSET`, `publish SECONDS ADDRESS`. It prints one line of JSON.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

AUTHORS, TOPICS, PROTOTYPES = 10, 8, 40
NEWEST = datetime(2026, 6, 1, 12, tzinfo=UTC)
SENTENCE = "The tide comes in twice a day, and those who live by it know the hour without looking at a clock. "
STANDFIRST = "What the water does to a coast, and what a coast does to the people who live on it."


def body(image: int | None) -> list[tuple[str, Any]]:
    """Twelve blocks, about six hundred words."""
    found: list[tuple[str, Any]] = []
    for number in range(3):
        found.append(("heading", {"text": f"Part {number + 1}", "level": "h2", "anchor": f"part-{number + 1}"}))
        found += [("paragraph", f"<p>{SENTENCE * 5}<b>Mind the hour.</b> {SENTENCE * 4}</p>")] * 2
    found.append(("pull_quote", {"quote": SENTENCE, "attribution": "A pilot", "role": "Saint-Malo"}))
    if image is not None:
        found.append(("image", image))
    return found


def _png(number: int) -> bytes:
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (1000, 667), (30 + number * 20, 90, 140))
    ImageDraw.Draw(picture).ellipse((200, 100, 600 + number * 60, 600), fill=(230, 200, 120))
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


# --- ours -------------------------------------------------------------------------------------------------------------


def seed_ours(count: int) -> None:
    from django.core.files.base import ContentFile
    from django.db.models import F
    from wagtail.models import Locale

    from articles.models import ArticleAuthor, ArticleIndexPage, ArticlePage, ArticleTopic, Author, TopicIndexPage, TopicPage
    from benchmarks.cloning import Part, clone
    from cms.content.models.listing import Listing, ListingCount, ListingFacet
    from cms.media.models import Image
    from cms.media.presets import PRESETS
    from home.setup import add_published, set_up_site

    home = set_up_site("localhost", 80)
    topic_index, desk = (model.objects.child_of(home).first() for model in (TopicIndexPage, ArticleIndexPage))
    topics = []
    for number in range(TOPICS):
        topic_index.refresh_from_db()
        topics.append(add_published(topic_index, TopicPage(title=f"Topic {number}", standfirst=STANDFIRST)))
    authors = []
    for number in range(AUTHORS):
        author = Author.objects.create(name=f"Author {number}", locale=Locale.get_default(), live=False)
        author.save_revision().publish()
        authors.append(author)
    images = []
    for number in range(2):
        image = Image(title=f"Picture {number}")
        image.file.save(f"picture-{number}.png", ContentFile(_png(number)), save=False)
        image.save()
        specs = {spec for rule in PRESETS.values() for spec in rule.specs_for(image.width, image.height, has_alpha=image.has_alpha)}
        image.get_renditions(*specs)
        images.append(image)
    prototypes = []
    for number in range(PROTOTYPES):
        picture = images[number % len(images)]
        block = {"image": picture.pk, "alt_text": "A bay", "decorative": False, "caption": "Low water.", "credit": "A pilot"}
        raw = [{"type": kind, "value": value if kind != "image" else block} for kind, value in body(picture.pk)]
        page = ArticlePage(
            title=f"Prototype {number}",
            standfirst=STANDFIRST,
            lead_image=picture,
            body=json.dumps(raw),
            published_at=NEWEST + timedelta(minutes=number + 1),
        )
        page.article_authors.create(author=authors[number % AUTHORS], sort_order=0)
        for place in range(2):
            page.article_topics.create(topic=topics[(number + place) % TOPICS], sort_order=place, is_primary=place == 0)
        desk.refresh_from_db()
        prototypes.append(add_published(desk, page))
    clones = count - PROTOTYPES
    parts = [
        Part(ArticlePage, "page_ptr_id", "published_at"),
        Part(ArticleAuthor, "page_id"),
        Part(ArticleTopic, "page_id"),
        Part(Listing, "page_id", "published_at", "slug"),
        Part(ListingFacet, "listing_id", "published_at"),
    ]
    clone(prototypes, clones, parts, NEWEST)
    ListingCount.objects.filter(kind=ArticlePage.kind).update(count=F("count") * (clones // PROTOTYPES + 1))


def paths_ours() -> dict[str, list[str]]:
    slugs = [f"clone-{number}" for number in range(0, 600, 13)]
    return {
        "list": ["/api/v2/articles/?limit=20&fields=body"],
        "detail": [f"/api/v2/articles/{slug}/" for slug in slugs],
        "article": [f"/articles/{slug}/" for slug in slugs],
        "topic": [f"/topics/topic-{number}/" for number in range(TOPICS)],
        "resolve": [f"/api/v2/resolve/?path=/articles/{slug}/" for slug in slugs],
    }


# --- stock ------------------------------------------------------------------------------------------------------------


def seed_stock(count: int) -> None:
    from django.core.files.images import ImageFile
    from wagtail.images.models import Image
    from wagtail.models import Page, Site

    from benchmarks.cloning import Part, clone
    from benchmarks.stock.models import StockArticle, StockAuthor, StockTopic

    root = Page.objects.get(depth=1)
    Site.objects.all().delete()
    home = root.add_child(instance=Page(title="Home", slug="front", show_in_menus=True))
    Site.objects.create(hostname="localhost", port=80, root_page=home, is_default_site=True)
    topics = [
        home.add_child(instance=StockTopic(title=f"Topic {number}", slug=f"topic-{number}", standfirst=STANDFIRST))
        for number in range(TOPICS)
    ]
    desk = home.add_child(instance=Page(title="Articles", slug="articles", show_in_menus=True))
    authors = [StockAuthor.objects.create(name=f"Author {number}", slug=f"author-{number}") for number in range(AUTHORS)]
    images = []
    for number in range(2):
        image = Image.objects.create(title=f"Picture {number}", file=ImageFile(BytesIO(_png(number)), f"picture-{number}.png"))
        for rule in ("width-800", "width-1200", "fill-400x300"):
            image.get_rendition(rule)
        images.append(image)
    prototypes = []
    for number in range(PROTOTYPES):
        picture = images[number % len(images)]
        page = StockArticle(
            title=f"Prototype {number}",
            slug=f"prototype-{number}",
            standfirst=STANDFIRST,
            lead_image=picture,
            author=authors[number % AUTHORS],
            body=json.dumps([{"type": kind, "value": value} for kind, value in body(picture.pk)]),
            published_at=NEWEST + timedelta(minutes=number + 1),
        )
        page.topics = [topics[(number + place) % TOPICS] for place in range(2)]
        desk.add_child(instance=page)
        page.save_revision().publish()
        prototypes.append(page)
    parts = [Part(StockArticle, "page_ptr_id", "published_at"), Part(StockArticle.topics.through, "stockarticle_id")]
    clone(prototypes, count - PROTOTYPES, parts, NEWEST)


def paths_stock() -> dict[str, list[str]]:
    from wagtail.models import Page

    slugs = [f"clone-{number}" for number in range(0, 600, 13)]
    keys = dict(Page.objects.filter(slug__in=slugs).values_list("slug", "pk"))
    fields = "standfirst,published_at,author(name),topics(title),lead_image(title,download_url),body"
    return {
        "list": [f"/api/v2/pages/?type=stock.StockArticle&limit=20&order=-published_at&fields={fields}"],
        "detail": [f"/api/v2/pages/{keys[slug]}/?fields=author(name),topics(title),lead_image(title,download_url)" for slug in slugs],
        "article": [f"/articles/{slug}/" for slug in slugs],
        "topic": [f"/topic-{number}/" for number in range(TOPICS)],
        "resolve": [f"/api/v2/pages/find/?html_path=/articles/{slug}/" for slug in slugs],
    }


# --- what a side does -------------------------------------------------------------------------------------------------


def paths(side: str, _number: int) -> dict[str, list[str]]:
    """What each screen is asked for."""
    return paths_ours() if side == "ours" else paths_stock()


def seed(side: str, count: int) -> dict[str, Any]:
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    started = time.perf_counter()
    (seed_ours if side == "ours" else seed_stock)(count)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {"seconds": time.perf_counter() - started}


def cold(side: str, runs: int) -> dict[str, Any]:
    """Each screen `runs` times without any stored answer: milliseconds (median), those of the processor (mean), queries, bytes."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "localhost"})
    found = {}
    for name, paths in (paths_ours() if side == "ours" else paths_stock()).items():
        times = []
        for path in paths[:3]:
            client.get(path, follow=name == "resolve")
        busy = time.process_time()
        for number in range(runs):
            path = paths[number % len(paths)]
            started = time.perf_counter()
            answer = client.get(path, follow=name == "resolve")
            times.append((time.perf_counter() - started) * 1000)
            if answer.status_code != 200:
                raise SystemExit(f"{path} answers {answer.status_code}: {answer.content[:300]!r}")
        busy = (time.process_time() - busy) * 1000 / runs
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(paths[1 % len(paths)], follow=name == "resolve")
        found[name] = {
            "ms": statistics.median(times),
            "busy": busy,
            "queries": len(captured),
            "bytes": len(answer.content),
            "path": paths[0],
        }
    return found


def publish(side: str, seconds: int) -> dict[str, Any]:
    """Publish an article a second, as an editor does, and read it at once from the server at the address: milliseconds, stale answers."""
    from urllib.request import Request, urlopen

    from articles.models import ArticlePage

    pages = list(ArticlePage.objects.filter(latest_revision__isnull=False).order_by("-published_at")[:PROTOTYPES])
    took, stale, end = [], 0, time.monotonic() + seconds
    number = 0
    while time.monotonic() < end:
        began = time.monotonic()
        page = pages[number % len(pages)].get_latest_revision_as_object()
        page.title = f"Published as number {number} at {time.time():.3f}"
        page.save_revision().publish()
        took.append((time.monotonic() - began) * 1000)
        for path in (page.url, f"/api/v2/articles/{page.slug}/", paths_ours()["list"][0]):
            with urlopen(Request(sys.argv[4] + path.removeprefix("http://localhost"), headers={"Host": "localhost"}), timeout=60) as answer:  # noqa: S310
                text = answer.read().decode()
            # The list has the newest articles, and these are the newest.
            stale += page.title not in text if "limit=" not in path or number < 20 else 0
        number += 1
        time.sleep(max(0.0, 1 - (time.monotonic() - began)))
    return {"published": number, "ms": statistics.median(took), "stale": stale}


def paging(side: str, offset: int) -> dict[str, Any]:
    """A page of the list of articles by cursor, the first one and one behind `offset` articles, by turns: milliseconds."""
    from django.test import Client

    client, step = Client(headers={"host": "localhost"}), 100
    first, cursor = "/api/v2/articles/?limit=20", ""
    for _ in range(offset // step):
        answer = client.get(f"/api/v2/articles/?limit={step}" + (f"&cursor={cursor}" if cursor else "")).json()
        cursor = answer["meta"]["next_cursor"]
    pages = {"first": first, "far": f"{first}&cursor={cursor}"}
    times: dict[str, list[float]] = {name: [] for name in pages}
    for _ in range(40):
        for name, path in pages.items():
            started = time.perf_counter()
            answer = client.get(path)
            times[name].append((time.perf_counter() - started) * 1000)
            if answer.status_code != 200 or len(answer.json()["items"]) != 20:
                raise SystemExit(f"{path} answers {answer.status_code}.")
    return {name: statistics.median(taken) for name, taken in times.items()}


def profile(side: str, runs: int) -> dict[str, Any]:
    """Where the time of each screen goes: the slowest functions by their own time, as text."""
    import cProfile
    import io
    import pstats

    from django.test import Client

    client, found = Client(headers={"host": "localhost"}), {}
    for name, paths in (paths_ours() if side == "ours" else paths_stock()).items():
        for path in paths[:3]:
            client.get(path, follow=True)
        recorder = cProfile.Profile()
        recorder.enable()
        for number in range(runs):
            client.get(paths[number % len(paths)], follow=True)
        recorder.disable()
        out = io.StringIO()
        pstats.Stats(recorder, stream=out).sort_stats("tottime").print_stats(12)
        found[name] = out.getvalue()
    return found


def main() -> None:
    side, verb, number = sys.argv[1], sys.argv[2], int(sys.argv[3])
    os.environ["DJANGO_SETTINGS_MODULE"] = "cms.settings" if side == "ours" else "benchmarks.stock.settings"
    import django

    django.setup()
    verbs: dict[str, Callable[[str, int], Any]] = {
        "seed": seed,
        "cold": cold,
        "paths": paths,
        "publish": publish,
        "paging": paging,
        "profile": profile,
    }
    print("RESULT" + json.dumps(verbs[verb](side, number)))


if __name__ == "__main__":
    main()
