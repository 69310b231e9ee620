"""The listing table is always what a fresh rebuild would make it, whatever editors do and whichever door they take."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, seed, settings, strategies as st
from wagtail.models import Page, PageViewRestriction, Site

from articles.models import ArticlePage, Author, Series, Tag, TopicPage
from cms.content import listing
from cms.content.models import Comment, Listing, ListingCount, ListingFacet
from cms.operations.publication import carry_out_due
from tests import factories

Snapshot = tuple[list[Any], list[Any], list[Any]]


def snapshot() -> Snapshot:
    """The rows that a reader gets, what they are listed by in which order, and how many each list is said to have."""
    rows = sorted(Listing.objects.visible().values_list())
    facets: dict[tuple[int, str], list[int]] = {}
    shown = ListingFacet.objects.filter(listing__in=Listing.objects.visible()).order_by("listing_id", "facet", "position", "key")
    for page, facet, key, published_at in shown.values_list("listing_id", "facet", "key", "published_at"):
        facets.setdefault((page, facet, published_at), []).append(key)  # type: ignore[arg-type]
    lists = ListingCount.objects.values_list("site_id", "language", "kind", "facet", "key")
    return rows, sorted(facets.items()), sorted((key, number) for key in lists if (number := listing.count(*key)))


def counted() -> list[Any]:
    """How many rows each list has."""
    found: dict[tuple[Any, ...], int] = {}
    for row in Listing.objects.visible().prefetch_related("facets"):
        for facet, key in [("", 0), *((facet.facet, facet.key) for facet in row.facets.all())]:
            name = (row.site_id, row.language, row.kind, facet, key)
            found[name] = found.get(name, 0) + 1
    return sorted(found.items())


def assert_in_step() -> None:
    found = snapshot()
    assert found[2] == counted(), "the counts are not the number of rows"
    with transaction.atomic():
        listing.rebuild()
        fresh = snapshot()
        transaction.set_rollback(True)
    assert found == fresh


# --- whatever editors do ----------------------------------------------------------------------------------------------


@dataclass
class Newsroom:
    """Verbs on a small publication, by the number of what they change. What cannot be done is left."""

    editor: Client
    authors: list[Author] = field(default_factory=lambda: [factories.author(), factories.author()])
    series: Series = field(default_factory=factories.series)

    def __post_init__(self) -> None:
        factories.publication()
        desk = factories.add(factories.desk(), type(factories.desk())(title="Sport", slug="sport"))
        topic = factories.topic("Rivers")
        below = factories.topic("Weirs", parent=topic)
        members = factories.standard_page("Members")
        factories.standard_page("Inside", parent=members)
        for parent, topics in ((factories.desk(), [topic]), (desk, [topic, below]), (desk, [below])):
            factories.article(parent=parent, topics=topics, authors=self.authors, tags=("water",), series=self.series)

    def page(self, number: int) -> Any:
        pages = list(Page.objects.filter(depth__gt=2).order_by("pk"))
        return pages[number % len(pages)].specific if pages else None

    def original(self, number: int) -> Any:
        """A page that can be edited: an alias cannot."""
        page = self.page(number)
        while page.alias_of_id:
            page = page.alias_of.specific
        return page

    def parent_for(self, page: Any, number: int) -> Page | None:
        elsewhere = Page.objects.filter(depth__gt=1).not_descendant_of(page, inclusive=True).order_by("pk")
        found = [place for place in elsewhere if page.can_move_to(place) and Page._slug_is_available(page.slug, place, page)]
        return found[number % len(found)] if found else None

    # --- through Python, as commands and imports do ---

    def publish(self, number: int, other: int) -> None:
        page = self.original(number)
        page.title = f"Title {other}"
        page.save_revision().publish()

    def save_draft(self, number: int, other: int) -> None:
        page = self.original(number)
        page.title, page.slug = f"Draft {other}", f"draft-{other}"
        page.save_revision()

    def rename(self, number: int, other: int) -> None:
        page = self.original(number)
        page.slug = f"renamed-{other}"
        page.save_revision().publish()

    def unpublish(self, number: int, other: int) -> None:
        self.page(number).unpublish()

    def move(self, number: int, other: int) -> None:
        page = self.page(number)
        if parent := self.parent_for(page, other):
            page.move(parent, pos="last-child")

    def delete(self, number: int, other: int) -> None:
        self.page(number).delete()

    def close(self, number: int, other: int) -> None:
        PageViewRestriction.objects.create(page=self.page(number), restriction_type=("login", "groups")[other % 2])

    def open(self, number: int, other: int) -> None:
        for restriction in PageViewRestriction.objects.order_by("pk")[:1]:
            restriction.delete()

    def make_alias(self, number: int, other: int) -> None:
        page = self.page(number)
        if parent := self.parent_for(page, other):
            page.create_alias(parent=parent, update_slug=f"alias-{number}-{other}")

    def copy(self, number: int, other: int) -> None:
        page = self.page(number)
        if parent := self.parent_for(page, other):
            page.copy(to=parent, recursive=True, update_attrs={"slug": f"copy-{number}-{other}"}, keep_live=bool(other % 2))

    def change_many_at_once(self, number: int, other: int) -> None:
        changes: dict[str, Any] = {"title": f"Title {other}", "live": False, "expire_at": timezone.now() + timedelta(days=1)}
        name = sorted(changes)[other % 3]
        type(self.page(number)).objects.filter(**{f"{name}__isnull": name == "expire_at"}).update(**{name: changes[name]})

    def schedule(self, number: int, other: int) -> None:
        page = self.original(number)
        page.go_live_at = timezone.now() + timedelta(days=1)
        page.save_revision().publish()

    def give_an_expiry(self, number: int, other: int) -> None:
        page = self.original(number)
        page.expire_at = timezone.now() + timedelta(days=1)
        page.save_revision().publish()

    def wait_for_a_day(self, number: int, other: int) -> None:
        """By the database's clock; no scheduler runs."""
        for model, name in ((Page, "expire_at"), (Listing, "visible_until")):
            past = {name: timezone.now() - timedelta(seconds=1)}
            model._base_manager.filter(**{f"{name}__isnull": False}).update(**past)

    def run_the_scheduler(self, number: int, other: int) -> None:
        carry_out_due()

    def relate(self, number: int, other: int) -> None:
        page = ArticlePage.objects.filter(alias_of=None).order_by("pk")[number % 3 :].first()
        if page is None:
            return
        topics, authors = list(TopicPage.objects.order_by("pk")), list(Author.objects.order_by("pk"))
        page.article_topics = [type(page.article_topics.model())(topic=topic) for topic in topics[other % 2 :]]
        page.article_authors = [type(page.article_authors.model())(author=author) for author in authors[: other % 3]]
        page.tags.set(("water", "stone", "air")[: other % 4])
        page.series, page.series_position = (self.series if self.series.pk and other % 2 else None), other % 5 or None
        page.featured = not page.featured
        page.save_revision().publish()

    def delete_what_lists_are_made_of(self, number: int, other: int) -> None:
        model = (Author, Series, Tag)[number % 3]
        found: Any = model._default_manager.order_by("pk").first()
        if found is not None:
            found.delete()
        self.series = Series.objects.first() or Series()

    # --- through the admin's own forms ---

    def unpublish_in_the_admin(self, number: int, other: int) -> None:
        self.post("wagtailadmin_pages:unpublish", self.page(number).pk, {"include_descendants": "on"} if other % 2 else {})

    def move_in_the_admin(self, number: int, other: int) -> None:
        page = self.page(number)
        if parent := self.parent_for(page, other):
            self.post("wagtailadmin_pages:move_confirm", page.pk, {}, parent.pk)

    def delete_in_the_admin(self, number: int, other: int) -> None:
        self.post("wagtailadmin_pages:delete", self.page(number).pk, {})

    def close_in_the_admin(self, number: int, other: int) -> None:
        kind = ("login", "none", "login")[other % 3]
        self.post("wagtailadmin_pages:set_privacy", self.page(number).pk, {"restriction_type": kind})

    def unpublish_many_in_the_admin(self, number: int, other: int) -> None:
        address = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "unpublish"))
        pages = f"id={self.page(number).pk}&id={self.page(other).pk}"
        self.editor.post(f"{address}?{pages}&next=/admin/", {"include_descendants": "on"})

    def post(self, name: str, pk: int, data: dict[str, Any], *more: int) -> None:
        response = self.editor.post(reverse(name, args=(pk, *more)), data)
        assert response.status_code in (200, 302)


