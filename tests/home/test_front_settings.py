"""The settings of a site in the admin: one door each, what they refuse, and what their preview shows."""

from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import CollectionViewRestriction

from cms.content.models import BreakingNews, Navigation, SiteIdentity
from tests import factories

pytestmark = pytest.mark.django_db

IDENTITY, BREAKING = "/admin/publication/identity/", "/admin/front-page/breaking/"
#: An empty stream as its form posts it.
NO_LINKS = {"social_links-count": "0"}


@pytest.fixture
def admin(client: Client) -> Client:
    factories.publication()
    client.force_login(factories.user(superuser=True))
    return client


def form(client: Client, address: str) -> tuple[str, dict[str, Any]]:
    """Where a door leads, and what its form holds."""
    answer = client.get(address, follow=True)
    page = BeautifulSoup(answer.content, "html.parser")
    fields = page.select("#w-editor-form input[name], #w-editor-form textarea[name], #w-editor-form select[name]")
    values = {str(field["name"]): _value(field) for field in fields}
    return answer.redirect_chain[-1][0], {**values, **NO_LINKS}


def _value(field: Tag) -> Any:
    if field.name == "select":
        chosen = field.select_one("option[selected]")
        return chosen["value"] if chosen else ""
    return field.get("value") or field.text


def errors(answer: Any) -> str:
    page = BeautifulSoup(answer.content, "html.parser")
    return " ".join(found.get_text(" ", strip=True) for found in page.select(".w-field__errors, .messages"))


def test_door_leads_to_the_only_identity_and_saves_it(admin: Client) -> None:
    address, values = form(admin, IDENTITY)
    assert address == f"/admin/snippets/content/siteidentity/edit/{SiteIdentity.objects.get().pk}/"
    assert admin.post(address, {**values, "name": "The Tide Table"}).status_code == 302
    assert SiteIdentity.objects.get().name == "The Tide Table"


def test_second_editor_is_told_before_replacing_the_first_ones_work(admin: Client) -> None:
    address, values = form(admin, IDENTITY)
    admin.post(address, {**values, "name": "Hers"})

    refused = admin.post(address, {**values, "name": "His"})

    assert "Somebody has saved this since you opened it" in errors(refused)
    assert SiteIdentity.objects.get().name == "Hers"
    again = BeautifulSoup(refused.content, "html.parser").select_one("input[name=seen]")
    assert again is not None
    admin.post(address, {**values, "name": "His", "seen": again["value"]})
    assert SiteIdentity.objects.get().name == "His"


def test_pictures_of_the_identity_are_public_and_large_enough(admin: Client) -> None:
    closed = factories.collection()
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    address, values = form(admin, IDENTITY)
    for picture, sentence in (
        (factories.image(data=factories.png(300, 300), collection=closed), "private collection"),
        (factories.image(data=factories.png(300, 100)), "at least 120 by 120"),
    ):
        assert sentence in errors(admin.post(address, {**values, "mark": str(picture.pk)}))
    small = factories.image(data=factories.png(400, 300))
    assert "at least 600 by 315" in errors(admin.post(address, {**values, "social_image": str(small.pk)}))
    assert SiteIdentity.objects.get().mark is None


def test_site_has_one_of_each(admin: Client) -> None:
    _address, values = form(admin, IDENTITY)
    answer = admin.post("/admin/snippets/content/siteidentity/add/", {**values, "seen": "", "name": "Second"})
    assert "has one already in this language" in errors(answer)
    assert SiteIdentity.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"url": "javascript:alert(1)"}, "begins with https://"),
        ({"url": "//evil.example"}, "begins with https://"),
        ({"url": "mailto:a@example.org"}, "begins with https://"),
        ({"until": "2999-01-01 00:00"}, "a week at most"),
        ({"until": ""}, "required"),
    ],
)
def test_breaking_news_refuses_what_does_not_end_or_leads_astray(admin: Client, changes: dict[str, str], sentence: str) -> None:
    address, values = form(admin, BREAKING)
    assert sentence in errors(admin.post(address, {**values, "text": "Soon", **changes}))
    assert not BreakingNews.objects.exists()


def test_menu_is_previewed_on_the_front_page(admin: Client, client: Client) -> None:
    topic = factories.topic("Tides")
    menu = Navigation.objects.get()
    menu.items = [("link", {"page": topic, "url": "", "label": "To the sea"})]
    preview = menu.make_preview_request(None, "")
    assert 'href="/topics/tides/"' in preview.content.decode()
    assert "To the sea" in preview.content.decode()
    assert "To the sea" not in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("role", "banner", "identity"), [("Contributor", False, False), ("Editor", False, False), ("Chief editor", True, True)]
)
def test_doors_are_open_to_those_who_may_change_what_is_behind(client: Client, role: str, banner: bool, identity: bool) -> None:
    factories.publication()
    person = factories.user()
    person.groups.add(Group.objects.get(name=role))
    client.force_login(person)
    menu = client.get("/admin/").content.decode()

    for address, is_open in ((BREAKING, banner), (IDENTITY, identity)):
        answer = client.get(address)
        assert ("/snippets/content/" in answer["Location"]) == is_open
        assert (f'"{address}"' in menu.replace("\\u002D", "-")) == is_open
