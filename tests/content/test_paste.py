"""What is pasted becomes blocks: through the address that the editor sends the clipboard's HTML to."""

import json
import re
from pathlib import Path
from typing import Any

import nh3
import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from hypothesis import HealthCheck, given, settings, strategies as st
from wagtail import blocks
from wagtail.blocks import StreamBlockValidationError
from wagtail.blocks.base import Block as WagtailBlock

from cms.content.blocks.base import stream_content
from cms.content.blocks.body import body_block
from cms.content.conversion import convert
from cms.content.editor.paste import MAX_CHARACTERS, paste
from tests import factories
from tests.content.inert import problems_of_content, problems_of_html
from tests.content.samples import KnownScope
from tests.content.test_blocks_hostile import CORPUS

pytestmark = pytest.mark.django_db

CLIPBOARD = Path(__file__).parent / "clipboard"


def answer(html: str, **more: Any) -> Any:
    """What the address answers, without the sign-in that is tested below."""
    request = RequestFactory().post("/admin/paste/", json.dumps({"html": html, **more}), content_type="application/json")
    response = paste(request)
    return {"status": response.status_code, **json.loads(response.content)}


def blocks_of(html: str) -> list[Any]:
    """Type and raw value of what comes in, as a browser would post it: rich text is what the editor writes."""
    answered = answer(html)
    assert answered["status"] == 200
    stream = body_block()
    return [(block["type"], _raw(stream.child_blocks[block["type"]], block["value"])) for block in answered["blocks"]]


def _raw(block: Any, state: Any) -> Any:
    """From the form's state to what the database keeps, through Wagtail's own conversion of rich text."""
    if hasattr(block, "child_blocks") and isinstance(state, dict) and "columns" not in state:
        return {name: _raw(child, state[name]) for name, child in block.child_blocks.items() if name in state}
    if type(block).__name__ in ("RichTextBlock", "ParagraphBlock"):
        html = block.field.widget.converter.to_database_format(state)
        plain = re.sub(r' data-block-key="[^"]*"', "", html)
        return "" if plain == "<p></p>" else plain
    if isinstance(state, dict) and "columns" in state:
        kinds = [column["type"] for column in state["columns"]]
        return {
            "heads": [column["heading"] for column in state["columns"]],
            "kinds": kinds,
            "rows": [
                [_raw(block.child_blocks[kind], cell) for kind, cell in zip(kinds, row["values"], strict=True)] for row in state["rows"]
            ],
        }
    if isinstance(block, blocks.ChoiceBlock):
        return state[0] if isinstance(state, list) else state
    return "" if state is None and isinstance(block, blocks.CharBlock | blocks.TextBlock | blocks.RegexBlock) else state


def read(source: str) -> tuple[list[Any], dict[str, Any]]:
    html = (CLIPBOARD / f"{source}.html").read_text("utf-8")
    return blocks_of(html), answer(html)


def kinds(answered: dict[str, Any]) -> list[str]:
    return [item["kind"] for item in answered["left_out"]]


def image(alt: str, caption: str = "") -> tuple[str, Any]:
    value = {"image": {"image": None, "decorative": False, "alt_text": alt}, "caption": caption, "credit": "", "width": "text"}
    return "image", value


def heading(text: str, level: str = "h2") -> tuple[str, Any]:
    return "heading", {"text": text, "level": level, "anchor": ""}


def table(heads: list[str], types: list[str], *rows: list[str]) -> tuple[str, Any]:
    return "table", {"table": {"heads": heads, "kinds": types, "rows": list(rows)}, "row_headings": False, "source": ""}


def code(text: str, language: str = "text") -> tuple[str, Any]:
    rest = {"filename": "", "caption": "", "line_numbers": False, "highlight_lines": ""}
    return "code", {"language": language, "code": text, **rest}


def paragraph(html: str) -> tuple[str, Any]:
    return "paragraph", html


def quote(text: str, attribution: str = "") -> tuple[str, Any]:
    return "pull_quote", {"quote": text, "attribution": attribution, "role": ""}


@pytest.mark.once
def test_google_docs() -> None:
    found, answered = read("google_docs")
    assert found == [
        heading("The weir at low water"),
        paragraph(
            "<p>In a dry summer the river <b>falls by a metre</b> and the <i>old sill</i> shows. "
            'See <a href="https://example.org/gauges?station=12">the gauges</a>, CO<sub>2</sub> included.</p>'
        ),
        heading("What we measured"),
        paragraph(
            "<ul><li>Level<ul><li>above the sill</li></ul></li><li>Flow</li></ul><ol><li>Read the gauge</li><li>Write it down</li></ol>"
        ),
        image("The weir from the east bank"),
        table(["Month", "Level (cm)"], ["text", "number"], ["July", "112"], ["August", "87.5"]),
        code("for level in levels:\n    print(level)"),
    ]
    assert answered["summary"] == "7 blocks came in."
    # A picture that lies elsewhere is named, and not fetched.
    assert [(picture["position"], picture["host"], picture["local"]) for picture in answered["pictures"]] == [
        (4, "lh7-rt.googleusercontent.com", None)
    ]


