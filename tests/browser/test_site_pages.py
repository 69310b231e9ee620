"""The pages that visitors read: accessible in both schemes, on a phone and on a desk, by keyboard, in large letters, without scripts."""

import gzip
import re
from importlib.resources import files
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.site_pages import publication

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
PHONE, DESK = ViewportSize(width=360, height=740), ViewportSize(width=1280, height=800)
#: How far a page may move by itself, as browsers measure it.
MOST_SHIFT = 0.002


def violations(page: Page, *rules: str) -> list[str]:
    """What axe finds on the page by these rules, or by all: any impact."""
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = {"type": "rule", "values": rules}
    found = page.evaluate("(options) => axe.run(document, options)", options)["violations"]
    return [f"{rule['id']} {node['target']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


def too_wide(page: Page) -> bool:
    """Whether the page scrolls sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def test_every_page_is_accessible_in_both_schemes_at_both_sizes_and_in_large_letters(
    context: BrowserContext, live_server: LiveServer
) -> None:
    browser_page = context.new_page()
    browser_page.add_init_script(AXE)
    browser_page.add_init_script(
        "window.shift = 0; new PerformanceObserver((list) => { for (const moved of list.getEntries()) window.shift += moved.value; })"
        ".observe({ type: 'layout-shift', buffered: true });"
    )
    problems: dict[str, list[str]] = {}
    for name, address in publication().items():
        found: list[str] = []
        browser_page.emulate_media(color_scheme="light")
        browser_page.set_viewport_size(PHONE)
        browser_page.goto(live_server.url + address)
        found += violations(browser_page)
        found += ["wider than a phone"] if too_wide(browser_page) else []
        browser_page.emulate_media(color_scheme="dark")
        found += violations(browser_page, "color-contrast", "link-in-text-block")
        browser_page.set_viewport_size(DESK)
        browser_page.emulate_media(color_scheme="light")
        browser_page.goto(live_server.url + address)
        shift = browser_page.evaluate("window.shift")
        found += [f"moved by {shift}"] if shift > MOST_SHIFT else []
        found += violations(browser_page)
        browser_page.emulate_media(color_scheme="dark")
        found += violations(browser_page, "color-contrast", "link-in-text-block")
        browser_page.evaluate("document.documentElement.style.fontSize = '200%'")
        found += ["too wide in large letters"] if too_wide(browser_page) else []
        if found:
            problems[name] = found
    assert not problems, "\n".join(f"{name}\n  " + "\n  ".join(found) for name, found in problems.items())


def test_fingers_find_everything_where_typefaces_do_not_arrive(context: BrowserContext, live_server: LiveServer) -> None:
    context.route("**/*.woff2", lambda route: route.abort())
    page = context.new_page()
    page.add_init_script(AXE)
    page.set_viewport_size(PHONE)
    found: dict[str, list[str]] = {}
    for name, address in publication().items():
        page.goto(live_server.url + address)
        page.evaluate("document.querySelectorAll('main *').forEach((element) => { element.style.contentVisibility = 'visible' })")
        if problems := violations(page, "target-size"):
            found[name] = problems
    assert not found, found


def test_a_page_can_be_read_by_keyboard_and_shows_definitions_in_place(browser_page: Page, live_server: LiveServer) -> None:
    address = live_server.url + publication()["article"]
    browser_page.goto(address)

    browser_page.keyboard.press("Tab")
    expect(browser_page.locator(".skip")).to_be_focused()
    browser_page.keyboard.press("Enter")
    expect(browser_page.locator("main")).to_be_focused()

    term = browser_page.locator("a.term").first
    term.focus()
    browser_page.keyboard.press("Enter")
    note = browser_page.locator(".definition-note:popover-open")
    expect(note).to_contain_text("canary")
    browser_page.keyboard.press("Escape")
    expect(note).to_have_count(0)

    browser_page.get_by_role("navigation", name="On this page").get_by_role("link", name="The sea").click()
    expect(browser_page.locator(".toc [aria-current]")).to_have_text("The sea")

    browser_page.locator(".footnote-ref a").first.click()
    expect(browser_page.locator(".footnotes li:target")).to_contain_text("As the miller told it.")
    browser_page.locator(".footnotes li:target .footnote-back").click()
    assert browser_page.url.partition("#")[2].startswith("fnref-")


def test_a_phone_without_scripts_has_everything(chromium: Browser, live_server: LiveServer, transactional_db: None) -> None:
    addresses = publication()
    context = chromium.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + addresses["part of a series"])
    for part in (page.get_by_role("heading", level=1), page.locator(".standfirst"), page.locator(".head .byline time").first):
        expect(part).to_be_in_viewport()

    page.goto(live_server.url + addresses["article"])
    page.get_by_role("button", name="Menu").click()
    menu = page.get_by_role("navigation", name="Main")
    expect(menu).to_be_visible()
    page.get_by_role("button", name="Close").click()
    expect(menu).to_be_hidden()
    page.get_by_text("On this page").click()
    page.get_by_role("navigation", name="On this page").get_by_role("link", name="The mill").click()
    expect(page.get_by_role("heading", name="The mill")).to_be_in_viewport()

    page.goto(live_server.url + addresses["topic"])
    expect(page.locator(".newest .card-title")).to_be_in_viewport()
    context.close()


def test_an_article_is_small() -> None:
    page = Client().get(publication()["article"]).content
    sheets = [finders.find(path.split("/static/")[1]) for path in re.findall(r'href="([^"]+\.css)"', page.decode()) if "/static/" in path]
    script = finders.find("site/site.js")

    def compressed(*parts: bytes) -> int:
        return sum(len(gzip.compress(part)) for part in parts)

    def read(path: Any) -> bytes:
        with open(path, "rb") as file:  # noqa: PTH123 - the finder gives a string
            return file.read()

    assert compressed(page, *map(read, sheets)) < 60_000
    assert compressed(read(script)) < 15_000
