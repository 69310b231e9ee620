"""Many pictures at once, brought in without a mouse."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from cms.media.models import Image
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

#: More keys than that to reach something is too far.
FAR = 60


def tab_to(page: Page, script: str) -> int:
    """Press Tab until the script is true of the element that has the focus. How often that was."""
    for presses in range(1, FAR):
        page.keyboard.press("Tab")
        if page.evaluate(f"(() => {{ const element = document.activeElement; return {script}; }})()"):
            return presses
    raise AssertionError(f"{FAR} keys do not lead to where {script}")


def test_pictures_are_uploaded_and_described_by_keyboard(browser_page: Page, live_server: LiveServer, tmp_path: Path) -> None:
    page = browser_page
    client = Client()
    client.force_login(factories.user(superuser=True))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    files = [tmp_path / f"{name}.png" for name in ("weir", "ferry", "lock")]
    for file, color in zip(files, ("#336699", "#993366", "#669933"), strict=True):
        file.write_bytes(factories.png(color=color))

    page.goto(live_server.url + reverse("wagtailimages:add_multiple"))
    page.locator("main").focus()
    tab_to(page, "element.id === 'fileupload'")
    # What Enter opens here is the browser's own window.
    page.locator("#fileupload").set_input_files([str(file) for file in files])
    forms = page.locator("#upload-list li form")
    expect(forms).to_have_count(3)

    for name in ("weir", "ferry", "lock"):
        tab_to(page, f"element.name?.endsWith('-title') && element.value === '{name}'")
        page.keyboard.press("Control+A")
        page.keyboard.type(f"The {name}")
        tab_to(page, "element.name?.endsWith('-description')")
        page.keyboard.type(f"A {name} in the evening")
        tab_to(page, "element.type === 'submit' && element.closest('#upload-list')")
        page.keyboard.press("Enter")
        expect(page.locator(f"#upload-list input[value='The {name}']")).to_have_count(0)
    expect(forms).to_have_count(0)
    assert sorted(Image.objects.values_list("title", "description")) == [
        (f"The {name}", f"A {name} in the evening") for name in ("ferry", "lock", "weir")
    ]
