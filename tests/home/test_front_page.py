"""The front page: chosen stories, places that fill themselves, and the banner above every page."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from articles.models import ArticleIndexPage
from cms.content.models import BreakingNews
from home.blocks import Pin, SectionPlan, Source
from home.building import deal
from home.lead import with_lead
from home.models import HomePage
from tests import factories

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
NEWEST = Source("newest")


def plan(*pins: Pin | int, source: Source | None = NEWEST, count: int = 3) -> SectionPlan:
    return SectionPlan("lead", "x", pinned=tuple(pin if isinstance(pin, Pin) else Pin(pin) for pin in pins), source=source, count=count)


@pytest.mark.parametrize(
    ("sections", "dealt"),
    [
        ([plan()], [[9, 8, 7]]),
        ([plan(2)], [[2, 9, 8]]),
        ([plan(), plan(9)], [[8, 7, 6], [9, 5, 4]]),  # what is chosen anywhere fills no other place
        ([plan(2), plan(2)], [[2, 9, 8], [7, 6, 5]]),
        ([plan(1)], [[9, 8, 7]]),  # invisible
        ([plan(2, 2, 3, count=1)], [[2, 3]]),
        ([plan(Pin(2, NOW + timedelta(seconds=1)))], [[2, 9, 8]]),
        ([plan(Pin(2, NOW))], [[9, 8, 7]]),
        ([plan(2, source=None)], [[2]]),
        ([plan(source=Source("topic", 5)), plan()], [[8, 2], [9, 7, 6]]),
        ([plan(source=Source("topic", 6))], [[]]),
    ],
)
def test_stories_are_dealt_once_each(sections: list[SectionPlan], dealt: list[list[int]]) -> None:
    sources = {NEWEST: [9, 8, 7, 6, 5, 4, 3, 2], Source("topic", 5): [8, 2]}
    assert deal(sections, sources, set(range(2, 10)), NOW) == dealt


def _lead(items: list[Any]) -> list[int]:
    return [item["value"]["story"] if isinstance(item["value"], dict) else item["value"] for item in items]


def test_new_lead_pushes_the_others_down_and_the_last_one_out() -> None:
    pins = [{"type": "item", "id": str(number), "value": {"story": number, "until": None}} for number in (1, 2)]
    old = {"type": "item", "id": "3", "value": 3}  # as sections kept it before
    sections = [
        {"type": "topic", "id": "a", "value": {"pinned": [*pins[:1], {"type": "item", "id": "9", "value": 9}], "topic": 5, "count": 4}},
        {"type": "lead", "id": "b", "value": {"pinned": [*pins, old], "count": 3}},
    ]

    changed = with_lead(sections, 9)

    assert _lead(changed[1]["value"]["pinned"]) == [9, 1, 2]
    assert _lead(changed[0]["value"]["pinned"]) == [1]
    assert changed[0]["value"]["topic"] == 5
    assert _lead(with_lead([], 4)[0]["value"]["pinned"]) == [4]


def sections_of(client: Client, path: str = "/") -> dict[str, list[str]]:
    """Heading of each section of the front page (the lead has none) and the titles in it."""
    page = BeautifulSoup(client.get(path).content, "html.parser")
    return {
        (section.h2.get_text() if section.h2 and "card-title" not in (section.h2.get("class") or []) else ""): [
            title.get_text() for title in section.select(".card-title")
        ]
        for section in page.select("section.section")
    }


def set_sections(*sections: tuple[str, dict[str, Any]]) -> None:
    home = HomePage.objects.get()
    stream = home.sections.stream_block
    home.sections = stream.to_python([{"type": kind, "value": {"heading": "", "pinned": [], **value}} for kind, value in sections])
    home.save_revision().publish()


@pytest.mark.django_db
def test_each_rule_fills_its_section_and_empty_sections_are_hidden(client: Client) -> None:
    factories.publication()
    topic, empty = factories.topic("Tides"), factories.topic("Nothing yet")
    desk = factories.add(factories.desk(), ArticleIndexPage(title="Harbour", slug="harbour"))
    nested = factories.add(desk, ArticleIndexPage(title="Docks", slug="docks"))
    day = iter(range(1, 20))

    def story(title: str, **fields: Any) -> Page:
        return factories.article(title, published_at=datetime(2026, 1, next(day), tzinfo=UTC), **fields)

    story("Plain old")
    pinned = story("Pinned", topics=[topic])
    story("Ebb", topics=[topic])
    story("Crane", parent=nested)
    story("Star", featured=True)
    draft = story("Draft", live=False)
    story("Newest")
    gone = {"story": pinned.pk, "until": (timezone.now() - timedelta(minutes=1)).isoformat()}
    set_sections(
        ("lead", {"pinned": [draft.pk, {"story": pinned.pk, "until": None}], "count": 2, "fill": "featured"}),
        ("topic", {"topic": topic.pk, "pinned": [gone], "count": 3}),
        ("topic", {"topic": empty.pk, "count": 3}),
        ("desk", {"desk": desk.pk, "count": 3}),
        ("latest", {"heading": "Latest", "count": 12}),
    )

    assert sections_of(client) == {
        "": ["Pinned", "Star"],
        "Tides": ["Ebb"],
        "Harbour": ["Crane"],
        "Latest": ["Newest", "Plain old"],
    }


@pytest.mark.django_db
def test_pin_ends_by_the_clock_of_the_database(client: Client) -> None:
    factories.publication()
    topic = factories.topic()
    old = factories.article("Old", topics=[topic], published_at=datetime(2020, 1, 1, tzinfo=UTC))
    factories.article("New", topics=[topic], published_at=datetime(2021, 1, 1, tzinfo=UTC))
    for minutes, first in ((1, "Old"), (-1, "New")):
        until = (timezone.now() + timedelta(minutes=minutes)).isoformat()
        set_sections(("lead", {"pinned": [{"story": old.pk, "until": until}], "count": 2}))
        assert sections_of(client)[""][0] == first


# --- breaking news ------------------------------------------------------------------------------------------------------


def breaking(**fields: Any) -> BreakingNews:
    site = factories.site()
    until = fields.pop("until", timezone.now() + timedelta(hours=1))
    return BreakingNews.objects.create(site=site, locale=HomePage.objects.get().locale, until=until, **fields)


@pytest.mark.django_db
def test_banner_stands_on_every_page_and_in_the_api_until_it_ends(client: Client) -> None:
    factories.publication()
    article = factories.article("Flood")
    banner = breaking(text="The <dam> holds", page=article)

    for path in ("/", "/topics/", article.url):
        aside = BeautifulSoup(client.get(path).content, "html.parser").select_one("aside.breaking")
        assert aside is not None
        assert aside.a is not None
        assert (aside.get_text(" ", strip=True), aside.a["href"]) == ("Breaking The <dam> holds", article.url)
    told = json.loads(client.get("/api/v2/site/").content)["breaking"]
    assert (told["label"], told["text"]) == ("Breaking", "The <dam> holds")
    assert told["url"].endswith(article.url)

    BreakingNews.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert b"The &lt;dam&gt; holds" not in client.get(article.url).content
    assert json.loads(client.get("/api/v2/site/").content)["breaking"] is None
    assert banner.pk


@pytest.mark.django_db
def test_banner_tells_nothing_of_a_page_that_may_not_be_seen(client: Client) -> None:
    factories.publication()
    breaking(text="Soon", page=factories.article("Canary", live=False))

    answer = client.get("/").content
    assert b"Soon" in answer
    assert b"anary" not in answer


# --- making a story the lead ----------------------------------------------------------------------------------------------


@pytest.fixture
def editor(client: Client) -> Client:
    factories.publication()
    client.force_login(factories.user(superuser=True))
    return client


def seen(client: Client, address: str) -> str:
    field = BeautifulSoup(client.get(address).content, "html.parser").select_one("input[name=seen]")
    assert field is not None
    return str(field["value"])


@pytest.mark.django_db
def test_making_a_story_the_lead_publishes_the_front_page_and_keeps_its_draft(editor: Client) -> None:
    topic = factories.topic()
    old = factories.article("Old", topics=[topic], published_at=datetime(2020, 1, 1, tzinfo=UTC))
    factories.article("New", topics=[topic], published_at=datetime(2021, 1, 1, tzinfo=UTC))
    home = HomePage.objects.get()
    home.seo_title = "Half a thought"
    home.save_revision()
    address = f"/admin/front-page/lead/{old.pk}/"

    answer = editor.post(address, {"seen": seen(editor, address), "hours": "3"})

    assert answer.status_code == 302
    assert sections_of(editor)[""] == ["Old", "New"]
    home.refresh_from_db()
    draft = home.get_latest_revision().as_object()
    assert (home.seo_title, draft.seo_title, home.has_unpublished_changes) == ("", "Half a thought", True)
    pin = draft.sections[0].value["pinned"][0]
    assert pin["story"].pk == old.pk
    assert timedelta(hours=2) < pin["until"] - timezone.now() <= timedelta(hours=3)


@pytest.mark.django_db
def test_lead_is_refused_when_the_front_page_has_changed_since(editor: Client) -> None:
    topic = factories.topic()
    mine, theirs = factories.article("Mine", topics=[topic]), factories.article("Theirs", topics=[topic])
    stale = seen(editor, f"/admin/front-page/lead/{mine.pk}/")
    set_sections(("lead", {"pinned": [theirs.pk], "count": 2}))

    answer = editor.post(f"/admin/front-page/lead/{mine.pk}/", {"seen": stale, "hours": "0"})

    assert "in the meantime" in answer.content.decode()
    assert sections_of(editor)[""] == ["Theirs", "Mine"]
    editor.post(f"/admin/front-page/lead/{mine.pk}/", {"seen": seen(editor, f"/admin/front-page/lead/{mine.pk}/"), "hours": "0"})
    assert sections_of(editor)[""] == ["Mine", "Theirs"]


@pytest.mark.django_db
def test_lead_takes_the_right_to_publish_the_front_page_and_a_public_story(client: Client) -> None:
    from django.contrib.auth.models import Group, Permission
    from wagtail.models import GroupPagePermission

    home = factories.publication()
    article, draft = factories.article(), factories.article("Draft", live=False)
    group = Group.objects.create(name="Desk only")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in ("change_page", "publish_page"):
        permission = Permission.objects.get(codename=codename, content_type__app_label="wagtailcore")
        GroupPagePermission.objects.create(group=group, page=factories.desk(), permission=permission)
    person = factories.user()
    person.groups.add(group)
    client.force_login(person)
    before = HomePage.objects.get().live_revision_id
    versions = f"{before}.{before}"

    assert client.post(f"/admin/front-page/lead/{article.pk}/", {"seen": versions, "hours": "0"}).status_code == 302
    assert b"Make this the lead" not in client.get(f"/admin/pages/{article.pk}/edit/").content
    assert HomePage.objects.get().live_revision_id == before

    client.force_login(factories.user(superuser=True))
    answer = client.post(f"/admin/front-page/lead/{draft.pk}/", {"seen": versions, "hours": "0"})
    assert "Readers cannot see this article" in answer.content.decode()
    assert HomePage.objects.get().live_revision_id == before
    assert home.pk
