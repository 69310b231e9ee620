"""From a page's public address to its editor."""

from urllib.parse import unquote

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from cms.accounts.models import User
from tests import factories

BODY = [
    ("heading", {"text": "Why", "level": "h2", "anchor": ""}),
    ("paragraph", "<p>The sea comes <b>twice</b> a day &amp; goes.</p><p>Nobody knows why.</p>"),
]


def opened(client: Client, path: str, **query: str) -> str:
    """Where the door leads."""
    return unquote(client.get("/admin/edit/", {"url": f"http://testserver{path}", **query}).headers.get("Location", ""))


def form(page: object) -> str:
    return reverse("wagtailadmin_pages:edit", args=(page.pk,))  # type: ignore[attr-defined]


def test_edit_behind_an_address_leads_to_the_editor(editor: Client) -> None:
    page = factories.article("Low tide")
    for path in ("/articles/low-tide/", "/", "/nothing/"):
        answer = Client().get(f"{path}edit/")
        assert answer.status_code == 302, "the same for what exists and what does not"
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer["Location"].endswith("/admin/edit/?url=http%3A%2F%2Ftestserver" + path.replace("/", "%2F"))
    assert Client().get("/articles/low-tide/edit")["Location"] == Client().get("/articles/low-tide/edit/")["Location"]
    assert opened(editor, "/articles/low-tide/") == form(page)
    assert opened(editor, "/") == form(factories.home())
    assert Client().get("/admin/edit/", {"url": "http://testserver/"}).status_code == 302, "to sign in"
    named = factories.standard_page("Edit", slug="edit")
    assert Client().get("/edit/").context["page"].pk == named.pk


def test_the_words_that_are_selected_say_which_block_is_meant(editor: Client) -> None:
    page = factories.article("Why", standfirst="The sea, twice a day.", body=BODY)
    heading, paragraph = (block.id for block in page.body)
    place = f"{form(page)}#masthead="

    assert opened(editor, "/articles/why/", words="twice a") == f"{place}standfirst&words=twice a"
    assert opened(editor, "/articles/why/", words="comes twice") == f"{place}body/{paragraph}&words=comes twice"
    near = "The sea comes twice a day & goes."
    assert opened(editor, "/articles/why/", words="twice", near=near) == f"{place}body/{paragraph}&words=twice"
    assert opened(editor, "/articles/why/", words="Why", near="Nobody knows why.").startswith(f"{place}body/{paragraph}")
    assert opened(editor, "/articles/why/", words="Why") == f"{place}title&words=Why"
    assert opened(editor, "/articles/why/", words="not there") == form(page)
    assert heading != paragraph


def test_a_draft_and_a_former_address_are_found(editor: Client) -> None:
    draft, moved = factories.article("Neap", live=False), factories.article("Ebb")
    moved.slug = "flood"
    moved.save_revision().publish()

    assert opened(editor, "/articles/neap/") == form(draft)
    assert opened(editor, "/articles/ebb/") == form(moved)


@pytest.mark.parametrize(
    "url",
    ["", "http://testserver", "x", "http://[", "http://testserver:99999/", "/\0", "/%00", "http://elsewhere.example/nothing/", "/" * 9000],
)
def test_what_is_no_address_of_ours_leads_nowhere(editor: Client, url: str) -> None:
    answer = editor.get("/admin/edit/", {"url": url})

    assert answer.status_code == (302 if set(url) == {"/"} else 404)


def test_a_draft_of_others_is_as_if_it_were_not_there(editor: Client) -> None:
    user = User.objects.get()
    user.is_superuser = False
    user.save()
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    factories.article("Neap", live=False)
    factories.article("Ebb")

    statuses = {
        path: editor.get("/admin/edit/", {"url": f"http://testserver/articles/{path}/"}).status_code for path in ("neap", "none", "ebb")
    }
    assert statuses == {"neap": 404, "none": 404, "ebb": 403}
