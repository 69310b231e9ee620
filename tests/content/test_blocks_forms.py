"""Editors fill in a block's form, save, and find what they wrote: on the page, and in the form when they come back."""

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from cms.content.blocks.body import BLOCKS
from cms.content.encoding import to_json
from cms.content.models import StandardPage
from cms.content.scope import Scope
from cms.visibility import Viewer
from tests import factories
from tests.content.forms import form_data, posted
from tests.content.samples import IMAGE, MP3, MP4, PAGE, PDF, RAW, REUSABLE, TERM, VTT, definitions

pytestmark = pytest.mark.django_db


@pytest.fixture
def raw_values() -> dict[str, Any]:
    """The good raw values, referring to objects that exist."""
    page = factories.standard_page("Rivers")
    paragraph = [{"type": "paragraph", "value": "<p>We are a <b>cooperative</b>.</p>"}]
    mine = {
        IMAGE: factories.image("A bridge").pk,
        PAGE: page.pk,
        TERM: factories.term("Weir").pk,
        REUSABLE: factories.reusable("About us", body=json.dumps(paragraph)).pk,
        PDF: factories.document("Report", data=b"%PDF-1.4\n", filename="report.pdf").pk,
    }
    for pk, name in ((MP3, "weir.mp3"), (MP4, "bank.mp4"), (VTT, "bank.vtt")):
        mine[pk] = factories.document(name, filename=name).pk
    keys = {"image", "page", "term", "content", "document", "file", "captions"}

    def renumbered(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: renumbered(item, name) for name, item in value.items()}
        if isinstance(value, list):
            return [renumbered(item, key) for item in value]
        if isinstance(value, str):
            return value.replace(f'id="{PAGE}"', f'id="{page.pk}"')
        return mine.get(value, value) if key in keys or (key == "values" and value == PAGE) else value

    return {name: renumbered(raw) for name, raw in RAW.items()}


def scope_for(name: str, raw: Any) -> Scope:
    scope = Scope(Viewer.public(factories.site()))
    scope.want(definitions()[name].references(raw))
    scope.resolve()
    return scope


def shown(name: str, raw: Any) -> Any:
    return to_json(definitions()[name].publish(raw, scope_for(name, raw)))


@pytest.mark.parametrize("name", list(BLOCKS))
def test_what_a_form_posts_is_what_is_published(name: str, raw_values: dict[str, Any]) -> None:
    factories.home()
    block, raw = definitions()[name], raw_values[name]
    data = form_data("b", posted(block, block.to_python(raw)))
    saved = json.loads(json.dumps(block.get_prep_value(block.clean(block.value_from_datadict(data, {}, "b"))), default=str))
    expected = shown(name, raw)
    assert expected is not None
    assert shown(name, saved) == expected


@pytest.mark.parametrize("name", list(BLOCKS))
def test_an_empty_block_can_be_saved_as_a_draft_and_shows_nothing(name: str) -> None:
    """The editor saves a draft while somebody is still typing."""
    factories.home()
    block = definitions()[name]
    empty = block.value_from_datadict(form_data("b", posted(block, block.get_default())), {}, "b")
    draft = block.get_prep_value(block.clean_deferred(empty))
    assert (shown(name, draft) is None) == (name != "divider")


def test_an_editor_writes_a_page_with_every_block(raw_values: dict[str, Any], client: Client) -> None:
    home = factories.home()
    client.force_login(factories.user(superuser=True))
    stream = StandardPage.body.field.stream_block
    body = stream.to_python([{"type": name, "value": raw_values[name]} for name in BLOCKS])
    add = reverse("wagtailadmin_pages:add", args=("content", "standardpage", home.pk))
    data = {"title": "Everything", "slug": "everything", **form_data("body", posted(stream, body)), "action-publish": "publish"}
    form = BeautifulSoup(client.get(add).content, "html.parser").find("form", id="page-edit-form")
    assert form is not None
    hidden = {str(field["name"]): str(field.get("value", "")) for field in form.select("input[type=hidden][name]")}
    response = client.post(add, {**hidden, **data})
    assert response.status_code == 302, response.context["form"].errors
    page = StandardPage.objects.get(slug="everything")
    assert [block["type"] for block in page.body.raw_data] == list(BLOCKS)

    client.logout()
    main = BeautifulSoup(client.get(page.get_url()).content, "html.parser").find("main")
    assert main is not None
    for selector in (
        "blockquote",
        "aside.callout",
        "hr",
        "figure.image-wide",
        "section.gallery",
        "iframe",
        "audio",
        "video track",
        "pre .k",
    ):
        assert main.select(selector), selector
    for selector in ("table caption", "ol.steps", "details.faq-item", "dl dfn", "dl .fact", "a.button", "a[download]", "article.card"):
        assert main.select(selector), selector
    assert "cooperative" in main.text


