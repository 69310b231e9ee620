"""`load_demo` from the beginning: beside what is there already, and after it was killed."""

from typing import Any

import pytest
from wagtail.models import Page

from articles.models import ArticlePage
from cms.content.models import Navigation, SiteIdentity
from cms.media.models import Image
from home.demo import pages
from home.models import HomePage
from tests import factories
from tests.home.conftest import counts, is_complete, load

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("few")]


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
    assert (SiteIdentity.objects.get().name, SiteIdentity.objects.get().mark) == ("Masthead", None)


@pytest.mark.parametrize("survives", [0, 4])
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


def test_what_is_somebody_elses_is_left_as_it_is() -> None:
    home = factories.publication()
    SiteIdentity.objects.update(name="The Gazette")
    setattr(home, "sections", [("words", {"heading": "Ours", "text": "<p>Words.</p>"})])  # noqa: B010 - a StreamField takes a list
    home.save_revision().publish()
    topic = factories.topic("HTTP", slug="http")

    load()

    assert SiteIdentity.objects.get().name == "The Gazette"
    assert [section["value"]["heading"] for section in HomePage.objects.get().sections.raw_data] == ["Ours"]
    topic.refresh_from_db()
    assert topic.slug == "http"
    assert Page.objects.get(slug="http-2").title == "HTTP"
