"""An article's way through the house, as three people in three browsers go it: written, judged, read, mended, taken away."""

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from playwright.sync_api import Browser, Locator, expect
from pytest_django.live_server_helper import LiveServer

from articles.models import ArticlePage
from cms.accounts.desks import set_editors
from cms.accounts.models import User
from cms.media.models import Image
from tests import factories
from tests.browser.clipboard import DROP, PASTE, as_file, google_document, picture, word_document

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

#: Milliseconds. Pictures are decoded, forms of fourteen blocks are built, and other tests run beside these.
PATIENCE = 60_000
#: Every sentence that the message of a paste has shown.
LISTEN = """() => {
  const said = [];
  document.documentElement.said = said;
  new MutationObserver(() => said.push(document.querySelector('.masthead-paste__words')?.textContent ?? ''))
    .observe(document.body, { childList: true, subtree: true });
}"""


class Person:
    """Somebody at a laptop. `spent` counts what they do: clicks, pastes, and texts or keys that they type."""

    def __init__(self, browser: Browser, server: LiveServer) -> None:
        self.context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
        self.context.set_default_timeout(PATIENCE)
        self.page, self.server = self.context.new_page(), server
        self.page.add_init_script("addEventListener('w-unsaved:watch-edits', () => { document.documentElement.dataset.watches = ''; })")
        self.problems: list[str] = []
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.spent: Counter[str] = Counter()

    def goto(self, path: str) -> int:
        answer = self.page.goto(self.server.url + path)
        assert answer is not None
        return answer.status

    def click(self, target: Locator) -> None:
        target.click()
        self.spent["clicks"] += 1

    def mark(self, word: str) -> None:
        """Press twice on a word of a page."""
        self.page.get_by_text(word).first.evaluate(
            """(element, word) => {
              const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
              while (!texts.nextNode().data.includes(word));
              const range = document.createRange();
              range.setStart(texts.currentNode, texts.currentNode.data.indexOf(word));
              range.setEnd(texts.currentNode, range.startOffset + word.length);
              const box = range.getBoundingClientRect();
              document.documentElement.dataset.at = `${box.left + box.width / 2} ${box.top + box.height / 2}`;
            }""",
            word,
        )
        left, top = str(self.page.locator("html").get_attribute("data-at")).split()
        self.page.mouse.dblclick(float(left), float(top))
        self.spent["clicks"] += 2

    def write(self, text: str) -> None:
        self.page.keyboard.insert_text(text)
        self.spent["keys"] += len(text)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.spent["keys"] += 1

    def paste(self, **types: str) -> None:
        self.page.evaluate(PASTE, [{f"text/{kind}": data for kind, data in types.items()}, []])
        self.spent["pastes"] += 1

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def action(self, name: str, *, menu: bool = False) -> None:
        """Press the button in front, or choose from the menu beside it."""
        if menu:
            self.click(self.page.locator("footer").get_by_role("button", name="More actions"))
        self.click(self.page.locator("footer").get_by_role("button", name=name, exact=True))

    def sign_in(self, user: User) -> None:
        self.goto("/admin/")
        self.click(self.page.get_by_label("Email"))
        self.write(user.email)
        self.press("Tab")
        self.write("a long enough password")
        self.press("Enter")
        expect(self.page.locator(".desk-dashboard")).to_be_visible(timeout=PATIENCE)

    def is_signed_in(self, user: User) -> None:
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": self.server.url}])

    def edits(self) -> None:
        """Wait until the editor is there."""
        self.page.wait_for_selector("html[data-watches]", state="attached")

    def is_told(self, text: str) -> None:
        expect(self.page.locator(".messages")).to_contain_text(text, timeout=PATIENCE)


@pytest.fixture
def person(chromium: Browser, live_server: LiveServer, transactional_db: None) -> Iterator[Callable[[], Person]]:
    people: list[Person] = []

    def arrive() -> Person:
        people.append(Person(chromium, live_server))
        return people[-1]

    yield arrive
    for one in people:
        # Wagtail's pages say goodbye to the server when they are closed, and the database will be gone by then.
        one.context.set_offline(True)
        one.context.close()
    assert [one.problems for one in people] == [[] for _ in people]


@pytest.fixture
def writer() -> User:
    user = factories.user("cora@example.org", first_name="Cora", last_name="Field")
    user.groups.add(Group.objects.get(name="Contributor"))
    factories.author("Cora Field", account=user)
    return user


@pytest.fixture
def editor() -> User:
    user = factories.user("edda@example.org", first_name="Edda", last_name="Moss")
    set_editors(factories.desk(), [user])
    return user