def test_the_editors_form_opens_again_with_every_block(raw_values: dict[str, Any], client: Client) -> None:
    body = json.dumps([{"type": name, "value": raw_values[name]} for name in BLOCKS])
    page = factories.standard_page("Everything", body=body)
    client.force_login(factories.user(superuser=True))
    response = client.get(reverse("wagtailadmin_pages:edit", args=(page.pk,)))
    assert response.status_code == 200
    assert "We built the map first." in response.content.decode()


def refused(name: str, raw: dict[str, Any]) -> str:
    """What the form says to a value that it does not take."""
    block = definitions()[name]
    with pytest.raises(ValidationError) as caught:
        block.clean(block.to_python(raw))
    return json.dumps(caught.value.as_json_data(), default=str)  # type: ignore[attr-defined]


def test_a_button_leads_to_exactly_one_place() -> None:
    page = factories.standard_page().pk
    message = "Choose a page or give an address, one of the two."
    assert message in refused("button", {"text": "Go", "page": None, "url": "", "style": "primary"})
    assert message in refused("button", {"text": "Go", "page": page, "url": "https://example.org/", "style": "primary"})


@pytest.mark.parametrize("url", ["javascript:alert(1)", "//evil.example", "data:text/html,x", "evil.example"])
def test_a_button_refuses_an_address_that_is_none(url: str) -> None:
    assert "An address begins with" in refused("button", {"text": "Go", "page": None, "url": url, "style": "primary"})


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://example.org/film"])
def test_an_embed_refuses_an_address_outside_of_the_web(url: str) -> None:
    assert "url" in refused("embed", {"url": url, "title": "No", "caption": ""})


def test_an_embed_needs_a_title() -> None:
    assert "title" in refused("embed", {"url": "https://vimeo.com/76979871", "title": "", "caption": ""})


def test_an_image_needs_an_alt_text_or_to_be_decorative() -> None:
    picture = {"image": factories.image().pk, "alt_text": "", "decorative": False}
    raw = {"image": picture, "caption": "", "credit": "", "width": "text"}
    assert "alt_text" in refused("image", raw)
    block = definitions()["image"]
    assert block.clean(block.to_python({**raw, "image": {**picture, "decorative": True}}))["image"].decorative


@pytest.mark.parametrize("name", ["audio", "video"])
def test_a_player_refuses_a_document_that_it_cannot_play(name: str) -> None:
    pdf = factories.document(data=b"%PDF-1.4\n", filename="report.pdf").pk
    raw = {"file": pdf, "title": "No", "poster": None, "captions": None, "caption": "", "transcript": ""}
    assert "This file cannot be played here." in refused(name, raw)


def test_subtitles_are_a_webvtt_file() -> None:
    film, text = factories.document(filename="bank.mp4").pk, factories.document(filename="bank.txt").pk
    raw = {"file": film, "title": "Yes", "poster": None, "captions": text, "caption": "", "transcript": ""}
    assert "captions" in refused("video", raw)


def test_emphasised_lines_are_numbers_and_ranges() -> None:
    raw = {"language": "python", "code": "a", "filename": "", "caption": "", "line_numbers": False, "highlight_lines": "2,x"}
    assert "1,3-5" in refused("code", raw)


def test_a_table_needs_a_column_and_a_row() -> None:
    raw = {"table": {"columns": [], "rows": [], "caption": ""}, "row_headings": False, "source": ""}
    assert "at least one column" in refused("table", raw)


def test_a_table_has_bounds() -> None:
    columns = [{"type": "text", "heading": str(number)} for number in range(21)]
    raw = {"table": {"columns": columns, "rows": [{"values": [""] * 21}], "caption": ""}, "row_headings": False, "source": ""}
    assert "at most 20 columns" in refused("table", raw)


def test_a_list_of_pictures_has_bounds() -> None:
    picture = {"image": factories.image().pk, "alt_text": "A", "decorative": False}
    item = {"image": picture, "caption": "", "credit": ""}
    assert "minimum number" in refused("gallery", {"title": "", "images": [item], "layout": "grid"})
    assert "maximum number" in refused("gallery", {"title": "", "images": [item] * 41, "layout": "grid"})


def test_a_heading_keeps_its_anchor_when_its_text_changes() -> None:
    block = definitions()["heading"]
    first = block.clean(block.to_python({"text": "Old words", "level": "h2", "anchor": ""}))
    first["text"] = "New words"
    assert block.get_prep_value(block.clean(first))["anchor"] == "old-words"


def test_a_draft_of_a_heading_has_no_anchor_yet() -> None:
    block = definitions()["heading"]
    assert block.clean_deferred(block.to_python({"text": "W", "level": "h2", "anchor": ""}))["anchor"] == ""


def test_the_player_of_an_embed_is_kept_when_the_block_is_saved() -> None:
    block = definitions()["embed"]
    saved = block.get_prep_value(block.clean(block.to_python(RAW["embed"])))
    assert saved["resolved"] == {
        "provider": "youtube",
        "embed_url": "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?start=65",
        "width": 16,
        "height": 9,
    }
