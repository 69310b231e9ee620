"""Markdown of rich text, read back by a reader of CommonMark, is the same text with the same marks and links."""

from html import escape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from markdown_it import MarkdownIt

from cms.content.markdown import html_to_markdown
from cms.content.markup import escape_markdown
from cms.content.richtext import sanitise

READER = MarkdownIt("commonmark", {"html": True}).enable("strikethrough")


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("<p><b>Note:</b> text</p>", "**Note:** text"),
        ("<p>a<b>“b”</b>c</p>", "a<strong>“b”</strong>c"),
        ("<p>a <b>b </b>c</p>", "a **b** c"),
        ("<p><b>a</b><b>b</b></p>", "**ab**"),
        ("<p><b><i>a</i></b></p>", "***a***"),
        ("<p><i>a<b>b</b></i></p>", "*a**b***"),
        ("<p>1. a</p><p>- b</p><p># c</p><p>2 d</p>", "1\\. a\n\n\\- b\n\n\\# c\n\n2 d"),
        ("<p>a<br>---<br>b</p>", "a\\\n\\---\\\nb"),
        ("<p>a*b_c`d[e]&lt;f&gt;\\g|h~i&amp;copy;</p>", "a\\*b\\_c\\`d\\[e\\]\\<f\\>\\\\g\\|h\\~i\\&copy;"),
        ("<p><code>a``b</code> <code>`</code></p>", "```a``b``` `` ` ``"),
        ('<p>Look!<a href="/a/">b</a></p>', "Look\\![b](/a/)"),
        ('<p><a href="https://e.org/a">https://e.org/a</a></p>', "<https://e.org/a>"),
        ('<p><a href="https://e.org/a_(b)">c</a></p>', "[c](<https://e.org/a_(b)>)"),
        ("<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n\n* b"),
        ("<ol>" + "<li>a</li>" * 9 + "<li>b<ul><li>c</li></ul></li></ol>", "\n".join(f"{n}. a" for n in range(1, 10)) + "\n10. b\n    - c"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ("<h2>a<br>b</h2>", "## a<br>b"),
    ],
)
def test_markdown_is_what_a_person_would_write(html: str, markdown: str) -> None:
    assert html_to_markdown(html) == markdown


def test_plain_text_stays_plain() -> None:
    text = "*a* _b_ [c](d) <e>\n- f\n    g\n1) h\n===\n&lt; i\n~~~\n| j |"
    assert canonical(READER.render(escape_markdown(text))) == canonical(f"<p>{escape(text)}</p>")


# --- anything at all --------------------------------------------------------------------------------------------------

_STRONG = {"b": "strong", "strong": "strong", "i": "em", "em": "em", "s": "del", "del": "del"}
_BLOCKS = {"ul", "ol", "li", "blockquote", "h2", "h3", "h4"}
_SPACE = " \xa0"


