"""Every page type with hostile and with extreme text in every field: the page answers 200 and stays text."""

import json
import re
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Page

from cms.content.models import Navigation, SiteIdentity
from tests import factories

pytestmark = pytest.mark.once

CORPUS = {
    "script": "<script>alert('canary')</script>",
    "handler": '"><img src=x onerror="alert(1)">',
    "breakout": "</title></style></textarea><svg onload=alert(1)>",
    "single quotes": "' onmouseover='alert(1)' x='",
    "template": "{{ 7|add:7 }}{% debug %}{{ request.META }}",
    "javascript": "javascript:alert(1)",
    "entities": "&lt;script&gt;alert(1)&lt;/script&gt;&#x3c;b",
    "long word": "Donaudampfschifffahrtsgesellschaftskapitän" * 5,
    "right to left": "مرحبا بالعالم \u202eevil\u202c שלום",
    "emoji": "👩‍👩‍👧‍👦🏴‍☠️ é́́́́́́ \u200b\ufeff",
    "controls": "a\x01b\x7fc\u2028d",
}
ACTIVE = re.compile(r"^\s*(?:javascript|vbscript|data:text)", re.IGNORECASE)


def assert_inert(html: str, where: str) -> None:
    soup = BeautifulSoup(html, "html.parser")
    assert not soup.find_all(["iframe", "object", "embed", "svg", "style"]), where
    for script in soup.find_all("script"):
        if script.get("type") == "application/ld+json":
            json.loads(str(script.string))  # what breaks out of it leaves half of it behind
        else:
            assert re.fullmatch(r"/static/site/[a-z]+\.js", str(script["src"])), where
            assert not script.string, where
    for element in soup.find_all(True):
        for name, value in element.attrs.items():
            text = " ".join(value) if isinstance(value, list) else str(value)
            assert not name.lower().startswith("on"), f"{where}: <{element.name} {name}>"
            assert name.lower() not in ("style", "srcdoc"), f"{where}: <{element.name} {name}>"
            if name.lower() in ("href", "src", "action", "srcset"):
                assert not ACTIVE.match(text), f"{where}: <{element.name} {name}={text}>"
    assert soup.find("title") is not None
    assert soup.find("main") is not None


@pytest.mark.parametrize("name", CORPUS)
def test_hostile_text_in_every_field_of_every_page_type_is_inert(db: None, client: Client, name: str) -> None:
    hostile = CORPUS[name]
    short = hostile[:60]
    home = factories.publication()
    SiteIdentity.objects.update(name=short, tagline=hostile[:160], description=hostile, footer=hostile, contact_email=short)
    menu = Navigation.objects.get()
    menu.items = [("group", {"label": short, "links": [{"page": home, "url": "", "label": short}, {"url": hostile, "label": "x"}]})]
    menu.save()
    body = [
        ("heading", {"text": hostile, "level": "h2", "anchor": ""}),
        ("heading", {"text": hostile, "level": "h3", "anchor": hostile}),
        ("heading", {"text": hostile, "level": "h2", "anchor": ""}),
        ("paragraph", f'<p>{hostile}</p><p><a href="{hostile}">{hostile}</a><abbr title="{hostile}">x</abbr></p>'),
        ("pull_quote", {"quote": hostile, "attribution": hostile, "role": hostile}),
        ("callout", {"kind": "note", "title": hostile, "text": f"<p>{hostile}</p>"}),
    ]
    image = factories.image(short, caption=hostile, credit=short, description=short)
    author = factories.author(short, slug="person", role=short, biography=body)
    series = factories.series(short, slug="a-series", description=hostile)
    term = factories.term(short, slug="a-term", definition=hostile, also_known_as=hostile)
    topic = factories.topic(hostile, slug="subject", also_known_as=hostile, standfirst=hostile, body=body, lead_image=image)
    article = factories.article(
        hostile,
        slug="piece",
        topics=[topic],
        authors=[author],
        tags=(short,),
        series=series,
        standfirst=hostile,
        body=body,
        lead_image=image,
        lead_image_alt=hostile,
        lead_image_caption=hostile,
        seo_title=hostile,
        search_description=hostile,
    )
    article.corrections.create(date=date(2026, 1, 1), text=hostile)
    article.save_revision().publish()
    page = factories.standard_page(hostile, slug="about", standfirst=hostile, body=body)
    for found in Page.objects.filter(depth=2):
        Page.objects.filter(pk=found.pk).update(title=hostile)
    paths = [str(found.url) for found in (article, topic, page)]
    paths += ["/", "/articles/", "/topics/", "/authors/", "/authors/person/", "/series/a-series/", "/terms/", f"/terms/{term.slug}/"]
    paths += [f"/tags/{article.tags.first().slug}/"] if article.tags.first().slug else []
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert_inert(answer.content.decode(), path)


def test_ten_thousand_words_are_a_page(db: None, client: Client) -> None:
    factories.publication()
    words = " ".join(["word"] * 100)
    page = factories.standard_page("Long", body=[("paragraph", f"<p>{words}</p>") for _ in range(100)])
    answer = client.get(str(page.url))
    assert answer.status_code == 200
    assert answer.content.count(b"word") >= 10_000
    assert client.get(f"/api/v2/pages/{page.pk}/").json()["word_count"] == 10_000
    assert client.get(f"/api/v2/pages/{page.pk}/").json()["reading_time"] == 44
