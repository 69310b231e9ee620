"""The magazine that is there: loading it again, changing it, taking it away."""

from typing import Any

import pytest
from wagtail.models import Page, ReferenceIndex, Revision

from articles.models import ArticlePage
from cms.content.models import SiteIdentity, SourceReference
from cms.media.models import Image
from home.demo import drawings
from tests import factories
from tests.home.conftest import counts, is_complete, load, make_small

pytestmark = pytest.mark.usefixtures("loaded_once", "db")


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    make_small(monkeypatch)


def revisions() -> dict[str, Any]:
    newest = Revision.objects.order_by("-pk").values_list("pk", flat=True).first()
    return {**dict(Page.objects.values_list("path", "latest_revision_id")), "newest": newest}


def test_loading_again_changes_nothing() -> None:
    before = counts(set()), revisions()

    load()

    assert (counts(set()), revisions()) == before
    assert is_complete()


def test_everything_live_has_a_revision() -> None:
    assert not Page.objects.filter(live=True, live_revision=None, depth__gt=1).exists()


def test_what_somebody_deleted_comes_back() -> None:
    ArticlePage.objects.get(slug="six-queries").delete()

    load()

    assert ArticlePage.objects.get(slug="six-queries").live
    assert is_complete()


def test_identity_that_was_changed_since_is_kept_with_its_picture() -> None:
    identity = SiteIdentity.objects.get()
    identity.name = "The Gazette"
    identity.save()
    ReferenceIndex.create_or_update_for_object(identity)

    load("--remove")

    kept = SiteIdentity.objects.get()
    assert (kept.name, kept.mark.title if kept.mark else "") == ("The Gazette", "The mark of Four Spaces")


def test_page_with_somebody_elses_page_below_it_stays() -> None:
    topic = factories.topic("Mine too")
    mine = factories.article("Mine", parent=Page.objects.get(slug="field-notes"), topics=[topic])

    load("--remove")

    assert set(Page.objects.filter(depth__gt=3).values_list("slug", flat=True)) == {"workshop", "field-notes", mine.slug, topic.slug}
    mine.delete()
    load("--remove")
    assert not Page.objects.filter(slug="workshop").exists()
    assert not SourceReference.objects.filter(source="demo").exists()


def test_picture_that_another_page_shows_stays() -> None:
    mine = factories.article("Mine", lead_image=Image.objects.get(title="Six boats"))
    ReferenceIndex.create_or_update_for_object(mine)

    load("--remove")

    assert [image.title for image in Image.objects.all()] == ["Six boats"]


def test_drawing_is_always_the_same() -> None:
    assert drawings.drawn("wires") == drawings.drawn("wires")
