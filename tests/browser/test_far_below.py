"""What lies far below the screen is laid out when a reader comes near, and is there for whoever goes straight to it, or prints it."""

import json

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from tests import factories
from tests.browser.site_pages import WORDS, heading

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

#: What is inside a part that waits is not.
IS_LAID_OUT = "(element) => element.checkVisibility({ contentVisibilityAuto: true })"
#: `scroll-padding-top` and `scroll-margin-top` of a heading: a line each, on a phone.
TOP = 56


def long_article() -> str:
    """The path of an article whose paragraphs are shorter and longer than any guess, with a place that links lead to at its end."""
    factories.publication()
    parts = [{"type": "paragraph", "value": f"<p>{WORDS * (1 + number % 9)}</p>"} for number in range(60)]
    body = [heading("The source"), *parts[:50], heading("The mill"), *parts[50:], heading("The sea"), *parts[:10]]
    return str(factories.article("A long river", body=json.dumps(body)).get_url())


@pytest.fixture
def phone(browser_page: Page) -> Page:
    browser_page.set_viewport_size(ViewportSize(width=360, height=740))
    return browser_page


def test_text_far_below_waits_until_a_reader_comes_near(phone: Page, live_server: LiveServer) -> None:
    phone.goto(live_server.url + long_article())
    last = phone.locator(".colophon-name a")
    assert not last.evaluate(IS_LAID_OUT)
    assert phone.evaluate("window.find('The sea')"), "the words can be looked for"
    phone.keyboard.press("Control+a")
    assert phone.evaluate("getSelection().toString()").count("The river rises") > len(WORDS), "and copied"
    last.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport()
    assert last.evaluate(IS_LAID_OUT)


def test_a_link_to_a_place_leads_there_though_everything_above_it_was_a_guess(phone: Page, live_server: LiveServer) -> None:
    address = live_server.url + long_article()
    phone.goto(address)
    place = phone.get_by_role("heading", name="The sea")
    phone.get_by_text("On this page").click()
    phone.get_by_role("navigation", name="On this page").get_by_role("link", name="The sea").click()
    expect(place).to_be_in_viewport()
    phone.wait_for_function("(top) => Math.abs(document.querySelector(':target').getBoundingClientRect().top - top) < 2", arg=TOP)

    phone.goto("about:blank")
    phone.goto(f"{address}#the-mill")
    phone.wait_for_function("(top) => Math.abs(document.querySelector(':target').getBoundingClientRect().top - top) < 2", arg=TOP)


def test_paper_has_everything(phone: Page, live_server: LiveServer) -> None:
    phone.goto(live_server.url + long_article())
    phone.emulate_media(media="print")
    waiting = phone.evaluate(
        "[...document.querySelectorAll('*')].filter((one) => getComputedStyle(one).contentVisibility === 'auto').length"
    )
    assert waiting == 0


def test_it_needs_no_scripts(chromium: Browser, live_server: LiveServer, transactional_db: None) -> None:
    context = chromium.new_context(viewport=ViewportSize(width=360, height=740), java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}{long_article()}#the-sea")
    expect(page.get_by_role("heading", name="The sea")).to_be_in_viewport()
    context.close()