@pytest.mark.once
def test_word() -> None:
    found, answered = read("word")
    note = re.search(r'<footnote id="[0-9a-f-]{36}" text="Survey of 1931, page 4.">\*</footnote>', found[1][1])
    assert note is not None
    assert found == [
        heading("What the survey found"),
        paragraph(
            "<p>The surveyors of Bremen walked the <b>whole bank</b>, <i>twice</i>, and found H<sub>2</sub>O where nobody had looked."
            f'{note[0]} See <a href="https://example.org/report">the report</a>.</p>'
            "<ul><li>Two boats<ul><li>one of them leaking</li></ul></li><li>A rope</li></ul>"
            "<ol><li>Walk upstream</li><li>Walk back</li></ol>"
        ),
        heading("The bank in pictures"),
        image("A heron on the sill", "<p>Figure 1: The heron of the <i>upper</i> weir</p>"),
        table(["Bank", "Steps"], ["text", "number"], ["East", "4120"]),
        quote("Nobody walks a river for its length."),
    ]
    assert kinds(answered) == ["table_of_contents", "comment"]
    assert [item["detail"] for item in answered["left_out"][1]["items"]] == ["[AM1]", "Check this number with the office."]


@pytest.mark.once
def test_word_online() -> None:
    found, answered = read("word_online")
    assert found == [
        heading("A lock without a keeper"),
        paragraph(
            '<p>The gates <b>open themselves</b> at night. <a href="https://example.org/locks">All locks</a></p>'
            "<ul><li>Upper gate<ul><li>its motor</li></ul></li><li>Lower gate</li></ul>"
        ),
        image("A lock gate, half open."),
        table(["Lock", "Note"], ["text", "rich_text"], ["Brae", "<p><i>rebuilt</i> in spring</p>"]),
    ]
    assert answered["left_out"] == []


@pytest.mark.once
def test_libreoffice() -> None:
    found, answered = read("libreoffice")
    note = re.search(r'<footnote id="[0-9a-f-]{36}" text="Printed in March.">\*</footnote>', found[1][1])
    assert note is not None
    assert found == [
        heading("The ferry"),
        paragraph(
            f'<p>It crosses <b>every hour</b>, says <a href="https://example.org/ferry">the timetable</a>{note[0]}, '
            "and <code>ferry --now</code> says so too.</p>"
            "<ol><li>Ring the bell</li><li>Wait<ul><li>at the pier</li></ul></li></ol>"
        ),
        quote("The river is wider on Sundays."),
        code("ring = bell()\n    ring.wait()"),
        image("The pier"),
        table(["Day", "Crossings"], ["text", "number"], ["Sunday", "12"]),
    ]
    assert answered["left_out"] == []


