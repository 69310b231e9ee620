"""Blocks of JSON-LD under the strict content security policy: a browser keeps them, runs nothing, and has nothing to complain of."""

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests import factories

pytestmark = pytest.mark.browser


def test_a_browser_has_nothing_against_json_ld(browser_page: Page, live_server: LiveServer) -> None:
    factories.publication()
    article = factories.article("Ends </script><script>throw 1</script>", slug="ends")
    answer = browser_page.goto(live_server.url + str(article.get_url()))
    assert answer is not None
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    read = "JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').textContent)['@graph'][0]"
    assert browser_page.evaluate(read)["headline"] == article.title
    assert browser_page.evaluate("document.title").startswith(article.title)