VERBS: dict[str, Callable[[Newsroom, int, int], None]] = {
    name: verb
    for name, verb in vars(Newsroom).items()
    if not name.startswith("_") and name not in ("page", "original", "parent_for", "post")
}


@pytest.mark.parametrize("part", range(4))
def test_the_lists_are_in_step_with_whatever_editors_do(part: int, db: None, client: Client) -> None:
    client.force_login(factories.user(superuser=True))
    newsroom = Newsroom(client)
    numbers = st.integers(0, 11)

    @seed(part)
    @settings(max_examples=10, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.tuples(st.sampled_from(sorted(VERBS)), numbers, numbers), min_size=4, max_size=8))
    def a_day_in_the_newsroom(day: list[tuple[str, int, int]]) -> None:
        with transaction.atomic():
            newsroom.series = Series.objects.get()
            for name, number, other in day:
                if newsroom.page(number) is None:
                    break
                try:
                    with transaction.atomic():
                        VERBS[name](newsroom, number, other)
                except ValidationError:
                    continue  # it was refused, and nothing happened
            assert_in_step()
            transaction.set_rollback(True)

    a_day_in_the_newsroom()


def test_the_lists_are_in_step_after_every_single_verb(db: None, client: Client) -> None:
    client.force_login(factories.user(superuser=True))
    newsroom = Newsroom(client)
    out_of_step = {}
    for name, verb in VERBS.items():
        for number in (0, 4, 7):
            with transaction.atomic():
                try:
                    with transaction.atomic():
                        verb(newsroom, number, number + 1)
                    assert_in_step()
                except ValidationError:
                    pass  # it was refused, and nothing happened
                except AssertionError as difference:
                    out_of_step[name] = str(difference)
                transaction.set_rollback(True)
            newsroom.series = Series.objects.get()
    assert out_of_step == {}


