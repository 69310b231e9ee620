"""What only a browser shows of links that sign somebody in: it adds an origin to what it posts."""

import pytest
from django.conf import LazySettings
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from cms.accounts.invitations import renew
from cms.accounts.models import Invitation
from cms.accounts.sign_in import sign_in_url
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.once]


def test_links_sign_in_in_a_browser(browser_page: Page, live_server: LiveServer, settings: LazySettings) -> None:
    settings.EDITING_URL = live_server.url
    admin = factories.user(superuser=True)
    browser_page.goto(renew(Invitation(email="nell@example.org", created_by=admin, is_administrator=True)))
    assert browser_page.url == f"{live_server.url}/admin/invitation/"
    for field, text in (("First name", "Nell"), ("Last name", "Bly"), ("Password", "a long enough password!")):
        browser_page.get_by_label(field, exact=False).first.fill(text)
    browser_page.get_by_label("The same password again").fill("a long enough password!")
    browser_page.get_by_role("button", name="Start").click()
    browser_page.wait_for_url(f"{live_server.url}/admin/")
    browser_page.context.clear_cookies()
    browser_page.goto(sign_in_url(admin))
    browser_page.get_by_role("button").click()
    browser_page.wait_for_url(f"{live_server.url}/admin/")
