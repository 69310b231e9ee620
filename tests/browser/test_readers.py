"""What readers do, in a real browser: a comment in one step, an answer in its place, a form that says what is wrong, a subscription."""

from importlib.resources import files
from typing import Any

import pytest
from django.conf import LazySettings
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from articles.models import ArticlePage
from cms.content.models import Comment
from cms.readers import counters, tokens
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


def violations(page: Page) -> list[str]:
    """What axe finds on the page, in the light and in the dark."""
    found: list[str] = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.evaluate(AXE)
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        options = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": tags}}
        result: Any = page.evaluate("(options) => axe.run(document, options)", options)
        found += [f"{page.url} {scheme} {one['id']}: {node['html'][:150]}" for one in result["violations"] for node in one["nodes"]]
    return found


@pytest.fixture
def article(live_server: LiveServer, settings: LazySettings, mail: None) -> ArticlePage:
    settings.SITE_URL = live_server.url
    home = factories.publication()
    site = home.get_site()
    site.hostname, site.port = "localhost", int(live_server.url.rsplit(":", 1)[1])
    site.save()
    topic = factories.topic("Tides")
    made = factories.article("Why the sea breathes", topics=[topic], standfirst="Twice a day.", body=[("paragraph", "<p>It rises.</p>")])
    first = Comment.objects.create(page=made, author_name="Ada", text="Is it the moon?", state="approved", created_at=timezone.now())
    Comment.objects.create(
        page=made, author_name="Ines", text="It is.", state="approved", created_at=timezone.now(), parent=first, staff=factories.user()
    )
    return made


@pytest.fixture
def mail(settings: LazySettings) -> None:
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}


@pytest.fixture(autouse=True)
def _mark(context: BrowserContext) -> None:
    """A publication without a mark has no icon, and browsers ask for one."""
    context.route("**/favicon.ico", lambda route: route.fulfill(status=204))


def test_a_comment_takes_one_step_and_an_answer_stands_where_it_belongs(
    browser_page: Page, live_server: LiveServer, article: ArticlePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "LEAST", 0)
    page = browser_page
    page.goto(live_server.url + str(article.url))
    page.get_by_role("link", name="Reply to Ada").press("Enter")
    expect(page.locator("#id_text")).to_be_focused()
    assert page.locator("#comments .comment > #comment-form").count() == 1
    page.keyboard.type("What of the sun?")
    page.get_by_label("Name", exact=True).fill("Bob")
    page.wait_for_function("document.querySelector('[name=token]').value")
    page.get_by_role("button", name="Send comment").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your comment has arrived")
    kept = Comment.objects.get(author_name="Bob")
    assert (kept.text, kept.state, kept.parent and kept.parent.author_name) == ("What of the sun?", "pending", "Ada")
    assert not page.context.cookies()


def test_everything_works_without_javascript(
    context: BrowserContext, live_server: LiveServer, article: ArticlePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "LEAST", 0)
    browser = context.browser
    assert browser is not None
    plain = browser.new_context(java_script_enabled=False)
    page = plain.new_page()
    page.goto(live_server.url + str(article.url))
    page.get_by_role("link", name="Reply to Ada").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Reply to a comment")
    page.get_by_role("button", name="Send comment").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    page.get_by_role("link", name="Write your comment.").click()
    expect(page).to_have_url(f"{live_server.url}/comments/{article.pk}/#id_text")
    page.get_by_label("Comment", exact=True).fill("Without a script.")
    page.get_by_label("Name", exact=True).fill("Eve")
    page.get_by_role("button", name="Send comment").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your comment has arrived")
    assert Comment.objects.get(author_name="Eve").parent is not None
    page.get_by_role("link", name="Back to the article").click()
    page.get_by_label("Comment", exact=True).fill("At first sight.")
    page.get_by_label("Name", exact=True).fill("Bob")
    page.get_by_role("button", name="Send comment").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your comment")
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your comment has arrived")
    assert Comment.objects.get(author_name="Bob").text == "At first sight."
    plain.close()


def test_pages_of_readers_have_no_violations_on_a_desk_or_in_a_hand(
    browser_page: Page, live_server: LiveServer, article: ArticlePage
) -> None:
    topic = article.article_topics.get().topic
    said = Comment.objects.get(author_name="Ada")
    addresses = [
        *(str(article.url), str(topic.url), f"/comments/{article.pk}/", f"/comments/{article.pk}/reply/{said.uuid}/"),
        *(f"/comments/{article.pk}/sent/", "/subscribe/", "/subscribe/sent/"),
    ]
    problems: list[str] = []
    for width in (360, 1280):
        browser_page.set_viewport_size({"width": width, "height": 800})
        for address in addresses:
            browser_page.goto(live_server.url + address)
            if width == 360:
                overflow = browser_page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert overflow <= 0, address
            problems += violations(browser_page)
    assert not problems, "\n".join(problems)


def test_a_page_that_was_read_says_so_once(browser_page: Page, live_server: LiveServer, article: ArticlePage) -> None:
    counters._memory.take()
    counters._memory.taken()
    browser_page.clock.install()
    browser_page.goto(live_server.url + str(article.url))
    with browser_page.expect_request("**/seen/**") as asked:
        browser_page.clock.run_for(6000)
    assert asked.value.method == "POST"
    response = asked.value.response()
    assert response is None or response.status == 204
    browser_page.clock.run_for(60_000)
    browser_page.wait_for_timeout(300)
    assert counters._memory.take() == {(article.pk, timezone.localdate()): 1}
    counters._memory.taken()
