"""`changes/`: whoever follows it has what is public, and learns nothing of what is not."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as st
from wagtail.models import PageViewRestriction

from articles.models import ArticlePage, Author, TopicPage
from cms.events.models import PublicObject
from cms.tags.thinning import KEPT
from tests import factories

ADDRESS = "/api/v2/changes/"
pytestmark = pytest.mark.django_db(transaction=True)


def ask(**query: Any) -> dict[str, Any]:
    answer = Client().get(ADDRESS, query)
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


class Replica:
    """A search engine of somebody else's: knows nothing but the feed."""

    def __init__(self, limit: int = 100) -> None:
        self.limit, self.cursor, self.objects = limit, "", {}

    objects: dict[tuple[str, int], str | None]

    def step(self) -> bool:
        """Read one answer. Whether there is more."""
        query: dict[str, Any] = {"cursor": self.cursor} if self.cursor else {}
        found = ask(limit=self.limit, **query)
        for item in found["items"]:
            key = (item["type"], item["id"])
            if item["action"] == "removed":
                self.objects.pop(key, None)
            else:
                self.objects[key] = item["url"]
        self.cursor = found["meta"]["next_cursor"]
        return bool(found["meta"]["more"])

    def follow(self) -> None:
        while self.step():
            pass

    @property
    def pages(self) -> dict[int, str | None]:
        return {pk: url for (kind, pk), url in self.objects.items() if kind.endswith("Page")}


def truth() -> dict[int, str]:
    items = Client().get("/api/v2/pages/?limit=100&fields=_,id,url").json()["items"]
    return {item["id"]: item["url"] for item in items}


def test_empty_cursor_gives_everything_public_and_then_what_happens() -> None:
    factories.publication()
    article = factories.article("Tides", slug="tides")
    factories.article("Canary", live=False)
    replica = Replica(limit=2)
    replica.follow()
    assert replica.pages == truth()
    assert ("articles.Author", Author.objects.get(pk=article.article_authors.get().author_id).pk) in replica.objects

    assert ask(cursor=replica.cursor)["items"] == []
    article.title = "Tides again"
    article.save_revision().publish()
    (updated,) = [item for item in ask(cursor=replica.cursor)["items"] if item["id"] == article.pk and item["type"].endswith("Page")]
    assert (updated["action"], updated["url"], updated["detail_url"]) == (
        "updated",
        "http://testserver/articles/tides/",
        f"http://testserver/api/v2/pages/{article.pk}/",
    )
    assert "title" in updated["parts"]


def test_moving_says_where_it_was_and_where_it_is() -> None:
    factories.publication()
    article = factories.article("Tides", slug="tides")
    replica = Replica()
    replica.follow()
    article.slug = "ebb"
    article.save_revision().publish()
    (item,) = ask(cursor=replica.cursor, types="articles.ArticlePage")["items"]
    assert (item["action"], item["url"], item["former_url"]) == (
        "updated",
        "http://testserver/articles/ebb/",
        "http://testserver/articles/tides/",
    )


@pytest.mark.parametrize("how", ["unpublish", "delete", "private", "parent", "expire"])
def test_what_goes_leaves_a_tombstone_and_no_word(how: str) -> None:
    factories.publication()
    article = factories.article("Canary", slug="tides")
    pk = article.pk
    replica = Replica()
    replica.follow()
    if how == "unpublish":
        article.unpublish()
    elif how == "delete":
        article.delete()
    elif how == "private":
        PageViewRestriction.objects.create(page=article, restriction_type="login")
    elif how == "parent":
        factories.desk().unpublish()
    else:
        article.expire_at = timezone.now() - timedelta(seconds=1)
        article.save()
    items = ask(cursor=replica.cursor, types="articles.ArticlePage")["items"]
    assert {(item["action"], item["id"], item["url"], item["former_url"]) for item in items} == {
        ("removed", pk, None, "http://testserver/articles/tides/")
    }
    article_again = [item for item in ask(types="articles.ArticlePage")["items"] if item["id"] == pk]
    assert [item["action"] for item in article_again] in ([], ["removed"])


