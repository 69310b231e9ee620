"""The magazine that is there: loading it again, changing it, taking it away."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import Page, ReferenceIndex, Revision

from articles.models import ArticlePage
from cms.content.models import SiteIdentity, SourceReference
from cms.media.models import Image
from home.demo import drawings
from tests import factories
from tests.home.conftest import counts, is_complete, load

pytestmark = pytest.mark.usefixtures("few_once", "db")


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


def test_what_somebody_deleted_comes_back_with_the_date_that_it_had() -> None:
    SourceReference.objects.update(imported_at=timezone.now() - timedelta(days=90))
    ArticlePage.objects.get(slug="six-queries").delete()

    load()

    again = ArticlePage.objects.get(slug="six-queries")
    assert again.live
    assert again.published_at is not None
    assert (timezone.now() - again.published_at).days in (98, 99)  # nine days before the magazine was loaded
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
