"""The player of an embed: a third party is called when the reader opens it, and not before."""

import json
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Route
from pytest_django.live_server_helper import LiveServer

from tests import factories

pytestmark = pytest.mark.browser


def test_nothing_is_loaded_from_the_provider_before_the_reader_opens_the_player(context: BrowserContext, live_server: LiveServer) -> None:
    film = {"url": "https://vimeo.com/76979871", "title": "A river", "caption": ""}
    page = factories.standard_page("Film", body=json.dumps([{"type": "embed", "value": film}]))
    called: list[str] = []

    def provider(route: Route) -> None:
        called.append(route.request.url)
        route.fulfill(body="<p>The player</p>", content_type="text/html")

    context.route(lambda url: urlsplit(url).hostname != urlsplit(live_server.url).hostname, provider)
    tab = context.new_page()
    tab.goto(live_server.url + page.get_url())
    tab.mouse.wheel(0, 5000)
    tab.wait_for_timeout(500)
    assert called == []

    tab.get_by_text("A river").first.click()
    tab.frame_locator("iframe").get_by_text("The player").wait_for()
    assert called == ["https://player.vimeo.com/video/76979871?dnt=1"]