def test_history_of_what_is_invisible_now_shows_no_later_address() -> None:
    factories.publication()
    article = factories.article("Tides", slug="tides")
    replica = Replica()
    replica.follow()
    article.title = "Other"
    article.save_revision().publish()
    ArticlePage.objects.get(pk=article.pk).unpublish()
    assert {item["action"] for item in ask(cursor=replica.cursor, types="articles.ArticlePage")["items"]} == {"removed"}


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({"cursor": "x"}, "cursor"),
        ({"cursor": base64.urlsafe_b64encode(b"[1,2]").decode()}, "cursor"),
        ({"cursor": base64.urlsafe_b64encode(b"[-1,0,null,1]").decode()}, "cursor"),
        ({"types": "articles.ArticlPage"}, "types"),
        ({"limit": "0"}, "limit"),
        ({"type": "x"}, "type"),
    ],
)
def test_bad_parameters_are_named(query: dict[str, str], parameter: str) -> None:
    factories.publication()
    answer = Client().get(ADDRESS, query)
    assert (answer.status_code, answer.json()["parameter"]) == (400, parameter)


def test_cursor_that_is_older_than_the_log_is_gone() -> None:
    factories.publication()
    cursor = ask()["meta"]["next_cursor"]
    held = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    held[3] -= int(KEPT.total_seconds())
    answer = Client().get(ADDRESS, {"cursor": base64.urlsafe_b64encode(json.dumps(held).encode()).decode().rstrip("=")})
    assert answer.status_code == 410


def test_a_first_reading_that_ends_with_a_full_answer_goes_on_with_what_happened_meanwhile() -> None:
    article = factories.article("Tides", slug="tides")
    factories.term()  # read after the pages
    replica = Replica(1)
    for _object in range(PublicObject.objects.count() - 1):
        replica.step()
    article.slug = "ebb"
    article.save_revision().publish()
    replica.follow()
    assert replica.pages == truth()


ACTIONS = ("publish", "edit", "unpublish", "delete", "move", "rename", "restrict", "free", "author", "topic")


@pytest.mark.once
@hypothesis_settings(max_examples=8, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(
    actions=st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(0, 5), st.booleans()), min_size=4, max_size=14),
    limit=st.integers(1, 7),
)
def test_replica_that_only_follows_converges(actions: list[tuple[str, int, bool]], limit: int) -> None:
    """Killed and resumed at random points: the second element says how many answers it reads in between."""
    if not Author.objects.exists():
        topic, author = factories.topic("Water"), factories.author("Ada")
        for _number in range(3):
            factories.article(topics=[topic], authors=[author])
    replica = Replica(limit)
    for number, (action, reads, again) in enumerate(actions):
        act(action, number)
        for _number in range(reads):
            before = replica.cursor
            replica.step()
            if again:
                replica.cursor = before  # it was killed before it could keep the cursor
                replica.step()
    replica.follow()
    assert replica.pages == truth()


def act(action: str, number: int) -> None:
    articles = ArticlePage.objects.order_by("pk")
    article = articles[(number * 7) % len(articles)] if articles else None
    if action == "publish" or article is None:
        factories.article(topics=list(TopicPage.objects.all()[:1]), authors=list(Author.objects.all()[:1]))
    elif action == "edit":
        article.title = f"Title {number}"
        article.save_revision().publish()
    elif action == "unpublish":
        article.unpublish()
    elif action == "delete":
        article.delete()
    elif action == "move":
        target = factories.add(factories.desk(), type(factories.desk())(title=f"Desk {number}"))
        article.refresh_from_db()
        article.move(target, pos="last-child")
    elif action == "rename":
        article.slug = f"renamed-{number}-{article.pk}"
        article.save_revision().publish()
    elif action == "restrict":
        PageViewRestriction.objects.get_or_create(page_id=article.get_parent().pk, restriction_type="login")
    elif action == "free":
        for restriction in PageViewRestriction.objects.all():
            restriction.delete()
    elif action == "author":
        Author.objects.all()[0].save_revision().publish()
    else:
        TopicPage.objects.all()[0].save_revision().publish()
