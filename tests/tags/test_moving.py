"""Every door moves the tags of what it changes, in its own transaction, and of nothing else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from taggit.models import Tag as Keyword
from wagtail.models import CollectionViewRestriction, PageViewRestriction

from articles.models import ArticlePage, Author
from cms import tags
from cms.content.models import Navigation
from cms.content.models.listing import Listing
from cms.media.models import Image
from cms.tags.models import Change
from cms.tags.moving import move
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def moved_since(seq: int) -> set[str]:
    return {name for row in Change.objects.filter(seq__gt=seq) for name in row.tags}


def last() -> int:
    return Change.objects.order_by("-seq").values_list("seq", flat=True).first() or 0


def test_a_typing_error_moves_the_page_and_no_list() -> None:
    article = factories.article("Tides")
    before = last()
    article.standfirst = "Corrected."
    article.save_revision().publish()
    moved = moved_since(before)
    assert tags.page(article.pk) in moved
    assert tags.listing("articles") not in moved
    assert not any(name.endswith(":articles") for name in moved)
    assert Change.objects.filter(seq__gt=before).count() == 1  # saving the revision is no change


def test_a_publication_moves_the_lists_that_it_joins() -> None:
    topic, author = factories.topic(), factories.author()
    article = factories.article(topics=[topic], authors=[author], live=False)
    before = last()
    assert tags.listing("articles") not in moved_since(0) or before
    article.save_revision().publish()
    moved = moved_since(before)
    assert {tags.page(article.pk), tags.listing("articles"), tags.topic_articles(topic.pk), tags.listed_by("author", author.pk)} <= moved
    assert tags.listing("topics") not in moved
    assert tags.author(author.pk) not in moved


def test_a_draft_moves_nothing() -> None:
    article = factories.article("Tides")
    before = last()
    article.title = "Embargoed"
    article.save_revision()
    assert moved_since(before) == set()


def test_a_change_outside_a_transaction_moves_its_tags() -> None:
    author = factories.author("Ada")
    before = last()
    author.role = "Editor"
    author.save()
    assert moved_since(before) == {tags.author(author.pk), tags.listing("authors")}


def test_a_bulk_update_moves_its_tags() -> None:
    first, second = factories.author(), factories.author()
    before = last()
    assert Author.objects.filter(pk__in=[first.pk, second.pk]).update(role="Editor") == 2
    assert {tags.author(first.pk), tags.author(second.pk)} <= moved_since(before)


def test_plain_sql_moves_its_tags() -> None:
    article = factories.article()
    before = last()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE wagtailcore_page SET title = 'By hand' WHERE id = %s", [article.pk])
    assert tags.page(article.pk) in moved_since(before)


def test_an_insert_that_returns_its_key_outside_a_transaction_does_so() -> None:
    before = last()
    row = Navigation.objects.create(site=factories.site(), locale=factories.home().locale, role="footer", items=[])
    assert row.pk
    assert tags.nav(row.site_id) in moved_since(before)


def test_what_is_rolled_back_moves_nothing() -> None:
    author = factories.author()
    before = last()
    with transaction.atomic():
        author.role = "Editor"
        author.save()
        transaction.set_rollback(True)
    with transaction.atomic():
        with transaction.atomic():
            Author.objects.filter(pk=author.pk).update(role="Chief editor")
            transaction.set_rollback(True)
        Image.objects.filter(pk=0).update(title="")
    assert moved_since(before) == set()


def test_one_transaction_is_one_row() -> None:
    author, image = factories.author(), factories.image()
    before = last()
    with transaction.atomic():
        for role in ("One", "Two"):
            author.role = role
            author.save()
        Image.objects.filter(pk=image.pk).update(caption="At noon")
        move("weather")
    (row,) = Change.objects.filter(seq__gt=before)
    assert {tags.author(author.pk), tags.image(image.pk), "weather"} <= row.tags.keys()
    assert row.tags[tags.image(image.pk)] == "media_image:caption"


def test_a_restriction_moves_everything_below_it_and_what_lists_it() -> None:
    topic = factories.topic()
    article = factories.article(topics=[topic])
    before = last()
    PageViewRestriction.objects.create(page=article.get_parent(), restriction_type="login")
    moved = moved_since(before)
    assert {tags.page(article.pk), tags.topic_articles(topic.pk), tags.listing("articles")} <= moved
    assert not Listing.objects.filter(pk=article.pk).exists()


def test_a_focal_point_a_keyword_and_a_private_collection_move_the_image() -> None:
    collection = factories.collection()
    image = factories.image(collection=collection)
    changes: list[Callable[[], Any]] = [
        lambda: Image.objects.filter(pk=image.pk).update(focal_point_x=5),
        lambda: image.tags.add("coast"),
        lambda: Keyword.objects.filter(name="coast").update(name="sea"),
        lambda: CollectionViewRestriction.objects.create(collection=collection, restriction_type="login"),
    ]
    for change in changes:
        before = last()
        change()
        assert tags.image(image.pk) in moved_since(before)


def test_moving_and_deleting_move_the_old_path_and_the_new() -> None:
    article, other = factories.article(slug="tides"), factories.add(factories.home(), factories.desk().__class__(title="Sea", slug="sea"))
    old = article.url_path
    before = last()
    article.move(other, pos="last-child")
    article = ArticlePage.objects.get(pk=article.pk)
    assert {tags.page(article.pk), tags.path(old), tags.path(article.url_path)} <= moved_since(before)
    before = last()
    article.delete()
    assert {tags.page(article.pk), tags.path(article.url_path)} <= moved_since(before)
