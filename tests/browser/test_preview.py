"""A draft in the panel and on a frontend of another origin, while it is written; what is clicked on; a link for somebody else."""

import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.conf import LazySettings, settings as django_settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Error as PlaywrightError, Frame, FrameLocator, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import factories
from tests.preview.frontend import Site, running

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

#: A page that tells every window around it everything that a preview may be told, and counts how often.
SHOUTING = """<!doctype html><script>
const said = [
  {masthead: {type: 'edit', source: 'content.StandardPage:1/title'}}, {masthead: {type: 'expired', detail: 'stolen'}},
  {masthead: {type: 'refresh'}}, {masthead: {type: 'update'}}, {masthead: 'ready'}, {masthead: null}, null,
  {wagtail: {type: 'w-preview:set-scroll-position', x: 0, y: 1500}},
];
let times = 0;
const shout = () => {
  for (const heard of [parent, parent.parent, top]) for (const message of said) heard.postMessage(message, '*');
  if (++times < 10) setTimeout(shout, 50);
};
shout();
</script>"""
#: Milliseconds for what takes one: machines that test have other things to do.
PATIENCE = 45_000
WATCHES = "addEventListener('w-unsaved:watch-edits', () => { document.documentElement.dataset.watches = ''; })"


@pytest.fixture(autouse=True)
def _patience() -> Iterator[None]:
    expect.set_options(timeout=PATIENCE)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture
def frontend(live_server: LiveServer, transactional_db: None, settings: LazySettings) -> Iterator[Site]:
    """A publication with a frontend on another port."""
    factories.publication()
    # One host on both sides, as on the machine of somebody who is trying this out.
    url = live_server.url.replace("127.0.0.1", "localhost")
    settings.SITE_URL = settings.EDITING_URL = url
    settings.ALLOWED_HOSTS = ["localhost"]
    site = factories.site()
    site.hostname, site.port = "localhost", int(url.rpartition(":")[2])
    site.save()
    with running(Site(api=url, editor=url)) as made:
        settings.FRONTENDS = [made.frontend]
        yield made


