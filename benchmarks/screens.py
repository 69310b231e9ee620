"""Requests and bytes to render three screens of the demonstration: our API beside Wagtail's own v2 on the same database.

Both are asked in one process, as a frontend would that knows only paths. Wagtail's side has the `api_fields` that its
documentation would give these models. Bytes are those of the bodies, uncompressed; images are not fetched.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

ROOT = Path(__file__).resolve().parent.parent
GUIDE = ROOT / "docs" / "api.md"
BEGIN, END = "<!-- screens: begin -->", "<!-- screens: end -->"
HOME, TOPIC, ARTICLE = "/", "/topics/databases/", "/articles/workshop/every-block/"


class Reader:
    """A frontend: asks, follows redirects, never asks the same twice, and counts."""

    def __init__(self, root: str) -> None:
        from django.test import Client

        self.root, self.client = root, Client(headers={"host": "localhost"})
        self.requests = self.bytes = self.queries = 0
        self._known: dict[str, Any] = {}

    def get(self, path: str, /, **query: Any) -> Any:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        url = f"{self.root}{path}" + (f"?{urlencode(query)}" if query else "")
        if url in self._known:
            return self._known[url]
        with CaptureQueriesContext(connection) as captured:
            answer = self.client.get(url)
        self.requests, self.queries, self.bytes = self.requests + 1, self.queries + len(captured), self.bytes + len(answer.content)
        if answer.status_code == 302:
            parts = urlsplit(answer["Location"])
            return self.get(parts.path.removeprefix(self.root) + (f"?{parts.query}" if parts.query else ""))
        if answer.status_code == 404:
            return None
        if answer.status_code != 200:
            raise SystemExit(f"{url} answers {answer.status_code}: {answer.content[:300]!r}")
        self._known[url] = answer.json()
        return self._known[url]


# --- ours -------------------------------------------------------------------------------------------------------------


def ours(path: str) -> Reader:
    reader = Reader("/api/v2/")
    reader.get("site/")
    page = reader.get("resolve/", path=path)["page"]
    if page["meta"]["type"] == "articles.TopicPage":
        reader.get("articles/", topic=page["id"], limit=20)
    return reader


# --- Wagtail's --------------------------------------------------------------------------------------------------------

CARD = "standfirst,published_at,lead_image(title,download_url),article_authors(author(name)),article_topics(topic)"


def stock(path: str) -> Reader:
    """What a frontend asks of v2 for the same screens. Navigation and identity are in no endpoint of it: they are not asked for."""
    reader = Reader("/stock/")
    page = reader.get("pages/find/", html_path=path)
    if page["meta"]["type"] == "home.HomePage":
        for section in page["sections"]:
            _section(reader, section["value"])
    elif page["meta"]["type"] == "articles.TopicPage":
        _things(reader, page["body"])
        # No filter reaches over a relation: the frontend reads all articles, and keeps those of the topic.
        offset, total = 0, 1
        while offset < total:
            found = reader.get("pages/", type="articles.ArticlePage", fields=CARD, order="-published_at", limit=20, offset=offset)
            offset, total = offset + 20, found["meta"]["total_count"]
    else:
        _things(reader, page["body"])
    return reader


def _section(reader: Reader, value: dict[str, Any]) -> None:
    wanted: dict[str, Any] = {"type": "articles.ArticlePage", "fields": CARD, "order": "-published_at"}
    for pin in value.get("pinned", []):
        reader.get("pages/", **{**wanted, "id": pin["value"]["story"] if isinstance(pin.get("value"), dict) else pin["story"]})
    if value.get("count"):
        reader.get("pages/", **wanted, limit=20)
    for key in ("topic", "desk"):
        if value.get(key):
            reader.get(f"pages/{value[key]}/", fields="_,title,html_url")
    _things(reader, value)


def _things(reader: Reader, value: Any) -> None:
    """Ask for everything of which blocks and rich text give only a primary key."""
    for kind, pk in dict.fromkeys(_references(value)):
        fields = {"fields": CARD if kind == "card" else "_,title,html_url"} if kind in ("card", "pages") else {}
        reader.get(f"{'pages' if kind == 'card' else kind}/{pk}/", **({} if kind == "card" else fields))


def _references(value: Any, key: str = "") -> Iterator[tuple[str, int]]:
    if isinstance(value, dict):
        for name, inside in value.items():
            yield from _references(inside, name)
    elif isinstance(value, list):
        for inside in value:
            yield from _references(inside, key)
    elif isinstance(value, int) and not isinstance(value, bool):
        kinds = {
            "image": "images",
            "poster": "images",
            "page": "card",
            "document": "documents",
            "file": "documents",
            "captions": "documents",
        }
        if key in kinds:
            yield kinds[key], value
    elif isinstance(value, str):
        for kind, pk in re.findall(r'linktype="(page|document)" id="(\d+)"', value):
            yield f"{kind}s", int(pk)


def _stock_urls() -> None:
    """Mount Wagtail's own viewsets beside ours."""
    from django.urls import path
    from wagtail.api import APIField
    from wagtail.api.v2.router import WagtailAPIRouter
    from wagtail.api.v2.views import PagesAPIViewSet
    from wagtail.documents.api.v2.views import DocumentsAPIViewSet
    from wagtail.images.api.v2.views import ImagesAPIViewSet

    from articles.models import ArticleAuthor, ArticlePage, ArticleTopic, Author, TopicPage
    from cms import urls
    from home.models import HomePage

    common = ["standfirst", "published_at", "lead_image", "body"]
    Author.api_fields = [APIField("name")]
    ArticleAuthor.api_fields = [APIField("author")]
    ArticleTopic.api_fields = [APIField("topic")]
    ArticlePage.api_fields = [APIField(name) for name in (*common, "article_authors", "article_topics", "tags")]
    TopicPage.api_fields = [APIField(name) for name in common]
    HomePage.api_fields = [APIField("sections")]
    router = WagtailAPIRouter("stock")
    router.register_endpoint("pages", PagesAPIViewSet)
    router.register_endpoint("images", ImagesAPIViewSet)
    router.register_endpoint("documents", DocumentsAPIViewSet)
    urls.urlpatterns.insert(0, path("stock/", router.urls))


