"""Pictures for sharing: drawn by the worker for public pages without one, and for nobody else."""

from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult
from PIL import Image as PillowImage
from wagtail.models import PageViewRestriction

from cms.content.cards import drawing, keeping
from cms.content.cards.drawing import Card, draw, wrapped
from cms.content.cards.fonts import FILES, font_for
from cms.content.models import SiteIdentity, SocialCard
from cms.media import drawing as renditions
from cms.media.storage import rendition_files
from tests import factories


def shared(client: Client, path: str) -> str:
    html = BeautifulSoup(client.get(path).content, "html.parser")
    meta = html.find("meta", property="og:image")
    return str(meta["content"]) if meta else ""


def work() -> None:
    """What the worker does with the tasks that wait for it."""
    for task in DBTaskResult.objects.filter(task_path__endswith="keep_social_card", status="READY"):
        keeping.keep_card(*task.args_kwargs["args"])
        task.delete()


def test_a_page_without_a_picture_gets_one(db: None, client: Client) -> None:
    factories.publication()
    article = factories.article("Low tide", slug="low-tide")
    with CaptureQueriesContext(connection) as context:
        assert shared(client, "/articles/low-tide/") == ""
    assert all(query["sql"].lstrip("( ").startswith(("SELECT", "WITH")) for query in context.captured_queries)
    work()
    address = shared(client, "/articles/low-tide/")
    assert address.startswith("http://testserver/media/social/")
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    with PillowImage.open(BytesIO(b"".join(response))) as picture:
        assert picture.size == (1200, 630)
    seo = client.get("/api/v2/articles/low-tide/").json()["meta"]["seo"]
    assert seo["open_graph"]["og:image"] == address
    assert seo["meta"]["twitter:card"] == "summary_large_image"
    # Whatever else has none shows the front page's.
    assert shared(client, "/authors/") == shared(client, "/") != address
    # A new title is a new picture, and the old file is gone.
    article.title = "High tide"
    article.save_revision().publish()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.db.transaction.on_commit", lambda function, **_: function())
        work()
    assert shared(client, "/articles/low-tide/") not in ("", address)
    assert client.get(address).status_code == 404


def test_a_chosen_picture_goes_before_a_drawn_one(db: None, client: Client) -> None:
    factories.publication()
    lead = factories.image(data=factories.png(1200, 630))
    renditions.make(lead, ["fill-1200x630|format-jpeg"])
    article = factories.article("Low tide", slug="low-tide")
    work()
    article.lead_image = lead
    article.save_revision().publish()
    assert "/media/images/" in shared(client, "/articles/low-tide/")
    keeping.sweep()
    work()
    assert not SocialCard.objects.filter(page=article).exists()
    identity = SiteIdentity.objects.get()
    identity.social_image = lead
    identity.save()
    work()
    assert "/media/images/" in shared(client, "/")
    assert not SocialCard.objects.filter(page=factories.home()).exists()


def test_what_is_not_public_is_not_drawn(db: None, client: Client) -> None:
    factories.publication()
    draft = factories.article("Draft", live=False)
    private = factories.article("Private")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    shown = factories.article("Shown")
    keeping.sweep()
    work()
    assert not SocialCard.objects.filter(page__in=[draft, private]).exists()
    name = SocialCard.objects.get(page=shown).name
    shown.unpublish()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.db.transaction.on_commit", lambda function, **_: function())
        keeping.sweep()
    assert not rendition_files().exists(name)


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("A", "en"),
        ("Łódź, Αθήνα и Київ", "pl"),
        ("w" * 300, "en"),
        ("word " * 60, "en"),
        ("المد والجزر", "ar"),
        ("גאות ושפל", "he"),
        ("日本語の題名", "ja"),
        ("\u202e\u200b", "en"),
    ],
)
def test_any_title_can_be_drawn(title: str, language: str) -> None:
    with PillowImage.open(BytesIO(draw(Card(title, "The Ebb & Flow", "#ffee00", language, factories.png())))) as picture:
        assert picture.size == drawing.SIZE
        assert picture.format == "PNG"


def test_lines_are_no_wider_than_the_picture() -> None:
    for text in ("One two three four five six seven eight nine ten", "w" * 200):
        lines = wrapped(text, FILES[0], 60, 500)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert len(lines) > 1
    assert font_for("日本語", "ja") is None
    assert font_for("Київ", "uk") == FILES[0]
