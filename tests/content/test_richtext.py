"""Rich text from the database's form to what is published: every feature, every kind of link, and what may not be seen."""

import time
from html import escape, unescape

import pytest
from wagtail.models import PageViewRestriction

from cms.content.markdown import footnote_definitions
from cms.content.markup import html_to_text
from cms.content.richtext import references, rich_text, safe_url
from cms.content.scope import Scope
from cms.visibility import Viewer
from tests import factories
from tests.content.samples import PAGE, PDF, TERM, KnownScope

NOTE = "0d2b3a52-3c6e-4f6e-9a57-0f6f0e8e1a11"
OTHER = "1e3c4b63-4d7f-4a7f-8b68-1a7a1f9f2b22"


def publish(source: str, scope: Scope | None = None) -> str:
    return rich_text(source, scope or KnownScope()).html


FEATURES = {
    "bold": ("<p>a <b>b</b></p>", "<p>a <b>b</b></p>", "a **b**", "a b"),
    "italic": ("<p>a <i>b</i></p>", "<p>a <i>b</i></p>", "a *b*", "a b"),
    "strikethrough": ("<p><s>a</s> b</p>", "<p><s>a</s> b</p>", "~~a~~ b", "a b"),
    "superscript": ("<p>m<sup>2</sup></p>", "<p>m<sup>2</sup></p>", "m<sup>2</sup>", "m2"),
    "subscript": ("<p>H<sub>2</sub>O</p>", "<p>H<sub>2</sub>O</p>", "H<sub>2</sub>O", "H2O"),
    "code": ("<p>run <code>a*b</code></p>", "<p>run <code>a*b</code></p>", "run `a*b`", "run a*b"),
    "line break": ("<p>a<br/>b</p>", "<p>a<br>b</p>", "a\\\nb", "a\nb"),
    "list": (
        "<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>",
        "<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>",
        "- a\n- b\n  1. c",
        "a\nb\nc",
    ),
    "link to a page": (
        f'<p>See <a linktype="page" id="{PAGE}">them</a>.</p>',
        '<p>See <a href="/topics/rivers/">them</a>.</p>',
        "See [them](/topics/rivers/).",
        "See them.",
    ),
    "link to a document": (
        f'<p><a linktype="document" id="{PDF}">Report</a></p>',
        '<p><a href="/documents/20/report.pdf">Report</a></p>',
        "[Report](/documents/20/report.pdf)",
        "Report",
    ),
    "link to the web": (
        '<p><a href="https://example.org/?a=1&amp;b=2">Here</a></p>',
        '<p><a href="https://example.org/?a=1&amp;b=2">Here</a></p>',
        "[Here](https://example.org/?a=1&b=2)",
        "Here",
    ),
    "term": (
        f'<p>A <a linktype="term" id="{TERM}">weir</a></p>',
        '<p>A <a class="term" href="/terms/weir/" title="A low wall &lt; 3 m across a river.">weir</a></p>',
        'A [weir](/terms/weir/ "A low wall < 3 m across a river.")',
        "A weir",
    ),
    "abbreviation": (
        '<p><abbr title="HyperText Markup Language">HTML</abbr></p>',
        '<p><abbr title="HyperText Markup Language">HTML</abbr></p>',
        '<abbr title="HyperText Markup Language">HTML</abbr>',
        "HTML",
    ),
    "footnote": (
        f'<p>Said.<footnote id="{NOTE}" text="By Ada.">*</footnote></p>',
        f'<p>Said.<sup class="footnote-ref"><a id="fnref-{NOTE}" href="#fn-{NOTE}">1</a></sup></p>',
        "Said.[^1]",
        "Said.",
    ),
}


@pytest.mark.parametrize("feature", FEATURES)
def test_every_feature_is_published_as_html_markdown_and_text(feature: str) -> None:
    source, html, markdown, text = FEATURES[feature]
    published = rich_text(source, KnownScope())
    assert (published.html, published.markdown, published.text) == (html, markdown, text)


