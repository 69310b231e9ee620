"""Changing the front page in the browser: how many interactions it takes, and how long."""

import re
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def editor(context: BrowserContext, browser_page: Page, live_server: LiveServer) -> Page:
    """The browser of somebody who may do everything, on a publication with three stories."""
    factories.publication()
    topic = factories.topic()
    for day, title in enumerate(("Oldest", "Older", "Newest"), start=1):
        factories.article(title, topics=[topic], published_at=datetime(2026, 1, day, tzinfo=UTC))
    client = Client()
    client.force_login(factories.user(superuser=True))
    context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": live_server.url}])
    return browser_page


def lead(live_server: LiveServer) -> str:
    answer = Client().get("/", headers={"host": live_server.url.split("//")[1]}).content.decode()
    found = re.search(r'class="card-title"><a [^>]*>([^<]+)', answer)
    assert found is not None
    return found[1]


def test_lead_is_changed_in_three_interactions(editor: Page, live_server: LiveServer, record_property: Any) -> None:
    editor.goto(f"{live_server.url}/admin/pages/{factories.desk().pk}/")
    assert lead(live_server) == "Newest"
    row = editor.get_by_role("row").filter(has_text="Oldest")

    began = time.monotonic()
    row.get_by_role("button", name=re.compile("More options")).click()
    editor.get_by_role("link", name="Make this the lead").click()
    expect(editor.get_by_role("button", name="Publish as the lead")).to_be_focused()
    editor.keyboard.press("Enter")
    expect(editor.get_by_text("“Oldest” leads the front page.")).to_be_visible()
    record_property("seconds", time.monotonic() - began)

    assert lead(live_server) == "Oldest"
    expect(editor.get_by_role("link", name="View live")).to_be_visible()


def test_breaking_news_is_seen_before_it_stands_and_ends_when_it_is_taken_down(editor: Page, live_server: LiveServer) -> None:
    editor.goto(f"{live_server.url}/admin/")
    editor.get_by_role("navigation", name="Main menu").get_by_role("link", name="Breaking news").click()
    editor.get_by_role("textbox", name="Text").fill("The dam holds")
    editor.get_by_role("button", name="Toggle preview").click()
    expect(editor.frame_locator("#w-preview-iframe").locator("aside.breaking")).to_have_text("Breaking The dam holds")
    expect(editor.frame_locator("#w-preview-iframe").get_by_role("heading", name="Newest")).to_be_visible()
    assert "The dam holds" not in Client().get("/").content.decode()

    editor.get_by_role("button", name="Save").click()
    expect(editor.get_by_role("link", name="The dam holds")).to_be_visible()
    assert "The dam holds" in Client().get("/").content.decode()

    editor.get_by_role("navigation", name="Main menu").get_by_role("link", name="Breaking news").click()  # leads to the one that stands
    editor.get_by_role("textbox", name="Until").fill("2020-01-01 00:00")
    editor.keyboard.press("Escape")
    editor.get_by_role("button", name="Save").click()
    expect(editor.get_by_role("link", name="The dam holds")).to_be_visible()
    assert "The dam holds" not in Client().get("/").content.decode()


def test_identity_is_previewed_with_the_contrast_of_its_colour(editor: Page, live_server: LiveServer) -> None:
    editor.goto(f"{live_server.url}/admin/publication/identity/")
    colour = editor.locator("#id_accent")
    verdict = editor.locator(".accent-verdict")
    expect(verdict).to_contain_text("Enough for text")
    colour.fill("#ffe100")
    expect(verdict).to_contain_text("Too little")
    editor.get_by_label("Choose the accent colour").fill("#0a5c7f")
    expect(colour).to_have_value("#0a5c7f")
    expect(verdict).to_contain_text("Enough for text")

    editor.get_by_role("textbox", name="Name").fill("The Tide Table")
    editor.get_by_role("button", name="Toggle preview").click()
    preview = editor.frame_locator("#w-preview-iframe")
    expect(preview.locator(".masthead-name")).to_have_text("The Tide Table")
    expect(preview.locator('link[href="/accent-0a5c7f.css"]')).to_have_count(1)
    assert "The Tide Table" not in Client().get("/").content.decode()