class Editor:
    """An editor's window, with the preview panel beside the form."""

    def __init__(self, page: Page, frontend: Site) -> None:
        self.page, self.frontend = page, frontend
        page.set_default_timeout(PATIENCE)
        page.add_init_script(WATCHES)
        client = Client()
        client.force_login(factories.user("chief@example.org", superuser=True))
        cookie = client.cookies[django_settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": cookie, "url": frontend.api}])

    def open(self, path: str) -> None:
        self.page.goto(f"{self.frontend.api}/admin/{path}")
        self.page.wait_for_selector("html[data-watches]", state="attached")
        if not self.page.locator("#w-preview-iframe").is_visible():
            self.page.locator("[data-side-panel-toggle='preview']").click()
        expect(self.own.get_by_text("Preview: this is not public.")).to_be_visible()

    def edit(self, page: Any) -> None:
        self.open(f"pages/{page.pk}/edit/")

    def show_on(self, name: str) -> None:
        self.page.get_by_label("Shown on").first.select_option(label=name)

    @property
    def title(self) -> Any:
        return self.page.locator("#id_title")

    @property
    def own(self) -> FrameLocator:
        """What the panel shows: our site, or the frame around a frontend."""
        return self.page.frame_locator("#w-preview-iframe")

    @property
    def external(self) -> FrameLocator:
        """The frontend's page in the panel."""
        return self.own.frame_locator("iframe.frame")

    def inner(self) -> Frame:
        for _ in range(PATIENCE // 100):
            for frame in self.page.frames:
                if frame.url.startswith(self.frontend.frontend.origin):
                    return frame
            self.page.wait_for_timeout(100)
        raise AssertionError("the frontend is not in the panel")

    def found(self, name: Any) -> Any:
        """The place in the form that a click in the preview has led to, while it is pointed out."""
        return self.page.locator(f"[data-contentpath='{name}'].masthead-found")

    def wait_until(self, script: str, expected: object) -> None:
        """Wait until the frontend's page says so. (Its policy forbids waiting in the page itself.)"""
        seen = None
        for _ in range(PATIENCE // 100):
            with suppress(PlaywrightError):  # it is being loaded anew
                if (seen := self.inner().evaluate(script)) == expected:
                    return
            self.page.wait_for_timeout(100)
        raise AssertionError(seen)


@pytest.fixture
def editor(context: BrowserContext, browser_page: Page, frontend: Site) -> Editor:
    return Editor(browser_page, frontend)


def tides() -> Any:
    body = [("heading", {"text": "Why", "level": "h2"}), ("paragraph", "<p>The moon.</p>"), ("paragraph", "<p>The sun.</p>")]
    return factories.standard_page("Tides", body=body)


def test_typing_appears_on_our_site_and_a_click_leads_to_the_block(editor: Editor, record_property: Any) -> None:
    page = tides()
    editor.edit(page)
    began = time.monotonic()
    editor.title.fill("Spring tides")
    expect(editor.own.get_by_role("heading", name="Spring tides")).to_be_visible()
    record_property("typed, seen on our site", f"{time.monotonic() - began:.2f} s")
    editor.own.get_by_text("The sun.").click()
    expect(editor.found(page.body[2].id)).to_contain_text("The sun.")
    editor.own.get_by_role("heading", name="Spring tides").click()
    expect(editor.title).to_be_focused()
    assert len(editor.page.context.pages) == 1


def test_a_frontend_follows_the_form_keeps_its_place_and_leads_back_to_the_block(
    editor: Editor, frontend: Site, record_property: Any
) -> None:
    page = tides()
    editor.edit(page)
    editor.show_on("Reader app")
    expect(editor.external.get_by_role("heading", name="Tides")).to_be_visible()
    exchanges = sum("token=" in path for path in frontend.seen)
    editor.inner().evaluate("scrollTo(0, 600)")
    began = time.monotonic()
    editor.title.fill("Neap tides")
    expect(editor.external.get_by_role("heading", name="Neap tides")).to_have_count(1)
    record_property("typed, seen on a frontend", f"{time.monotonic() - began:.2f} s")
    editor.wait_until("scrollY", 600)
    assert sum("token=" in path for path in frontend.seen) == exchanges, "the session goes on"
    editor.inner().evaluate("scrollTo(0, 0)")
    editor.external.get_by_text("The moon.").click()
    expect(editor.found(page.body[1].id)).to_contain_text("The moon.")

    # A page that pretends to be another, or a window that is no preview, is not heard.
    message = "{ masthead: { type: 'edit', source: 'content.StandardPage:1/title' } }"
    editor.page.evaluate(f"() => postMessage({message}, '*')")
    editor.inner().evaluate(f"() => parent.parent.postMessage({message}, '*')")
    editor.page.wait_for_timeout(300)
    assert len(editor.page.context.pages) == 1

    # With another slug it stands elsewhere, and is followed there.
    editor.page.get_by_role("tab", name="Promote").click()
    editor.page.locator("#id_slug").fill("neap")
    editor.wait_until("location.pathname", "/neap/")


def test_a_new_article_below_a_draft_and_a_frontend_that_does_not_answer(editor: Editor, frontend: Site) -> None:
    desk = factories.desk()
    hidden = factories.add(desk, type(desk)(title="New desk", slug="new-desk"), live=False)
    editor.open(f"pages/add/articles/articlepage/{hidden.pk}/")
    editor.title.fill("First story")
    expect(editor.own.get_by_role("heading", name="First story")).to_be_visible()
    editor.show_on("Reader app")
    expect(editor.external.get_by_role("heading", name="First story")).to_be_visible()
    # It stops answering as it should: the panel says why, and shows the draft again when that has been mended.
    preview, frontend.preview = frontend.preview, lambda token: (200, {}, "<!doctype html><p>Something else</p>")  # type: ignore[method-assign]
    with suppress(PlaywrightError):  # it was saved for the first time at this moment, and has a new panel
        editor.own.locator("body").evaluate("() => location.reload()")
    expect(editor.own.get_by_role("heading", name="Reader app does not answer.")).to_be_visible()
    expect(editor.own.get_by_text("answered 200 without exchanging the token")).to_be_visible()
    frontend.preview = preview  # type: ignore[method-assign]
    editor.own.get_by_role("button", name="Try again").click()
    expect(editor.external.get_by_role("heading", name="First story")).to_be_visible()


def test_a_snippet_on_a_frontend(editor: Editor) -> None:
    term = factories.term("Ebb", definition="When water goes.")
    views: Any = type(term)
    editor.open(f"{views.snippet_viewset.url_prefix}/edit/{term.pk}/")
    editor.show_on("Reader app")
    expect(editor.external.get_by_text("When water goes.")).to_be_visible()
    editor.page.locator("#id_definition").fill("When water leaves.")
    expect(editor.external.get_by_text("When water leaves.")).to_be_visible()


def test_a_link_for_somebody_else_until_it_is_revoked(editor: Editor, frontend: Site, chromium: Browser) -> None:
    page = factories.standard_page("Tides", live=False)
    editor.edit(page)
    editor.page.get_by_text("Share links").click()
    editor.page.get_by_role("button", name="Make a link").click()
    made = editor.page.locator("#masthead-made")
    expect(made).to_be_visible()
    link = made.input_value()
    assert link.startswith(f"{frontend.api}/shared/#")
    visitor = chromium.new_context()
    window = visitor.new_page()
    window.set_default_timeout(PATIENCE)
    window.goto(link)
    expect(window.get_by_role("heading", name="Tides")).to_be_visible()
    expect(window.get_by_text("Draft, shared with you until")).to_be_visible()
    assert window.url == f"{frontend.api}/shared/draft/"
    editor.page.get_by_role("button", name="Revoke").click()
    expect(editor.page.get_by_text("Revoked")).to_be_visible()
    window.reload()
    expect(window.get_by_text("was taken back")).to_be_visible()
    visitor.close()


def test_a_preview_in_a_tab_follows_the_form(editor: Editor) -> None:
    page = tides()
    editor.edit(page)
    with editor.page.context.expect_page() as opened:
        editor.page.get_by_label("Preview in new tab").click()
    tab = opened.value
    expect(tab.get_by_role("heading", name="Tides")).to_be_visible()
    editor.title.fill("Spring tides")
    expect(tab.get_by_role("heading", name="Spring tides")).to_be_visible()
    editor.page.locator("[data-side-panel-toggle='preview']").click()
    editor.title.fill("Neap tides")
    expect(tab.get_by_role("heading", name="Neap tides")).to_be_visible()


def test_why_the_panel_shows_nothing_is_said(context: BrowserContext, frontend: Site) -> None:
    """A frontend that answers otherwise than it should, and a form whose page was deleted. (Its console shows the errors.)"""
    editor = Editor(context.new_page(), frontend)
    desk = factories.desk()
    doomed = factories.add(desk, type(desk)(title="Doomed desk", slug="doomed"))
    editor.open(f"pages/add/articles/articlepage/{doomed.pk}/")
    editor.title.fill("First story")
    editor.show_on("Reader app")
    expect(editor.external.get_by_role("heading", name="First story")).to_be_visible()
    exchange = frontend.preview
    elsewhere = {"Location": "http://localhost.example.org/"}
    for answer, words in (
        ((500, {}, "<!doctype html><p>Something broke</p>"), "answered 500 without exchanging the token"),
        ((302, elsewhere, ""), "redirects to http://localhost.example.org"),
    ):
        frontend.preview = lambda token, answer=answer: answer  # type: ignore[method-assign,misc]
        editor.own.locator("body").evaluate("() => location.reload()")
        expect(editor.own.get_by_text(words)).to_be_visible()
    frontend.preview = exchange  # type: ignore[method-assign]
    editor.own.get_by_role("button", name="Try again").click()
    expect(editor.external.get_by_role("heading", name="First story")).to_be_visible()

    doomed.delete()
    editor.title.fill("Second story")
    expect(editor.page.get_by_text("This, or the page above it, was deleted in the meantime.")).to_be_visible()


def test_nobody_but_the_frontend_is_heard_and_its_words_are_words(editor: Editor, frontend: Site) -> None:
    """A page of an origin that looks like the frontend's, within it; then the frontend itself, with markup for the editor."""
    drawn, pages = frontend.drawn, frontend.page
    look_alike = frontend.frontend.origin.replace("localhost", "127.0.0.1")
    frontend.drawn = lambda draft: drawn(draft) + f'<iframe src="{look_alike}/shouting"></iframe>'  # type: ignore[method-assign]
    frontend.page = lambda path, session: (  # type: ignore[method-assign]
        (200, {}, SHOUTING) if path == "/shouting" else pages(path, session)
    )
    editor.edit(tides())
    editor.show_on("Reader app")
    expect(editor.external.get_by_role("heading", name="Tides")).to_be_visible()
    editor.wait_until("scrollY", 0)
    around = editor.own.locator("body")
    expect(around).to_have_attribute("data-state", "stands")
    asked = len(frontend.seen)

    shouting = next(frame for frame in editor.page.frames if frame.url == f"{look_alike}/shouting")
    while shouting.evaluate("times") < 10:
        editor.page.wait_for_timeout(50)
    assert (len(frontend.seen), editor.inner().evaluate("scrollY"), len(editor.page.context.pages)) == (asked, 0, 1)
    expect(around).to_have_attribute("data-state", "stands")

    words = "<img src=x onerror=document.body.remove()>" + "x" * 1000
    ended = "words => parent.postMessage({masthead: {type: 'expired', detail: words}}, '*')"
    editor.inner().evaluate(ended, words)
    while not any("token=" in path for path in frontend.seen[asked:]):  # once it is opened anew by itself
        editor.page.wait_for_timeout(50)
    expect(around).to_have_attribute("data-state", "stands")
    editor.inner().evaluate(ended, words)
    expect(editor.own.locator("[data-words]")).to_have_text(words[:500])
    assert editor.own.locator("img").count() == 0
