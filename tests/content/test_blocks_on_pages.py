"""Blocks on a real page: what visitors may not see is not there, and a longer body costs no more queries."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import CollectionViewRestriction

from cms.content.blocks.body import BLOCKS
from cms.content.models import StandardPage
from cms.content.scope import Scope
from cms.visibility import Viewer
from tests import factories

pytestmark = pytest.mark.django_db

CANARY = "canary-7f3a"


def every_reference(image: int, page: int, term: int, reusable: int, files: dict[str, int]) -> list[dict[str, Any]]:
    """Every block that can refer to something, doing so in every way it can."""
    link = f'<p>See <a linktype="page" id="{page}">there</a>, <a linktype="document" id="{files["pdf"]}">that</a>'
    text = f'{link} and <a linktype="term" id="{term}">this</a>.</p>'
    picture = {"image": image, "alt_text": "Shown here", "decorative": False}
    values = {
        "paragraph": text,
        "callout": {"kind": "note", "title": "Note", "text": text},
        "image": {"image": picture, "caption": text, "credit": "", "width": "text"},
        "gallery": {"title": "", "layout": "grid", "images": [{"image": picture, "caption": text, "credit": ""}]},
        "embed": {"url": "https://vimeo.com/76979871", "title": "Film", "caption": text},
        "audio": {"file": files["mp3"], "title": "Sound", "caption": text, "transcript": text},
        "video": {"file": files["mp4"], "title": "Film", "poster": picture, "captions": files["vtt"], "caption": text, "transcript": text},
        "table": {
            "table": {
                "columns": [{"type": "rich_text", "heading": "A"}, {"type": "page", "heading": "B"}],
                "rows": [{"values": [text, page]}],
                "caption": "",
            },
            "row_headings": False,
            "source": text,
        },
        "step_list": {"title": "", "steps": [{"title": "Do", "text": text, "image": picture}]},
        "faq": {"title": "", "items": [{"question": "Why?", "answer": text}]},
        "definition_list": {"title": "", "items": [{"term": term, "definition": text}, {"term": term, "definition": ""}]},
        "teaser": {"heading": "", "pages": [{"page": page, "title": "", "text": ""}]},
        "button": {"text": "Go", "page": page, "url": "", "style": "primary"},
        "download": {"document": files["pdf"], "title": "", "description": ""},
        "reusable": {"content": reusable},
    }
    return [{"type": name, "value": value} for name, value in values.items()]


def made(*, visible: bool) -> list[dict[str, Any]]:
    """The blocks with new objects, each with the canary in all that it has."""
    vault = factories.collection(CANARY)
    if not visible:
        CollectionViewRestriction.objects.create(collection=vault, restriction_type="login")
    inner = [{"type": "paragraph", "value": f"<p>{CANARY}</p>"}]
    return every_reference(
        image=factories.image(f"{CANARY} image", description=CANARY, caption=CANARY, credit=CANARY, collection=vault).pk,
        page=factories.standard_page(f"{CANARY} page", live=visible, standfirst=CANARY).pk,
        term=factories.term(f"{CANARY} term", live=visible, definition=CANARY).pk,
        reusable=factories.reusable(CANARY, live=visible, body=json.dumps(inner)).pk,
        files={
            ending: factories.document(f"{CANARY} {ending}", filename=f"{CANARY}.{ending}", collection=vault, data=data).pk
            for ending, data in (("pdf", b"%PDF-1.4\n"), ("mp3", b"ID3"), ("mp4", b"\0\0\0\x18ftypmp42"), ("vtt", b"WEBVTT\n"))
        },
    )


def served(page: StandardPage, client: Client) -> str:
    response = client.get(page.get_url())
    assert response.status_code == 200
    return response.content.decode()


def test_every_block_that_refers_to_something_is_tried() -> None:
    silent = {"heading", "pull_quote", "divider", "code", "fact_list"}
    factories.home()
    assert {block["type"] for block in made(visible=True)} == set(BLOCKS) - silent


def test_a_visitor_finds_what_is_public(client: Client) -> None:
    page = factories.standard_page("Open", body=json.dumps(made(visible=True)))
    html = served(page, client)
    for part in (f"{CANARY} page", f"{CANARY} term", f"{CANARY}.mp3", f"{CANARY}.vtt", f"<p>{CANARY}</p>", f"{CANARY} pdf"):
        assert part in html, part


def test_a_visitor_finds_nothing_of_what_is_not_public(client: Client) -> None:
    page = factories.standard_page("Closed", body=json.dumps(made(visible=False)))
    html = served(page, client)
    assert CANARY not in html
    assert "See there, that and this." in html


def test_a_longer_body_costs_no_more_queries() -> None:
    one, three = made(visible=True), [block for _ in range(3) for block in made(visible=True)]
    pages = [factories.standard_page(f"Page {len(body)}", body=json.dumps(body)) for body in (one, three)]

    def queries(page: StandardPage) -> int:
        page = StandardPage.objects.get(pk=page.pk)
        with CaptureQueriesContext(connection) as captured:
            page.publish_value(Scope(Viewer.public(factories.site())))
        return len(captured)

    assert queries(pages[0]) == queries(pages[1])
