"""`load_demo`: what it makes, what it leaves alone, what it takes away again."""

from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from wagtail.models import Page, Revision

from articles.models import ArticlePage
from cms.content.models import ListingCount, Navigation, SiteIdentity, SourceReference
from cms.media.models import Image
from home.demo import drawings, pages
from home.demo.ledger import Ledger
from home.demo.pages import plans
from home.models import HomePage
from tests import factories
from tests.home.conftest import make_small

pytestmark = pytest.mark.django_db

#: What remembers that something happened, and what is being done about it.
TRACES = {"PageLogEntry", "ModelLogEntry", "DBTaskResult", "TaskState", "TaskResult"}


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    make_small(monkeypatch)


def load(*options: str) -> None:
    call_command("load_demo", *options, verbosity=0)


def counts(without: set[str] = TRACES) -> dict[str, int]:
    """How many rows every table has. Counts of lists that are empty again do not count."""
    models_: list[type[models.Model]] = [model for model in apps.get_models() if model.__name__ not in without]
    found = {model._meta.label: model._base_manager.count() for model in models_}
    return {**found, "content.ListingCount": ListingCount.objects.filter(count__gt=0).count()}


def revisions() -> dict[str, Any]:
    found = dict(Page.objects.values_list("path", "latest_revision_id"))
    return {**found, "newest": Revision.objects.order_by("-pk").values_list("pk", flat=True).first()}


def is_complete() -> bool:
    ledger = Ledger()
    return all(ledger.is_filled("page", plan.name) for plan in plans())


def test_loading_twice_changes_nothing() -> None:
    load()
    before = counts(set()), revisions()

    load()

    assert (counts(set()), revisions()) == before
    assert is_complete()


def test_removing_leaves_the_publication_as_it_was() -> None:
    home = factories.publication()
    factories.article("Mine", tags=("craft", "mine"))
    before, front, menu = counts(), home.sections.raw_data[0]["value"], Navigation.objects.get().items.raw_data[0]["value"]

    load()
    assert counts()["articles.ArticlePage"] > before["articles.ArticlePage"]
    load("--remove")

    after = counts()
    # The front page and two indexes were written to and given back: each of them has two revisions more.
    assert after.pop("wagtailcore.Revision") - before.pop("wagtailcore.Revision") == 6
    assert after == before
    home.refresh_from_db()
    assert (home.title, home.sections.raw_data[0]["value"]) == ("Masthead", front)
    assert Navigation.objects.get().items.raw_data[0]["value"] == menu
    assert SiteIdentity.objects.get().name == "Masthead"
    assert SiteIdentity.objects.get().mark is None


@pytest.mark.parametrize("survives", [0, 5, 20])
def test_killed_run_completes_when_it_is_started_again(monkeypatch: pytest.MonkeyPatch, survives: int) -> None:
    filled = 0
    publish = pages._publish

    def killed(*args: Any) -> None:
        nonlocal filled
        publish(*args)
        filled += 1
        if filled > survives:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(pages, "_publish", killed)
        with pytest.raises(KeyboardInterrupt):
            load()
    assert not is_complete()
    pictures = Image.objects.count()

    load()

    assert is_complete()
    assert Image.objects.count() == pictures
    assert not ArticlePage.objects.filter(live=True, live_revision=None).exists()


def test_what_somebody_deleted_comes_back() -> None:
    load()
    before = counts()
    ArticlePage.objects.get(slug="six-queries").delete()

    load()

    assert ArticlePage.objects.get(slug="six-queries").live
    assert counts() == {**before, "content.PathHistory": before["content.PathHistory"]} | {
        "wagtailcore.Revision": counts()["wagtailcore.Revision"]
    }


def test_what_editors_have_written_is_left_as_it_is() -> None:
    home = factories.publication()
    SiteIdentity.objects.update(name="The Gazette")
    setattr(home, "sections", [("words", {"heading": "Ours", "text": "<p>Words.</p>"})])  # noqa: B010 - a StreamField takes a list
    home.save_revision().publish()

    load()
    load("--remove")

    assert SiteIdentity.objects.get().name == "The Gazette"
    sections = HomePage.objects.get().sections.raw_data
    assert [section["value"]["heading"] for section in sections] == ["Ours"]


def test_identity_that_was_changed_since_is_not_given_back() -> None:
    load()
    SiteIdentity.objects.update(name="The Gazette")

    load("--remove")

    assert SiteIdentity.objects.get().name == "The Gazette"


def test_page_with_somebody_elses_page_below_it_stays() -> None:
    load()
    desk = Page.objects.get(slug="field-notes").specific
    mine = factories.article("Mine", parent=desk)

    load("--remove")

    kept = set(Page.objects.filter(depth__gt=3).values_list("slug", flat=True))
    assert kept == {
        "workshop",
        "field-notes",
        mine.slug,
        *Page.objects.filter(pk__in=[row.topic_id for row in mine.article_topics.all()]).values_list("slug", flat=True),
    }
    mine.delete()
    load("--remove")
    assert not Page.objects.filter(slug="workshop").exists()
    assert not SourceReference.objects.filter(source="demo").exists()


def test_picture_that_another_page_shows_stays() -> None:
    load()
    picture = Image.objects.get(title="Six boats")
    factories.article("Mine", lead_image=picture)
    call_command("worker", "--burst", verbosity=0)

    load("--remove")

    assert [image.title for image in Image.objects.all()] == ["Six boats"]


def test_slug_that_is_taken_is_not_taken_away() -> None:
    mine = factories.topic("HTTP", slug="http")

    load()

    mine.refresh_from_db()
    assert mine.slug == "http"
    assert Page.objects.get(title="HTTP", depth=mine.depth, slug="http-2").live


def test_drawing_is_always_the_same() -> None:
    assert drawings.drawn("wires") == drawings.drawn("wires")
