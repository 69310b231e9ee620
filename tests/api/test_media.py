"""Images, documents and redirects of the API: public ones, with what `<picture>` needs, never an original."""

import json
from typing import Any

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import CollectionViewRestriction

from cms.media.renditions import ensure_renditions
from tests import factories

API = "/api/v2/"


@pytest.fixture
def get(db: None, client: Client) -> Any:
    factories.publication()

    def get(path: str) -> Any:
        return client.get(API + path).json()

    return get


def test_an_image_has_absolute_addresses_of_what_was_made_from_it(get: Any) -> None:
    image = factories.image("A weir", data=factories.png(900, 600), description="Water.")
    image.tags.add("river")
    ensure_renditions(image)
    found = get(f"images/{image.pk}/?image_preset=card")
    assert found["preset"] == "card"
    assert found["src"].startswith("http://testserver/media/")
    assert all(part.strip().startswith("http://testserver/media/") for part in found["sources"][0]["srcset"].split(","))
    assert found["meta"]["download_url"].startswith("http://testserver/media/")
    assert found["meta"]["tags"] == ["river"]
    assert [item["id"] for item in get("images/?tags=river&search=weir")["items"]] == [image.pk]
    assert get("images/?tags=absent")["items"] == []
    article = factories.article(lead_image=image)
    assert get(f"pages/{article.pk}/?image_preset=thumb")["lead_image"]["preset"] == "thumb"


def test_what_lies_in_a_private_collection_is_not_there(get: Any, client: Client) -> None:
    closed = factories.collection()
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    for name, secret, public in (
        ("images", factories.image(collection=closed), factories.image("Open")),
        ("documents", factories.document(collection=closed), factories.document("Open")),
    ):
        listed = get(f"{name}/")
        assert ([item["id"] for item in listed["items"]], listed["meta"]["total_count"]) == ([public.pk], 1)
        absent = client.get(f"{API}{name}/999999/")
        assert client.get(f"{API}{name}/{secret.pk}/").content == absent.content
        assert client.get(f"{API}{name}/find/?id={secret.pk}").status_code == 404
        assert client.get(f"{API}{name}/find/?id={public.pk}").status_code == 302


def test_redirects_lead_to_what_may_be_seen(get: Any, client: Client) -> None:
    draft, page = factories.standard_page(live=False), factories.standard_page("About")
    Redirect.objects.create(old_path="/hidden", redirect_page=draft)
    Redirect.objects.create(old_path="/old", redirect_page=page)
    Redirect.objects.create(old_path="/away", redirect_link="https://example.org/x", is_permanent=False)
    Redirect.objects.create(old_path="/bad", redirect_link="javascript:alert(1)")
    found = {item["old_path"]: item["location"] for item in get("redirects/")["items"]}
    assert found == {"/old": "http://testserver/about/", "/away": "https://example.org/x"}
    assert client.get(API + "redirects/find/?html_path=/old/").status_code == 302
    assert client.get(API + "redirects/find/?html_path=/hidden/").status_code == 404
    assert "javascript" not in json.dumps(get("redirects/"))