@pytest.mark.parametrize("source", [None, "", "<p></p>", "<p> &nbsp;</p>", "<p><br/></p>", "<p><b></b></p>", 5])
def test_nothing_to_read_is_nothing(source: str | None) -> None:
    assert not rich_text(source, KnownScope())


def test_empty_paragraphs_are_left_out() -> None:
    assert publish('<p data-block-key="a">a</p><p data-block-key="b"></p><p>b</p>') == "<p>a</p><p>b</p>"


# --- references -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["page", "document", "term"])
def test_a_link_to_what_may_not_be_seen_is_its_text(kind: str) -> None:
    pk = {"page": PAGE, "document": PDF, "term": TERM}[kind]
    source = f'<p>See <a linktype="{kind}" id="{pk}">the <b>thing</b></a>.</p>'
    assert publish(source) != "<p>See the <b>thing</b>.</p>"
    assert publish(source, KnownScope(without=(kind,))) == "<p>See the <b>thing</b>.</p>"


@pytest.mark.parametrize("pk", ["", "0x5", "-1", "²", "٣", "1" * 30, "1" * 5000, "5 OR 1=1", "None"])
def test_an_id_that_is_none_refers_to_nothing(pk: str) -> None:
    assert publish(f'<p><a linktype="page" id="{pk}">a</a></p>') == "<p>a</p>"


@pytest.mark.parametrize("kind", ["image", "card", "reusable", "user", "__class__"])
def test_a_kind_that_text_cannot_link_to_is_its_text(kind: str) -> None:
    assert publish(f'<p><a linktype="{kind}" id="5">a</a></p>', KnownScope(anything=True)) == "<p>a</p>"


@pytest.mark.django_db
def test_drafts_private_pages_and_unpublished_terms_leave_no_trace() -> None:
    live = factories.standard_page("Visible")
    draft = factories.standard_page("Canary draft", live=False)
    private = factories.standard_page("Canary private")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    term = factories.term("Canary term", live=False, definition="Canary definition.")
    source = "".join(
        f'<p><a linktype="{kind}" id="{target.pk}">text</a></p>'
        for kind, target in (("page", live), ("page", draft), ("page", private), ("term", term))
    )
    scope = Scope(Viewer.public(factories.site()))
    scope.want(references(source))
    scope.resolve()
    assert publish(source, scope) == '<p><a href="/visible/">text</a></p>' + "<p>text</p>" * 3


# --- addresses --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "published"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        ("HTTPS://EXAMPLE.ORG", "HTTPS://EXAMPLE.ORG"),
        ("mailto:ada@example.org?subject=A%20b", "mailto:ada@example.org?subject=A%20b"),
        ("tel:+49301234", "tel:+49301234"),
        ("/about/", "/about/"),
        ("#notes", "#notes"),
        ("?page=2", "?page=2"),
        (" https://example.org/a b\n", "https://example.org/a%20b"),
        ("//evil.example/", None),
        ("/\\evil.example/", None),
        ("/\t/evil.example/", None),
        ("\\\\evil.example/", None),
        ("javascript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("\x01javascript:alert(1)", None),
        ("JaVaScRiPt:alert(1)", None),
        ("data:text/html,x", None),
        ("vbscript:x", None),
        ("file:///etc/passwd", None),
        ("about/us", None),
        ("https://[broken", None),
        ("", None),
    ],
)
def test_only_addresses_that_readers_may_be_sent_to_are_linked(address: str, published: str | None) -> None:
    assert safe_url(address) == published
    for attribute in (f'href="{escape(address)}"', f"href='{escape(address)}'"):
        html = publish(f"<p><a {attribute}>a</a></p>")
        assert unescape(html) == (f'<p><a href="{published}">a</a></p>' if published else "<p>a</p>")


@pytest.mark.parametrize("tag", ["a", "A"])
def test_a_link_that_is_never_closed_cannot_lead_to_another_host(tag: str) -> None:
    assert "evil" not in publish(f'<p><{tag} href="//evil.example/">a')
    assert "script" not in publish(f'<p><{tag} href="javascript:alert(1)">a')


# --- footnotes --------------------------------------------------------------------------------------------------------