@pytest.mark.once
def test_a_web_page() -> None:
    found, answered = read("web_page")
    assert found == [
        heading("How a canal is drained"),
        paragraph(
            "<p>First the <b>stop planks</b> go in, then the <i>sluices</i> are drawn. 🌊 "
            'See <a href="https://example.org/planks">planks</a> and this trap.</p>'
        ),
        image("A drained canal", "<p>The bed, <i>for once</i> dry.</p>"),
        heading("Tools"),
        code('def drain(canal):\n    while canal.level > 0:\n        canal.open("sluice")', "python"),
        quote("A dry canal is the only honest canal.", "Ada Morgan"),
        table(
            ["Sluice", "Minutes"],
            ["rich_text", "number"],
            ['<p><a href="https://example.org/north">North</a></p>', "14"],
            ["<p>South</p>", "9"],
        ),
        ("embed", {"url": "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "title": "Draining the basin", "caption": ""}),
        ("divider", None),
        ("paragraph", "<p>The end.</p>"),
    ]
    assert [(item["kind"], [(one["detail"], one["position"]) for one in item["items"]]) for item in answered["left_out"]] == [
        ("script", []),
        ("tracking", [("https://stats.example.net/pixel.gif?u=42", 2)]),
        ("hidden", [("of the article", 10), ("Subscribe to our newsletter", 10)]),
    ]


# --- what no source gets past ------------------------------------------------------------------------------------------------

PLACES = (
    "<p>{}</p><p>x</p>",
    "{}",
    '<p><a href="{}">words</a></p>',
    '<img src="{}" alt="{}">',
    '<p style="{}" class="{}">words</p>',
    "<h2>{}</h2>",
    "<table><tr><td>{}</td><td>x</td></tr></table>",
    "<pre class='language-{}'>{}</pre>",
    "<blockquote>{}<cite>{}</cite></blockquote>",
    '<iframe src="{}"></iframe>',
    '<p>a<a href="#n" id="m">1</a></p><p id="n">{}<a href="#m">b</a></p>',
)


def assert_fits(blocks: list[dict[str, Any]]) -> None:
    """What the form would send back is accepted by the body, and nothing in its rendering acts."""
    stream = body_block()
    raw = [
        {"type": block["type"], "value": _database(stream.child_blocks[block["type"]], block["value"]), "id": str(number)}
        for number, block in enumerate(blocks)
    ]
    value = stream.to_python(raw)
    complete = [child for child in value if not (child.block_type == "image" and child.value["image"] is None)]
    try:
        # A body with nothing in it is refused as such.
        if complete:
            stream.clean(type(value)(stream, [(child.block_type, child.value) for child in complete]))
    except StreamBlockValidationError as error:
        raise AssertionError(error.as_json_data()) from error
    scope = KnownScope(anything=True)
    published = stream_content(stream, stream.get_prep_value(value), scope)
    assert scope.problems == []
    for block in published:
        assert problems_of_content(block.value) == []
        assert problems_of_html(str(stream.child_blocks[block.type].as_html(block))) == []


def _database(block: WagtailBlock, state: Any) -> Any:
    found = _raw(block, state)
    if isinstance(found, dict) and "table" in found:
        grid = found["table"]
        columns = [{"type": kind, "heading": head} for kind, head in zip(grid["kinds"], grid["heads"], strict=True)]
        found["table"] = {"columns": columns, "rows": [{"values": row} for row in grid["rows"]], "caption": state["table"]["caption"]}
    return found


@pytest.mark.once
@pytest.mark.parametrize("place", PLACES)
def test_hostile_text_is_inert_wherever_it_stands(place: str) -> None:
    for text in CORPUS.values():
        for form in (text, text.replace('"', "&quot;"), text.replace("<", "&lt;").replace('"', "&quot;")):
            answered = answer(place.replace("{}", form))
            assert answered["status"] == 200
            assert_fits(answered["blocks"])


PIECES = st.one_of(
    st.sampled_from(
        [
            *(f"<{tag}>" for tag in ("p", "h1", "h3", "ul", "ol", "li", "table", "tr", "td", "th", "thead", "blockquote", "figure")),
            *(f"</{tag}>" for tag in ("p", "h1", "ul", "li", "table", "td", "blockquote", "figure", "b", "a", "pre", "div", "span")),
            *("<b>", "<i>", "<sub>", "<code>", "<pre>", "<br>", "<hr>", "<figcaption>", "<cite>", "<q>", "<div>", "<caption>", "<dl><dt>"),
            *("<a href='https://example.org/'>", "<a href='#f' id='g'>", "<p id='f'>", "<a href='#g'>", "<sup>", "<select><option>"),
            *("<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'>", "<span style='mso-list:Ignore'>", "<p class=MsoQuote>"),
            *(
                "<p class=MsoCaption>",
                "<span style='display:none'>",
                "<span class=MsoCommentReference>",
                "<p style='font-family:monospace'>",
            ),
            *("<img src='https://example.org/a.png' alt='heronry'>", "<iframe src='https://example.org/'>", "<video src=x>", "<svg><text>"),
            *(
                "<td colspan=3 rowspan=2>",
                "<td colspan=99999>",
                "<script>",
                "</script>",
                "<style>",
                "</style>",
                "<!--",
                "-->",
                "<",
                "&",
                '"',
            ),
            *("millrace ", "sluicegate", " towpath", "&nbsp;", "riverbank\n", "12", "\u200b", "\ud800", "\x00", "—", "x" * 300),
        ]
    ),
    st.text(max_size=4),
)


VOCABULARY = ("millrace", "sluicegate", "towpath", "riverbank", "x" * 300)


@pytest.mark.once
@settings(max_examples=200, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_html_at_all_becomes_blocks_that_fit_and_loses_no_word(html: str) -> None:
    answered = answer(html)
    assert answered["status"] == 200
    assert_fits(answered["blocks"])
    # What an HTML 5 parser sees of it, apart from what is no text.
    seen = nh3.clean(
        html.replace("\x00", "").encode("utf-8", "replace").decode(),
        tags=set(),
        clean_content_tags={"script", "style", "noscript", "template", "title", "xml", "iframe"},
    )
    kept = json.dumps([answered["blocks"], answered["left_out"]], ensure_ascii=False).lower()
    missing = [word for word in VOCABULARY if word in seen and word not in kept]
    assert missing == []


# --- the address -------------------------------------------------------------------------------------------------------------


@pytest.mark.once
@pytest.mark.parametrize("sent", [b"", b"{", b"[]", b'"x"', b'{"html": 1}', b'{"html": null}', b"\xff\xfe", b"[" * 5000])
def test_what_the_editor_does_not_send_is_refused(sent: bytes) -> None:
    response = paste(RequestFactory().post("/admin/paste/", sent, content_type="application/json"))
    assert response.status_code == 400
    assert json.loads(response.content)["error"]


@pytest.mark.once
def test_too_much_is_refused_with_a_way_out() -> None:
    answered = answer("x" * (MAX_CHARACTERS + 1))
    assert answered["status"] == 413
    assert "in parts" in answered["error"]
    assert answer("<hr>" * 1_001)["status"] == 413


@pytest.mark.once
def test_elements_without_end_in_each_other_become_their_words() -> None:
    assert blocks_of("<div>" * 50_000 + "sluicegate" + "<b>" * 50_000) == [paragraph("<p>sluicegate</p>")]


def test_only_people_with_access_to_the_admin_may_ask_and_only_from_the_admin() -> None:
    stranger = Client(enforce_csrf_checks=True)
    reader = factories.user()
    editor = factories.user(superuser=True)
    for who in (None, reader, editor):
        if who is not None:
            stranger.force_login(who)
        response = stranger.post(reverse("paste"), {"html": "<p>x</p>"}, content_type="application/json")
        assert response.status_code in (302, 403)
    trusted = Client()
    trusted.force_login(editor)
    assert trusted.post(reverse("paste"), {"html": "<p>x</p>"}, content_type="application/json").status_code == 200
    trusted.force_login(reader)
    assert trusted.post(reverse("paste"), {"html": "<p>x</p>"}, content_type="application/json").status_code in (302, 403)
    assert trusted.get(reverse("paste_picture")).status_code in (302, 403)


# --- the converter, for those who import -------------------------------------------------------------------------------------


@pytest.mark.once
def test_pictures_that_are_found_come_in_and_the_others_are_named_with_their_place() -> None:
    found = convert(
        "<h2>One</h2><figure><img src='a.jpg' alt='Heron'><figcaption>Lost</figcaption></figure><img src='b.jpg' alt='Weir'><p>End</p>"
    ).with_pictures(lambda picture: 5 if picture.src == "b.jpg" else None)
    assert [kind for kind, _value in found.blocks] == ["heading", "paragraph", "image", "paragraph"]
    assert found.blocks[1][1] == "<p>Lost</p>"
    assert found.blocks[2][1]["image"] == {"image": 5, "alt_text": "Weir", "decorative": False}
    assert [(item.kind, item.detail, item.position) for item in found.dropped] == [("picture", "a.jpg", 1)]


@pytest.mark.once
@pytest.mark.parametrize(
    ("html", "language"),
    [
        ('<pre class="brush: py; gutter: true">x = 1</pre>', "python"),
        ('<pre data-lang="rs">x</pre>', "rust"),
        ('<div class="highlight"><pre><code class="language-shell">ls</code></pre></div>', "bash"),
        ('<pre class="lang-nonsense">x</pre>', "text"),
    ],
)
def test_code_keeps_its_language(html: str, language: str) -> None:
    assert [(kind, value["language"]) for kind, value in convert(html).blocks] == [("code", language)]


@pytest.mark.once
def test_links_lead_to_where_they_end_and_not_to_who_counts() -> None:
    hidden = (
        (
            "https://www.google.com/url?q=https%3A%2F%2Fwww.google.de%2Furl%3Furl%3Dhttps%3A%2F%2Fexample.org%2F%26x%3D1&sa=D",
            "https://example.org/",
        ),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2F&h=x", "https://example.org/"),
        ("https://www.google.com/search?q=https://example.org/", "https://www.google.com/search?q=https://example.org/"),
        ("https://www.google.com/url?q=javascript:alert(1)", "https://www.google.com/url?q=javascript:alert(1)"),
    )
    for link, target in hidden:
        assert f'href="{target}"' in convert(f'<p><a href="{link.replace("&", "&amp;")}">x</a></p>').blocks[0][1]
    for nowhere in ("javascript:alert(1)", "file:///etc/passwd", "//evil.example/", "/admin/", "#top", "data:text/html,x"):
        assert convert(f'<p><a href="{nowhere}">x</a></p>').blocks == (("paragraph", "<p>x</p>"),)
