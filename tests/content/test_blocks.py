"""What every block publishes: one golden file holds the types, their JSON, Markdown and text; HTML is checked for its meaning."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.template import Context, Template
from django.test import override_settings

from cms.content.blocks.base import stream_content
from cms.content.blocks.body import BLOCKS, BodyBlock, body_block
from cms.content.blocks.output import blocks_markdown, blocks_text
from cms.content.encoding import to_json
from cms.content.values import Block
from tests.content.samples import IMAGE, MP3, PAGE, PDF, RAW, KnownScope, definitions, html, published

GOLDEN = Path(__file__).parent / "golden" / "blocks.json"


def _current() -> dict[str, Any]:
    found = {}
    for name, block in definitions().items():
        content = published(name)
        found[name] = {
            "json": to_json(content),
            "markdown": block.as_markdown(content).split("\n"),
            "text": block.as_text(content).split("\n"),
        }
    return json.loads(json.dumps(found))


def golden() -> dict[str, Any]:
    """The agreed payloads. `GOLDEN=write` in the environment writes what is current: look at the difference before you commit it."""
    if os.environ.get("GOLDEN") == "write":
        GOLDEN.write_text(json.dumps(_current(), indent=1, ensure_ascii=False) + "\n", "utf-8")
    return json.loads(GOLDEN.read_text("utf-8"))


def soup(name: str, raw: Any = ..., scope: Any = None) -> BeautifulSoup:
    return BeautifulSoup(html(name, raw, scope), "html.parser")


def one(found: BeautifulSoup | Tag, selector: str) -> Tag:
    elements = found.select(selector)
    assert len(elements) == 1, f"{selector}: {found}"
    return elements[0]


def test_block_type_names_are_those_of_the_contract() -> None:
    assert list(BLOCKS) == list(golden())


@pytest.mark.parametrize("name", list(BLOCKS))
def test_a_block_publishes_its_golden_payload(name: str) -> None:
    assert _current()[name] == golden()[name]


@pytest.mark.parametrize("name", list(BLOCKS))
def test_a_block_publishes_the_type_it_declares(name: str) -> None:
    assert type(published(name)) is definitions()[name].value_type


@pytest.mark.parametrize("name", list(BLOCKS))
def test_a_block_tells_editors_what_it_is(name: str) -> None:
    block = definitions()[name]
    assert block.label
    assert block.get_description()
    assert block.meta.group
    assert block.meta.icon != "placeholder"
    assert block.is_previewable


# --- what may not be seen ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["audio", "definition_list", "download", "gallery", "image", "reusable", "teaser", "video"])
def test_a_block_without_anything_visible_disappears(name: str) -> None:
    assert published(name, scope=KnownScope(without=("image", "card", "page", "document", "term", "reusable"))) is None


def test_a_button_disappears_with_its_page_but_not_a_button_to_an_address() -> None:
    nothing = KnownScope(without=("page",))
    assert published("button", scope=nothing) is None
    assert published("button", {"text": "Go", "page": None, "url": "https://example.org/"}, nothing).url == "https://example.org/"


def test_a_button_never_falls_back_on_an_address_when_its_page_is_invisible() -> None:
    assert published("button", {"text": "Go", "page": 999, "url": "https://example.org/"}) is None


def test_a_step_loses_its_invisible_picture_and_stays() -> None:
    content = published("step_list", scope=KnownScope(without=("image",)))
    assert [step.picture for step in content.steps] == [None, None]


def test_a_video_loses_its_invisible_poster_and_stays() -> None:
    assert published("video", scope=KnownScope(without=("image",))).poster is None


def test_a_table_cell_of_an_invisible_page_is_empty() -> None:
    table = soup("table", scope=KnownScope(without=("page",)))
    assert not table.find_all("a")
    assert "Rivers" not in [cell.text for cell in table.find_all("td")]


def test_only_the_visible_pictures_of_a_gallery_are_shown() -> None:
    images = [{"image": {"image": 999}}, {"image": {"image": IMAGE, "alt_text": "Seen"}}]
    assert [item.picture.alt for item in published("gallery", {"images": images}).images] == ["Seen"]


@pytest.mark.parametrize("name", list(BLOCKS))
def test_a_block_refers_to_everything_it_gets(name: str) -> None:
    """What is published without having been wanted would be missing on a real page."""
    asked: list[tuple[str, int]] = []

    class Watching(KnownScope):
        def get(self, kind: str, pk: int | None) -> Any:
            if pk is not None:
                asked.append((kind, pk))
            return super().get(kind, pk)

    published(name, scope=Watching())
    assert set(asked) <= set(definitions()[name].references(RAW[name]))


# --- HTML -------------------------------------------------------------------------------------------------------------


def test_a_heading_has_its_level_and_anchor() -> None:
    assert one(soup("heading"), "h3#river").text == "Where the river turns"


def test_two_headings_never_share_an_anchor() -> None:
    scope = KnownScope()
    assert [published("heading", scope=scope).id for _ in range(3)] == ["river", "river-2", "river-3"]


def test_a_paragraph_is_its_text_with_real_links() -> None:
    assert one(soup("paragraph"), 'p > a[href="/topics/rivers/"]').text == "rivers"


def test_a_pull_quote_is_a_quotation_with_its_speaker() -> None:
    quote = soup("pull_quote")
    assert one(quote, "figure > blockquote p").get_text("\n") == "We built the map first.\nThe road came second."
    assert "Ada Morgan" in one(quote, "figure > figcaption").text


def test_a_callout_is_named_by_its_title_or_kind() -> None:
    titled, untitled = soup("callout"), soup("callout", {"kind": "tip", "text": "<p>Look.</p>"})
    assert one(titled, "#" + str(one(titled, "aside.callout-warning")["aria-labelledby"])).text == "High water"
    assert one(untitled, "aside.callout-tip")["aria-label"] == "Tip"


def test_a_divider_is_a_thematic_break() -> None:
    one(soup("divider"), "hr")


def test_an_image_has_alt_text_size_caption_and_credit() -> None:
    figure = one(soup("image"), "figure.image-wide")
    picture = one(figure, "img")
    assert (picture["alt"], picture["width"], picture["height"]) == ("A bridge of stone", "800", "533")
    assert one(figure, "figcaption i").text == "old"
    assert "Ada Morgan" in one(figure, "figcaption .credit").text


def test_the_credit_of_a_place_goes_before_that_of_the_picture() -> None:
    raw = {**RAW["image"], "credit": "The archive"}
    assert published("image", raw).credit == "The archive"


def test_a_decorative_picture_has_an_empty_alt_text() -> None:
    assert one(soup("image", {"image": {"image": IMAGE, "alt_text": "No", "decorative": True}}), "img")["alt"] == ""


def test_the_value_of_a_former_image_chooser_is_still_a_picture() -> None:
    assert one(soup("image", {"image": IMAGE}), "img")["alt"] == "A stone bridge"


def test_a_gallery_is_a_named_list_of_figures() -> None:
    gallery = soup("gallery")
    assert len(gallery.select("section.gallery-row[aria-labelledby] > ul > li > figure > picture")) == 2


def test_a_player_has_controls_and_loads_only_what_it_must() -> None:
    sound, film = one(soup("audio"), "audio"), one(soup("video"), "video")
    for player in (sound, film):
        assert player.has_attr("controls")
        assert player["preload"] == "none", "a film with a picture of its own is fetched when somebody plays it"
        assert not player.has_attr("autoplay")
    assert one(film, 'track[kind="captions"]')["srclang"] == "en"
    assert film["poster"] == "/media/bridge.800.webp"


def test_a_transcript_can_be_opened_below_its_player() -> None:
    assert one(soup("audio"), "figure details.transcript p").text == "Water."


def test_a_document_of_another_kind_is_not_played() -> None:
    assert published("audio", {"file": PDF, "title": "No"}) is None
    assert published("video", {"file": MP3, "title": "No"}) is None


def test_code_is_highlighted_with_classes_and_keeps_its_words() -> None:
    code = one(soup("code"), "pre.line-numbers > code.language-python")
    assert code.text == "if a < b:\n    print('```')"
    assert one(code, ".k").text == "if"
    assert one(code, ".line.emphasised").text == "    print('```')"
    assert len(code.select(".line")) == 2


def test_code_keeps_the_indent_of_its_first_line() -> None:
    assert published("code", {"language": "text", "code": "\n    indented\nnot\n"}).code == "    indented\nnot"


@pytest.mark.parametrize("language", ["klingon", None, "../../etc"])
def test_code_in_an_unknown_language_is_plain_text(language: Any) -> None:
    content = published("code", {"language": language, "code": "<b>"})
    assert (content.language, content.html) == ("text", '<span class="line">&lt;b&gt;</span>')


def test_every_language_of_the_list_is_known_to_the_highlighter() -> None:
    from cms.content.blocks.code import LANGUAGES, code_html

    assert all(code_html("a = 1", language) for language in LANGUAGES)


def test_a_table_says_what_its_rows_and_columns_are() -> None:
    table = one(soup("table"), ".table-scroll[tabindex='0'][role=region] > table")
    assert [cell.text for cell in table.select('thead th[scope="col"]')] == ["River", "Length", "Note", "More"]
    assert [cell.text for cell in table.select('tbody th[scope="row"]')] == ["Elbe", "Amazon", "Dry"]
    assert [cell.text for cell in table.select("tbody td.cell-number")] == ["1094.5", "6,400,000.0", ""]
    assert one(table, "td.cell-page a")["href"] == "/topics/rivers/"
    assert one(table, "td.cell-rich_text b").text == "sea"


@pytest.mark.parametrize("digits", ["1e999999", "NaN", "Infinity", "1" * 5000, True, "12abc", {}, "0.1234567890123"])
def test_what_is_no_ordinary_number_is_an_empty_cell(digits: Any) -> None:
    raw = {"table": {"columns": [{"type": "number", "heading": "N"}], "rows": [{"values": [digits]}]}}
    assert published("table", raw).rows[0][0].number is None


def test_a_table_of_unknown_columns_shows_the_known_ones() -> None:
    columns = [{"type": "formula", "heading": "F"}, {"type": "text", "heading": "T"}]
    content = published("table", {"table": {"columns": columns, "rows": [{"values": ["x", "y"]}]}})
    assert [str(cell) for row in content.rows for cell in row] == ["y"]


def test_steps_are_an_ordered_list() -> None:
    steps = soup("step_list").select("ol.steps > li")
    assert [one(step, ".step-title").text for step in steps] == ["Look", "Walk"]
    assert one(steps[0], "img")["alt"] == "A bridge of stone"


def test_an_answer_opens_at_its_question() -> None:
    item = one(soup("faq"), "details")
    assert one(item, "summary").text == "Is it open?"
    assert one(item, "p").text == "Yes."


def test_a_definition_is_the_terms_own_unless_another_is_written() -> None:
    definitions_shown = soup("definition_list").select("dl dd")
    assert "A low wall < 3 m across a river." in definitions_shown[0].text
    assert "the wall" in definitions_shown[1].text
    assert "A low wall" not in definitions_shown[1].text


def test_a_definition_leads_to_the_term_and_its_topic() -> None:
    found = soup("definition_list")
    assert found.select("dt dfn a")[0]["href"] == "/terms/weir/"
    assert found.select("dd a.definition-home")[0]["href"] == "/topics/rivers/"
    assert "barrage" in found.select("dt")[0].text


def test_facts_are_a_description_list() -> None:
    facts = one(soup("fact_list"), "dl")
    assert one(facts, "dt").text == "Length"
    assert one(facts, "dd .fact-value").text == "1,094 km"


def test_a_teaser_shows_the_editors_words_in_place_of_the_pages_own() -> None:
    cards = soup("teaser").select("article.card")
    assert ["What flows." in card.text for card in cards] == [True, False]
    assert [one(card, ".card-title a")["href"] for card in cards] == ["/topics/rivers/"] * 2
    assert "Own" in cards[1].text
    assert "Words." in cards[1].text


def test_a_teaser_has_at_most_six_cards() -> None:
    assert len(published("teaser", {"pages": [{"page": PAGE}] * 50}).cards) == 6


def test_a_button_is_a_link() -> None:
    assert one(soup("button"), "a.button-secondary")["href"] == "/topics/rivers/"


def test_a_download_says_kind_and_size() -> None:
    download = soup("download")
    assert one(download, "a[download]").text == "Title of report.pdf"
    assert "PDF" in download.text
    assert "2.0\N{NO-BREAK SPACE}KB" in download.text


def test_reusable_content_renders_its_blocks() -> None:
    found = soup("reusable")
    assert one(found, "h3#about-us").text == "About us"
    assert one(found, "p b").text == "cooperative"


def test_the_same_reusable_content_twice_has_no_id_twice() -> None:
    scope = KnownScope()
    blocks = [block.id for _ in range(2) for block in published("reusable", scope=scope).blocks]
    assert len(set(blocks)) == 4


def test_reusable_content_cannot_hold_reusable_content() -> None:
    assert "reusable" not in body_block(without=("reusable",)).child_blocks


# --- a whole body -----------------------------------------------------------------------------------------------------


def _body() -> list[Block]:
    scope = KnownScope()
    return [Block(name, f"b-{name}", published(name, scope=scope)) for name in BLOCKS]


def test_a_whole_body_renders_in_order() -> None:
    rendered = Template("{% load content_tags %}{% blocks body %}").render(Context({"body": _body()}))
    places = [rendered.index(mark) for mark in ('href="/topics/rivers/">rivers', 'id="river"', "We built", "High water", "<hr", "About us")]
    assert places == sorted(places)


def test_no_id_appears_twice_in_a_body() -> None:
    rendered = Template("{% load content_tags %}{% blocks body %}").render(Context({"body": _body()}))
    ids = [element["id"] for element in BeautifulSoup(rendered, "html.parser").select("[id]")]
    assert len(ids) == len(set(ids))


def test_every_reference_to_a_label_is_answered() -> None:
    rendered = Template("{% load content_tags %}{% blocks body %}").render(Context({"body": _body()}))
    found = BeautifulSoup(rendered, "html.parser")
    labels = [str(element["aria-labelledby"]) for element in found.select("[aria-labelledby]")]
    assert labels
    assert all(found.find(id=label) for label in labels)


def test_a_block_of_a_type_that_is_gone_is_passed_over() -> None:
    body = [Block("retired", "x", object()), Block("heading", "y", published("heading"))]
    rendered = Template("{% load content_tags %}{% blocks body %}").render(Context({"body": body}))
    assert BeautifulSoup(rendered, "html.parser").text.strip() == "Where the river turns"
    assert blocks_text(body) == "Where the river turns"
    assert blocks_markdown(body) == "### Where the river turns"


def test_a_body_as_text_has_the_words_of_every_block() -> None:
    words = blocks_text(_body())
    for name in ("fact_list", "code", "table", "faq"):
        assert definitions()[name].as_text(published(name)) in words


@override_settings(BODY_BLOCKS={"alarm": "cms.content.blocks.text.CalloutBlock"})
def test_an_owners_block_stands_in_the_body_beside_ours() -> None:
    assert list(BodyBlock().child_blocks) == [*BLOCKS, "alarm"]


# --- malformed values -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in BLOCKS if name != "divider"])
@pytest.mark.parametrize("raw", [None, "", 7, [], {}, {"unknown": 1}], ids=repr)
def test_a_malformed_block_is_left_out_of_the_body(name: str, raw: Any) -> None:
    items = [{"type": name, "id": "bad", "value": raw}, {"type": "heading", "id": "good", "value": RAW["heading"]}]
    assert [block.id for block in stream_content(body_block(), items, KnownScope())] == ["good"]


def test_operators_are_told_which_block_cannot_be_read(caplog: pytest.LogCaptureFixture) -> None:
    scope = KnownScope()
    assert stream_content(body_block(), [{"type": "table", "id": "t1", "value": {"table": 5}}], scope) == ()
    assert scope.problems == ["t1"]
    assert "t1 (table)" in caplog.text


def test_a_page_number_that_no_database_can_hold_refers_to_nothing() -> None:
    raw = {"text": "Go", "page": 10**30, "url": ""}
    assert not list(definitions()["button"].references(raw))
    assert published("button", raw) is None


def test_characters_that_no_format_can_carry_are_taken_out() -> None:
    assert published("heading", {"text": "a\x00b\ud800c\x0bd"}).text == "abcd"
