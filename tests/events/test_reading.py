"""The log says what a change means to the public, and nothing of what is not public."""

import json
from typing import Any

import pytest
from wagtail.models import PageViewRestriction

from articles.models import ArticlePage
from cms.events.models import PublicObject
from cms.events.reading import rebuild
from cms.tags.models import Change
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def events_of(pk: int, since: int) -> list[dict[str, Any]]:
    rows = Change.objects.filter(seq__gt=since).order_by("seq")
    return [event for row in rows for event in row.events if event["id"] == pk and event["type"] == "articles.ArticlePage"]


def last() -> int:
    return Change.objects.order_by("-seq").values_list("seq", flat=True).first() or 0


def test_the_life_of_an_article() -> None:
    article = factories.article("Canary embargoed", slug="canary", live=False)
    assert "canary" not in json.dumps([row.events for row in Change.objects.all()]).lower()

    before = last()
    article.save_revision().publish()
    (created,) = events_of(article.pk, before)
    assert (created["action"], created["url"], created["former_url"]) == ("created", "/articles/canary/", None)
    assert created["public_id"] == str(article.translation_key)

    article = ArticlePage.objects.get(pk=article.pk)
    before = last()
    article.title = "Tides"
    article.save_revision().publish()
    (updated,) = events_of(article.pk, before)
    assert (updated["action"], updated["former_url"]) == ("updated", None)
    assert "title" in updated["parts"]

    article = ArticlePage.objects.get(pk=article.pk)
    before = last()
    article.slug = "tides"
    article.save_revision().publish()
    (moved,) = events_of(article.pk, before)
    assert (moved["action"], moved["url"], moved["former_url"]) == ("updated", "/articles/tides/", "/articles/canary/")

    before = last()
    restriction = PageViewRestriction.objects.create(page=factories.desk(), restriction_type="login")
    (removed,) = events_of(article.pk, before)
    assert (removed["action"], removed["url"], removed["former_url"]) == ("removed", None, "/articles/tides/")

    before = last()
    ArticlePage.objects.get(pk=article.pk).save_revision().publish()
    assert events_of(article.pk, before) == []

    restriction.delete()
    assert [event["action"] for event in events_of(article.pk, before)] == ["created"]
    before = last()
    ArticlePage.objects.get(pk=article.pk).delete()
    assert [event["action"] for event in events_of(article.pk, before)] == ["removed"]

    known = set(PublicObject.objects.values_list("tag", "url"))
    assert rebuild() == len(known)
    assert set(PublicObject.objects.values_list("tag", "url")) == known
