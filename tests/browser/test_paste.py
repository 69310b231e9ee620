"""Pasting and dropping into the body of a page, as an editor's browser does it."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from cms.content.models import StandardPage
from cms.media.models import Image
from tests import factories
from tests.browser.clipboard import DROP, PASTE, as_file, picture, word_document
from tests.media import samples

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

CLIPBOARD = Path(__file__).parent.parent / "content" / "clipboard"
#: Milliseconds; pictures are decoded on the way.
UPLOAD = 20_000


class Body:
    """The body of one page in the editor."""

    def __init__(self, page: Page, server: LiveServer, *paragraphs: str) -> None:
        factories.publication()
        self.page, self.server = page, server
        self.model = factories.standard_page("About", body=[("paragraph", text) for text in paragraphs])
        client = Client()
        client.force_login(factories.user(superuser=True))
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.add_init_script("addEventListener('w-unsaved:watch-edits', () => { document.documentElement.dataset.watchesEdits = true; })")
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": server.url}])
        self.open()

    def open(self) -> None:
        self.page.goto(f"{self.server.url}/admin/pages/{self.model.pk}/edit/")
        self.page.wait_for_selector("html[data-watches-edits]")
        self.texts = self.page.locator("#body-root > div > [data-streamfield-child] .public-DraftEditor-content")

    @property
    def message(self) -> Locator:
        return self.page.locator(".masthead-paste")

    def put_cursor(self, number: int = 0, *keys: str) -> None:
        self.page.locator(".public-DraftEditor-content").nth(number).click()
        for key in keys or ("Control+End",):
            self.page.keyboard.press(key)

    def paste(self, html: str = "", text: str = "words", rtf: str = "", files: tuple[list[str], ...] = ()) -> None:
        types = {"text/html": html, "text/plain": text, "text/rtf": rtf}
        self.page.evaluate(PASTE, [{kind: data for kind, data in types.items() if data}, list(files)])

    def types(self) -> list[str]:
        return self.page.evaluate("document.getElementById('body-root').rootBlock.children.map((child) => child.type)")

    def saved(self, check: Callable[[list[dict[str, Any]]], bool]) -> list[dict[str, Any]]:
        """The body as the database keeps it, once Wagtail has saved what fits."""
        for _attempt in range(600):
            revision: Any = StandardPage.objects.get(pk=self.model.pk).latest_revision
            body: list[dict[str, Any]] = json.loads(revision.content["body"])
            if check(body):
                return body
            self.page.wait_for_timeout(100)
        raise AssertionError([block["value"] if block["type"] == "image" else block["type"] for block in body])


@pytest.fixture
def body(browser_page: Page, live_server: LiveServer) -> Callable[..., Body]:
    return lambda *paragraphs: Body(browser_page, live_server, *(paragraphs or ("<p></p>",)))


def test_a_long_text_from_word_comes_in_with_its_pictures_and_goes_again(body: Callable[..., Body]) -> None:
    html, rtf, words = word_document()
    assert words > 1_100
    editor = body("<p>Before after</p>")
    editor.put_cursor(0, "Home", *["ArrowRight"] * len("Before"))
    editor.paste(html, rtf=rtf)
    expected = ["paragraph", *["heading", "paragraph", "image"] * 4, "paragraph", "table", "paragraph"]
    expect(editor.message).to_contain_text("14 blocks came in.")
    expect(editor.message.get_by_role("button", name="Undo paste")).to_be_visible()
    assert editor.types() == expected
    saved = editor.saved(
        lambda found: (
            [block["type"] for block in found] == expected
            and all(block["value"]["image"]["image"] for block in found if block["type"] == "image")
        )
    )
    assert saved[0]["value"].endswith(">Before</p>")
    assert saved[-1]["value"].endswith(">after</p>")
    assert [block["value"]["image"]["alt_text"] for block in saved if block["type"] == "image"] == [f"View {n}" for n in range(4)]
    assert len({block["value"]["image"]["image"] for block in saved if block["type"] == "image"}) == 4

    editor.put_cursor(0)
    editor.page.keyboard.press("Control+z")
    expect(editor.message).to_contain_text("taken out again")
    assert editor.types() == ["paragraph"]
    expect(editor.page.locator(".public-DraftEditor-content").first).to_have_text("Before after")


def test_words_stay_with_the_editor_and_running_text_goes_into_the_text(body: Callable[..., Body]) -> None:
    editor = body("<p>One three</p>")
    text = editor.page.locator(".public-DraftEditor-content").first
    requests: list[str] = []
    editor.page.on("request", lambda request: requests.append(request.url) if "/admin/paste/" in request.url else None)
    editor.put_cursor(0, "Home", *["ArrowRight"] * len("One"))
    editor.paste("<meta charset='utf-8'><span style='color:red'>-two</span>", text="-two")
    expect(text).to_have_text("One-two three")
    assert requests == []

    editor.paste('<p>and <a href="https://www.google.com/url?q=https://example.org/&sa=D">more</a></p><p>words </p>')
    expect(text.locator("a, .TooltipEntity")).to_have_text("more")
    assert len(requests) == 1
    assert editor.types() == ["paragraph"]
    editor.page.keyboard.press("Control+z")
    expect(text).to_have_text("One-two three")


def test_a_web_page_comes_in_without_a_request_to_it(body: Callable[..., Body]) -> None:
    editor = body()
    elsewhere: list[str] = []
    editor.page.on("request", lambda request: elsewhere.append(request.url) if not request.url.startswith(editor.server.url) else None)
    editor.put_cursor()
    editor.paste((CLIPBOARD / "web_page.html").read_text("utf-8"))
    expect(editor.message).to_contain_text("10 blocks came in.")
    expect(editor.message).to_contain_text("Left out: 1 script, 1 tracking pixel, 2 hidden texts.")
    expect(editor.message).to_contain_text("Places that wait for a picture: 1.")
    expect(editor.page.get_by_text("This picture lies on example.org and was not fetched.")).to_be_visible()
    assert editor.types()[:3] == ["heading", "paragraph", "image"]
    assert [url for url in elsewhere if not url.startswith("data:")] == []

    # The file of the picture fills the place that waits for it, and keeps the words that came with it.
    waiting = editor.page.locator("#body-root > div > [data-streamfield-child]:not([aria-hidden])").nth(2)
    waiting.evaluate(DROP, [[as_file("canal.png", picture(10))], False])
    expect(editor.message).to_contain_text("Pictures uploaded: 1.", timeout=UPLOAD)
    saved = editor.saved(lambda found: len(found) == 10 and bool(found[2]["value"]["image"]["image"]))
    assert saved[2]["value"]["image"]["alt_text"] == "A drained canal"
    assert "for once" in saved[2]["value"]["caption"]
    expect(editor.page.get_by_text("This picture lies on example.org")).to_have_count(0)


def test_pictures_that_are_dropped_become_image_blocks_and_ask_what_they_show(body: Callable[..., Body]) -> None:
    editor = body("<p>First</p>", "<p>Last</p>")
    first = editor.page.locator("[data-streamfield-child]").first
    photo = samples.credited_jpeg(caption="Fresh rolls", byline="Jane Doe")
    files = [
        as_file("rolls.jpg", photo, "image/jpeg"),
        as_file("weir.png", picture(99)),
        as_file("report.pdf", b"%PDF-", "application/pdf"),
    ]
    first.evaluate(DROP, [files, True])
    expect(editor.message).to_contain_text("Pictures uploaded: 2.", timeout=UPLOAD)
    expect(editor.message).to_contain_text("“report.pdf” is not a picture that can be shown.")
    expect(editor.message).to_contain_text("Pictures without an alternative text: 2.")
    assert editor.types() == ["paragraph", "image", "image", "paragraph"]
    expect(editor.page.locator(":focus")).to_have_id(re.compile(r"^body-\d+-value-image-alt_text$"))
    expect(editor.page.get_by_text("Say what this picture shows, or mark it as decorative.")).to_have_count(2)

    editor.page.keyboard.type("A basket of rolls")
    expect(editor.message).to_contain_text("Pictures without an alternative text: 1.")
    editor.message.get_by_role("button", name="Go to the next one").click()
    editor.page.keyboard.type("The weir")
    expect(editor.message).not_to_contain_text("alternative text")
    saved = editor.saved(lambda found: len(found) == 4 and found[2]["value"]["image"]["alt_text"] == "The weir")
    rolls = saved[1]["value"]
    assert (rolls["image"]["alt_text"], rolls["credit"]) == ("A basket of rolls", "Jane Doe")
    assert "Fresh rolls" in rolls["caption"]
    assert Image.objects.count() == 2


def test_without_a_server_the_words_come_in_and_the_editor_is_told(body: Callable[..., Body]) -> None:
    editor = body("<p>Before</p>")
    # In the page: the browser itself would report a failed request as an error of the page.
    editor.page.evaluate(
        "() => { const real = fetch; window.fetch = (url, ...more) =>"
        " (url === '/admin/paste/' ? Promise.reject(new TypeError()) : real(url, ...more)); }"
    )
    editor.put_cursor()
    editor.paste("<h2>Title</h2><p>Words</p>", text="Title\nWords")
    expect(editor.message).to_contain_text("The server cannot be reached")
    expect(editor.page.locator(".public-DraftEditor-content").first).to_contain_text("Words")
    assert editor.types() == ["paragraph"]
