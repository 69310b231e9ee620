"""Comparing two versions of a page: a change in any block is shown, in words that an editor can read."""

import copy
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from cms.content.blocks.body import BLOCKS
from cms.content.models import StandardPage
from tests import factories
from tests.content.samples import RAW
from tests.content.test_blocks_on_pages import every_reference

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.once,
    # Wagtail gives Beautiful Soup the text of an address.
    pytest.mark.filterwarnings("ignore:The input passed in on this line looks more like"),
]

#: Where the words of a block are changed, as a path into its raw value.
WORDS: dict[str, tuple[Any, ...]] = {
    "paragraph": (),
    "heading": ("text",),
    "pull_quote": ("quote",),
    "callout": ("title",),
    "image": ("image", "alt_text"),
    "gallery": ("images", 0, "value", "credit"),
    "embed": ("title",),
    "audio": ("title",),
    "video": ("transcript",),
    "code": ("code",),
    "table": ("table", "rows", 0, "values", 0),
    "step_list": ("steps", 0, "value", "text"),
    "faq": ("items", 0, "value", "question"),
    "definition_list": ("items", 0, "value", "definition"),
    "fact_list": ("facts", 0, "value", "value"),
    "teaser": ("pages", 0, "value", "text"),
    "button": ("text",),
    "download": ("description",),
}


def with_ids(raw: Any, path: str) -> Any:
    """The raw value with an id for every item of a list, as Wagtail's editor keeps it."""
    if isinstance(raw, dict):
        return {
            key: [
                {"type": "item", "id": f"{path}-{key}-{number}", "value": with_ids(item, f"{path}-{number}")}
                for number, item in enumerate(value)
            ]
            if isinstance(value, list) and key not in ("columns", "rows", "values")
            else with_ids(value, f"{path}-{key}")
            for key, value in raw.items()
        }
    return raw


def changed(name: str, raw: Any) -> Any:
    word = f"<p>changed{name}</p>" if name in ("paragraph", "video", "step_list", "definition_list", "table") else f"changed{name}"
    path = WORDS[name]
    if not path:
        return word
    other = copy.deepcopy(raw)
    place = other
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = word
    return other


def test_a_change_in_every_block_is_shown_in_words() -> None:
    factories.publication()
    files = {kind: factories.document(data=b"x", filename=f"file.{kind}").pk for kind in ("pdf", "mp3", "mp4", "vtt")}
    topic, reusable = factories.standard_page("Rivers"), factories.reusable("First note")
    referring = every_reference(factories.image().pk, topic.pk, factories.term().pk, reusable.pk, files)
    raw = {name: RAW[name] for name in BLOCKS} | {block["type"]: block["value"] for block in referring}
    before = [{"type": name, "id": f"block-{name}", "value": with_ids(value, name)} for name, value in raw.items()]
    other = factories.reusable("changedreusable")
    after = [
        {**block, "value": {"content": other.pk} if block["type"] == "reusable" else changed(block["type"], block["value"])}
        for block in before
        if block["type"] != "divider"
    ]
    page = factories.standard_page("About", body=before)
    first = page.get_latest_revision()
    page.body = StandardPage.body.field.to_python(after)
    second = page.save_revision()

    client = Client()
    client.force_login(factories.user(superuser=True))
    answer = client.get(reverse("wagtailadmin_pages:revisions_compare", args=(page.pk, first.pk, second.pk)))
    assert answer.status_code == 200
    soup = BeautifulSoup(answer.content, "html.parser")
    added = " ".join(element.get_text(" ") for element in soup.select(".addition"))
    assert [name for name in BLOCKS if name != "divider" and f"changed{name}" not in added] == []
    assert "pause" in " ".join(element.get_text(" ") for element in soup.select(".deletion")).lower(), "the divider that went"
    assert "object at 0x" not in answer.content.decode()


def test_a_first_publication_is_no_change_of_the_date(client: Client) -> None:
    factories.publication()
    page = factories.article("Flood", topics=[factories.topic("Water")], live=False)
    page.save_revision().publish()
    changed = page.get_latest_revision_as_object()
    changed.title = "Drought"
    changed.save_revision()
    client.force_login(factories.user(superuser=True))
    html = client.get(reverse("wagtailadmin_pages:revisions_compare", args=(page.pk, "live", "latest"))).content.decode()
    differences = BeautifulSoup(html, "html.parser").select(".comparison .deletion, .comparison .addition")
    assert [found.get_text() for found in differences] == ["Flood", "Drought"]