def work() -> None:
    """What the worker does with pictures."""
    while row := DBTaskResult.objects.filter(task_path__startswith="cms.media.", status="READY").order_by("enqueued_at").first():
        row.task.func(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
        row.delete()


def test_a_contributor_brings_a_document_of_word_and_submits_it(
    person: Callable[[], Person], writer: User, record_property: Callable[[str, Any], None]
) -> None:
    factories.topic("Water")
    html, rtf, words = word_document(alt="")
    assert words > 1_000

    cora, began = person(), time.monotonic()
    cora.sign_in(writer)
    cora.click(cora.page.get_by_role("navigation", name="Main menu").get_by_role("link", name="Articles"))
    cora.click(cora.page.get_by_role("link", name="Add article").first)
    cora.edits()
    expect(cora.page.locator("#id_title")).to_be_focused()
    cora.write("The river keeps its books")
    cora.press("Tab")
    cora.press("Tab")
    expect(cora.page.locator("#id_standfirst")).to_be_focused()
    cora.write("What a dry sumer shows.")
    cora.click(cora.page.locator("#body-root .public-DraftEditor-content"))
    cora.page.evaluate(LISTEN)
    cora.paste(html=html, rtf=rtf, plain="words")
    message = cora.page.locator(".masthead-paste")
    expect(message).to_contain_text("Pictures without an alternative text: 4.", timeout=PATIENCE)
    expect(message).to_contain_text("14 blocks came in.")
    expect(cora.button("Undo paste")).to_be_visible()
    said = cora.page.evaluate("document.documentElement.said")
    assert [text for text in said if "wait for a picture" in text] == [], "they are on their way"
    for number in range(4):
        cora.click(cora.button("Go to the next one"))
        cora.write(f"Gauge number {number + 1}")
    expect(message).not_to_contain_text("alternative text", timeout=PATIENCE)
    cora.click(cora.page.get_by_role("tab", name="Classify"))
    classify = cora.page.locator("#tab-classify")
    expect(classify).to_contain_text("Cora Field")
    cora.click(classify.get_by_role("button", name="Add topic"))
    cora.click(cora.page.get_by_role("checkbox", name="Water"))
    cora.click(cora.button("Confirm selection"))
    expect(classify).to_contain_text("Water", timeout=PATIENCE)
    cora.action("Submit for approval", menu=True)
    cora.is_told("has been submitted for moderation")
    record_property("contributor", f"{dict(cora.spent)}, {time.monotonic() - began:.0f} s")
    article = ArticlePage.objects.get()
    assert not article.live
    assert {image.title.rstrip("0123456789 ,") for image in Image.objects.all()} == {"The river keeps its books"}

    # Readers get what was pasted, once it is approved.
    article.get_latest_revision().publish()
    work()
    page = Client().get(article.get_url_parts()[2]).content.decode()
    for number in range(1, 5):
        assert f'alt="Gauge number {number}"' in page
    assert page.count("A boat") == 2
    assert "4120" in page


def test_an_article_is_judged_read_mended_and_taken_away(
    person: Callable[[], Person], writer: User, editor: User, record_property: Callable[[str, Any], None]
) -> None:
    body = [("heading", {"text": "The old weir", "level": "h2", "anchor": ""}), ("paragraph", "<p>It held.</p>")]
    fields: dict[str, Any] = {"topics": [factories.topic("Water")], "owner": writer, "live": False, "body": body}
    article = factories.article("The river keeps its books", standfirst="What a dry sumer shows.", **fields)
    article.save_revision(user=writer)
    article.get_workflow().start(article, writer)

    # An editor judges.
    edda, began = person(), time.monotonic()
    edda.sign_in(editor)
    edda.click(edda.page.locator("[aria-labelledby=desk-waiting]").get_by_role("link", name="The river keeps its books"))
    edda.edits()
    heading = edda.page.locator("[data-contentpath='text']").filter(has=edda.page.locator("[name='body-0-value-text']"))
    heading.hover()
    edda.click(heading.get_by_role("button", name="Add Comment"))
    expect(edda.page.locator(".comment textarea:focus")).to_be_visible(timeout=PATIENCE)
    edda.write("Shorter?")
    edda.click(edda.button("Comment"))
    edda.action("Approve and Publish")
    edda.is_told("has been approved and published")
    record_property("editor", f"{dict(edda.spent)}, {time.monotonic() - began:.0f} s")
    note = article.wagtail_admin_comments.get()
    assert (note.user, note.text) == (editor, "Shorter?")
    assert re.fullmatch(r"body\.[0-9a-f-]{36}\.text", note.contentpath)

    # Somebody reads.
    article.refresh_from_db()
    path = article.get_url_parts()[2]
    reader = person()
    assert reader.goto(path) == 200
    expect(reader.page.get_by_role("heading", level=1)).to_have_text("The river keeps its books")
    assert "Shorter?" not in reader.page.content()

    # The editor, reading, sees a mistake, marks the word and mends it, live.
    edda.goto(path)
    edda.spent.clear()
    began = time.monotonic()
    edda.mark("sumer")
    edda.click(edda.page.get_by_role("link", name="Edit", exact=True))
    edda.edits()
    expect(edda.page.locator("#id_standfirst:focus")).to_be_visible(timeout=PATIENCE)
    edda.write("summer")
    edda.press("Control+Shift+Enter")
    edda.is_told("has been published")
    record_property("typo", f"{dict(edda.spent)}, {time.monotonic() - began:.0f} s")
    reader.page.reload()
    expect(reader.page.locator("main")).to_contain_text("What a dry summer shows.")
    assert reader.page.get_by_role("link", name="Edit", exact=True).count() == 0, "whoever does not work here reads"

    # The same in the middle of a body.
    edda.goto(path)
    edda.mark("held")
    edda.click(edda.page.get_by_role("link", name="Edit", exact=True))
    edda.edits()
    expect(edda.page.locator(".public-DraftEditor-content:focus")).to_be_visible(timeout=PATIENCE)
    edda.page.keyboard.type("holds")
    edda.press("Control+Shift+Enter")
    edda.is_told("has been published")
    reader.page.reload()
    expect(reader.page.locator("main")).to_contain_text("It holds.")

    # And takes it away.
    edda.spent.clear()
    edda.click(edda.page.locator(".messages").get_by_role("link", name="Edit"))
    edda.edits()
    edda.click(edda.page.locator("footer").get_by_role("button", name="More actions"))
    edda.click(edda.page.locator("footer").get_by_role("link", name="Unpublish"))
    edda.click(edda.button("Yes, unpublish it"))
    edda.is_told("unpublished")
    record_property("unpublish", dict(edda.spent))
    assert reader.goto(path) == 404


def test_a_document_of_google_docs_comes_in_and_its_pictures_are_dropped(person: Callable[[], Person], writer: User) -> None:
    topic = factories.topic("Water")
    article = factories.article("The river", topics=[topic], owner=writer, live=False, body=[("paragraph", "<p></p>")])
    html, words = google_document()
    assert words > 1_100
    cora = person()
    cora.is_signed_in(writer)
    cora.goto(f"/admin/pages/{article.pk}/edit/")
    cora.edits()
    cora.click(cora.page.locator("#body-root .public-DraftEditor-content"))
    cora.paste(html=html, plain="words")
    message = cora.page.locator(".masthead-paste")
    expect(message).to_contain_text("Places that wait for a picture: 4.", timeout=PATIENCE)
    # Google Docs says where its pictures lie, and nothing is fetched from there. All files go on the first place that waits.
    waiting = cora.page.locator("#body-root > div > [data-streamfield-child]:not([aria-hidden])").nth(2)
    waiting.evaluate(DROP, [[as_file(f"gauge-{number}.png", picture(40 * number)) for number in range(4)], False])
    expect(message).to_contain_text("Pictures uploaded: 4.", timeout=PATIENCE)
    for _ in range(600):
        revision = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
        images = [block.value["image"] for block in revision.body if block.block_type == "image"]
        if len(images) == 4 and all(images):
            break
        cora.page.wait_for_timeout(100)
    assert [image.title for image in images] == [f"gauge-{number}" for number in range(4)]
    assert [block.block_type for block in revision.body].count("heading") == 4
    assert {"table", "paragraph"} < {block.block_type for block in revision.body}


def test_an_approver_compares_and_holds_an_article(person: Callable[[], Person], writer: User, editor: User) -> None:
    topic = factories.topic("Water")
    body = [("heading", {"text": "The old weir", "level": "h2", "anchor": ""}), ("paragraph", "<p>It held.</p>")]
    article = factories.article("Flood", topics=[topic], owner=writer, body=body)
    article.body[0].value["text"] = "The new weir"
    article.save_revision(user=writer)
    article.get_workflow().start(article, writer)

    edda = person()
    edda.is_signed_in(editor)
    edda.goto("/admin/")
    edda.click(edda.page.get_by_role("link", name="Changes since it was published (Flood)"))
    expect(edda.page.locator(".comparison .deletion", has_text="weir")).to_have_text("old weir", timeout=PATIENCE)
    expect(edda.page.locator(".comparison .addition", has_text="weir")).to_have_text("new weir")

    # What one editor holds, no other can save.
    edda.goto(f"/admin/pages/{article.pk}/edit/")
    edda.edits()
    edda.click(edda.button("Toggle status"))
    edda.click(edda.page.locator("label.switch", has_text="Lock"))
    edda.is_told("locked")
    other = factories.user("hal@example.org", first_name="Hal")
    set_editors(factories.desk(), [editor, other])
    hal = person()
    hal.is_signed_in(other)
    hal.goto(f"/admin/pages/{article.pk}/edit/")
    expect(hal.page.locator(".messages")).to_contain_text("Edda Moss")
    expect(hal.page.locator("footer").get_by_role("button", name="Page locked")).to_be_disabled()
    expect(hal.button("Save draft")).to_have_count(0)


def test_what_goes_live_on_a_day_is_read_by_nobody_before(person: Callable[[], Person], editor: User) -> None:
    later = factories.article("Drought", topics=[factories.topic("Water")], live=False)
    later.go_live_at = timezone.now() + timedelta(days=2)
    later.save_revision()
    edda = person()
    edda.is_signed_in(editor)
    edda.goto(f"/admin/pages/{later.pk}/edit/")
    edda.edits()
    edda.action("Schedule to publish", menu=True)
    edda.is_told("scheduled for publishing")
    assert Client().get(later.get_url_parts()[2]).status_code == 404
    edda.goto("/admin/")
    expect(edda.page.locator("[aria-labelledby=desk-scheduled]")).to_contain_text("Drought")
