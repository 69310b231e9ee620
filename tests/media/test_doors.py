"""The doors to files: what is sent with them, and what does not go through."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import NoReverseMatch, reverse
from wagtail.models import Collection, CollectionViewRestriction

from cms.accounts.models import User
from cms.media.models import Document, Image
from tests import factories
from tests.media import samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(make_image: Callable[..., Image]) -> str:
    """The URL of a public rendition."""
    image = make_image(samples.jpeg(300, 200))
    return str(next(row.url for row in image.prefetched_renditions if row.filter_spec.endswith("webp")))


# --- renditions -------------------------------------------------------------------------------------------------------


def test_a_rendition_may_be_kept_for_ever_and_touches_no_session(url: str, admin: Client) -> None:
    response = admin.get(url)

    assert response.getvalue()[8:12] == b"WEBP"
    assert response["Content-Type"] == "image/webp"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert not response.has_header("Vary") or "Cookie" not in response["Vary"]
    assert not response.cookies


def test_a_rendition_costs_no_query(url: str, django_assert_num_queries: Callable[..., object]) -> None:
    with django_assert_num_queries(0):  # type: ignore[attr-defined]
        assert Client().get(url).getvalue()


def test_a_head_request_says_the_same_without_the_file(url: str) -> None:
    full, head = Client().get(url), Client().head(url)

    size = len(full.getvalue())
    assert (head.status_code, head["Content-Length"], head.content) == (200, str(size), b"")
    assert head["ETag"] == full["ETag"]


def test_an_unchanged_file_is_not_sent_again(url: str) -> None:
    etag = Client().head(url)["ETag"]

    response = Client().get(url, headers={"If-None-Match": etag})

    assert (response.status_code, response.content) == (304, b"")
    assert response["ETag"] == etag


@pytest.mark.parametrize(
    ("asked", "status", "expected"),
    [
        ("bytes=0-3", 206, b"RIFF"),
        ("bytes=8-11", 206, b"WEBP"),
        ("bytes=-4", 206, None),
        ("bytes=999999-", 416, b""),
        ("bytes=-0", 416, b""),
        ("bytes=0-1,4-5", 200, None),
        ("bytes=5-2", 200, None),
        ("bytes=-", 200, None),
        ("lines=1-2", 200, None),
    ],
)
def test_part_of_a_file(url: str, asked: str, status: int, expected: bytes | None) -> None:
    whole = Client().get(url).getvalue()
    response = Client().get(url, headers={"Range": asked})
    body = response.getvalue()

    assert response.status_code == status
    if status == 200:
        assert body == whole
    elif status == 206:
        assert body == (whole[-4:] if expected is None else expected)
        assert response["Content-Length"] == "4"
        assert response["Content-Range"].endswith(f"/{len(whole)}")
    else:
        assert response["Content-Range"] == f"bytes */{len(whole)}"


def test_a_part_of_another_version_is_answered_with_the_whole(url: str) -> None:
    response = Client().get(url, headers={"Range": "bytes=0-3", "If-Range": '"another"'})

    assert response.status_code == 200
    assert len(response.getvalue()) > 4


@pytest.mark.parametrize(
    "path",
    [
        "../private/{original}",
        "..%2fprivate%2f{original}",
        "%2e%2e/private/{original}",
        "images/../../private/{original}",
        "images/..%5c..%5cprivate/{original}",
        "/{root}/private/{original}",
        "{original}",
        "images",
        "images/",
        "",
        "images//x.webp",
        ".webp",
        "x%00.webp",
        "private/images/x.webp",
        "private/{original}",
        "private/../{original}",
        "private/images/zz/x.webp",
    ],
)
def test_no_path_leads_to_an_original_or_anywhere_else(make_image: Callable[..., Image], media: Path, admin: Client, path: str) -> None:
    original = make_image(samples.jpeg(300, 200)).file.name
    (media / "public" / ".webp").write_bytes(b"hidden")
    asked = "/media/" + path.format(original=original, root=media)

    assert admin.get(asked).status_code == 404


def test_only_images_are_served_whatever_lies_in_the_public_folder(url: str, media: Path) -> None:
    (media / "public" / "page.html").write_text("<script>alert(1)</script>")

    assert Client().get("/media/page.html").status_code == 404


def test_only_reading_is_possible(url: str) -> None:
    assert Client().post(url).status_code == 405


def test_wagtails_own_doors_are_not_mounted() -> None:
    for name, args in (("wagtailimages_serve", ("x", 1, "original")), ("wagtaildocs_serve", (1, "x.pdf"))):
        with pytest.raises(NoReverseMatch):
            reverse(name, args=args)


def test_files_are_private_to_the_server_s_user(url: str, media: Path) -> None:
    for path in media.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0


# --- documents --------------------------------------------------------------------------------------------------------


@pytest.fixture
def safe() -> Collection:
    """A collection that only the board may see."""
    made = factories.collection("Safe")
    restriction = CollectionViewRestriction.objects.create(collection=made, restriction_type="groups")
    restriction.groups.add(Group.objects.create(name="Board"))
    return made


def test_a_document_is_downloaded_and_cannot_run_anything() -> None:
    document = factories.document(data=b"Words", filename="Über uns.txt")

    response = Client().get(document.url)

    assert response.getvalue() == b"Words"
    assert document.url.startswith(f"/documents/{document.uuid}/")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%C3%9Cber-uns.txt"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "public, max-age=60"
    assert "Vary" not in response or "Cookie" not in response["Vary"]


@pytest.mark.parametrize(("name", "kind"), [("a.pdf", "application/pdf"), ("a.mp3", "audio/mpeg"), ("a.mp4", "video/mp4")])
def test_what_browsers_play_is_shown_in_place(name: str, kind: str) -> None:
    response = Client().get(factories.document(data=b"%PDF-1.7", filename=name).url, headers={"Range": "bytes=0-3"})

    assert (response.status_code, response.getvalue()) == (206, b"%PDF")
    assert response["Content-Type"] == kind
    assert response["Content-Disposition"].startswith("inline")
    assert "sandbox" not in response["Content-Security-Policy"]
    assert "script-src" not in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]


def test_a_type_that_is_not_allowed_any_more_is_only_downloaded() -> None:
    document = factories.document(data=b"<script>alert(1)</script>", filename="old.html")

    response = Client().get(document.url)

    assert response.getvalue()
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")


def test_a_private_document_is_not_found_for_those_who_may_not_see_it(safe: Collection) -> None:
    document = factories.document(collection=factories.collection(parent=safe))
    member, outsider, editor = (User.objects.create_user(f"{name}@example.org") for name in ("member", "outsider", "editor"))
    member.groups.add(Group.objects.get(name="Board"))
    editor.groups.add(Group.objects.get(name="Editor"))

    answers = {}
    for user in (None, outsider, member, editor):
        client = Client()
        if user:
            client.force_login(user)
        answers[user] = client.head(document.url)

    assert [answer.status_code for answer in answers.values()] == [404, 404, 200, 200]
    assert answers[member]["Cache-Control"] == "private, no-store"


def test_former_names_lead_to_the_document_unless_it_is_private(safe: Collection) -> None:
    shown, hidden = factories.document(), factories.document(collection=safe)

    assert Client().get(f"/documents/{shown.uuid}/former.txt")["Location"] == shown.url
    assert Client().get(f"/documents/{hidden.uuid}/former.txt").status_code == 404


@pytest.mark.parametrize("path", ["/documents/1/words.txt", "/documents/not-a-uuid/words.txt", "/documents/", "/documents/{}/../x"])
def test_a_document_has_no_other_address(path: str) -> None:
    document = factories.document()

    assert Client().get(path.format(document.uuid)).status_code == 404


def test_a_document_whose_file_is_gone_is_not_found() -> None:
    document = factories.document()
    document.file.storage.delete(str(document.file.name))

    assert Client().get(document.url).status_code == 404


def test_the_admin_links_to_documents_by_their_public_address(admin: Client) -> None:
    document = factories.document()

    assert document.url in admin.get(reverse("wagtaildocs:edit", args=(document.pk,))).content.decode()
    assert Document.objects.get().url == document.url
