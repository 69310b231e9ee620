"""Between editor and database: terms, footnotes and abbreviations get there and back, and nothing else does."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings, strategies as st
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.api.rich_text import APIRichText
from wagtail.models import Locale, ReferenceIndex

from cms.content.models import Term
from cms.content.richtext import FEATURES
from tests import factories

NOTE = "0d2b3a52-3c6e-4f6e-9a57-0f6f0e8e1a11"

TEXT = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=20).filter(lambda text: text.strip() == text)


@pytest.fixture(scope="module")
def converter() -> ContentstateConverter:
    return ContentstateConverter(FEATURES)


def to_database(converter: ContentstateConverter, kind: str, data: dict[str, Any], text: str = "text") -> str:
    """What the database keeps of one paragraph that is one entity."""
    block = {
        "key": "abcde",
        "type": "unstyled",
        "depth": 0,
        "text": text,
        "inlineStyleRanges": [],
        "entityRanges": [{"offset": 0, "length": len(text), "key": 0}],
    }
    entity = {"type": kind, "mutability": "MUTABLE", "data": data}
    html: str = converter.to_database_format(json.dumps({"blocks": [block], "entityMap": {"0": entity}}))
    return html.replace(' data-block-key="abcde"', "")


def from_database(converter: ContentstateConverter, html: str) -> tuple[str, list[dict[str, Any]]]:
    """The text of the first paragraph in the editor, and the entities in it."""
    state = json.loads(converter.from_database_format(html))
    return state["blocks"][0]["text"], list(state["entityMap"].values())


# --- there and back ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_all_three_come_back_from_the_editor_as_they_were(converter: ContentstateConverter) -> None:
    term = factories.term("Weir", definition="A low wall.")
    html = (
        f'<p data-block-key="abcde">A <a linktype="term" id="{term.pk}">weir</a> is <b>low</b>.<footnote id="{NOTE}" '
        'text="Says &quot;Ada&quot; &amp; &lt;others&gt;,\npage 3.">*</footnote> <abbr title="A &amp; B">AB</abbr> 😀 '
        f'<a linktype="term" id="{term.pk}">again</a></p>'
    )
    text, entities = from_database(converter, html)
    assert text == "A weir is low.* AB 😀 again"
    assert [(entity["type"], entity["mutability"]) for entity in entities] == [
        ("TERM", "MUTABLE"),
        ("FOOTNOTE", "IMMUTABLE"),
        ("ABBREVIATION", "MUTABLE"),
        ("TERM", "MUTABLE"),
    ]
    assert entities[0]["data"] == {"id": term.pk, "name": "Weir", "definition": "A low wall.", "live": True}
    assert converter.to_database_format(converter.from_database_format(html)) == html.replace('"Ada"', "&quot;Ada&quot;")


@settings(max_examples=100, deadline=None, database=None)
@given(text=TEXT, title=TEXT)
def test_any_meaning_and_any_note_come_back(text: str, title: str) -> None:
    converter = ContentstateConverter(FEATURES)
    for kind, data, shown in (("ABBREVIATION", {"title": title}, "AB"), ("FOOTNOTE", {"id": NOTE, "text": text}, "*")):
        stored = to_database(converter, kind, data, shown)
        back, entities = from_database(converter, stored)
        assert (back, entities[0]["data"]) == (shown, data)


def test_a_copied_footnote_is_stored_twice_with_one_identifier(converter: ContentstateConverter) -> None:
    html = f'<p data-block-key="abcde">a<footnote id="{NOTE}" text="x">*</footnote>b<footnote id="{NOTE}" text="x">*</footnote></p>'
    assert converter.to_database_format(converter.from_database_format(html)) == html


@pytest.mark.django_db
def test_a_term_that_is_gone_keeps_its_place(converter: ContentstateConverter) -> None:
    html = '<p data-block-key="abcde"><a linktype="term" id="999">gone</a></p>'
    assert from_database(converter, html)[1][0]["data"] == {"id": 999}
    assert converter.to_database_format(converter.from_database_format(html)) == html


def test_a_footnote_without_its_mark_gets_one(converter: ContentstateConverter) -> None:
    text, entities = from_database(converter, f'<p>a<footnote id="{NOTE}" text="x"></footnote>b</p>')
    assert text == "a*b"
    assert entities[0]["data"] == {"id": NOTE, "text": "x"}


# --- hostile ----------------------------------------------------------------------------------------------------------

BREAKOUT = '"><script>alert(1)</script><a onclick="x'


@pytest.mark.parametrize(
    ("kind", "data", "stored"),
    [
        ("TERM", {"id": BREAKOUT}, "<p>text</p>"),
        ("TERM", {"id": None}, "<p>text</p>"),
        ("TERM", {"id": True}, "<p>text</p>"),
        ("TERM", {"id": -1}, "<p>text</p>"),
        ("TERM", {"id": "5"}, '<p><a linktype="term" id="5">text</a></p>'),
        ("TERM", {"id": 5, "href": "javascript:alert(1)", "onclick": "x"}, '<p><a linktype="term" id="5">text</a></p>'),
        ("ABBREVIATION", {"title": " "}, "<p>text</p>"),
        ("ABBREVIATION", {"title": ["x"]}, "<p>text</p>"),
        (
            "ABBREVIATION",
            {"title": BREAKOUT, "style": "x"},
            '<p><abbr title="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;a onclick=&quot;x">text</abbr></p>',
        ),
        ("FOOTNOTE", {"id": NOTE}, "<p></p>"),
        ("FOOTNOTE", {"id": NOTE, "text": {}}, "<p></p>"),
        ("FOOTNOTE", {"id": NOTE.upper(), "text": "<b>"}, f'<p><footnote id="{NOTE}" text="&lt;b&gt;">*</footnote></p>'),
    ],
)
def test_only_what_is_understood_reaches_the_database(
    converter: ContentstateConverter, kind: str, data: dict[str, Any], stored: str
) -> None:
    assert to_database(converter, kind, data) == stored


def test_a_hostile_identifier_of_a_note_is_replaced_by_a_proper_one(converter: ContentstateConverter) -> None:
    stored = to_database(converter, "FOOTNOTE", {"id": BREAKOUT, "text": "Kept."})
    assert BREAKOUT not in stored
    assert stored == to_database(converter, "FOOTNOTE", {"id": BREAKOUT, "text": "Kept."})
    assert 'text="Kept."' in stored


@pytest.mark.django_db
@pytest.mark.parametrize("pk", ["", "abc", "-1", "9" * 40, "1; DROP TABLE"])
def test_a_hostile_id_in_the_database_opens_in_the_editor(converter: ContentstateConverter, pk: str) -> None:
    text, entities = from_database(converter, f'<p><a linktype="term" id="{pk}">word</a></p>')
    assert text == "word"
    assert entities[0]["data"] == {"id": None}


# --- Wagtail's API v3 -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ('<p><a linktype="term" id="5" onclick="x">a</a></p>', '<p><a id="5" linktype="term">a</a></p>'),
        ('<p><a linktype="term" id="x">a</a></p>', "<p>a</p>"),
        ('<p><a linktype="term">a</a></p>', "<p>a</p>"),
        (f'<p>a<footnote id="{NOTE}" text="b" onclick="x"><b>1</b></footnote></p>', f'<p>a<footnote id="{NOTE}" text="b">*</footnote></p>'),
        ("<p>a<footnote>1</footnote></p>", "<p>a</p>"),
        ('<p><abbr title="a&quot;b" style="x">c</abbr></p>', '<p><abbr title="a&quot;b">c</abbr></p>'),
        ("<p><abbr>c</abbr></p>", "<p>c</p>"),
    ],
)
def test_what_is_sent_in_the_databases_form_is_held_to_the_same_rules(sent: str, kept: str) -> None:
    assert APIRichText.sanitize_db_html(sent, features=FEATURES)[0] == kept


def test_a_field_without_the_features_does_not_take_them() -> None:
    sent = f'<p><a linktype="term" id="5">a</a><footnote id="{NOTE}" text="b">*</footnote></p>'
    assert "linktype" not in APIRichText.sanitize_db_html(sent, features=["bold"])[0]
    assert "text=" not in APIRichText.sanitize_db_html(sent, features=["bold"])[0]


# --- usage ------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_term_knows_the_pages_whose_text_refers_to_it(client: Client) -> None:
    used, unused = factories.term("Used"), factories.term("Unused")
    page = factories.standard_page("Reader", body=[("paragraph", f'<p><a linktype="term" id="{used.pk}">word</a></p>')])
    ReferenceIndex.create_or_update_for_object(page)
    client.force_login(factories.user(superuser=True))
    for term, count in ((used, 1), (unused, 0)):
        assert ReferenceIndex.get_references_to(term).count() == count
        answer = client.get(reverse("wagtailsnippets_content_term:usage", args=(term.pk,)))
        assert (b"Reader" in answer.content) == bool(count)


# --- the chooser ------------------------------------------------------------------------------------------------------


def results(client: Client, **query: str) -> str:
    return client.get(reverse("term_chooser:choose_results"), query).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["weir", "WEIR", "barrage", "weirs"])
def test_terms_are_found_by_name_other_name_and_inflected(client: Client, words: str) -> None:
    factories.term("Weir", also_known_as="Barrage\nLow dam")
    factories.term("Lock")
    client.force_login(factories.user(superuser=True))
    found = results(client, q=words)
    assert "Weir" in found
    assert "Lock" not in found


@pytest.mark.django_db
def test_the_chooser_opens_with_what_was_selected(client: Client) -> None:
    factories.term("Weir")
    factories.term("Lock")
    client.force_login(factories.user(superuser=True))
    window = client.get(reverse("term_chooser:choose"), {"q": "lock"}).json()["html"]
    assert "Lock" in window
    assert "Weir" not in window
    assert window.count('value="lock"') == 2  # the search, and the name of a new term


@pytest.mark.django_db
def test_a_chosen_term_comes_with_what_the_editor_shows(client: Client) -> None:
    term = factories.term("Weir", definition="A low wall.", live=False)
    client.force_login(factories.user(superuser=True))
    chosen = client.get(reverse("term_chooser:chosen", args=(term.pk,))).json()["result"]
    assert {"id": term.pk, "name": "Weir", "definition": "A low wall.", "live": False}.items() <= chosen.items()


@pytest.mark.django_db
def test_a_new_term_is_public_only_if_its_author_may_publish(client: Client) -> None:
    author = factories.user()
    author.user_permissions.add(*Permission.objects.filter(codename__in=("access_admin", "add_term")))
    for user, live in ((factories.user(superuser=True), True), (author, False)):
        client.force_login(user)
        answer = client.post(reverse("term_chooser:create"), {"name": f"Weir {live}", "definition": "A low wall."})
        term = Term.objects.get(name=f"Weir {live}")
        assert answer.json()["result"]["id"] == term.pk
        assert (term.live, term.latest_revision is not None, term.locale) == (live, True, Locale.get_default())


@pytest.mark.django_db
def test_who_may_not_add_terms_cannot_define_one_here(client: Client) -> None:
    reader = factories.user()
    reader.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(reader)
    client.post(reverse("term_chooser:create"), {"name": "Weir", "definition": "A low wall."})
    assert not Term.objects.exists()
    assert "New term" not in client.get(reverse("term_chooser:choose")).json()["html"]
