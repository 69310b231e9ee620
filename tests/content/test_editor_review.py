"""Forms that tell an editor what to look at: topics that have moved on, pictures that are broken."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import TopicPage
from cms.media.models import Image
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def topic() -> TopicPage:
    factories.publication()
    return factories.topic("Rivers", standfirst="What flows.")


@pytest.fixture
def staff(topic: TopicPage) -> Client:
    client = Client()
    client.force_login(factories.user(superuser=True))
    return client


def form(client: Client, topic: TopicPage) -> str:
    response = client.get(reverse("wagtailadmin_pages:edit", args=(topic.pk,)))
    assert response.status_code == 200
    return response.content.decode()


def test_a_topic_says_what_came_since_its_overview_until_it_is_changed_or_confirmed(staff: Client, topic: TopicPage) -> None:
    TopicPage.objects.filter(pk=topic.pk).update(overview_as_of=timezone.now().replace(2026, 3, 3))
    factories.article("Before", topics=[topic], published_at=timezone.now().replace(2026, 3, 1))
    factories.article("Draft", topics=[topic], live=False)
    factories.article("Flood", topics=[topic], published_at=timezone.now().replace(2026, 3, 5))
    html = form(staff, topic)
    assert "1 article published since the overview was last changed (March 3, 2026)." in html
    assert "Flood" in html
    assert "Before" not in html
    listed = staff.get(reverse("topics:index")).content.decode()
    assert "New since its overview" in listed

    confirm = reverse("masthead_overview_is_right", args=(topic.pk,))
    outsider = Client()
    outsider.force_login(factories.user())
    outsider.post(confirm, headers={"x-requested-with": "XMLHttpRequest"})
    assert "1 article published since" in form(staff, topic)
    assert staff.post(confirm).status_code == 200
    assert "published since" not in form(staff, topic)


def test_only_a_change_of_its_words_makes_an_overview_new(topic: TopicPage) -> None:
    long_ago = timezone.now() - timedelta(days=100)
    TopicPage.objects.filter(pk=topic.pk).update(overview_as_of=long_ago)
    for name, value, new in (("title", "The rivers", False), ("standfirst", "What flows, and where.", True)):
        page = TopicPage.objects.get(pk=topic.pk).get_latest_revision_as_object()
        setattr(page, name, value)
        page.save_revision().publish()
        assert (TopicPage.objects.get(pk=topic.pk).overview_as_of > long_ago) is new, name


def test_a_broken_picture_says_so_where_it_is_edited_and_chosen(staff: Client) -> None:
    image = factories.image("A bridge")
    Image.objects.filter(pk=image.pk).update(problem="The original file is missing.")
    for address in (reverse("wagtailimages:edit", args=(image.pk,)), reverse("wagtailimages_chooser:choose")):
        assert "The original file is missing." in staff.get(address).content.decode(), address
