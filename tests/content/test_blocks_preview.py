"""An editor looks at a block in the picker before adding it."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from cms.content.blocks.body import BLOCKS
from tests import factories
from tests.content.samples import definitions

pytestmark = pytest.mark.django_db

SHOWN = {
    "paragraph": "p b",
    "heading": "h2",
    "pull_quote": "blockquote",
    "callout": "aside.callout-tip",
    "divider": "hr",
    "image": "figure img[alt]",
    "gallery": "li figure img",
    "embed": "details summary",
    "audio": "audio",
    "video": "video[poster]",
    "code": "pre .k",
    "table": "td.cell-number",
    "step_list": "ol li",
    "faq": "details summary",
    "definition_list": "dl dfn",
    "fact_list": "dl dd",
    "teaser": "article.card h3",
    "button": "a.button",
    "download": "a[download]",
    "reusable": "h3",
}


@pytest.mark.parametrize("name", list(BLOCKS))
def test_the_picker_shows_a_block_of_an_empty_publication(name: str, client: Client) -> None:
    factories.home()
    client.force_login(factories.user(superuser=True))
    response = client.get(reverse("wagtailadmin_block_preview"), {"id": definitions()[name].definition_prefix})
    assert response.status_code == 200
    main = BeautifulSoup(response.content, "html.parser").find("main")
    assert main is not None
    assert main.select(SHOWN[name]), main


def test_an_example_never_stands_in_for_what_is_missing_on_a_page() -> None:
    factories.home()
    block = definitions()["image"]
    assert block.render(block.get_preview_value()) == ""


def test_a_block_renders_as_a_visitor_sees_it() -> None:
    """`include_block` in an owner's template, and what editors compare, go this way."""
    page = factories.standard_page("Rivers", live=False)
    block = definitions()["button"]
    value = block.to_python({"text": "Read more", "page": page.pk, "url": "", "style": "primary"})
    assert block.render(value) == ""
    page.save_revision().publish()
    assert page.get_url() in block.render(value)
