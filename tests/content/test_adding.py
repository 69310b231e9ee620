"""Adding pages in a batch leaves behind what adding them one by one does."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.blocks import StreamBlock
from wagtail.models import CollectionViewRestriction, Page, PageLogEntry, ReferenceIndex
from wagtail.search.backends import get_search_backend
from wagtail.search.models import IndexEntry

from articles.models import ArticleAuthor, ArticlePage, ArticleTag, ArticleTopic, Author, Tag, TopicPage
from cms.content.adding import add_pages, reserve_ids
from cms.content.blocks.body import body_block
from cms.content.listing import count
from cms.content.models import Listing, ListingFacet, StandardPage
from cms.media.models import Image
from search.models import DraftRow, SearchRow
from tests import factories
from tests.content import samples

pytestmark = pytest.mark.django_db

#: What is each page's own.
_OWN = {"id", "path", "page_ptr", "title", "draft_title", "slug", "url_path", "translation_key", "latest_revision", "live_revision"}


def body(target: Page) -> list[dict[str, Any]]:
    return [{"type": "paragraph", "value": f'<p>Rare <a linktype="page" id="{target.pk}">words</a></p>', "id": "1"}]


def new(title: str, target: Page, author: Author, topic: TopicPage, tag: Tag, **fields: Any) -> ArticlePage:
    page = ArticlePage(**{"title": title, "slug": "a-slug", "live": True, "standfirst": "Below", "body": body(target), **fields})
    page.article_authors = [ArticleAuthor(author=author)]
    page.article_topics = [ArticleTopic(topic=topic)]
    page.tagged_items = [ArticleTag(tag=tag)]
    return page


def test_a_batch_is_as_if_each_had_been_published(client: Client) -> None:
    target, author, topic, tag = (
        factories.standard_page("Target"),
        factories.author(),
        factories.topic(),
        Tag.objects.create(name="t", slug="t"),
    )
    published = timezone.now() - timedelta(days=3)
    one = new("One by one", target, author, topic, tag, published_at=published, slug="single")
    factories.add(factories.desk(), one)
    reserved = reserve_ids(2)
    pages = [new(f"Batch {number}", target, author, topic, tag, published_at=published) for number in (1, 2, 3)]
    pages[0].pk = reserved[0]
    revisions = add_pages(factories.desk(), pages)
    single = ArticlePage.objects.get(pk=one.pk)
    for page, revision in zip(ArticlePage.objects.filter(title__startswith="Batch").order_by("path"), revisions, strict=True):
        for field in ArticlePage._meta.concrete_fields:
            if field.name not in _OWN and not field.name.endswith("_at"):
                assert getattr(page, field.attname) == getattr(single, field.attname), field.name
        assert page.live_revision == page.latest_revision == revision
        again = revision.as_object()
        assert (again.title, again.body.raw_data[0]["value"], again.article_topics.get().is_primary) == (
            page.title,
            body(target)[0]["value"],
            True,
        )
        facets = list(ListingFacet.objects.filter(listing_id=page.pk).order_by("facet").values_list("facet", "key"))
        assert facets == list(ListingFacet.objects.filter(listing_id=single.pk).order_by("facet").values_list("facet", "key"))
        assert Listing.objects.get(pk=page.pk).published_at == published
        to = {(row.to_object_id, row.model_path) for row in ReferenceIndex.get_references_for_object(page)}
        assert (str(target.pk), "body.paragraph") in to
        assert PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish", revision=revision).exists()
    site, language = factories.site(), "en"
    assert count(site.pk, language, "articles.ArticlePage", "topic", topic.pk) == 4
    assert [page.slug for page in pages] == ["a-slug", "a-slug-2", "a-slug-3"]
    assert pages[0].pk == reserved[0]
    desk = factories.desk()
    assert (desk.numchild, desk.get_children().count()) == (4, 4)
    assert Page.find_problems() == ([], [], [], [], [])
    assert {found.pk for found in get_search_backend().search("rare", ArticlePage)} >= {page.pk for page in pages}
    assert client.get("/articles/a-slug-2/").status_code == 200
    factories.article("The next one")
    assert Page.objects.get(title="The next one").pk not in reserved


def test_drafts_stay_drafts_and_what_may_not_be_public_is_refused(client: Client) -> None:
    add_pages(
        factories.home(), [StandardPage(title="Draft", slug="draft", live=False), StandardPage(title="Live", slug="articles", live=True)]
    )
    assert client.get("/draft/").status_code == 404
    assert client.get("/articles-2/").status_code == 200
    draft = StandardPage.objects.get(slug="draft")
    assert (draft.live_revision, draft.has_unpublished_changes) == (None, True)
    later = timezone.now() + timedelta(days=1)
    [revision] = add_pages(factories.desk(), [ArticlePage(title="Later", slug="later", live=False, go_live_at=later)])
    assert revision.approved_go_live_at == later
    with pytest.raises(ValidationError):
        add_pages(factories.desk(), [ArticlePage(title="Nobody's", slug="nobody", live=True)])
    assert not ArticlePage.objects.filter(slug="nobody").exists()


@pytest.mark.once
def test_the_number_of_queries_hardly_depends_on_how_many_they_are() -> None:
    target, author, topic, tag = factories.standard_page(), factories.author(), factories.topic(), Tag.objects.create(name="t", slug="t")
    counts = []
    for number in (2, 20):
        pages = [new(f"Page {place}", target, author, topic, tag, slug=f"s{number}-{place}") for place in range(number)]
        with CaptureQueriesContext(connection) as queries:
            add_pages(factories.desk(), pages)
        counts.append(len(queries))
    # SQLite takes 999 variables a statement.
    assert counts[1] - counts[0] <= 6


def _words(page: ArticlePage) -> tuple[Any, ...]:
    """What each of the three indexes has of a page."""
    found = SearchRow.objects.get(listing=page.pk), DraftRow.objects.get(page=page.pk)
    types = ContentType.objects.filter(app_label="articles", model="articlepage")
    entry = IndexEntry.objects.get(content_type__in=types, object_id=str(page.pk))
    said = entry.body_text if connection.vendor == "postgresql" else entry.body
    return found[0].text, found[0].keys, found[1].text, said


def _picture(image: Image) -> list[dict[str, Any]]:
    chosen = {"image": image.pk, "alt_text": "", "decorative": True}
    value = {"image": chosen, "caption": "<p>A lantern at dusk</p>", "width": "text", "credit": ""}
    return [{"type": "image", "value": value, "id": "2"}, {"type": "paragraph", "value": "<p>Plain words</p>", "id": "3"}]


def test_the_indexes_have_of_a_batch_what_they_have_of_one_page() -> None:
    author, topic = factories.author(), factories.topic()
    tag = Tag.objects.create(name="t", slug="t")
    seen = factories.image()
    unseen = factories.image(collection=factories.collection("Closed"))
    CollectionViewRestriction.objects.create(collection=unseen.collection, restriction_type="login")
    callout = {"type": "callout", "value": {"kind": "warning", "title": "", "text": "<p>Mind the rope</p>"}, "id": "4"}
    bodies = ([callout], _picture(seen), _picture(unseen))
    published = timezone.now() - timedelta(days=3)
    alone = [new("Same", topic, author, topic, tag, body=raw, published_at=published, slug=f"s{n}") for n, raw in enumerate(bodies)]
    for page in alone:
        factories.add(factories.desk(), page)
        get_search_backend().add(page)  # the worker's task
    together = [new("Same", topic, author, topic, tag, body=raw, published_at=published) for raw in bodies]
    add_pages(factories.desk(), together)
    for one, other in zip(alone, together, strict=True):
        assert _words(one) == _words(other)
    plain, shown, closed = (_words(page) for page in together)
    assert "Mind the rope" in plain[0]
    assert "Mind the rope" in plain[3]
    assert "Warning" not in plain[3]  # the name of a choice, which nobody wrote
    assert "lantern" in shown[0]
    assert "lantern" in shown[2]
    assert "lantern" in shown[3]
    assert "lantern" not in closed[0]
    assert "Plain words" in closed[0]
    assert "lantern" in closed[2]


def test_references_are_those_that_wagtail_finds_in_every_block() -> None:
    stream = body_block()
    raw = [{"type": name, "value": value, "id": f"{name}-{number}"} for name, value in samples.RAW.items() for number in (1, 2)]
    # Looking into each block asks for the objects that it names.
    expected = list(StreamBlock.extract_references(stream, stream.to_python(raw)))
    assert list(stream.extract_references(stream.to_python(raw))) == expected
    link = '<p><a linktype="page" id="7">there</a></p>'
    value = stream.to_python([{"type": "paragraph", "value": link, "id": "1"}, {"type": "paragraph", "value": "<p>a</p>", "id": "2"}])
    assert [(model, pk, path) for model, pk, _model_path, path in stream.extract_references(value)] == [(Page, "7", "1")]
    value[1].value.source = link
    assert [pk for _model, pk, *_ in stream.extract_references(value)] == ["7", "7"]


def test_a_word_in_a_title_counts_for_how_long_titles_are() -> None:
    """Wagtail reads its whole index for that, twice, with each page that is saved."""
    # On PostgreSQL words as the index has them, on SQLite characters.
    lengths = [1, 4] if connection.vendor == "postgresql" else [len("Tide"), len("Tide tables of the northern harbours")]
    short, long = factories.article("Tide"), factories.article("Tide tables of the northern harbours")
    IndexEntry.objects.all().delete()

    def norms() -> list[float]:
        return [float(IndexEntry.objects.get(object_id=str(page.pk)).title_norm) for page in (short, long)]

    average = sum(lengths) / 2
    get_search_backend().add_bulk(ArticlePage, [short, long])
    assert norms() == pytest.approx([average / length for length in lengths])
    with CaptureQueriesContext(connection) as asked:
        get_search_backend().add(long)
    measured = [query["sql"] for query in asked.captured_queries if "length(" in query["sql"].lower()]
    assert len(measured) == 2
    assert all("LIMIT 1000" in sql or '"object_id" IN' in sql for sql in measured)
    call_command("update_index", verbosity=0)
    assert norms()[0] / norms()[1] == pytest.approx(lengths[1] / lengths[0])
