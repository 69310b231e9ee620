"""Nothing that is typed is lost: two editors on one page, a connection that goes away, a session that ends, a window that dies."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from cms.content.models import StandardPage
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

#: Milliseconds: whole suites run beside these on small machines.
PATIENCE = 60_000
RECORDS = "Object.entries(localStorage).filter(([key]) => key.startsWith('masthead-saving:')).map(([, record]) => record)"


def sign_in(context: BrowserContext, server: LiveServer, user: Any) -> None:
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": server.url}])


class Editor:
    """One person's window with the editor of one page."""

    def __init__(self, context: BrowserContext, server: LiveServer, page: StandardPage, user: Any) -> None:
        self.context, self.server, self.model = context, server, page
        sign_in(context, server, user)
        self.page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.add_init_script("addEventListener('w-unsaved:watch-edits', () => { document.documentElement.dataset.watches = ''; })")
        self.open()

    def open(self) -> None:
        self.page.goto(f"{self.server.url}/admin/pages/{self.model.pk}/edit/")
        self.ready()

    def ready(self) -> None:
        self.page.wait_for_selector("html[data-watches]", state="attached")
        self.text = self.page.locator(".public-DraftEditor-content")

    def write(self, text: str) -> None:
        self.text.click()
        self.page.keyboard.press("Control+End")
        self.page.keyboard.type(text)
        expect(self.text).to_contain_text(text.strip())

    @property
    def notice(self) -> Any:
        return self.page.locator(".masthead-saving")

    def save(self) -> None:
        self.page.keyboard.press("Control+s")

    def saved(self, text: str) -> None:
        """Wait until the newest version has the text."""
        for _ in range(150):
            if text in self.newest():
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"{text!r} is not in {self.newest()!r}")

    def revision(self) -> Any:
        return StandardPage.objects.get(pk=self.model.pk).latest_revision

    def newest(self) -> str:
        return str(json.loads(self.revision().content["body"])[0]["value"])


def wait_for_records(page: Page, count: int, text: str = "") -> None:
    """Wait until so many unsaved forms with the text are kept on the device. (The admin's policy forbids waiting in the page itself.)"""
    for _ in range(100):
        if len([record for record in page.evaluate(RECORDS) if text in record]) == count:
            return
        page.wait_for_timeout(100)
    raise AssertionError(page.evaluate(RECORDS))


