"""A publication that has every kind of page, the richest that it can be."""

import json
import random
from datetime import date
from typing import Any

from django.utils import timezone

from tests import factories
from tests.content import samples
from tests.content.test_blocks_on_pages import made

WORDS = "The river rises where nobody looks for it, and by the time it has a name there is a mill on it and a quarrel about the mill. "
#: As long as a headline gets.
HEADLINE = (
    "What the river authority knew about the old weir, when it knew it, and why three villages were told nothing until the water was there"
)


def heading(text: str, level: str = "h2") -> dict[str, Any]:
    return {"type": "heading", "value": {"text": text, "level": level, "anchor": ""}}


def everything(seed: int) -> list[dict[str, Any]]:
    """Every block, in an order that no editor would choose, between headings and running text."""
    silent = [{"type": name, "value": samples.RAW[name]} for name in ("pull_quote", "divider", "code", "fact_list")]
    shuffled = [*made(visible=True), *silent]
    random.Random(seed).shuffle(shuffled)
    note = '<footnote id="0c8a3c3e-9f0b-4d5c-8a3e-2b7c1d9e4f60" text="As the miller told it."></footnote>'
    text = {"type": "paragraph", "value": f"<p>{WORDS * 3}{note}</p>"}
    return [
        text,
        heading("The source"),
        *shuffled[:7],
        heading("The mill"),
        heading("The quarrel", "h3"),
        *shuffled[7:],
        text,
        heading("The sea"),
        text,
    ]


def publication() -> dict[str, str]:
    """Addresses by the kind of page."""
    home = factories.publication()
    parent = factories.topic(
        "Rivers", also_known_as="streams\nwaterways", standfirst=WORDS, lead_image=factories.image(description="A river")
    )
    topic = factories.topic(
        "Mills", parent=parent, standfirst=WORDS, body=json.dumps([heading(title) for title in ("One", "Two", "Three")])
    )
    authors = [
        factories.author(f"Ada Number {number} Morgan", role="Surveyor", portrait=factories.image(description="Ada")) for number in range(7)
    ]
    series = factories.series("Water", description=WORDS, image=factories.image(description="Water"))
    given: dict[str, Any] = {"topics": [parent, topic], "standfirst": WORDS, "tags": ("mills", "law"), "series": series}
    before = factories.article("The first part", authors=authors[:1], lead_image=factories.image(description="A mill"), **given)
    factories.article("The second part", authors=authors[:2], **given)
    article = factories.article(
        HEADLINE,
        authors=authors,
        lead_image=factories.image(description="A weir", caption="The weir in March.", credit="Ada Morgan"),
        body=json.dumps(everything(7)),
        updated_at=timezone.now(),
        **given,
    )
    article.corrections.create(date=date(2026, 3, 4), text="The weir was built in 1911, not in 1912.")
    article.save_revision().publish()
    plain = factories.article("One block", body=json.dumps([{"type": "paragraph", "value": "<p>Short.</p>"}]))
    about = factories.standard_page("About", standfirst=WORDS, body=json.dumps(everything(3)))
    term = factories.term("weir", also_known_as="barrage", home_topic=topic)
    return {
        "front page": home.get_url(),
        "article": article.get_url(),
        "part of a series": before.get_url(),
        "short article": plain.get_url(),
        "topic": parent.get_url(),
        "topics": factories.topics().get_url(),
        "desk": factories.desk().get_url(),
        "page": about.get_url(),
        "author": f"/authors/{authors[0].slug}/",
        "authors": "/authors/",
        "series": f"/series/{series.slug}/",
        "tag": "/tags/mills/",
        "term": f"/terms/{term.slug}/",
        "glossary": "/terms/",
        "nothing": "/articles/nothing-of-the-kind/",
    }
