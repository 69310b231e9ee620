"""A draft in the panel and on a frontend of another origin, while it is written; what is clicked on; a link for somebody else."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import LazySettings, settings as django_settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect
from pytest_django.live_server_helper import LiveServer

from articles.models import ArticlePage
from tests import factories
from tests.preview.frontend import Site, running

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


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
        settings.ADMIN_CSP = {**settings.ADMIN_CSP, "frame-src": ["'self'", made.frontend.origin]}
        yield made


@pytest.fixture
def editor(context: BrowserContext, browser_page: Page, frontend: Site) -> Page:
    """The editor's window, signed in."""
    client = Client()
    client.force_login(factories.user("chief@example.org", superuser=True))
    cookie = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": cookie, "url": frontend.api}])
    return browser_page


def open_panel(page: Page, url: str) -> None:
    page.goto(url)
    page.wait_for_load_state()
    page.get_by_role("button", name="Toggle preview").click()
    page.wait_for_selector("#w-preview-iframe[src]")


def choose(page: Page, label: str) -> None:
    page.get_by_label("Shown on").select_option(label=label)


def own(page: Page) -> FrameLocator:
    return page.frame_locator("#w-preview-iframe")


def external(page: Page) -> FrameLocator:
    return own(page).frame_locator("iframe.frame")


def test_typing_appears_in_both_and_the_place_is_kept_and_a_click_leads_to_the_block(editor: Page, frontend: Site) -> None:
    body = [("heading", {"text": "Why", "level": "h2"}), ("paragraph", "<p>The moon.</p>"), ("paragraph", "<p>The sun.</p>")]
    page = factories.standard_page("Tides", body=body)
    open_panel(editor, f"{frontend.api}/admin/pages/{page.pk}/edit/")
    expect(own(editor).get_by_role("heading", name="Tides")).to_be_visible()
    title = editor.get_by_role("textbox", name="Title", exact=True).first
    title.fill("Spring tides")
    expect(own(editor).get_by_role("heading", name="Spring tides")).to_be_visible()

    # Click to edit, on our own site.
    own(editor).get_by_text("The sun.").click()
    block = page.body[2].id
    found = editor.locator(f"[data-contentpath='{block}'].masthead-found")
    expect(found).to_be_visible()
    expect(found).to_contain_text("The sun.")

    choose(editor, "Reader app")
    expect(external(editor).get_by_role("heading", name="Spring tides")).to_be_visible()
    inner = next(frame for frame in editor.frames if frame.url.startswith(frontend.frontend.origin))
    inner.evaluate("scrollTo(0, 600)")
    exchanges = sum("token=" in path for path in frontend.seen)
    title.fill("Neap tides")
    expect(external(editor).get_by_role("heading", name="Neap tides")).to_have_count(1)
    inner = next(frame for frame in editor.frames if frame.url.startswith(frontend.frontend.origin))
    for _ in range(50):
        if inner.evaluate("scrollY") == 600:
            break
        editor.wait_for_timeout(100)
    assert inner.evaluate("scrollY") == 600
    assert sum("token=" in path for path in frontend.seen) == exchanges, "the session goes on"

    # Click to edit, on the frontend.
    inner.evaluate("scrollTo(0, 0)")
    external(editor).get_by_text("The moon.").click()
    expect(editor.locator(f"[data-contentpath='{page.body[1].id}'].masthead-found")).to_be_visible()

    # A hostile page in a frame is not heard.
    editor.evaluate("""() => postMessage({ masthead: { type: 'edit', source: 'content.StandardPage:1/title' } }, '*')""")
    inner.evaluate("""() => parent.parent.postMessage({ masthead: { type: 'edit', source: 'content.StandardPage:1/title' } }, '*')""")
    editor.wait_for_timeout(200)
    assert len(editor.context.pages) == 1


def test_a_new_article_below_a_draft_and_a_frontend_that_goes_away(editor: Page, frontend: Site) -> None:
    desk = factories.desk()
    hidden = factories.add(desk, type(desk)(title="New desk", slug="new-desk"), live=False)
    open_panel(editor, f"{frontend.api}/admin/pages/add/articles/articlepage/{hidden.pk}/")
    title = editor.get_by_role("textbox", name="Title", exact=True).first
    title.fill("First story")
    choose(editor, "Reader app")
    expect(external(editor).get_by_role("heading", name="First story")).to_be_visible()
    assert not ArticlePage.objects.filter(live=True).exists()
    # It stops answering as it should: the panel says why.
    frontend.preview = lambda token: (200, {}, "<!doctype html><p>Something else</p>")  # type: ignore[method-assign]
    own(editor).locator("body").evaluate("() => location.reload()")
    expect(own(editor).get_by_role("heading", name="Reader app does not answer.")).to_be_visible(timeout=20_000)
    expect(own(editor).get_by_text("answered 200 without exchanging the token")).to_be_visible(timeout=20_000)


def test_a_snippet_on_the_frontend(editor: Page, frontend: Site) -> None:
    term = factories.term("Ebb", definition="When water goes.")
    views: Any = type(term)
    url = views.snippet_viewset.url_prefix
    open_panel(editor, f"{frontend.api}/admin/{url}/edit/{term.pk}/")
    choose(editor, "Reader app")
    expect(external(editor).get_by_text("When water goes.")).to_be_visible()
    editor.get_by_label("Definition").fill("When water leaves.")
    expect(external(editor).get_by_text("When water leaves.")).to_be_visible()


def test_a_link_for_somebody_else_until_it_is_revoked(editor: Page, frontend: Site, chromium: Browser) -> None:
    page = factories.standard_page("Tides", live=False)
    open_panel(editor, f"{frontend.api}/admin/pages/{page.pk}/edit/")
    editor.get_by_text("Share links").click()
    editor.get_by_role("button", name="Make a link").click()
    link = editor.locator("#masthead-made").input_value()
    assert link.startswith(f"{frontend.api}/shared/#")
    visitor = chromium.new_context()
    window = visitor.new_page()
    window.goto(link)
    expect(window.get_by_role("heading", name="Tides")).to_be_visible()
    expect(window.get_by_text("Draft, shared with you until")).to_be_visible()
    assert window.url == f"{frontend.api}/shared/draft/"
    editor.get_by_role("button", name="Revoke").click()
    expect(editor.get_by_text("Revoked")).to_be_visible()
    window.reload()
    expect(window.get_by_text("was taken back")).to_be_visible()
    visitor.close()
