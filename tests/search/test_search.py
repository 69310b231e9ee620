"""What readers find, and in which order."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.contrib.search_promotions.models import Query, SearchPromotion

from cms.content.models import StandardPage
from tests import factories
from tests.search.conftest import START, Ask, paragraph, titles


def add(publication: Any, title: str, text: str, published_at: datetime) -> None:
    topics, authors = [publication["harbours"]], [publication["rosa"]]
    factories.article(title, body=paragraph(text), topics=topics, authors=authors, published_at=published_at)


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("lighthouse", {"Lighthouse keepers"}),
        ("LIGHTHOUSES", {"Lighthouse keepers"}),
        ("cafe", {"Lighthouse keepers"}),
        ("strasse", {"The oldest tide table"}),
        ("muller bread", {"Nothing about water"}),
        ('"the tide comes"', {"Why the tide comes twice", "A harbour in winter"}),
        ('"comes the tide"', set()),
        ("bowline absentminded", {"Ropes and knots"}),  # none has both
        ("tide -ice -monastery", {"Why the tide comes twice", "Tides"}),
        ("topic:harbours ship", {"Lighthouse keepers", "Ropes and knots"}),
        ('author:"nell bly" ship', {"Lighthouse keepers"}),
        ("tag:print", {"The oldest tide table"}),
        ("the", {"Why the tide comes twice", "A harbour in winter", "Lighthouse keepers", "The oldest tide table"}),
        ("the bowline of it", {"Ropes and knots"}),
        ("bowl", {"Ropes and knots"}),  # the last word may be unfinished
        ("bowl hand", {"Ropes and knots"}),  # "bowl" is in no page, "hand" is
        ("ebb", {"Tides", "Why the tide comes twice", "The oldest tide table"}),  # another name of a topic
        ("topic:absent tide", set()),
        ("-tide", set()),
    ],
)
def test_what_is_found(publication: Any, ask: Ask, q: str, expected: set[str]) -> None:
    assert set(titles(ask(q))) == expected


@pytest.mark.parametrize(
    ("q", "first"),
    [
        ("tide table", "The oldest tide table"),
        ("tides", "Tides"),
        ("harbour winter", "A harbour in winter"),
        ("ropes", "Ropes and knots"),
        ("ship", "Ropes and knots"),
        ("nell bly light", "Lighthouse keepers"),
    ],
)
def test_the_best_comes_first(publication: Any, ask: Ask, q: str, first: str) -> None:
    assert titles(ask(q))[0] == first


def test_of_equals_the_newer_comes_first(publication: Any, ask: Ask) -> None:
    for number, age in enumerate((900, 2, 400)):
        add(publication, f"Kelp report {number}", "Kelp.", timezone.now() - timedelta(days=age))
    assert titles(ask("kelp")) == ["Kelp report 1", "Kelp report 2", "Kelp report 0"]


def test_order_by_date(publication: Any, ask: Ask) -> None:
    assert titles(ask("ship", sort="oldest")) == ["Lighthouse keepers", "Ropes and knots"]
    assert titles(ask("ship", sort="newest")) == ["Ropes and knots", "Lighthouse keepers"]


def test_matches_are_marked_and_nothing_else_is_markup(publication: Any, ask: Ask) -> None:
    factories.article("Knots <b>& bends</b>", body=[("paragraph", "<p>1 &lt; 2 knots, says the <i>knot</i> book.</p>")])
    (found,) = ask("knots book")["items"]
    assert found["highlighted_title"] == "<mark>Knots</mark> &lt;b&gt;&amp; bends&lt;/b&gt;"
    assert found["snippet"] == "1 &lt; 2 <mark>knots</mark>, says the <mark>knot</mark> <mark>book</mark>."
    assert ask("knots book", rich_text_format="text")["items"][0]["highlighted_title"] == "Knots <b>& bends</b>"


def test_only_whole_words_are_marked(publication: Any, ask: Ask) -> None:
    add(publication, "Unships, midship ships", "Shipshape: a 'ship', an x'ship and co_ship, l\u2019SHIPS; kinship\u2019ship.", START)
    (found,) = [item for item in ask("ship")["items"] if item["title"].startswith("Unships")]
    assert found["highlighted_title"] == "Unships, midship <mark>ships</mark>"
    assert found["snippet"] == (
        "Shipshape: a &#x27;<mark>ship</mark>&#x27;, "
        "an x&#x27;<mark>ship</mark> and co_ship, l\u2019<mark>SHIPS</mark>; kinship\u2019<mark>ship</mark>."
    )


def test_a_snippet_shows_where_the_words_stand(publication: Any, ask: Ask) -> None:
    text = "Nothing here. " * 60 + "A barnacle on the keel. " + "Nothing there. " * 60
    factories.article("Long", body=paragraph(text), standfirst="Begins with this.")
    snippet = ask("barnacle keel")["items"][0]["snippet"]
    assert "A <mark>barnacle</mark> on the <mark>keel</mark>." in snippet
    assert len(snippet) < 400
    assert ask("long")["items"][0]["snippet"].startswith("Begins with this.")


def test_a_mistyped_word_is_understood_and_that_is_said(publication: Any, ask: Ask) -> None:
    answer = ask("lighthuose")
    assert titles(answer) == ["Lighthouse keepers"]
    assert answer["meta"]["corrected_query"] == "lighthouse"
    assert ask("lighthouse")["meta"]["corrected_query"] is None
    assert titles(ask("bowlne hand")) == ["Ropes and knots"]
    assert "Nothing about water" in titles(ask("rosa mullr"))


def test_words_that_are_public_nowhere_any_more_are_not_proposed(publication: Any, ask: Ask) -> None:
    publication["articles"][2].unpublish()
    answer = ask("lighthuose")
    assert (titles(answer), answer["meta"]["corrected_query"]) == ([], None)


def test_facets_count_what_is_found(publication: Any, ask: Ask) -> None:
    facets = ask("tide")["facets"]
    assert {(value["title"], value["count"]) for value in facets["topic"]} == {("Tides", 2), ("Harbours", 2)}
    assert {(value["title"], value["count"]) for value in facets["author"]} == {("Nell Bly", 2), ("Rosa Müller", 2)}
    assert {(value["value"], value["count"]) for value in facets["type"]} == {("articles.ArticlePage", 3), ("articles.TopicPage", 1)}
    for name in ("topic", "type", "author", "year"):
        for value in facets[name]:
            assert ask("tide", **{name: value["value"]})["meta"]["total_count"] == value["count"]


def test_results_can_be_narrowed(publication: Any, ask: Ask, client: Client) -> None:
    answer = ask("tide", topic="harbours", author="nell-bly")
    assert titles(answer) == ["The oldest tide table"]
    assert [value["title"] for value in answer["facets"]["topic"] if value["selected"]] == ["Harbours"]
    assert titles(ask("tide", topic="absent")) == []
    assert titles(ask("tide", year="2025")) == []
    # On a phone the filters are folded away, until one of them holds.
    assert b"<details>" in client.get("/search/?q=tide").content
    assert b"<details open>" in client.get("/search/?q=tide&topic=harbours").content
    assert set(titles(ask("tide", type="articles.TopicPage"))) == {"Tides"}


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_a_cursor_goes_through_all_results_once(publication: Any, ask: Ask, sort: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, number in (("NEWEST", 4), ("TITLED", 2)):
        monkeypatch.setattr(f"search.engines.postgresql.{name}", number)
        monkeypatch.setattr(f"search.engines.sqlite.{name}", number)
    for number in range(9):
        title = f"Whale {number}" if number in (2, 6) else f"Number {number}"
        add(publication, title, "A whale.", START - timedelta(days=number))
    whole = ask("whale", sort=sort, limit=50)
    assert sorted(titles(whole)) == sorted({*titles(whole)})
    assert whole["meta"]["total_count"] == len(whole["items"]) == 9
    found: list[str] = []
    cursor = None
    while cursor is not None or not found:
        answer = ask("whale", sort=sort, limit=2, **({"cursor": cursor} if cursor else {}))
        found += titles(answer)
        cursor = answer["meta"]["next_cursor"]
        if len(found) == 2:
            add(publication, "Whale of today", "A whale.", START + timedelta(days=900 if sort != "oldest" else -900))
    assert [title for title in found if title != "Whale of today"] == titles(whole)
    if sort == "relevance":
        assert set(titles(whole)[:2]) == {"Whale 2", "Whale 6"}


def test_totals_are_exact_up_to_a_limit(publication: Any, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("", ".postgresql", ".sqlite"):
        monkeypatch.setattr(f"search.engines{module}.COUNTED", 2)
    monkeypatch.setattr("search.finding.COUNTED", 2)
    meta = ask("ship")["meta"]
    assert (meta["total_count"], meta["total_is_exact"], meta["has_all_words"]) == (2, True, True)
    meta = ask("the")["meta"]
    assert (meta["total_count"], meta["total_is_exact"]) == (2, False)


def test_editors_put_pages_on_top(publication: Any, ask: Ask, client: Client) -> None:
    about = factories.standard_page("About us")
    draft = factories.standard_page("Not yet", live=False)
    query = Query.get("Ship")
    SearchPromotion.objects.create(query=query, page=about, description="Who we are.", sort_order=1)
    SearchPromotion.objects.create(query=query, page=draft, description="A secret.", sort_order=0)
    SearchPromotion.objects.create(query=query, external_link_url="https://example.org/", external_link_text="Elsewhere", sort_order=2)
    promoted = ask("  SHIP ")["promoted"]
    assert [(pin["title"], pin["url"]) for pin in promoted] == [
        ("About us", "http://testserver/about-us/"),
        ("Elsewhere", "https://example.org/"),
    ]
    html = client.get("/search/?q=ship").content.decode()
    assert html.index("Who we are.") < html.index("Ropes and")
    assert "secret" not in html


def test_every_type_of_page_and_every_kind_of_text_is_found(publication: Any, ask: Ask) -> None:
    image = factories.image("A title of a picture", description="An anemone")
    body = [
        ("heading", {"text": "Coral gardens", "level": "h2", "anchor": ""}),
        (
            "code",
            {
                "language": "python",
                "code": "plankton = count(krill)",
                "filename": "",
                "caption": "",
                "line_numbers": False,
                "highlight_lines": "",
            },
        ),
        ("image", {"image": image, "caption": "<p>A periwinkle</p>", "credit": "", "width": "text"}),
        ("faq", {"title": "", "items": [{"question": "Is it seaworthy?", "answer": "<p>Barely.</p>"}]}),
        ("paragraph", '<p>With a note<footnote id="n" text="An urchin below">*</footnote>.</p>'),
    ]
    page = factories.standard_page("All of it", standfirst="A brackish summary.", body=body)
    for word in ("coral", "krill", "plankton", "periwinkle", "seaworthy", "urchin", "brackish"):
        assert titles(ask(word)) == ["All of it"], word
    assert isinstance(page, StandardPage)
    factories.topics().__class__.objects.update(introduction="")
    assert "Articles" in titles(ask("articles"))


def test_the_index_follows_every_change(publication: Any, ask: Ask) -> None:
    article = publication["articles"][3]
    article.title, article.body = "Anchors", paragraph("An anchor holds.")
    article.save_revision()
    assert titles(ask("anchor")) == []
    article.save_revision().publish()
    assert titles(ask("anchor")) == ["Anchors"]
    assert titles(ask("bowline")) == []
    publication["rosa"].name = "Rosa Luxemburg"
    publication["rosa"].save_revision().publish()
    assert "Anchors" in titles(ask("luxemburg"))
    assert titles(ask("muller")) == []
    article.unpublish()
    assert titles(ask("anchor")) == []
    article.save_revision().publish()
    assert titles(ask("anchor")) == ["Anchors"]
    article.delete()
    assert titles(ask("anchor")) == []
