"""What may be uploaded: through the admin's forms, as an editor does it."""

import resource
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cms.media.models import Document, Image, Rendition
from tests.media import samples
from tests.media.conftest import Run

pytestmark = pytest.mark.django_db

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def upload(admin: Client, name: str, data: bytes, kind: str = "images") -> Any:
    """What the admin's multiple uploader sends for one file."""
    url = reverse(f"wagtail{'images' if kind == 'images' else 'docs'}:add_multiple")
    return admin.post(url, {"title": name, "files[]": SimpleUploadedFile(name, data)}, headers={"X-Requested-With": "XMLHttpRequest"})


def refusal(response: Any) -> str:
    answer = response.json()
    assert answer["success"] is False
    return str(answer["error_message"])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_photographs_are_accepted(admin: Client, kind: str) -> None:
    response = upload(admin, f"photo.{kind.lower()}", samples.encoded(samples.pixels(), kind))

    assert response.json()["success"] is True
    image = Image.objects.get()
    assert (image.width, image.height) == (480, 320)
    assert image.file.name == f"originals/{image.uuid.hex[:2]}/{image.uuid.hex}/photo.{kind.lower()}"


def test_a_picture_that_unfolds_to_too_many_pixels_is_refused_before_it_unfolds(admin: Client) -> None:
    bomb = samples.bomb_png(12_000, 10_000)
    assert len(bomb) < 500_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    said = refusal(upload(admin, "bomb.png", bomb))

    assert "more than 20 megapixels" in said
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # 360 MB unfolded
    assert not Image.objects.exists()


def test_just_too_many_pixels_are_refused_too(admin: Client) -> None:
    assert "more than 20 megapixels" in refusal(upload(admin, "large.png", samples.bomb_png(5000, 4001)))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("drawing.svg", SVG),
        ("drawing.png", SVG),
        ("photo.png", samples.jpeg()),
        ("photo.tiff", samples.encoded(samples.pixels(), "TIFF")),
        ("photo.jpg", samples.encoded(samples.pixels(), "TIFF")),
        ("photo.jpg", samples.jpeg()[:2000]),
        ("photo.jpg", b"GIF89a<script>alert(1)</script>"),
        ("photo.jpg", b""),
    ],
    ids=["svg", "svg-as-png", "jpeg-as-png", "tiff", "tiff-as-jpeg", "truncated", "text", "empty"],
)
def test_what_is_not_one_of_the_five_formats_is_refused(admin: Client, name: str, data: bytes) -> None:
    assert refusal(upload(admin, name, data))
    assert not Image.objects.exists()


def test_a_picture_that_is_also_a_web_page_is_served_as_a_picture_only(admin: Client, work: Run) -> None:
    page = b"<!DOCTYPE html><script>alert('CANARY')</script>"
    upload(admin, "both.png", samples.encoded(samples.pixels(), "PNG") + page)
    work()

    for rendition in Rendition.objects.all():
        response = Client().get(rendition.url)
        assert response.status_code == 200
        assert response["Content-Type"].startswith("image/")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert b"CANARY" not in response.getvalue()
    assert Rendition.objects.count() > 5


def test_caption_and_credit_come_from_the_photographer(admin: Client) -> None:
    upload(admin, "photo.jpg", samples.credited_jpeg(caption="Brötchen,\n frisch", byline="Jane Doe", credit="Agency"))

    image = Image.objects.get()
    assert (image.caption, image.credit) == ("Brötchen, frisch", "Jane Doe / Agency")


