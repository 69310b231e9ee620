"""Pictures that are dropped on a body or pasted into it, through the address that the editor sends them to."""

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection, GroupCollectionPermission

from cms.accounts.models import User
from cms.content.editor.rich_text_area import RichTextArea
from cms.content.richtext import FEATURES
from cms.media.models import Image
from tests import factories
from tests.content.test_blocks_hostile import CORPUS
from tests.media import samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(factories.user(superuser=True))
    return client


def send(client: Client, data: bytes, name: str = "weir.png", **fields: Any) -> Any:
    return client.post(reverse("paste_picture"), {"file": SimpleUploadedFile(name, data), **fields})


def somebody(**permissions: list[Collection]) -> Client:
    """Somebody with access to the admin and these permissions on images."""
    person, group = factories.user(), Group.objects.create(name="Writers")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for name, collections in permissions.items():
        for collection in collections:
            permission = Permission.objects.get(content_type__app_label="media", codename=f"{name}_image")
            GroupCollectionPermission.objects.create(group=group, collection=collection, permission=permission)
    person.groups.add(group)
    client = Client()
    client.force_login(User.objects.get(pk=person.pk))
    return client


def test_a_picture_comes_back_as_an_image_block_with_what_the_photographer_wrote(editor: Client) -> None:
    response = send(editor, samples.credited_jpeg(caption="Rolls & bread", byline="Jane Doe", credit="Agency"), "Fresh_rolls.jpg")
    image = Image.objects.get()
    assert (image.title, image.uploaded_by_user is not None) == ("Fresh rolls", True)
    answer = response.json()
    value = answer["value"]
    assert (answer["known"], value["image"]["image"]["id"], value["image"]["alt_text"]) == (False, image.pk, "")
    assert value["credit"] == "Jane Doe / Agency"
    assert [block["text"] for block in json.loads(value["caption"])["blocks"]] == ["Rolls & bread"]


def test_the_same_file_is_not_kept_twice(editor: Client) -> None:
    data = factories.png(color="#aa3311")
    first = send(editor, data).json()
    Image.objects.update(description="A weir")
    second = send(editor, data, "again.png").json()
    assert Image.objects.count() == 1
    assert second["known"] is True
    assert second["value"]["image"]["image"]["id"] == first["value"]["image"]["image"]["id"]
    assert second["value"]["image"]["alt_text"] == "A weir"


def test_a_file_that_is_known_to_others_only_stays_theirs(editor: Client) -> None:
    data = factories.png(color="#aa3311")
    send(editor, data)
    own = factories.collection("Own")
    answer = send(somebody(add=[own]), data).json()
    assert answer["known"] is False
    assert Image.objects.filter(collection=own).count() == 1


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("large.png", samples.bomb_png(5000, 4001), "more than 20 megapixels. Save it with fewer pixels"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "Supported formats"),
        ("photo.jpg", samples.jpeg()[:2000], "damaged. Save it again"),
    ],
    ids=["megapixels", "svg", "truncated"],
)
def test_what_is_refused_is_refused_with_a_way_out(editor: Client, name: str, data: bytes, says: str) -> None:
    response = send(editor, data, name)
    assert response.status_code == 400
    assert says in response.json()["error"]
    assert not Image.objects.exists()


def test_pictures_go_to_collections_that_one_may_add_to() -> None:
    own, other = factories.collection("Own"), factories.collection("Other")
    client = somebody(add=[own])
    assert client.get(reverse("paste_picture")).json()["collections"] == [{"id": own.pk, "name": own.get_indented_name()}]
    # With one collection there is no choice, whatever is sent.
    assert send(client, factories.png(), collection=other.pk).status_code == 200
    assert Image.objects.get().collection == own

    Group.objects.all().delete()
    two = somebody(add=[own, factories.collection("Second")])
    assert {one["id"] for one in two.get(reverse("paste_picture")).json()["collections"]} >= {own.pk}
    assert send(two, factories.png(color="#111111"), collection=other.pk).status_code == 400
    assert send(two, factories.png(color="#111111"), collection="x").status_code == 400
    assert send(two, factories.png(color="#111111"), collection=own.pk).status_code == 200


def test_without_permission_nothing_is_uploaded() -> None:
    assert send(somebody(choose=[factories.collection()]), factories.png()).status_code in (302, 403)
    assert send(Client(), factories.png()).status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(factories.user(superuser=True))
    assert send(strict, factories.png()).status_code == 403
    assert not Image.objects.exists()


def test_a_request_without_a_file_says_so(editor: Client) -> None:
    assert editor.post(reverse("paste_picture"), {"file": "words"}).json()["error"] == "There is no file."


# --- stored text that something else wrote ------------------------------------------------------------------------------------

FOREIGN = [
    '<p>Words<img src="https://example.org/a.png" alt="x">end</p>',
    "<img src=x onerror=alert(1)><p>Words end</p>",
    "<p>Words<br>end</p>",
    "<p><b><i>Words</b></i> end",
    "</p>Words<li>end</li>",
    '<p><a linktype="page" id="x">Words</a> <embed embedtype="image" alt="y"> end</p>',
    "<table><tr><td>Words<td>end",
]


def test_a_page_with_foreign_markup_in_its_texts_can_be_edited(editor: Client) -> None:
    factories.publication()
    texts = [("paragraph", html.replace("Words", f"Words{number}")) for number, html in enumerate(FOREIGN)]
    page = factories.standard_page("About", body=[*texts, ("callout", {"kind": "note", "title": "", "text": FOREIGN[0]})])
    response = editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert response.status_code == 200
    content = response.content.decode()
    assert [number for number in range(len(FOREIGN)) if f"Words{number}" not in content] == []


@pytest.mark.once
def test_every_stored_text_opens_in_the_editor_with_its_words() -> None:
    area = RichTextArea(features=FEATURES)
    for text in CORPUS.values():
        for html in (text, f"<p>Words {text} end</p>", f'<p>Words<a href="{text}">x</a></p>', f"<ul><li>Words{text}"):
            state = json.loads(area.format_value(html))
            if html.startswith("<p>Words"):
                assert any("Words" in block["text"] for block in state["blocks"]), html


# --- many at once -------------------------------------------------------------------------------------------------------------


def test_many_images_at_once_are_asked_for_what_the_photographer_did_not_write(editor: Client) -> None:
    photo = SimpleUploadedFile("rolls.jpg", samples.credited_jpeg(caption="Fresh rolls", byline="Jane Doe"))
    answer = editor.post(reverse("wagtailimages:add_multiple"), {"title": "rolls", "files[]": photo}).json()
    form, pk = BeautifulSoup(answer["form"], "html.parser"), answer["image_id"]

    def field(name: str) -> Any:
        return form.select_one(f"[name=image-{pk}-{name}]")

    assert (field("caption").text.strip(), field("credit")["value"], field("description").get("value")) == ("Fresh rolls", "Jane Doe", None)
    sent = {
        f"image-{pk}-{name}": text for name, text in {"title": "Rolls", "description": "A basket", "credit": "J. Doe", "tags": ""}.items()
    }
    assert editor.post(reverse("wagtailimages:edit_multiple", args=[pk]), sent).json()["success"] is True
    image = Image.objects.get()
    assert (image.title, image.description, image.credit) == ("Rolls", "A basket", "J. Doe")
