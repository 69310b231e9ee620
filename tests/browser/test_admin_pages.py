"""Every page of the admin that is ours: accessible, in no need of a network, with every script running.

The list is made from the URL configuration and the models, so that a new page is walked over without being named here.
"""

from collections.abc import Iterator
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, Route
from pytest_django.live_server_helper import LiveServer
from wagtail.snippets.models import get_snippet_models

from cms.accounts.invitations import renew
from cms.accounts.models import Invitation, User
from cms.accounts.sign_in import sign_in_url
from cms.content.models import Comment
from cms.content.models.base import BasePage
from cms.portability.models import ImportRun
from cms.readers.models import Subscriber
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

OURS = ("cms.", "home.", "articles.", "search.")
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")

#: What Wagtail 8.0's own markup gets wrong: axe's rule and where.
WAGTAILS_OWN = (
    ("label", ".tagit-new"),  # the field for tags has no name
    ("aria-required-parent", "a.button[href='#tab-roles']"),  # the button to the second tab of a user says that it is a tab
)
#: Wagtail's sidebar and header are the same on every page, and not ours: they are looked at on the dashboard alone.
FRAME = "#wagtail-sidebar, [data-wagtail-sidebar], .w-slim-header"


def our_views(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    """The addresses of our views in the admin that take no arguments."""
    for entry in resolver.url_patterns:
        here = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from our_views(entry, here)
        elif here.startswith("admin/") and "<" not in here and "(" not in here:
            view = getattr(entry.callback, "view_class", entry.callback)
            if str(getattr(view, "__module__", "")).startswith(OURS):
                yield "/" + here


def our_pages(user: User) -> list[str]:
    """Addresses of all pages of ours: views, forms of snippets and of page types, a list of each, and those that need an object."""
    home, desk, topics = factories.home(), factories.desk(), factories.topics()
    article = factories.article(lead_image=factories.image(), series=factories.series())
    pages = [home, desk, topics, article, article.article_topics.get().topic, factories.standard_page()]
    factories.term()
    factories.reusable()
    said = Comment.objects.create(page=article, author_name="Ada", author_email="ada@example.org", text="Why?", created_at=timezone.now())
    Subscriber.objects.create(site=home.get_site(), language="en", email="ada@example.org", everything=True, created_at=timezone.now())
    found = {"/admin/", reverse("wagtailadmin_explore", args=(desk.pk,))}
    for model in get_snippet_models():
        if model.__module__.startswith(OURS):
            viewset: Any = model.snippet_viewset
            first = model._default_manager.first()
            found.add(reverse(viewset.get_url_name("edit"), args=(first.pk,)) if first else reverse(viewset.get_url_name("add")))
    found.add(reverse("wagtailsnippets_articles_author:list"))
    found |= {reverse("wagtailadmin_pages:edit", args=(page.pk,)) for page in pages}
    for model in apps.get_models():
        if issubclass(model, BasePage) and not any(isinstance(page, model) for page in pages):
            found.add(reverse("wagtailadmin_pages:add", args=(model._meta.app_label, model._meta.model_name, home.pk)))
    found |= {reverse("front_page_lead", args=(article.pk,)), reverse("reader_comment_reply", args=(said.pk,))}
    found.add(reverse("page_freshness", args=(article.pk,)))
    run = ImportRun.objects.create(kind="ghost", path="export.json", state=ImportRun.State.DONE)
    found |= {reverse("import_report", args=(run.pk,)), reverse("accounts_desk", args=(desk.pk,))}
    found |= {reverse("wagtailusers_users:edit", args=(user.pk,)), reverse("wagtailusers_users:delete", args=(factories.user().pk,))}
    links = (sign_in_url(factories.user()), renew(Invitation(email="nell@example.org", created_by=user)))
    found |= {urlsplit(link).path for link in links}
    found |= {reverse("first_step", args=(step,)) for step in ("look", "languages", "article", "invite")}
    client = Client()
    client.force_login(user)
    return sorted({*found, *(address for address in our_views(get_resolver()) if _is_page(client.get(address)))})


def _is_page(answer: Any) -> bool:
    """Doors that lead elsewhere, verbs that are posted to and answers for scripts are no pages."""
    return answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html") and b"<html" in answer.content


@pytest.fixture
def signed_in(context: BrowserContext, live_server: LiveServer) -> User:
    factories.publication()
    user = factories.user(superuser=True)
    client = Client()
    client.force_login(user)
    context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": live_server.url}])
    return user


@pytest.fixture
def elsewhere(context: BrowserContext, live_server: LiveServer) -> list[str]:
    """Requests to anybody but the server itself. None gets through."""
    asked: list[str] = []
    own = urlsplit(live_server.url).netloc

    def decide(route: Route) -> None:
        if urlsplit(route.request.url).netloc == own:
            route.continue_()
        else:
            asked.append(route.request.url)
            route.abort()

    context.route(lambda url: not url.startswith(("data:", "blob:")), decide)
    return asked


def violations(page: Page, without: str = FRAME) -> list[str]:
    """What axe calls serious or critical on the page, as rule and selector."""
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    options = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": rules}}
    excluded = [[selector] for selector in without.split(", ") if without]
    result = page.evaluate("([out, options]) => axe.run({exclude: out}, options)", [excluded, options])
    return [
        f"{found['id']} {' '.join(map(str, node['target']))}: {node['html'][:200]}"
        for found in result["violations"]
        if found["impact"] in ("serious", "critical")
        for node in found["nodes"]
        if not _is_wagtails(page, found["id"], str(node["target"][-1]))
    ]


def _is_wagtails(page: Page, rule: str, target: str) -> bool:
    within = "(node, places) => places.some((place) => node.closest(place))"
    return bool(page.locator(target).first.evaluate(within, [place for known, place in WAGTAILS_OWN if known == rule]))


def test_every_admin_page_of_ours_is_accessible_and_needs_no_network(
    browser_page: Page, live_server: LiveServer, signed_in: User, elsewhere: list[str]
) -> None:
    browser_page.add_init_script(AXE)
    problems: dict[str, list[str]] = {}
    for address in our_pages(signed_in):
        browser_page.goto(live_server.url + address)
        found = violations(browser_page, without="" if address == "/admin/" else FRAME)
        if found:
            problems[address] = found
    assert not problems, "\n".join(f"{address}\n  " + "\n  ".join(found) for address, found in problems.items())
    assert not elsewhere
