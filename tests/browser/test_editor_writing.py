"""Writing in the browser: the line that counts, a term that is linked by keyboard, the `/` menu."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from articles.models import ArticlePage
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def article(transactional_db: None) -> ArticlePage:
    factories.publication()
    factories.term("weir", definition="A low wall across a river.")
    return factories.article("Flood", body=[("paragraph", "<p>One two.</p>")], live=False)


def opened(page: Page, server: LiveServer, article: ArticlePage) -> None:
    """The article's editor, in the hands of a superuser, when it watches what is typed."""
    client = Client()
    client.force_login(factories.user(superuser=True))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.add_init_script("addEventListener('w-unsaved:watch-edits', () => { document.documentElement.dataset.watchesEdits = true; })")
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": server.url}])
    page.goto(server.url + reverse("wagtailadmin_pages:edit", args=(article.pk,)))
    page.wait_for_selector("html[data-watches-edits]")


def test_an_article_is_written_by_keyboard(browser_page: Page, live_server: LiveServer, article: ArticlePage) -> None:
    page = browser_page
    opened(page, live_server, article)
    expect(page.get_by_role("tab", name="Write")).to_have_attribute("aria-selected", "true")
    line = page.locator(".masthead-writing")
    expect(line).to_contain_text("2 words · 1 min read")

    text = page.locator("[contenteditable=true]").first
    text.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" The weir.")
    expect(line).to_contain_text("4 words")
    toggle = line.get_by_role("button", name="1 term to link")
    toggle.press("Enter")
    page.keyboard.press("Enter")
    expect(text.locator(".masthead-entity--term")).to_have_text("weir")
    expect(toggle).to_be_hidden()

    # A block from the paragraph's own menu. Nothing is chosen in it when it opens below the mouse and shrinks away from there.
    text.click()
    page.mouse.move(0, 0)
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.keyboard.type("/head")
    expect(page.get_by_role("option", name=re.compile("Heading")).first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    heading = page.locator("[name='body-1-value-text']")
    expect(heading).to_be_focused()
    page.keyboard.type("Upstream")
    # Editors can put a remark beside each field of a block.
    expect(page.locator("[data-contentpath='text']").get_by_role("button", name="Add Comment", include_hidden=True)).to_have_count(1)

    # And one from the picker, which is left and opened again.
    picker = page.get_by_role("button", name="Insert a block").last
    picker.press("Enter")
    search = page.get_by_role("combobox", name="Search options")
    expect(search).to_be_focused()
    page.keyboard.press("Escape")
    expect(picker).to_be_focused()
    page.keyboard.press("Enter")
    expect(search).to_be_focused()
    page.keyboard.type("quot")
    page.keyboard.press("Enter")
    expect(page.locator("[name='body-2-value-quote']")).to_be_focused()
    page.keyboard.type("It held.")

    # It is saved while it is written.
    kinds = ["paragraph", "heading", "pull_quote"]
    for _attempt in range(60):
        saved = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object().body
        if [block.block_type for block in saved] == kinds and saved[2].value["quote"] == "It held.":
            break
        page.wait_for_timeout(200)
    assert [block.block_type for block in saved] == kinds
    assert saved[1].value["text"] == "Upstream"
    assert 'linktype="term"' in saved[0].value.source
