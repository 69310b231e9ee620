"""Whatever is in the database's rich text, what is published is made of the elements and attributes that rich text knows."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from cms.content.richtext import rich_text, safe_url
from tests.content.inert import problems_of_html, problems_of_markdown
from tests.content.samples import PAGE, TERM, KnownScope
from tests.content.test_blocks_hostile import CORPUS

NOTE = "0d2b3a52-3c6e-4f6e-9a57-0f6f0e8e1a11"
PLAIN = {"p", "br", "hr", "ol", "ul", "li", "blockquote", "h2", "h3", "h4", "b", "strong", "i", "em", "s", "del", "sub", "code"}
ALLOWED = {"a": {"href", "id", "title", "class"}, "abbr": {"title"}, "sup": {"class"}}


class _Inventory(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.unknown: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in PLAIN and tag not in ALLOWED:
            self.unknown.append(tag)
        for name, value in attrs:
            known = name in ALLOWED.get(tag, ())
            if name == "href":
                known = known and safe_url(value or "") == value
            elif name == "class":
                known = known and value == ("footnote-ref" if tag == "sup" else "term")
            elif name == "id":
                known = known and re.fullmatch(r"fnref-[0-9a-f-]{36}(-\d+)?", value or "") is not None
            if not known:
                self.unknown.append(f"{tag} {name}={value!r}")

    def handle_comment(self, data: str) -> None:
        self.unknown.append("comment")

    def handle_decl(self, decl: str) -> None:
        self.unknown.append("declaration")


def unknown_parts(html: str) -> list[str]:
    inventory = _Inventory()
    inventory.feed(html)
    inventory.close()
    return inventory.unknown


def problems(source: str) -> list[str]:
    scope = KnownScope(anything=True)
    published = rich_text(source, scope)
    found = []
    for text in (published, *(note.html for note in scope.footnotes)):
        found += [*unknown_parts(text.html), *problems_of_html(text.html), *problems_of_markdown(text.markdown)]
        for rendering in (text.html, text.markdown, text.text):
            assert "\x00" not in rendering
            rendering.encode()
    return found


PLACES = {
    "text": "<p>{}</p>",
    "nothing around": "{}",
    "address": '<p><a href="{}">x</a></p>',
    "address of a term": f'<p><a linktype="term" id="{TERM}" href="{{}}">x</a></p>',
    "kind": '<p><a linktype="{}" id="5">x</a></p>',
    "id": '<p><a linktype="page" id="{}">x</a></p>',
    "note": f'<p><footnote id="{NOTE}" text="{{}}">*</footnote></p>',
    "note's id": '<p><footnote id="{}" text="x">*</footnote></p>',
    "mark": f'<p><footnote id="{NOTE}" text="x">{{}}</footnote></p>',
    "meaning": '<p><abbr title="{}">x</abbr></p>',
    "class": '<p><a class="{}" href="/">x</a><sup class="{}">y</sup></p>',
    "attribute": "<p {}><a {} href=/>x</a></p>",
}


@pytest.mark.parametrize("place", PLACES)
def test_hostile_text_is_inert_wherever_it_stands(place: str) -> None:
    for kind, text in CORPUS.items():
        for quoted in (text, text.replace('"', "&quot;"), text.replace("<", "&lt;").replace('"', "&quot;")):
            assert problems(PLACES[place].replace("{}", quoted)) == [], kind


def test_scripts_and_styles_go_with_what_is_in_them() -> None:
    source = "<p>a<script>steal()</script><style>p{}</style><svg><title>x</title></svg><iframe src=/>y</iframe>b</p>"
    assert rich_text(source, KnownScope()).html == "<p>ab</p>"


def test_unknown_elements_become_their_text() -> None:
    assert rich_text("<section onclick=x><p>a <font color=red>b</font></p></section>", KnownScope()).html == "<p>a b</p>"


PIECES = st.one_of(
    st.sampled_from(
        [
            *("<", ">", "</", "/>", '"', "'", "=", " ", "&", "&lt;", "&#x6a;", "<!--", "-->", "<![CDATA[", "]]>", "\x00", "\n"),
            *("<p>", "</p>", "<a ", "<a>", "</a>", "<b>", "</b>", "<ul><li>", "<script>", "</script>", "<svg ", "<math><mi>", "<style>"),
            *(
                "<template>",
                "<iframe ",
                "<img ",
                "<base ",
                "<form ",
                "<title>",
                "<textarea>",
                "<noscript>",
                "<footnote ",
                "</footnote>",
                "<abbr ",
            ),
            *(
                "href=",
                "src=",
                "id=",
                "text=",
                "title=",
                "class=",
                "style=",
                "onclick=",
                "linktype=",
                "xlink:href=",
                '"term"',
                '"page"',
                f'"{PAGE}"',
            ),
            *("javascript:alert(1)", "//evil.example", "data:text/html,x", f'"{NOTE}"', '"x"', '"https://e.org"', "alert(1)", "x"),
        ]
    ),
    st.text(max_size=5),
)


@settings(max_examples=300, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(st.lists(PIECES, max_size=25).map("".join))
def test_any_markup_at_all_is_inert(source: str) -> None:
    assert problems(source) == []
