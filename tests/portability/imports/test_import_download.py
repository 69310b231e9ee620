"""`--download`: pictures that are fetched from the source's own server, and from nowhere else."""

import functools
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from articles.models import ArticlePage
from cms import outbound
from cms.media.models import Image
from tests import factories
from tests.portability.imports import wxr
from tests.portability.imports.test_import_wordpress import run

pytestmark = [pytest.mark.django_db, pytest.mark.once]


class Source(ThreadingHTTPServer):
    """The old publication's server: it has one picture, and remembers what it was asked for."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[str] = []
        self.origin = f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Source

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        found = self.path == "/uploads/weir.png"
        self.send_response(200 if found else 404)
        self.end_headers()
        if found:
            self.wfile.write(factories.png())

    def log_message(self, *args: Any) -> None: ...


@pytest.fixture
def source() -> Iterator[Source]:
    with Source() as running:
        threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True).start()
        yield running
        running.shutdown()


@pytest.fixture
def reachable(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' server stands on this machine, where no import may look."""
    monkeypatch.setattr(outbound, "download", functools.partial(outbound.download, trusted_origins={source.origin}))


def export(folder: Path, source: Source, *pictures: str) -> Path:
    attachments = [
        wxr.item(10 + number, "A picture", "", slug=f"picture-{number}", post_type="attachment", status="inherit", attachment_url=url)
        for number, url in enumerate(pictures)
        if url.startswith(source.origin)
    ]
    body = "\n\n".join(f'Before it.\n\n<img src="{url}" alt="Water over a wall" />' for url in pictures)
    return wxr.write(folder, wxr.document(wxr.item(1, "Weirs", body, slug="weirs"), *attachments).replace(wxr.SITE, source.origin))


def pictures_in(slug: str) -> list[int]:
    body: Any = ArticlePage.objects.get(slug=slug).body
    return [block["value"]["image"]["image"] for block in body.raw_data if block["type"] == "image"]


@pytest.mark.usefixtures("reachable")
def test_a_picture_is_fetched_once_and_stands_in_its_article(source: Source, tmp_path: Path) -> None:
    path = export(tmp_path, source, f"{source.origin}/uploads/weir.png")
    run(path, download=True)
    assert Image.objects.count() == 1
    assert pictures_in("weirs") == [Image.objects.get().pk]
    with Image.objects.get().file.open("rb") as file:
        assert file.read() == factories.png()
    run(path, download=True)
    assert source.asked == ["/uploads/weir.png"], "a second import has it already"


@pytest.mark.usefixtures("reachable")
def test_what_is_not_there_or_elsewhere_is_told_and_the_article_comes_in(source: Source, tmp_path: Path) -> None:
    elsewhere = f"http://127.0.0.2:{source.server_port}/uploads/weir.png"
    report = run(export(tmp_path, source, f"{source.origin}/uploads/gone.png", elsewhere), download=True)
    assert source.asked == ["/uploads/gone.png"], "once, although the library and the article both name it"
    assert not Image.objects.exists()
    assert ArticlePage.objects.get(slug="weirs").live
    said = str(report)
    assert "The server answered with status 404." in said
    assert elsewhere in said


def test_an_export_does_not_make_us_ask_a_private_network(source: Source, tmp_path: Path) -> None:
    report = run(export(tmp_path, source, f"{source.origin}/uploads/weir.png"), download=True)
    assert source.asked == []
    assert not Image.objects.exists()
    assert "The address belongs to a private network or to this server." in str(report)


@pytest.mark.usefixtures("reachable")
def test_without_the_option_nothing_is_asked(source: Source, tmp_path: Path) -> None:
    run(export(tmp_path, source, f"{source.origin}/uploads/weir.png"))
    assert source.asked == []
    assert ArticlePage.objects.get(slug="weirs").live
