"""Articles in the admin's menu: columns, filters, saved lists, changes to many at once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import ArticleIndexPage, ArticlePage, SavedFilter
from cms.accounts.desks import set_editors
from cms.accounts.models import User
from tests import factories

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def person(role: str = "Chief editor", **fields: Any) -> User:
    factories.home()
    user = factories.user(**fields)
    user.groups.add(Group.objects.get(name=role))
    return user


def rows(client: Client, query: str = "") -> dict[str, str]:
    """The lines of the list: title -> everything in it."""
    answer = client.get(LIST + (f"?{query}" if query else ""))
    assert answer.status_code == 200
    soup = BeautifulSoup(answer.content, "html.parser")
    found = soup.select("#listing-results tbody tr")
    return {row.select_one(".title-wrapper a").get_text(" ", strip=True): " ".join(row.get_text(" ").split()) for row in found}  # type: ignore[union-attr]


def test_a_line_says_what_a_newsroom_wants_to_know() -> None:
    chief = signed_in(person())
    desk = factories.add(factories.desk(), ArticleIndexPage(title="Culture"))
    topics = [factories.topic("Film"), factories.topic("Second")]
    factories.article("Bare", parent=desk, topics=topics, authors=[factories.author("Nell Bly"), factories.author("Ida Wells")])
    factories.article("Whole", standfirst="Yes.", lead_image=factories.image(description="A cat"), live=False)
    found = rows(chief)
    for fact in ("Culture", "Film", "Nell Bly, Ida Wells", "live", "No standfirst", "No lead picture"):
        assert fact in found["Bare"]
    assert "Second" not in found["Bare"], "the primary topic only"
    assert "No " not in found["Whole"]
    assert "draft" in found["Whole"]


def _scheduled(title: str) -> ArticlePage:
    article = factories.article(title, live=False)
    article.go_live_at = timezone.now() + timedelta(days=1)
    article.save_revision().publish()
    return article


def _changed(title: str) -> None:
    article = factories.article(title)
    article.standfirst = "New."
    article.save_revision()


def _submitted(title: str) -> None:
    article = factories.article(title, live=False)
    article.get_workflow().start(article, factories.user())


@pytest.fixture
def one_of_each() -> Client:
    chief = person()
    culture = factories.add(factories.desk(), ArticleIndexPage(title="Culture"))
    below = factories.add(culture, ArticleIndexPage(title="Books"))
    film, nell = factories.topic("Film"), factories.author("Nell", account=chief)
    factories.article("plain", standfirst="Yes.", lead_image=factories.image(description="A cat"))
    factories.article("draft", live=False, owner=chief)
    factories.article("expired", expired=True, live=False)
    factories.article("topical", topics=[film], parent=below, published_at=timezone.now() - timedelta(days=400))
    factories.article("hers", authors=[nell], lead_image=factories.image())
    _scheduled("scheduled")
    _changed("changed")
    _submitted("submitted")
    return signed_in(chief)


def test_every_filter_finds_what_it_says_and_goes_with_a_search(one_of_each: Client) -> None:
    film, nell = ArticlePage.objects.get(slug="topical").article_topics.get().topic_id, ArticlePage.objects.get(slug="hers")
    culture = ArticleIndexPage.objects.get(slug="culture").pk
    year_ago = (timezone.now() - timedelta(days=390)).date()
    everything = {"plain", "draft", "expired", "topical", "hers", "scheduled", "changed", "submitted"}
    expected = {
        "": everything,
        "state=draft": {"draft"},
        "state=approval": {"submitted"},
        "state=scheduled": {"scheduled"},
        "state=published": {"plain", "topical", "hers", "changed"},
        "state=changed": {"changed"},
        "state=expired": {"expired"},
        "state=expired&state=scheduled": {"expired", "scheduled"},
        "mine=on": {"draft", "hers"},
        f"desk={culture}": {"topical"},
        f"topic={film}": {"topical"},
        f"author={nell.article_authors.get().author_id}": {"hers"},
        f"published_to={year_ago}": {"topical"},
        "missing=alt": {"hers"},
        "missing=summary&state=published": {"topical", "hers"} | {"changed"},
        "missing=image&missing=alt": everything - {"plain"},
        "q=draft": {"draft"},
        "q=draft&state=expired": set(),
        "q=hers&missing=alt&mine=on&ordering=published_at": {"hers"},
        "ordering=nonsense": everything,
        "state=nonsense": everything,
    }
    assert {query: set(rows(one_of_each, query)) for query in expected} == expected


def test_nobody_finds_what_the_explorer_would_not_show_them() -> None:
    editor = person("Editor")
    Group.objects.get(name="Editor").page_permissions.all().delete()  # type: ignore[attr-defined]
    culture = factories.add(factories.desk(), ArticleIndexPage(title="Culture"))
    set_editors(culture, [editor])
    factories.article("Of hers", parent=culture)
    factories.article("A canary")
    for query in ("", "q=canary", "state=published"):
        assert "A canary" not in rows(signed_in(editor), query)
    assert "Of hers" in rows(signed_in(editor))
    address = reverse("wagtail_bulk_action", args=("articles", "articlepage", "feature"))
    assert signed_in(editor).get(f"{address}?id={ArticlePage.objects.get(title='A canary').pk}").status_code == 404


def test_the_list_costs_the_same_whatever_is_on_it() -> None:
    chief, made = signed_in(person()), 0

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert len(rows(chief)) == made
        return len(captured)

    def add(count: int) -> None:
        nonlocal made
        for _ in range(count):
            factories.article(lead_image=factories.image(), tags=("x",))
            _scheduled(f"scheduled {made}")
            made += 2

    add(1)
    queries()
    few = queries()
    add(3)
    assert queries() == few <= 45


def test_a_list_is_saved_shown_as_a_tab_and_removed() -> None:
    owner, colleague = person(first_name="Ada"), person("Editor")
    ada, bo = signed_in(owner), signed_in(colleague)
    rows(ada, "state=draft&missing=alt&p=2&evil=1")
    saved = ada.post(
        reverse("saved_filter_add"), {"name": "My gaps", "query": "missing=alt&state=draft&evil=1&p=2&next=//evil.example", "is_shared": ""}
    )
    assert saved["Location"] == f"{LIST}?state=draft&missing=alt"
    ada.post(reverse("saved_filter_add"), {"name": "For all", "query": "state=draft", "is_shared": "on"})

    def tabs(client: Client, query: str = "") -> dict[str, str]:
        soup = BeautifulSoup(client.get(f"{LIST}?{query}").content, "html.parser")
        return {" ".join(link.get_text(" ").split()): str(link.get("aria-current") or "") for link in soup.select(".desk-tabs a")}

    assert tabs(ada, "missing=alt&state=draft")["My gaps"] == "page"
    assert "For all Ada" in tabs(bo)
    assert "My gaps" not in tabs(bo)
    shared = SavedFilter.objects.get(name="For all")
    assert bo.post(reverse("saved_filter_remove", args=(shared.pk,))).status_code == 404, "hers, not his"
    ada.post(reverse("saved_filter_remove", args=(shared.pk,)))
    assert "For all Ada" not in tabs(bo)
    outsider = signed_in(factories.user())
    outsider.post(reverse("saved_filter_add"), {"name": "x", "query": "state=draft"})
    assert not SavedFilter.objects.filter(name="x").exists()


def bulk(client: Client, action: str, *articles: ArticlePage, **data: Any) -> str:
    """Press the button for these articles. What is said afterwards."""
    ids = "&".join(f"id={article.pk}" for article in articles)
    address = reverse("wagtail_bulk_action", args=("articles", "articlepage", action))
    answer = client.post(f"{address}?{ids}&next={LIST}", data, follow=True)
    soup = BeautifulSoup(answer.content, "html.parser")
    return " ".join(soup.select_one(".messages").get_text(" ").split())  # type: ignore[union-attr]


def published(article: ArticlePage) -> ArticlePage:
    return ArticlePage.objects.get(pk=article.pk)


@pytest.mark.parametrize(
    ("action", "data", "look", "before", "after"),
    [
        (
            "set_topic",
            lambda: {"topic": factories.topic("New").pk},
            lambda a: a.article_topics.get(is_primary=True).topic.title,
            "Old",
            "New",
        ),
        ("add_tag", lambda: {"tag": "fresh"}, lambda a: [tag.name for tag in a.tags.all()], [], ["fresh"]),
        ("change_author", lambda: {"author": factories.author("New").pk}, lambda a: a.article_authors.get().author.name, "Old", "New"),
        ("feature", dict, lambda a: a.featured, False, True),
    ],
)
def test_many_articles_change_at_once_and_what_is_published_is_published_again(
    action: str, data: Callable[[], dict[str, Any]], look: Callable[[ArticlePage], Any], before: Any, after: Any
) -> None:
    chief, topic, author = signed_in(person()), factories.topic("Old"), factories.author("Old")
    articles = [factories.article(topics=[topic], authors=[author], live=live) for live in (True, True, False)]
    form = data()
    assert [look(published(article)) for article in articles] == [before] * 3
    assert "3 articles are changed" in bulk(chief, action, *articles, **form)
    assert [look(published(article)) for article in articles] == [after] * 3
    assert [look(published(article).get_latest_revision_as_object()) for article in articles] == [after] * 3
    assert "it is so already" in bulk(chief, action, articles[0], **form)


def test_what_cannot_be_changed_stays_and_the_report_says_why() -> None:
    editor = person("Editor")
    culture = factories.add(factories.desk(), ArticleIndexPage(title="Culture"))
    set_editors(culture, [editor])
    good, ahead, incomplete = (factories.article(title, parent=culture) for title in ("Good", "Ahead", "Incomplete"))
    ahead.standfirst = "Unpublished."
    ahead.save_revision()
    incomplete.article_authors.all().delete()
    locked = factories.article("Locked", parent=culture, locked=True, locked_by=factories.user(), locked_at=timezone.now())
    later, foreign = _scheduled("Later"), factories.article("Foreign")
    later.move(culture, pos="last-child")
    alias = good.create_alias(parent=culture, update_slug="alias")
    said = bulk(signed_in(editor), "feature", good, ahead, locked, published(later), foreign, published(alias))
    assert "2 articles are changed" in said
    for reason in ("Ahead: changed in its draft", "Locked: it is locked", "Later: it is scheduled", "it is an alias"):
        assert reason in said
    assert [published(article).featured for article in (good, ahead, locked, foreign)] == [True, False, False, False]
    assert published(ahead).standfirst == ""
    assert published(ahead).get_latest_revision_as_object().featured


def test_an_incomplete_article_does_not_keep_the_others_from_being_published() -> None:
    chief = signed_in(person())
    good, bad, locked = (
        factories.article("Good", live=False),
        factories.article("Bad", live=False, authors=[]),
        factories.article(live=False),
    )
    locked.locked, locked.locked_by = True, factories.user()
    locked.save()
    said = bulk(chief, "publish", bad, good, locked)
    assert "1 article is published" in said
    assert "Bad: An article needs an author" in said
    assert "it is locked" in said
    assert [published(article).live for article in (good, bad, locked)] == [True, False, False]


def test_all_in_the_list_never_means_more_than_what_was_ticked() -> None:
    chief, article = signed_in(person()), factories.article()
    address = reverse("wagtail_bulk_action", args=("articles", "articlepage", "unpublish"))
    assert chief.post(f"{address}?id=all&next={LIST}", {}).status_code == 404
    assert published(article).live