def test_caption_and_credit_are_found_in_xmp_too(admin: Client) -> None:
    xmp = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Description rdf:about="">
        <dc:description><rdf:Alt><rdf:li xml:lang="x-default">Fresh rolls</rdf:li></rdf:Alt></dc:description>
        <dc:creator><rdf:Seq><rdf:li>Jane Doe</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>"""
    upload(admin, "photo.jpg", samples.jpeg(xmp=xmp))

    image = Image.objects.get()
    assert (image.caption, image.credit) == ("Fresh rolls", "Jane Doe")


def test_a_caption_that_an_editor_wrote_stays(make_image: Callable[..., Image]) -> None:
    image = make_image(samples.credited_jpeg(caption="From the file", byline="Jane Doe"), caption="From the editor")

    assert (image.caption, image.credit) == ("From the editor", "Jane Doe")


def test_a_new_file_replaces_the_old_one(
    admin: Client, make_image: Callable[..., Image], django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    image = make_image()
    old = image.file.name
    form = {
        "title": "Photo",
        "collection": image.collection_id,
        "tags": "",
        "file": SimpleUploadedFile("new.png", samples.encoded(samples.pixels(200, 100), "PNG")),
    }
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        response = admin.post(reverse("wagtailimages:edit", args=(image.pk,)), form)

    assert response.status_code == 302
    changed = Image.objects.get()
    assert (changed.width, changed.height) == (200, 100)
    assert changed.file.storage.exists(changed.file.name)
    assert not changed.file.storage.exists(old)


def test_the_admin_shows_thumbnails(admin: Client, make_image: Callable[..., Image]) -> None:
    image = make_image()

    assert "max-165x165" not in {row.filter_spec for row in image.prefetched_renditions}
    listing = admin.get(reverse("wagtailimages:index")).content.decode()
    editing = admin.get(reverse("wagtailimages:edit", args=(image.pk,))).content.decode()

    thumbnail = Rendition.objects.get(filter_spec="max-165x165")
    assert thumbnail.url in listing
    assert Client().head(thumbnail.url).status_code == 200
    assert "Default alternative text" in editing


def test_an_image_whose_original_is_lost_does_not_break_the_admin(admin: Client, make_image: Callable[..., Image]) -> None:
    image = make_image()
    image.file.storage.delete(image.file.name)

    assert admin.get(reverse("wagtailimages:index")).status_code == 200


# --- documents --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("report.pdf", b"%PDF-1.7\n"),
        ("table.csv", b"a,b\n1,2\n"),
        ("letter.docx", b"PK\x03\x04rest"),
        ("notes.txt", "Für Öl < 3 €".encode()),
        ("song.mp3", b"ID3\x04rest"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_documents_are_accepted(admin: Client, name: str, data: bytes) -> None:
    assert upload(admin, name, data, "documents").json()["success"] is True
    document = Document.objects.get()
    assert document.filename == name
    assert document.file_size == len(data)
    assert document.file_hash


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("page.html", b"<p>hello"),
        ("page.txt", b"\xef\xbb\xbf \n<!doctype HTML><script>alert(1)</script>"),
        ("page.csv", "<html><script>".encode("utf-16")),
        ("page.pdf", b"<html>%PDF-1.7"),
        ("drawing.svg", SVG),
        ("drawing.txt", b'<?xml version="1.0"?>' + SVG),
        ("program.js", b"alert(1)"),
        ("letter.docx", b"MZ\x90\x00"),
        ("film.mp4", b"<svg onload=alert(1)>"),
    ],
    ids=["html", "html-as-txt", "utf16-html-as-csv", "html-as-pdf", "svg", "svg-as-txt", "js", "program-as-docx", "svg-as-mp4"],
)
def test_documents_that_a_browser_might_execute_are_refused(admin: Client, name: str, data: bytes) -> None:
    assert refusal(upload(admin, name, data, "documents"))
    assert not Document.objects.exists()


def test_a_document_that_is_too_large_is_a_form_error_that_says_so(admin: Client, settings: LazySettings) -> None:
    settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = 1024 * 1024

    said = refusal(upload(admin, "notes.txt", b"words " * 200_000, "documents"))

    assert "too big" in said
    assert not Document.objects.exists()


def test_a_request_that_is_far_too_large_is_answered_before_it_is_read(admin: Client, settings: LazySettings) -> None:
    settings.MAX_UPLOAD_REQUEST_SIZE = 100_000

    response = upload(admin, "notes.txt", b"words " * 20_000, "documents")

    assert response.status_code == 413
    assert refusal(response) == "This upload is too large. A file may have at most 50 MB."
    assert not Document.objects.exists()


def test_replacing_a_document_keeps_its_address(admin: Client, django_capture_on_commit_callbacks: Callable[..., object]) -> None:
    upload(admin, "notes.txt", b"Old words", "documents")
    document = Document.objects.get()
    old_url, old_name = document.url, document.file.name
    form = {"title": "Notes", "collection": document.collection_id, "tags": "", "file": SimpleUploadedFile("words.txt", b"New words")}
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        admin.post(reverse("wagtaildocs:edit", args=(document.pk,)), form)

    response = Client().get(old_url, follow=True)
    assert response.getvalue() == b"New words"
    assert response.redirect_chain[0][0] == Document.objects.get().url
    assert not document.file.storage.exists(old_name)
