"""The documentation of the API, in a browser that lets nothing run that its policy does not name."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.browser


def test_searching_narrows_the_documentation_and_links_lead_out_of_it(browser_page: Page, live_server: LiveServer) -> None:
    asked: list[str] = []
    browser_page.on("request", lambda request: asked.append(request.url))
    browser_page.goto(f"{live_server.url}/api/v2/docs/")
    heading, articles = browser_page.locator("#shape-HeadingBlock"), browser_page.locator("#call-articles")
    expect(articles).to_be_visible()
    browser_page.keyboard.press("/")
    browser_page.keyboard.type("headingblock")
    expect(browser_page.get_by_role("status")).to_have_text("1 found")
    expect(heading).to_be_visible()
    expect(articles).to_be_hidden()
    heading.get_by_text("Example").click()
    expect(heading.locator("pre")).to_contain_text('"type": "heading"')
    heading.get_by_role("link", name="HeadingContent").click()
    expect(browser_page.locator("#shape-HeadingContent")).to_be_in_viewport()
    assert all(url.startswith((live_server.url, "data:")) for url in asked)