class _Canonical(HTMLParser):
    """HTML as a list of letters with their marks, and of the beginnings and ends of blocks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.inside: list[tuple[str, str]] = []
        self.found: list[tuple[str, frozenset[Any] | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tag, values = _STRONG.get(tag, tag), {name: " ".join((value or "").split()) for name, value in attrs}
        if tag == "br":
            self.found.append(("br", frozenset()))
            return
        if tag in _BLOCKS:
            self.found.append((f"<{tag}", None))
        elif tag in ("p", "hr"):
            self.found.append((tag, None))
        if tag != "hr":
            self.inside.append((tag, f"{unquote(values.get('href', ''))} {values.get('title', '')}" if tag in ("a", "abbr") else ""))

    def handle_endtag(self, tag: str) -> None:
        tag = _STRONG.get(tag, tag)
        if tag in ("br", "hr"):
            return
        assert self.inside.pop()[0] == tag
        if tag in _BLOCKS:
            self.found.append((f">{tag}", None))
        elif tag == "p":
            self.found.append((tag, None))

    def handle_data(self, data: str) -> None:
        marks = frozenset(mark for mark in self.inside if mark[0] != "p" and mark[0] not in _BLOCKS)
        if ("code", "") in marks:
            # Markdown cannot mark a part of a code span.
            marks = frozenset(mark for mark in marks if mark[0] not in ("strong", "em", "del"))
        self.found += [(" " if letter in " \n\t\r\f\v" else letter, marks) for letter in data]


def _without_edges(found: list[Any]) -> list[Any]:
    """Without spaces and line breaks where blocks and lines begin, and without repeated spaces."""
    kept: list[Any] = []
    for letter, marks in found:
        if not kept or kept[-1][1] is None or kept[-1][0] == "br":
            if letter == "br" or letter in _SPACE:
                continue
        elif letter == " " == kept[-1][0]:
            continue
        kept.append((letter, frozenset() if letter == " " else marks))
    return kept


def _without_nothing(found: list[Any]) -> list[Any]:
    """Without empty blocks, and without the ends of paragraphs that are also the ends of something else."""
    kept: list[Any] = []
    for letter, marks in found:
        if letter == "p" and marks is None and (not kept or kept[-1][1] is None):
            continue
        if marks is None and letter != "p" and kept and kept[-1] == ("p", None):
            kept.pop()
        if marks is None and kept and kept[-1] == (f"<{letter[1:]}", None) and letter[0] == ">":
            kept.pop()
            continue
        kept.append((letter, marks))
    return kept[:-1] if kept and kept[-1] == ("p", None) else kept


def canonical(html: str) -> list[Any]:
    """What of HTML must be the same when it has been Markdown."""
    parser = _Canonical()
    parser.feed(html)
    parser.close()
    found, before = parser.found, None
    while found != before:
        before = found
        found = _without_nothing(_without_edges(_without_edges(found)[::-1])[::-1])
    return found


WORDS = st.lists(st.sampled_from([*"ab .,!*_`~\\[]()<>#&-+=1|\"'éß…“”😀\xa0;:/^@$%{}?\n\t", "&amp;", "&copy;"]), max_size=8).map("".join)
TEXT = WORDS.map(lambda words: escape(words, quote=False))
ADDRESSES = ["/a/", "https://e.org/x_(y)", "/p?a=1&amp;copy;=2", "#x", "mailto:a@b.org", "/b%5Cc", "https://e.org/*a*_b_"]


def _inside(tag: str, text: str) -> str:
    return f"<{tag}>{text}</{tag}>"


INLINE = st.recursive(
    st.one_of(TEXT, st.just("<br>")),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map("".join),
        st.builds(_inside, st.sampled_from(["b", "i", "s", "sup", "sub", "strong", "em"]), inner),
        st.builds(_inside, st.just("code"), TEXT),
        st.builds(lambda address, text: f'<a href="{address}">{text}</a>', st.sampled_from(ADDRESSES), TEXT),
        st.builds(lambda words, text: f'<abbr title="T{escape(words)}">{text}</abbr>', WORDS, TEXT),
    ),
    max_leaves=8,
)
BLOCK = st.recursive(
    st.builds(_inside, st.just("p"), INLINE),
    lambda inner: st.one_of(
        st.builds(
            lambda tag, items: _inside(tag, "".join(_inside("li", text + below) for text, below in items)),
            st.sampled_from(["ul", "ol"]),
            st.lists(st.tuples(INLINE, st.one_of(st.just(""), inner)), min_size=1, max_size=3),
        ),
        st.builds(_inside, st.sampled_from(["blockquote", "h2"]), INLINE),
        st.just("<hr>"),
    ),
    max_leaves=4,
)


@settings(max_examples=200, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(st.lists(BLOCK, min_size=1, max_size=3).map("".join))
def test_markdown_read_back_is_the_same_text(source: str) -> None:
    html = sanitise(source)
    assert canonical(sanitise(READER.render(html_to_markdown(html)))) == canonical(html)
