"""The guide through the first steps of a publication that starts without the demonstration."""

from html import unescape
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from articles.models import ArticlePage, TopicPage
from cms.content.models import SiteIdentity
from home.models import FirstSteps, HomePage
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client) -> Client:
    factories.publication()
    client.force_login(factories.user(superuser=True))
    return client


def panel(client: Client) -> list[str] | None:
    """The steps that the dashboard's checklist calls open; None without a checklist."""
    found = BeautifulSoup(client.get("/admin/").content, "html.parser").select_one("ol.first-steps")
    return [link.get_text() for link in found.select("li.is-open a")] if found else None


def take(client: Client, step: str, **data: Any) -> str:
    """Send a step's form; where it leads."""
    answer = client.post(f"/admin/first-steps/{step}/", data)
    assert answer.status_code == 302, BeautifulSoup(answer.content, "html.parser").select(".w-field__errors")
    return str(answer["Location"])


def test_guide_leads_from_an_empty_site_to_the_first_article(admin: Client) -> None:
    assert panel(admin) == ["Name", "Mark and colour", "Topics", "First article", "Invitations"]
    assert admin.get("/admin/first-steps/")["Location"] == "/admin/first-steps/name/"

    assert take(admin, "name", name="The Tide Table", tagline="News from the harbour") == "/admin/first-steps/look/"
    mark = SimpleUploadedFile("mark.png", factories.png(200, 180), "image/png")
    assert take(admin, "look", mark=mark, accent="#0a5c7f") == "/admin/first-steps/topics/"
    assert take(admin, "topics", topics="Ships\n\n Weather \nShips") == "/admin/first-steps/article/"
    ships, weather = TopicPage.objects.order_by("path")
    choice = BeautifulSoup(admin.get("/admin/first-steps/article/").content, "html.parser").select_one("#id_topic [selected]")
    assert choice is not None
    assert choice["value"] == str(ships.pk)
    editor = take(admin, "article", title="The first tide", author="Ada Quay", topic=str(weather.pk))

    article = ArticlePage.objects.get()
    assert article.article_topics.get().topic == weather
    assert editor == f"/admin/pages/{article.pk}/edit/"
    assert (article.title, article.live, article.article_authors.get().author.name) == ("The first tide", False, "Ada Quay")
    assert '"type": "paragraph"' in unescape(admin.get(editor).content.decode()), "there is a place to write in"
    assert panel(admin) == ["Invitations"]
    factories.user()
    assert panel(admin) is None

    site = admin.get("/api/v2/site/").json()
    assert (site["name"], site["tagline"], site["accent"]) == ("The Tide Table", "News from the harbour", "#0a5c7f")
    assert SiteIdentity.objects.get().mark is not None
    assert {topic.title for topic in TopicPage.objects.live()} == {"Ships", "Weather"}
    assert HomePage.objects.get().title == "The Tide Table"


def test_steps_can_be_passed_over_and_the_guide_sent_away(admin: Client) -> None:
    assert admin.post("/admin/first-steps/name/skip/")["Location"] == "/admin/first-steps/look/"
    assert panel(admin) == ["Mark and colour", "Topics", "First article", "Invitations"]
    assert admin.get("/admin/first-steps/name/").status_code == 200  # and taken later all the same

    admin.post("/admin/first-steps/dismiss/")
    assert panel(admin) is None


def test_guide_is_for_administrators(client: Client) -> None:
    from django.contrib.auth.models import Group

    factories.publication()
    person = factories.user()
    person.groups.add(Group.objects.get(name="Chief editor"))
    client.force_login(person)

    assert panel(client) is None
    for path in ("", "name/", "name/skip/", "dismiss/"):
        client.post(f"/admin/first-steps/{path}", {"name": "Canary"})
    assert not FirstSteps.objects.exists()
    assert SiteIdentity.objects.get().name == "Masthead"


def test_established_publication_is_not_guided(admin: Client) -> None:
    topic = factories.topic()
    for _ in range(5):
        factories.article(topics=[topic])
    assert panel(admin) is None


@pytest.mark.parametrize(
    ("step", "data", "sentence"),
    [
        ("name", {"name": " "}, "This field is required."),
        ("look", {"accent": "#ffe100"}, "is hard to see on white"),
        ("look", {"accent": "red"}, "six hexadecimal digits"),
        ("topics", {"topics": "Ships\n???"}, "cannot be the name of a topic"),
        ("topics", {"topics": "\n".join(f"Topic {number}" for number in range(13))}, "more than 12"),
    ],
)
def test_what_a_step_refuses_it_explains(admin: Client, step: str, data: dict[str, str], sentence: str) -> None:
    assert sentence in admin.post(f"/admin/first-steps/{step}/", data).content.decode()
    assert SiteIdentity.objects.get().accent == "#8a3b12"
    assert not TopicPage.objects.exists()


@pytest.mark.parametrize(("width", "height"), [(100, 300), (119, 119), (600, 200)])
def test_mark_is_large_enough_and_nearly_square(admin: Client, width: int, height: int) -> None:
    upload = SimpleUploadedFile("mark.png", factories.png(width, height), "image/png")
    answer = admin.post("/admin/first-steps/look/", {"accent": "#0a5c7f", "mark": upload})
    assert f"This picture is {width} by {height} pixels" in answer.content.decode()
    assert SiteIdentity.objects.get().mark is None


def test_mark_is_checked_like_every_upload(admin: Client) -> None:
    upload = SimpleUploadedFile("mark.png", b"<svg onload=alert(1)>", "image/png")
    answer = admin.post("/admin/first-steps/look/", {"accent": "#0a5c7f", "mark": upload})
    assert answer.status_code == 200
    assert SiteIdentity.objects.get().mark is None


def test_front_page_in_another_language_is_made_and_shown(admin: Client, settings: LazySettings) -> None:
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("fr", "Français")]
    assert "Languages" in (panel(admin) or [])

    take(admin, "languages", languages=["fr"])

    assert "Languages" not in (panel(admin) or [])
    assert HomePage.objects.get(locale__language_code="fr").live
    assert admin.get("/fr/").status_code == 200