def footnote(identifier: str, text: str) -> str:
    return f'<footnote id="{identifier}" text="{text}">*</footnote>'


def test_footnotes_are_numbered_through_the_page() -> None:
    scope = KnownScope()
    publish(f"<p>a{footnote(NOTE, 'First.')}</p>", scope)
    html = publish(f"<p>b{footnote(OTHER, 'Second.')}</p>", scope)
    assert ">2</a></sup>" in html
    assert [(note.id, note.number, note.html.html) for note in scope.footnotes] == [(NOTE, 1, "First."), (OTHER, 2, "Second.")]
    assert footnote_definitions(scope.footnotes) == "[^1]: First.\n[^2]: Second."


def test_a_copy_of_a_footnote_has_its_number_and_an_anchor_of_its_own() -> None:
    scope = KnownScope()
    html = publish(f"<p>a{footnote(NOTE, 'One.')} b{footnote(NOTE, 'One.')}</p>", scope)
    assert len(scope.footnotes) == 1
    assert f'<a id="fnref-{NOTE}" href="#fn-{NOTE}">1</a>' in html
    assert f'<a id="fnref-{NOTE}-2" href="#fn-{NOTE}">1</a>' in html


def test_a_copy_with_another_text_is_another_note() -> None:
    scope = KnownScope()
    publish(f"<p>a{footnote(NOTE, 'One.')} b{footnote(NOTE, 'Two.')} c{footnote(NOTE, 'Two.')}</p>", scope)
    assert [(note.number, note.html.html) for note in scope.footnotes] == [(1, "One."), (2, "Two.")]


def test_a_note_without_a_proper_identifier_is_not_lost() -> None:
    scopes = [KnownScope(), KnownScope()]
    for scope in scopes:
        publish(f"<p>a{footnote('1&quot; onclick=&quot;x', 'Kept.')}</p>", scope)
    assert scopes[0].footnotes == scopes[1].footnotes
    assert [note.html.html for note in scopes[0].footnotes] == ["Kept."]


def test_a_mark_without_a_note_is_left_out() -> None:
    assert publish(f"<p>a{footnote(NOTE, ' ')}b</p>") == "<p>ab</p>"


def test_notes_are_plain_text_with_lines_and_web_addresses() -> None:
    scope = KnownScope()
    note = "See &lt;b&gt; at https://example.org/a_(b), or (https://example.org/c?d&amp;e).\nPage 3."
    publish(f"<p>a{footnote(NOTE, note)}</p>", scope)
    assert scope.footnotes[0].html.html == (
        'See &lt;b&gt; at <a href="https://example.org/a_(b)">https://example.org/a_(b)</a>, or '
        '(<a href="https://example.org/c?d&amp;e">https://example.org/c?d&amp;e</a>).<br>Page 3.'
    )


# --- plain text -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a</p><p>b</p>", "a\nb"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "a\nb\nc"),
        ("<p>one\n  two&nbsp;three</p>", "one two three"),
        ("<p>soft&shy;ly &lt;b&gt; &amp;amp;</p>", "softly <b> &amp;"),
        ("<p><b>bo</b>ld</p>", "bold"),
        (publish('<p><abbr title="a &gt; b">c</abbr></p>'), "c"),
        ("", ""),
    ],
)
def test_text_is_the_words_one_line_a_paragraph(html: str, text: str) -> None:
    assert html_to_text(html) == text


# --- time -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "piece",
    [
        "<a ",
        "<a href='",
        '<a href="',
        "<a>",
        "</a>",
        "<footnote ",
        "<footnote>",
        "</footnote",
        '<footnote text="(((',
        "x-",
        "<p>",
        "=",
        " ",
        "&nbsp;",
    ],
)
def test_no_text_takes_long(piece: str) -> None:
    for source in (
        piece * 20_000,
        f"<a {piece * 20_000}>b</a>",
        f'<p>a<footnote id="{NOTE}" text="https://{piece * 20_000}">*</footnote></p>',
    ):
        began = time.process_time()
        published = rich_text(source, KnownScope())
        _ = published.markdown, published.text
        assert time.process_time() - began < 3