def _renditions() -> None:
    """Rows for the files that the worker would make: what the API says of them is what counts here."""
    from cms.media.models import Image, Rendition
    from cms.media.presets import PRESETS

    rows = []
    for image in Image.objects.all():
        specs = dict.fromkeys(
            spec for rule in PRESETS.values() for spec in rule.specs_for(image.width, image.height, has_alpha=image.has_alpha)
        )
        for spec in specs:
            size, kind = re.search(r"-(\d+)x", spec), spec.rpartition("-")[2]
            width = min(int(size[1]) if size else image.width, image.width)
            row = Rendition(image=image, filter_spec=spec, focal_point_key="")
            name = f"images/{image.uuid.hex[:2]}/{image.uuid.hex}/{image.title[:20]}.0123456789-{width}.{kind}"
            row.__dict__.update(width=width, height=round(width * 2 / 3), file=name)
            rows.append(row)
    Rendition.objects.bulk_create(rows, ignore_conflicts=True)


def measure() -> None:
    """Make the demonstration and print the figures as JSON."""
    import django

    django.setup()
    from django.core.management import call_command

    from home.demo import drawings
    from home.demo.files import film

    film.SECONDS, drawings.SCALE = 1, 0.5
    call_command("migrate", verbosity=0)
    call_command("load_demo", verbosity=0)
    _renditions()
    _stock_urls()
    found = {}
    for name, path in {"Home": HOME, "Topic": TOPIC, "Article": ARTICLE}.items():
        both = {side: ask(path) for side, ask in {"ours": ours, "stock": stock}.items()}
        found[name] = {side: [reader.requests, reader.bytes, reader.queries] for side, reader in both.items()}
    print("RESULT" + json.dumps(found))


def run(arguments: Namespace) -> int:
    with tempfile.TemporaryDirectory(prefix="masthead-bench-screens-") as folder:
        (Path(folder) / "static").mkdir()
        environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
            "DJANGO_SETTINGS_MODULE": "cms.settings",
            "SECRET_KEY": "only for a benchmark, and gone with its folder in a minute or two",
            "SITE_URL": "http://localhost",
            "VAR_DIR": folder,
            "LOG_LEVEL": "ERROR",
        }
        code = "from benchmarks.screens import measure; measure()"
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stderr)
        return 1
    found = json.loads(done.stdout.split("RESULT", 1)[1])
    lines = [
        "| screen | requests | bytes | queries | requests, v2 | bytes, v2 | queries, v2 |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, sides in found.items():
        figures = [f"{number:,}" for side in ("ours", "stock") for number in sides[side]]
        lines.append(f"| {name} | {' | '.join(figures)} |")
    table = "\n".join(lines)
    print(table)
    if arguments.write:
        before, _, rest = GUIDE.read_text("utf-8").partition(BEGIN)
        GUIDE.write_text(f"{before}{BEGIN}\n{table}\n{END}{rest.partition(END)[2]}", "utf-8")
    return 0
