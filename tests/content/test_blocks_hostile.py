"""Whatever is put into a block, the page that shows it stays a page: in HTML, JSON, Markdown and text."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings, strategies as st

from cms.content.blocks.base import stream_content, stream_references
from cms.content.blocks.body import BLOCKS, body_block
from cms.content.encoding import to_json
from cms.content.values import Block
from tests.content.inert import problems_of_content, problems_of_html, problems_of_markdown
from tests.content.samples import IMAGE, PAGE, RAW, REUSABLE, TERM, KnownScope, definitions

EXPECTED = (AttributeError, KeyError, TypeError, ValueError)

CORPUS = {
    "script": "<script>alert(1)</script>",
    "script in capitals": "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "image with handler": '<img src=x onerror="alert(1)">',
    "svg": "<svg/onload=alert(1)><animate onbegin=alert(1)>",
    "attribute breakout": "\"><script>alert(1)</script><p title='",
    "handler breakout": "' onmouseover='alert(1)' x=\" onfocus=alert(1) autofocus \"",
    "closing tags": "</title></textarea></style></script></code></pre></details><iframe src=javascript:alert(1)>",
    "javascript URL": "javascript:alert(document.domain)",
    "javascript URL in pieces": "java\tscript\n:alert(1)",
    "javascript URL in capitals": "JaVaScRiPt://%0aalert(1)",
    "data URL": "data:text/html,<script>alert(1)</script>",
    "vbscript": "vbscript:msgbox(1)",
    "protocol-relative": "//evil.example/",
    "backslashes": "/\\evil.example",
    "link to a script": '<a href="javascript:alert(1)">x</a><a href="&#106;avascript:alert(1)">y</a>',
    "markdown link": "[x](javascript:alert(1)) ![x](javascript:alert(1)) <javascript:alert(1)>",
    "markdown link definition": "[x]: javascript:alert(1)\n\n[x]",
    "markdown breakout": "]( javascript:alert(1) ) **x** `</code><script>alert(1)</script>`",
    "markdown fence": "```\n<script>alert(1)</script>\n````\n<script>alert(2)</script>",
    "markdown indents and lists": "    <script>alert(1)</script>\n- <script>\n1. <img src=x onerror=alert(1)>\n> <script>",
    "entities": "&lt;script&gt;alert(1)&lt;/script&gt; &#60;script&#62; &amp;lt;",
    "template language": "{{ request }} {% include 'x' %} ${1+1} #{7*7}",
    "comment": "<!-- --><!--><script>alert(1)</script>-->",
    "cdata": "<![CDATA[<script>alert(1)</script>]]><?php echo 1 ?>",
    "table breakout": "| a | b |\n| --- | --- |\n</td></tr></table><script>alert(1)</script>",
    "null characters": "<scr\x00ipt>alert(1)</scr\x00ipt>\x08\x0b\ud800",
    "right to left": "\u202eevil\u202c שלום مرحبا \u200f<b>",
    "emoji": "👩‍👩‍👧‍👦🏴‍☠️ 🇩🇪 " * 20,
    "long word": "Donaudampfschifffahrt" * 100,
    "unclosed": "<" * 500 + "<a <p <" * 100,
    "nested": "word <b>" * 300,
}


STORED = {"provider": "vimeo", "embed_url": "https://player.vimeo.com/video/76979871?dnt=1", "width": 16, "height": 9}
#: Every block, and those with another way through them.
VALUES = [
    *((name, raw) for name, raw in RAW.items() if name not in ("divider", "reusable")),
    ("button", {"text": "Go", "page": None, "url": "https://example.org/", "style": "primary"}),
    ("code", {**RAW["code"], "language": "text"}),
    ("embed", {**RAW["embed"], "resolved": STORED}),
    ("embed", {"url": "https://example.org/", "title": "A link", "caption": ""}),
]


def filled(raw: Any, text: str) -> Any:
    """The raw value with this text in the place of every text; what is chosen from a list stays."""
    kept = {"type", "level", "kind", "width", "layout", "style", "language"}
    if isinstance(raw, dict):
        return {key: value if key in kept else filled(value, text) for key, value in raw.items()}
    if isinstance(raw, list):
        return [filled(item, text) for item in raw]
    return text if isinstance(raw, str) else raw


def each_filled(raw: Any, text: str) -> Iterator[Any]:
    """The raw value with this text in the place of one text after the other, and then of all, even of choices."""
    if isinstance(raw, str):
        yield text
    elif isinstance(raw, dict):
        for key, value in raw.items():
            for variant in each_filled(value, text):
                yield {**raw, key: variant}
    elif isinstance(raw, list):
        for position, value in enumerate(raw):
            for variant in each_filled(value, text):
                yield [*raw[:position], variant, *raw[position + 1 :]]


def problems(name: str, raw: Any) -> list[str]:
    """What could act in any rendering of this raw value. Nothing that was left out can."""
    block = definitions()[name]
    try:
        list(block.references(raw))
        content = block.publish(raw, KnownScope(anything=True))
    except EXPECTED:
        return []
    if content is None:
        return []
    assert "\x00" not in block.as_text(content)
    html = block.as_html(Block(name, "b1", content))
    json.dumps(to_json(content)).encode("utf-8")
    for rendering in (html, block.as_markdown(content), block.as_text(content)):
        rendering.encode("utf-8")
    return [*problems_of_html(html), *problems_of_markdown(block.as_markdown(content)), *problems_of_content(content)]


@pytest.mark.parametrize("name", list(BLOCKS))
def test_a_good_value_is_inert(name: str) -> None:
    assert problems(name, RAW[name]) == []


@pytest.mark.parametrize(("name", "good"), VALUES, ids=[name for name, _raw in VALUES])
def test_hostile_text_is_inert_in_all_fields_and_in_each(name: str, good: Any) -> None:
    for kind, text in CORPUS.items():
        assert problems(name, filled(good, text)) == [], kind
        if len(text) < 1000:
            for raw in each_filled(good, text):
                assert problems(name, raw) == [], (kind, raw)


@pytest.mark.parametrize("name", [name for name in BLOCKS if name not in ("divider", "reusable")])
def test_ten_thousand_words_with_markup_are_inert(name: str) -> None:
    block = definitions()[name]
    try:
        content = block.publish(filled(RAW[name], "word <b> *x* <script>" * 3_000), KnownScope())
    except EXPECTED:
        content = None
    if content is not None:
        assert problems_of_html(block.as_html(Block(name, "b1", content))) == []
        assert problems_of_content(content) == []


@pytest.mark.parametrize("name", ["heading", "pull_quote", "fact_list", "code"])
def test_hostile_words_stay_readable_as_words(name: str) -> None:
    content = definitions()[name].publish(filled(RAW[name], CORPUS["script"]), KnownScope())
    assert CORPUS["script"] in BeautifulSoup(definitions()[name].as_html(Block(name, "b", content)), "html.parser").text
    assert CORPUS["script"] in definitions()[name].as_text(content)


def test_ten_thousand_words_are_not_cut() -> None:
    text = definitions()["paragraph"].publish(f"<p>{'word ' * 10_000}</p>", KnownScope())
    assert len(definitions()["paragraph"].as_text(text).split()) == 10_000


def test_a_hostile_block_id_is_inert() -> None:
    for name in BLOCKS:
        content = definitions()[name].publish(RAW[name], KnownScope())
        assert problems_of_html(definitions()[name].as_html(Block(name, '"><script>alert(1)</script>', content))) == []


TUBE = "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"


@pytest.mark.parametrize(
    "resolved",
    [
        {"provider": "youtube", "embed_url": "javascript:alert(1)", "width": 16, "height": 9},
        {"provider": "youtube", "embed_url": "https://evil.example/embed/dQw4w9WgXcQ", "width": 16, "height": 9},
        {"provider": "youtube", "embed_url": f"{TUBE}?start=1&autoplay=1", "width": 16, "height": 9},
        {"provider": "vimeo", "embed_url": TUBE, "width": 16, "height": 9},
        {"provider": "__class__", "embed_url": "https://example.org/", "width": 16, "height": 9},
        {"provider": "youtube", "embed_url": TUBE, "width": '1" onload="x', "height": 9},
        {"provider": "youtube", "embed_url": TUBE, "width": [1], "height": {}},
        "javascript:alert(1)",
        ["youtube"],
    ],
    ids=repr,
)
def test_a_stored_player_that_no_provider_has_is_not_used(resolved: Any) -> None:
    raw = {"url": "https://example.org/film", "title": "A film", "caption": "", "resolved": resolved}
    content = definitions()["embed"].publish(raw, KnownScope())
    assert content.embed_url is None
    assert "<iframe" not in definitions()["embed"].as_html(Block("embed", "b", content))


# --- anything at all --------------------------------------------------------------------------------------------------


def _keys(raw: Any) -> Iterator[str]:
    if isinstance(raw, dict):
        for key, value in raw.items():
            yield key
            yield from _keys(value)
    elif isinstance(raw, list):
        for value in raw:
            yield from _keys(value)


_KEYS = sorted({key for raw in RAW.values() for key in _keys(raw)} | {"resolved", "provider", "embed_url", "value", "id"})
_LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=30),
    st.sampled_from([*CORPUS.values()][:-3]),
    st.sampled_from([IMAGE, PAGE, TERM, REUSABLE]),
    st.sampled_from([raw for raw in RAW.values() if isinstance(raw, str)]),
)
ANYTHING = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(_KEYS), inner, max_size=6),
        st.builds(lambda value: {"type": "item", "id": "x", "value": value}, inner),
    ),
    max_leaves=12,
)


@st.composite
def distorted(draw: st.DrawFn) -> tuple[str, Any]:
    """A good value of some block, in which some parts are anything."""
    name = draw(st.sampled_from(sorted(BLOCKS)))

    def distort(raw: Any) -> Any:
        if draw(st.integers(0, 7)) == 0:
            return draw(ANYTHING)
        if isinstance(raw, dict):
            return {key: distort(value) for key, value in raw.items()}
        return [distort(item) for item in raw] if isinstance(raw, list) else raw

    return name, distort(RAW[name])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.sampled_from(sorted(BLOCKS)), ANYTHING)
def test_anything_as_a_value_is_inert_or_left_out(name: str, raw: Any) -> None:
    assert problems(name, raw) == []


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(distorted())
def test_a_distorted_value_is_inert_or_left_out(value: tuple[str, Any]) -> None:
    assert problems(*value) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(distorted(), max_size=4), ANYTHING)
def test_a_malformed_block_never_takes_the_others_with_it(values: list[tuple[str, Any]], anything: Any) -> None:
    good = {"type": "heading", "id": "good", "value": RAW["heading"]}
    items = [*({"type": name, "id": f"b{number}", "value": raw} for number, (name, raw) in enumerate(values)), anything, good]
    list(stream_references(body_block(), items))
    scope = KnownScope(anything=True)
    content = stream_content(body_block(), items, scope)
    assert content[-1].id == "good"
    left_out = {f"b{number}" for number in range(len(values))} - {block.id for block in content}
    assert {problem for problem in scope.problems if problem.startswith("b")} <= left_out
