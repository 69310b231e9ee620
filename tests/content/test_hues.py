"""Colours that editors choose for topics."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client
from django.urls import reverse

from cms.content.colour import Colour, contrast
from cms.content.hues import DARK, HUES, LIGHT, Drawn
from tests import factories
from tests.journeys.newsroom import Editor

SITE_CSS = (Path(settings.BASE_DIR) / "static/site/site.css").read_text("utf-8")


@pytest.mark.django_db
def test_a_chosen_colour_is_worn_by_everything_of_the_topic_from_the_moment_of_publishing(client: Client) -> None:
    rivers, plain = factories.topic("Rivers"), factories.topic("Plain")
    within = factories.topic("Deltas", parent=rivers, hue=300)
    article = factories.article(topics=[rivers, within])
    term = factories.term("Weir", home_topic=rivers)
    derived = f"tone-{rivers.pk * 4 % 9}"
    pages = {
        rivers.url: "body",
        article.url: "body, .topic-label, .classification li",
        factories.topics().url: "ul.topics > li",
        factories.desk().url: ".card .topic-label",
        f"/terms/{term.slug}/": "body",
    }

    def worn(address: str) -> list[list[str]]:
        page = BeautifulSoup(client.get(address).content, "html.parser")
        return [element.get_attribute_list("class") for element in page.select(pages[address])]

    for address in pages:
        assert any(derived in classes for classes in worn(address)), address
    rivers.hue = 195
    rivers.save_revision().publish()

    for address in pages:
        classes = [name for found in worn(address) for name in found]
        assert "hue-195" in classes, address
        assert derived not in classes, address
    assert "hue-300" in str(client.get(rivers.url).content)
    assert f"tone-{plain.pk * 4 % 9}" in str(client.get(factories.topics().url).content)
    # How it is drawn is the site's own: another frontend has colours of its own.
    assert b'"hue"' not in client.get(f"/api/v2/articles/{article.slug}/").content


@pytest.mark.parametrize("drawn", [LIGHT, DARK])
def test_no_hue_is_hard_to_read(drawn: Drawn) -> None:
    for hue in range(360):
        assert drawn.contrast(hue) >= 4.5
        assert contrast(drawn.ink(hue), raised(drawn)) >= 4.5


def raised(drawn: Drawn) -> Colour:
    """What lies on the paper."""
    found = re.search(r"--raised: light-dark\((#\w{6}), (#\w{6})\)", SITE_CSS)
    assert found is not None
    colour = Colour.read(found[1 if drawn is LIGHT else 2])
    assert colour is not None
    return colour


def test_the_style_sheet_draws_hues_as_the_form_says() -> None:
    assert f"--paper: light-dark({LIGHT.paper}, {DARK.paper})" in SITE_CSS
    inks = ", ".join(f"oklch({drawn.lightness} {drawn.chroma} var(--hue))" for drawn in (LIGHT, DARK))
    assert f"light-dark({inks})" in SITE_CSS
    assert re.findall(r"\.hue-(\d+) \{ --hue: (\d+); \}", SITE_CSS) == [(str(hue), str(hue)) for hue, _name in HUES]


@pytest.mark.django_db
def test_an_editor_reads_the_contrast_of_each_colour_and_may_take_the_choice_back() -> None:
    topic, editor = factories.topic("Rivers"), Editor()
    address = reverse("wagtailadmin_pages:edit", args=(topic.pk,))

    assert editor.edit(topic, "publish", hue="195").startswith("Page 'Rivers' has been")
    choices = BeautifulSoup(editor.client.get(address).content, "html.parser").select('input[name="hue"]')
    assert [choice["value"] for choice in choices] == ["", *(str(hue) for hue, _name in HUES)]
    (chosen,) = (choice for choice in choices if choice.has_attr("checked"))
    label = chosen.find_parent("label")
    assert label is not None
    assert re.search(r"^Teal Contrast 5\.9 on light paper, 9\.\d on dark paper\.", label.get_text(" ", strip=True))
    assert "hue-195" in Client().get(topic.url).content.decode()

    assert "not one of the available choices" in editor.edit(topic, "publish", hue="17")
    editor.edit(topic, "publish", hue="")
    assert "hue-" not in Client().get(topic.url).content.decode()
