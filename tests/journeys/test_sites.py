"""Two sites in one installation: each reads its own pages only, whatever is asked of it."""

import pytest
from django.conf import LazySettings
from django.test import Client
from wagtail.models import Page, Site

from articles.models import ArticleIndexPage, ArticlePage
from cms.content.models import Navigation
from home.models import HomePage
from tests import factories


@pytest.fixture
def other(db: None, settings: LazySettings) -> ArticlePage:
    """An article on a second site, with the canary in its title."""
    settings.ALLOWED_HOSTS = ["testserver", "other.test"]
    factories.publication()
    root = Page.objects.get(depth=1)
    home = factories.add(root, HomePage(title="Other", slug="other-home"))
    Site.objects.create(hostname="other.test", port=80, root_page=home, site_name="Other")
    desk = factories.add(home, ArticleIndexPage(title="Articles", slug="articles"))
    return factories.article("Canary of the other site", parent=desk)


def test_a_site_shows_its_own_pages_under_its_own_host(other: ArticlePage) -> None:
    client = Client(headers={"host": "other.test"})
    answer = client.get("/articles/canary-of-the-other-site/")
    assert answer.status_code == 200
    assert "http://other.test/articles/canary-of-the-other-site/" in answer.content.decode()
    assert "Canary" in client.get("/articles/").content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/articles/canary-of-the-other-site/",
        "/articles/",
        "/",
        "/api/v2/pages/?limit=100",
        "/api/v2/resolve/?path=/articles/canary-of-the-other-site/",
        "/api/v2/pages/?site=other.test",
        "/api/v2/site/",
    ],
)
def test_another_site_never_shows_them(other: ArticlePage, client: Client, path: str) -> None:
    assert "Canary" not in client.get(path).content.decode()


def test_an_id_of_another_site_is_not_found(other: ArticlePage, client: Client) -> None:
    assert client.get(f"/api/v2/pages/{other.pk}/").status_code == 404


def test_a_reference_to_another_site_becomes_its_text(other: ArticlePage, client: Client) -> None:
    text = f'<p>See <a linktype="page" id="{other.pk}">over there</a>.</p>'
    page = factories.standard_page("Here", body=[("paragraph", text), ("teaser", {"pages": [{"page": other}]})])
    menu = Navigation.objects.get()
    menu.items = [("link", {"page": other, "url": "", "label": ""})]
    menu.save()
    html = client.get(str(page.url)).content.decode()
    assert "See over there." in html
    assert "anary" not in html