# --- what the newsroom above cannot reach -----------------------------------------------------------------------------


@pytest.fixture
def _publication(db: None) -> None:
    factories.publication()


@pytest.mark.usefixtures("_publication")
def test_counts_are_right_the_moment_an_article_expires(client: Client) -> None:
    topic = factories.topic("Rivers", slug="rivers")
    below = factories.topic("Weirs", parent=topic, slug="weirs")
    factories.article("Stays", topics=[topic, below])
    factories.article("Goes", topics=[topic, below], expire_at=timezone.now() + timedelta(days=1))
    assert told(client) == [2, 2, 2]
    wait_for_a_day()
    assert told(client) == [1, 1, 1]
    carry_out_due()
    assert told(client) == [1, 1, 1]


def wait_for_a_day() -> None:
    for model, name in ((Page, "expire_at"), (Listing, "visible_until")):
        model._base_manager.filter(**{f"{name}__isnull": False}).update(**{name: timezone.now() - timedelta(seconds=1)})


def told(client: Client) -> list[int]:
    """The number of articles that the index of topics, the topic and its parent tell of a topic."""
    index = client.get("/api/v2/resolve/?path=/topics/").json()["page"]["topics"]
    parent = client.get("/api/v2/resolve/?path=/topics/rivers/").json()["page"]
    return [index[0]["article_count"], parent["article_count"], parent["subtopics"][0]["article_count"]]


