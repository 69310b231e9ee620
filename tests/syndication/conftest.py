"""A small publication with one of everything that machines are told of."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from articles.models import ArticlePage, Author, Series, TopicPage
from cms.content.models import SiteIdentity, Term
from cms.content.models.base import BasePage
from cms.media import drawing
from home.models import HomePage
from tests import factories


@dataclass
class Magazine:
    home: HomePage
    topic: TopicPage
    article: ArticlePage
    author: Author
    series: Series
    term: Term
    page: BasePage


def body(term: Term, topic: TopicPage) -> list[tuple[str, Any]]:
    return [
        ("heading", {"text": "Why it rises", "level": "h2", "anchor": ""}),
        ("paragraph", f'<p>The <a linktype="page" id="{topic.pk}">moon</a> &amp; the <a href="https://example.com/sun">sun</a>.</p>'),
        ("definition_list", {"title": "", "items": [{"term": term, "definition": ""}]}),
        ("faq", {"title": "", "items": [{"question": "How often?", "answer": "<p>Twice a <b>day</b>.</p>"}]}),
    ]


@pytest.fixture
def magazine(db: None) -> Magazine:
    home = factories.publication()
    mark, portrait, lead = (factories.image(title, data=factories.png(400, 400)) for title in ("Mark", "Portrait", "Lead"))
    for image in (mark, portrait, lead):
        drawing.make(image, ["fill-240x240|format-jpeg", "fill-400x267|format-jpeg", "fill-1200x630|format-jpeg"])
    identity = SiteIdentity.objects.get()
    identity.name, identity.description, identity.mark = "The Ebb & Flow", "About water.", mark
    identity.social_links = [("link", {"label": "Mastodon", "url": "https://social.example/@ebb"})]
    identity.save()
    topic = factories.topic("Tides", also_known_as="Ebb and flow", standfirst="The sea, twice a day.")
    term = factories.term("Neap tide", definition="The smallest tide.", also_known_as="neaps", home_topic=topic)
    author = factories.author(
        "Ines <Okafor>",
        role="Science editor",
        portrait=portrait,
        mastodon="https://social.example/@ines",
        biography=[("paragraph", "<p>Writes about water.</p>")],
    )
    series = factories.series("The shore", description="Five walks.", image=lead)
    article = factories.article(
        "Low </script> tide",
        slug="low-tide",
        standfirst="Where the water goes.",
        topics=[topic, factories.topic("Rivers")],
        authors=[author, factories.author("Jo Park")],
        tags=("moon",),
        series=series,
        lead_image=lead,
        lead_image_alt="A beach",
        published_at=datetime(2026, 3, 4, 5, 6, tzinfo=UTC),
        updated_at=datetime(2026, 3, 9, 12, tzinfo=UTC),
        body=body(term, topic),
    )
    article.corrections.create(date=datetime(2026, 3, 10, tzinfo=UTC).date(), text="The moon was full.")
    article.save_revision().publish()
    page = factories.standard_page("About us", slug="about", standfirst="Who we are.")
    revised: Any = topic
    revised.body = [("definition_list", {"title": "", "items": [{"term": term, "definition": "<p>When the tide is small.</p>"}]})]
    topic.save_revision().publish()
    return Magazine(home, topic, ArticlePage.objects.get(pk=article.pk), author, series, term, page)
