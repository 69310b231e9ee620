"""Terms, footnotes and abbreviations in the page editor, as an editor at a keyboard meets them."""

import json
import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from cms.content.models import StandardPage, Term
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

NOTE = "See the manual at https://example.org/manual, page 3."
UUID = re.compile(r'<footnote id="([0-9a-f-]{36})"')


class Editor:
    """The editor of one page with one paragraph, in the hands of a superuser."""

    def __init__(self, page: Page, server: LiveServer, content: str) -> None:
        factories.publication()
        self.page, self.server = page, server
        self.model = factories.standard_page("About", body=[("paragraph", content)])
        client = Client()
        client.force_login(factories.user(superuser=True))
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.add_init_script("addEventListener('w-unsaved:watch-edits', () => { document.documentElement.dataset.watchesEdits = true; })")
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": server.url}])
        self.open()

    def open(self) -> None:
        self.page.goto(f"{self.server.url}/admin/pages/{self.model.pk}/edit/")
        # Wagtail takes what is there two seconds later for what was there at first, and saves only what differs from it.
        self.page.wait_for_selector("html[data-watches-edits]")
        self.text = self.page.locator(".public-DraftEditor-content")
        self.text.click()
        self.press("Control+End")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        self.page.keyboard.type(text)

    @property
    def dialog(self) -> Locator:
        return self.page.locator("dialog[open]")

    def answer(self, *answers: str) -> None:
        """Fill in the open dialog by keyboard and confirm it."""
        expect(self.dialog).to_be_visible()
        for number, answer in enumerate(answers):
            if number:
                self.press("Tab")
            self.press("Control+a")
            self.write(answer)
        self.press("Control+Enter")
        self.wait_for_focus()

    def choose_term(self, search: str = "") -> None:
        """Choose the first term that the chooser finds."""
        found = self.page.locator("[data-chooser-modal-choice]")
        expect(self.page.locator(".modal #id_q")).to_be_focused()
        if search:
            with self.page.expect_response(lambda response: "/choose-term/results/" in response.url):
                self.write(search)
        expect(found).to_have_count(1)
        self.press("Tab", "Enter")
        self.wait_for_focus()

    def wait_for_focus(self) -> None:
        expect(self.page.locator("dialog, .modal")).to_have_count(0)
        expect(self.text).to_be_focused()

    def entity(self, kind: str) -> Locator:
        return self.text.locator(f".masthead-entity--{kind}")

    def click(self, kind: str, button: str = "") -> Locator:
        """Click an entity, then perhaps a button of its box. Returns the box."""
        self.entity(kind).last.click()
        box = self.page.locator(".masthead-tooltip")
        expect(box).to_be_visible()
        if button:
            box.get_by_role("button", name=button).click()
        return box

    def saved(self, *parts: str, times: int = 1) -> str:
        """The paragraph as the database keeps it, once the editor has saved all `parts` (each so many times)."""
        for _ in range(600):
            # The page model that the factory made knows an older revision.
            revision: Any = StandardPage.objects.get(pk=self.model.pk).latest_revision
            value: str = json.loads(revision.content["body"])[0]["value"]
            if all(value.count(part) == times for part in parts):
                return value
            self.page.wait_for_timeout(100)
        raise AssertionError(f"{parts} is not in {value}")


@pytest.fixture
def paragraph(browser_page: Page, live_server: LiveServer) -> Any:
    return lambda content: Editor(browser_page, live_server, content)


def test_everything_is_inserted_by_keyboard_alone_and_is_there_after_saving(paragraph: Any) -> None:
    editor = paragraph("<p>Pictures are kept.</p>")
    term = factories.term("Rendition", definition="A picture in one size.")

    editor.press("Control+Alt+f")
    editor.answer(NOTE)
    editor.write(" Each ")
    editor.press("Control+Alt+g")
    editor.choose_term("rend")
    editor.write(" is an ")
    editor.press("Control+Alt+a")
    editor.answer("AVIF", "AV1 Image File Format")
    editor.write(".")

    stored = editor.saved("AVIF", ".</p>")
    assert re.sub(r' data-block-key="\w+"', "", UUID.sub('<footnote id="…"', stored)) == (
        f'<p>Pictures are kept.<footnote id="…" text="{NOTE}">*</footnote>'
        f' Each <a linktype="term" id="{term.pk}">Rendition</a> is an <abbr title="AV1 Image File Format">AVIF</abbr>.</p>'
    )
    editor.open()
    expect(editor.text).to_have_text("Pictures are kept.* Each Rendition is an AVIF.")
    expect(editor.entity("term")).to_have_text("Rendition")
    expect(editor.entity("abbreviation")).to_have_text("AVIF")
    expect(editor.entity("footnote")).to_have_count(1)