@pytest.mark.usefixtures("_publication")
def test_an_article_leaves_every_list_with_the_desk_that_expires(client: Client) -> None:
    desk = factories.add(factories.desk(), type(factories.desk())(title="Sport", slug="sport"))
    factories.article("Story", parent=desk, topics=[factories.topic("Rivers", slug="rivers")])
    desk.expire_at = timezone.now() + timedelta(days=1)
    desk.save_revision().publish()
    assert b"Story" in client.get("/topics/rivers/").content
    wait_for_a_day()
    assert b"Story" not in client.get("/topics/rivers/").content
    assert_in_step()


@pytest.mark.usefixtures("_publication")
def test_an_alias_leaves_the_lists_when_its_source_moves_into_a_private_place() -> None:
    members = factories.standard_page("Members")
    PageViewRestriction.objects.create(page=members, restriction_type="login")
    source = factories.standard_page("Source")
    alias = source.create_alias(parent=factories.home(), update_slug="alias")
    assert Listing.objects.filter(pk=alias.pk).exists()
    source.move(members, pos="last-child")
    assert not Listing.objects.filter(pk=alias.pk).exists()
    assert_in_step()


@pytest.mark.usefixtures("_publication")
def test_an_alias_of_a_private_page_stays_hidden_when_its_source_is_deleted(client: Client) -> None:
    source = factories.standard_page("Secret")
    PageViewRestriction.objects.create(page=source, restriction_type="login")
    alias = source.create_alias(parent=factories.home(), update_slug="alias")
    alias.view_restrictions.all().delete()
    second = alias.create_alias(parent=factories.home(), update_slug="second")
    type(source).objects.get(pk=source.pk).delete()
    assert {client.get(page.get_url()).status_code for page in (alias, second)} == {404}
    assert_in_step()


@pytest.mark.usefixtures("_publication")
def test_a_site_with_another_root_page_lists_what_is_below_that() -> None:
    factories.standard_page("Old")
    new = factories.add(Page.objects.get(depth=1), type(factories.home())(title="New home", slug="new-home"))
    factories.standard_page("New", parent=new)
    site = factories.site()
    site.root_page = new
    site.save()
    assert set(Listing.objects.values_list("title", flat=True)) == {"New home", "New"}
    assert_in_step()


@pytest.mark.usefixtures("_publication")
def test_a_second_site_comes_and_goes() -> None:
    new = factories.add(Page.objects.get(depth=1), type(factories.home())(title="New home", slug="new-home"))
    assert not Listing.objects.filter(pk=new.pk).exists()
    site = Site.objects.create(hostname="other.example", root_page=new)
    assert Listing.objects.get(pk=new.pk).site == site
    site.delete()
    assert not Listing.objects.filter(pk=new.pk).exists()
    assert_in_step()


@pytest.mark.usefixtures("_publication")
def test_a_page_that_comes_back_brings_its_comments_along() -> None:
    article = factories.article()
    for state in (Comment.State.APPROVED, Comment.State.APPROVED, Comment.State.PENDING):
        Comment.objects.create(page=article, author_name="Ada", text="Yes", state=state, created_at=timezone.now())
    article.unpublish()
    article.save_revision().publish()
    assert Listing.objects.get(pk=article.pk).comment_count == 2
    assert_in_step()


@pytest.mark.usefixtures("_publication")
def test_saving_a_draft_leaves_the_lists_alone() -> None:
    article = factories.article()
    article.title = "Changed"
    with transaction.atomic():
        Listing.objects.filter(pk=article.pk).update(title="As it was")
        article.save_revision()
    assert Listing.objects.get(pk=article.pk).title == "As it was"


@pytest.mark.usefixtures("_publication")
def test_a_published_article_with_a_newer_draft_is_listed_as_it_is_published(client: Client) -> None:
    topic = factories.topic("Rivers", slug="rivers")
    article = factories.article("Published", topics=[topic])
    article.title = "Newer draft"
    article.article_topics.clear()
    article.save_revision()
    ArticlePage.objects.get(pk=article.pk).save()
    content = client.get("/topics/rivers/").content
    assert b"Published" in content
    assert b"Newer draft" not in content
    assert_in_step()
