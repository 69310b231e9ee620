"""Whose admin it is: the mark in the tab and above the menu."""

import re

import pytest
from django.test import Client
from wagtail.models import CollectionViewRestriction

from cms.content.models import SiteIdentity
from cms.media.models import Image, Rendition
from cms.media.renditions import ensure_renditions
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client: Client) -> Client:
    factories.publication()
    client.force_login(factories.user(superuser=True))
    return client


def shown(client: Client, address: str) -> dict[str, str]:
    """The addresses of the icon of the tab, and of the mark on the page."""
    html = client.get(address).content.decode()
    found = {
        "tab": re.search(r'<link rel="(?:shortcut )?icon" href="([^"]*)"', html),
        "page": re.search(r'masthead-brand" src="([^"]*)"', html),
    }
    return {place: match.group(1) for place, match in found.items() if match}


@pytest.fixture
def mark() -> Image:
    image = factories.image("Mark", data=factories.png(200, 200))
    identity = SiteIdentity.objects.get()
    identity.name, identity.mark = "The Tide", image
    identity.save()
    ensure_renditions(Image.objects.get(pk=image.pk))
    return image


def test_the_admin_shows_our_mark_until_the_publication_has_one(signed_in: Client) -> None:
    found = shown(signed_in, "/admin/")

    assert found["tab"] == found["page"]
    assert "admin/brand/masthead" in found["tab"]


def test_the_admin_shows_the_publications_mark_and_name(signed_in: Client, mark: Image) -> None:
    icon, large = (Rendition.objects.get(image=mark, width=width, height=width).url for width in (48, 180))

    assert shown(signed_in, "/admin/") == {"tab": icon, "page": large}
    assert shown(Client(), "/admin/login/") == {"tab": icon}
    assert '<h1 class="w-h1 w-mt-0">The Tide</h1>' in re.sub(
        r">\s+|\s+<", lambda found: found.group().strip(), signed_in.get("/admin/").content.decode()
    )


def test_the_sign_in_page_shows_no_mark_that_is_private(signed_in: Client, mark: Image) -> None:
    CollectionViewRestriction.objects.create(collection=mark.collection, restriction_type="login")

    assert "admin/brand/masthead" in shown(Client(), "/admin/login/")["tab"]