def test_text_that_is_selected_becomes_the_term_and_the_search(paragraph: Any) -> None:
    editor = paragraph("<p>renditions</p>")
    term = factories.term("Rendition")
    factories.term("Collection")
    editor.press("Control+a", "Control+Alt+g")
    editor.choose_term()
    editor.write(" are made.")
    assert f'<a linktype="term" id="{term.pk}">renditions</a> are made.' in editor.saved("are made.")


def test_a_term_can_be_defined_where_it_is_needed(paragraph: Any) -> None:
    editor = paragraph("<p>focal point</p>")
    editor.press("Control+a", "Control+Alt+g")
    window = editor.page.locator(".modal")
    window.get_by_role("tab", name="New term").click()
    expect(window.get_by_role("textbox", name="Term*")).to_have_value("focal point")
    window.get_by_label("Definition").fill("What must stay in the picture.")
    window.get_by_role("button", name="Define").click()
    editor.wait_for_focus()
    stored = editor.saved("linktype")
    term = Term.objects.get()
    assert f'<a linktype="term" id="{term.pk}">focal point</a>' in stored
    assert (term.name, term.slug, term.live, term.live_revision is not None) == ("focal point", "focal-point", True, True)


def test_boxes_tell_what_readers_will_see_and_change_it(paragraph: Any) -> None:
    gone = factories.term("Gone", live=False, definition="Not out yet.")
    editor = paragraph(f'<p><a linktype="term" id="{gone.pk}">One</a> and <abbr title="Old">two</abbr></p>')
    box = editor.click("term")
    expect(box).to_contain_text("Not out yet.")
    expect(box).to_contain_text("This term is not published.")
    editor.press("Escape")
    expect(box).to_have_count(0)

    box = editor.click("abbreviation")
    expect(box).to_contain_text("Old")
    box.get_by_role("button", name="Edit").click()
    editor.answer("New")
    editor.click("term", "Remove")
    editor.saved('>One and <abbr title="New">two</abbr>')


def test_a_footnote_keeps_its_identifier_when_its_text_changes_and_goes_with_its_mark(paragraph: Any) -> None:
    identifier = "0d2b3a52-3c6e-4f6e-9a57-0f6f0e8e1a11"
    editor = paragraph(f'<p>Said.<footnote id="{identifier}" text="Old">*</footnote></p>')
    editor.click("footnote", "Edit")
    editor.answer("New")
    assert UUID.findall(editor.saved('text="New"')) == [identifier]

    editor.open()
    editor.click("footnote", "Remove")
    expect(editor.text).to_have_text("Said.")
    editor.press("Control+z")
    expect(editor.entity("footnote")).to_have_count(1)


def test_a_copied_footnote_that_gets_another_text_becomes_a_note_of_its_own(paragraph: Any) -> None:
    identifier = "0d2b3a52-3c6e-4f6e-9a57-0f6f0e8e1a11"
    editor = paragraph(f'<p>Said.<footnote id="{identifier}" text="Old">*</footnote></p>')
    editor.press("Control+a", "Control+c", "Control+End", "Control+v")
    expect(editor.entity("footnote")).to_have_count(2)
    assert UUID.findall(editor.saved("<footnote", times=2)) == [identifier, identifier]

    editor.open()
    editor.click("footnote", "Edit")
    editor.answer("New")
    first, second = UUID.findall(editor.saved('text="New"'))
    assert first == identifier != second


def test_the_dialog_is_left_by_escape_and_the_text_goes_on_where_it_was(paragraph: Any) -> None:
    editor = paragraph("<p>One three</p>")
    editor.press(*["ArrowLeft"] * len("three"))
    editor.press("Control+Alt+f")
    expect(editor.dialog.get_by_role("textbox", name="Note")).to_be_focused()
    expect(editor.page.get_by_role("dialog", name="Insert a footnote")).to_be_visible()
    editor.press("Control+Enter")
    expect(editor.dialog).to_contain_text("This field is required.")
    editor.press("Escape")
    editor.wait_for_focus()
    editor.write("two ")
    expect(editor.text).to_have_text("One two three")


def test_everything_is_in_the_slash_menu(paragraph: Any) -> None:
    editor = paragraph("<p></p>")
    editor.write("/footn")
    expect(editor.page.get_by_role("option", name="Footnote")).to_be_visible()
    editor.press("Enter")
    editor.answer("From the menu.")
    assert 'text="From the menu.">*</footnote>' in editor.saved("menu")