def look(page: Page, name: str) -> None:
    """Leave a picture where SCREENSHOTS says, for whoever works on this."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


@pytest.fixture
def about(live_server: LiveServer, transactional_db: None) -> StandardPage:
    factories.publication()
    return factories.standard_page("About", body=[("paragraph", "<p>Before.</p>")])


@pytest.fixture
def second_context(chromium: Browser, live_server: LiveServer) -> Any:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield context
    context.set_offline(True)
    context.close()


def test_two_editors_on_one_page_lose_nothing_and_the_second_is_told(
    context: BrowserContext, second_context: BrowserContext, live_server: LiveServer, about: StandardPage
) -> None:
    ada = Editor(context, live_server, about, factories.user(superuser=True, first_name="Ada", last_name="Morgan"))
    ben = Editor(second_context, live_server, about, factories.user(superuser=True, first_name="Ben", last_name="Okri"))
    ada.write(" Ada wrote this.")
    ada.saved("Ada wrote this.")
    ben.write(" Ben wrote that.")
    # Autosave stops, says so, and overwrites nothing.
    expect(ben.notice).to_contain_text("Ada Morgan saved a newer version")
    look(ben.page, "told")
    assert "Ben" not in ada.newest()
    ben.write(" And more.")
    ben.save()
    expect(ben.page.get_by_role("heading", name="Two versions")).to_be_visible()
    # Word by word: hers struck out, his added, what is the same in both stands once.
    said = ben.page.locator(".comparison")
    expect(said).to_have_count(1)
    assert [found.inner_text().strip() for found in said.locator(".deletion").all()] == ["Ada", "this."]
    assert [found.inner_text().strip() for found in said.locator(".addition").all()] == ["Ben", "that. And more."]
    look(ben.page, "two-versions")
    ben.page.set_viewport_size({"width": 390, "height": 800})
    look(ben.page, "two-versions-narrow")
    ben.page.set_viewport_size({"width": 1280, "height": 900})
    ben.page.get_by_role("button", name="Keep mine").click()
    ben.page.wait_for_url("**/edit/")
    ben.saved("Before. Ben wrote that. And more.")
    contents = [row.content["body"] for row in about.revisions.all()]
    assert any("Ada wrote this." in content for content in contents)
    # Hers went under, and she is told too, with the same choice.
    ada.write(" Ada goes on.")
    expect(ada.notice).to_contain_text("Ben Okri saved a newer version")
    assert "Ada" not in ben.newest()


def test_what_a_script_fills_in_while_an_autosave_is_on_its_way_is_saved_after_it(
    context: BrowserContext, live_server: LiveServer, about: StandardPage
) -> None:
    editor = Editor(context, live_server, about, factories.user(superuser=True))
    # As a picture's upload ends: nobody has pressed a key, and Wagtail takes what is there when its answer comes for saved.
    editor.page.evaluate(
        """() => {
          let times = 0;
          addEventListener('w-autosave:success', () => {
            times += 1;
            if (times < 4) document.getElementById('id_title').value = `Filled in ${times}`;
          }, true);
        }"""
    )
    editor.write(" Typed.")
    editor.saved("Typed.")
    for _ in range(150):
        if editor.revision().content["title"] == "Filled in 3":
            break
        editor.page.wait_for_timeout(100)
    else:
        raise AssertionError(editor.revision().content["title"])
    # And that is the end of it, but for one repetition by Wagtail.
    sent: list[str] = []
    editor.page.on("request", lambda request: sent.append(request.url) if request.method == "POST" and "/edit/" in request.url else None)
    editor.page.wait_for_timeout(2_500)
    assert len(sent) < 2
    wait_for_records(editor.page, 0)


def test_a_new_page_goes_on_being_saved_when_the_answer_after_its_first_save_is_lost(
    context: BrowserContext, live_server: LiveServer, about: StandardPage
) -> None:
    editor = Editor(context, live_server, about, factories.user(superuser=True))
    lost: list[str] = []

    def lose(route: Route) -> None:
        lost.append(route.request.url)
        route.abort()

    editor.page.route("**/edit/?_w_hydrate_create_view=1", lose, times=1)
    parent = about.get_parent().pk
    editor.page.goto(f"{live_server.url}/admin/pages/add/content/standardpage/{parent}/")
    editor.page.wait_for_selector("html[data-watches]", state="attached")
    editor.page.locator("#id_title").fill("Imprint")
    expect(editor.notice).to_contain_text("The connection is away", timeout=PATIENCE)
    assert lost
    editor.page.locator("#id_title").fill("Imprint and privacy")
    expect(editor.notice).to_contain_text("everything is saved", timeout=PATIENCE)
    pages = StandardPage.objects.exclude(pk=about.pk)
    assert [page.latest_revision.content["title"] for page in pages] == ["Imprint and privacy"]


def test_ten_minutes_without_a_connection_lose_no_word(context: BrowserContext, live_server: LiveServer, about: StandardPage) -> None:
    editor = Editor(context, live_server, about, factories.user(superuser=True))
    editor.page.clock.install()
    editor.open()
    editor.write(" One.")
    editor.page.clock.run_for(3_000)
    editor.saved("One.")
    context.set_offline(True)
    for minute in range(1, 11):
        editor.write(f" Minute {minute}.")
        editor.page.clock.run_for(60_000)
    expect(editor.notice).to_contain_text("The connection is away")
    look(editor.page, "away")
    assert "Minute" not in editor.newest()
    # Pressing "Save" leads nowhere, and loses nothing.
    editor.save()
    expect(editor.notice).to_be_visible()
    expect(editor.text).to_contain_text("Minute 10.")
    wait_for_records(editor.page, 1)
    context.set_offline(False)
    expect(editor.notice).to_contain_text("everything is saved")
    editor.saved("Before. One. " + " ".join(f"Minute {minute}." for minute in range(1, 11)))
    editor.page.clock.run_for(6_000)
    expect(editor.notice).to_be_hidden()
    wait_for_records(editor.page, 0)


def test_after_a_crash_the_work_is_offered_compared_and_restored(
    context: BrowserContext, live_server: LiveServer, about: StandardPage
) -> None:
    user = factories.user(superuser=True)
    editor = Editor(context, live_server, about, user)
    context.set_offline(True)
    editor.write(" Written before the crash.")
    wait_for_records(editor.page, 1, "before the crash.")
    editor.page.close(run_before_unload=False)
    context.set_offline(False)

    editor = Editor(context, live_server, about, user)
    offer = editor.page.locator(".masthead-offer")
    expect(offer).to_contain_text("kept on this device")
    look(editor.page, "offer")
    offer.get_by_role("button", name="Compare and restore").click()
    expect(editor.page.locator(".comparison .addition")).to_have_text("Written before the crash.")
    look(editor.page, "review")
    assert "crash" not in editor.newest()
    editor.page.get_by_role("button", name="Restore it in the editor").click()
    expect(editor.text).to_contain_text("Before. Written before the crash.")
    editor.saved("Before. Written before the crash.")
    # It is saved, so it is no longer here; and the form goes on saving what comes after.
    wait_for_records(editor.page, 0)
    editor.page.wait_for_timeout(2_200)
    editor.write(" After it.")
    editor.saved("crash. After it.")


def test_after_the_session_has_ended_one_signs_in_in_another_tab_and_goes_on(
    context: BrowserContext, live_server: LiveServer, about: StandardPage
) -> None:
    user = factories.user("ada@example.org", superuser=True)
    editor = Editor(context, live_server, about, user)
    Session.objects.all().delete()
    editor.write(" Written while signed out.")
    expect(editor.notice).to_contain_text("You are signed out")
    look(editor.page, "signed-out")
    with context.expect_page() as opened:
        editor.page.get_by_role("link", name="Sign in in a new tab").click()
    tab = opened.value
    tab.get_by_label("Email").fill("ada@example.org")
    tab.get_by_label("Password").fill("a long enough password")
    tab.get_by_role("button", name="Sign in").click()
    tab.wait_for_url("**/admin/")
    editor.page.bring_to_front()
    editor.page.evaluate("dispatchEvent(new Event('focus'))")
    editor.saved("Written while signed out.")
    # Forms were made with another session's token: a save by hand works too.
    editor.write(" By hand.")
    editor.save()
    editor.page.wait_for_selector(".messages .success")
    editor.saved("By hand.")
    wait_for_records(editor.page, 0)


def test_signing_out_asks_and_takes_the_work_from_the_device(context: BrowserContext, live_server: LiveServer, about: StandardPage) -> None:
    editor = Editor(context, live_server, about, factories.user(superuser=True))
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.accept()

    editor.page.on("dialog", answer)
    editor.page.route(
        f"**/admin/pages/{about.pk}/edit/", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    editor.write(" Not for others.")
    wait_for_records(editor.page, 1)
    editor.page.evaluate(
        """() => {
          const form = Object.assign(document.createElement('form'), { method: 'post', action: '/admin/logout/' });
          form.append(document.querySelector('input[name=csrfmiddlewaretoken]').cloneNode());
          document.body.append(form);
          form.requestSubmit();
        }"""
    )
    editor.page.wait_for_url("**/login/**")
    assert asked[0].startswith("Work that is not saved is kept on this device")
    wait_for_records(editor.page, 0)
