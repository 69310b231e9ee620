"""The search page: by keyboard alone, without a script, and for axe."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import LazySettings
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import factories

pytestmark = pytest.mark.browser


@pytest.fixture
def articles(live_server: LiveServer, settings: LazySettings) -> None:
    settings.SITE_URL = live_server.url
    factories.publication()
    site = factories.site()
    site.hostname, site.port = "localhost", int(live_server.url.rsplit(":", 1)[1])
    site.save()
    topics, authors = [factories.topic("Tides")], [factories.author("Nell Bly")]
    for title in ("Why the tide comes twice", "The oldest tide table"):
        factories.article(title, topics=topics, authors=authors, body=[("paragraph", "<p>The tide comes in.</p>")])


def test_searching_by_keyboard(articles: None, browser_page: Page, live_server: LiveServer) -> None:
    browser_page.goto(f"{live_server.url}/search/")
    field = browser_page.get_by_role("combobox")
    field.focus()
    browser_page.keyboard.type("tid")
    options = browser_page.get_by_role("option")
    expect(options).to_have_count(3)
    expect(field).to_have_attribute("aria-expanded", "true")
    browser_page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", "search-suggestions-0")
    browser_page.keyboard.press("Escape")
    expect(browser_page.get_by_role("listbox")).to_be_hidden()
    browser_page.keyboard.type("e")
    expect(options).to_have_count(3)
    browser_page.keyboard.press("ArrowDown")
    browser_page.keyboard.press("Enter")
    browser_page.wait_for_url("**/topics/tides/")
    browser_page.goto(f"{live_server.url}/search/")
    field.focus()
    browser_page.keyboard.type("tide table")
    browser_page.keyboard.press("Enter")
    browser_page.wait_for_url("**/search/?q=tide+table")
    expect(browser_page.locator(".search-list h3").first).to_contain_text("The oldest tide table")
    for width in (360, 1280):
        browser_page.set_viewport_size({"width": width, "height": 900})
        assert Axe().run(browser_page).response["violations"] == []
        assert browser_page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_searching_without_a_script(articles: None, chromium: Browser, live_server: LiveServer) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/search/")
    page.get_by_label("Search this publication").fill("tide")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".search-list h3")).to_have_count(3)
    page.get_by_role("link", name="Articles 2").click()
    expect(page.locator(".search-list h3")).to_have_count(2)
    context.close()
