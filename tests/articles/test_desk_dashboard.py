"""The dashboard: what waits, what comes, what lies about; for everybody only what is theirs to see."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Comment as Note, Page

from articles.models import ArticleIndexPage, ArticlePage
from cms.accounts.desks import set_editors
from cms.accounts.models import User
from cms.content.models.comments import Comment
from tests import factories

pytestmark = [
    pytest.mark.django_db,
]


def person(role: str, **fields: Any) -> User:
    factories.home()
    user = factories.user(**fields)
    user.groups.add(Group.objects.get(name=role))
    return user


def desk(title: str) -> ArticleIndexPage:
    return factories.add(factories.desk(), ArticleIndexPage(title=title))


def dashboard(user: User) -> dict[str, str]:
    """What each panel says."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get("/admin/")
    assert answer.status_code == 200
    panels = BeautifulSoup(answer.content, "html.parser").select(".desk-panel")
    return {str(panel.h2["id"]).removeprefix("desk-"): " ".join(panel.get_text(" ").split()) for panel in panels if panel.h2}


def schedule(article: ArticlePage, when: timedelta) -> None:
    article.go_live_at = timezone.now() + when
    article.save_revision().publish()


def submit(article: ArticlePage, by: User) -> None:
    article.get_workflow().start(article, by)


def test_an_empty_newsroom_says_so_in_every_panel() -> None:
    found = dashboard(person("Editor"))
    for key, words in {
        "waiting": "Nothing waits for your approval",
        "scheduled": "Nothing is scheduled",
        "today": "Nothing has been published today",
        "submitted": "Nothing of yours waits",
        "notes": "No open comments",
        "stale": "None of your drafts",
        "recent": "You have not changed anything yet",
    }.items():
        assert words in found[key]
    assert not {"incomplete", "comments"} & set(found), "nothing that she could not act on"


def test_everything_stands_where_it_belongs() -> None:
    editor, writer = person("Editor", first_name="Edith"), person("Contributor", first_name="Nell")
    culture = desk("Culture")
    set_editors(culture, [editor])
    submit(factories.article("For approval", parent=culture, live=False, owner=writer), writer)
    schedule(factories.article("Tomorrow", live=False), timedelta(days=1))
    schedule(factories.article("Next month", live=False), timedelta(days=30))
    factories.article("Fresh", parent=culture)
    factories.article("Ends soon", expire_at=timezone.now() + timedelta(days=2), published_at=timezone.now() - timedelta(days=3))
    with time_machine.travel(timezone.now() - timedelta(days=20)):
        factories.article("Forgotten", live=False, owner=editor)
    factories.article("Recent draft", live=False, owner=editor)
    noted = factories.article("Noted", parent=culture, live=False, owner=editor)
    Note.objects.create(page=noted, user=writer, text="Is that so?", contentpath="title")
    Comment.objects.create(page=ArticlePage.objects.get(title="Fresh"), author_name="Reader", text="Hm.", created_at=timezone.now())

    found = dashboard(editor)
    assert "For approval" in found["waiting"]
    assert "submitted by Nell" in found["waiting"]
    assert "Tomorrow" in found["scheduled"]
    assert "goes live" in found["scheduled"]
    assert "Ends soon" in found["scheduled"]
    assert "expires" in found["scheduled"]
    assert "(UTC)" in found["scheduled"]
    assert "Next month" not in found["scheduled"]
    assert "Fresh" in found["today"]
    assert "Ends soon" not in found["today"]
    assert "Forgotten" in found["stale"]
    assert "Recent draft" not in found["stale"]
    assert "Is that so?" in found["notes"]
    assert "Reader: Hm." in found["comments"]
    assert "1 published article lacks it" not in found["incomplete"]
    assert "2 published articles lack it" in found["incomplete"]
    his = dashboard(writer)
    assert "For approval" in his["submitted"]
    assert "For approval" not in his["waiting"]
    assert "Is that so?" not in his["notes"], "nobody has answered"


def test_an_approver_sees_what_changed_since_the_last_review_or_since_it_was_published() -> None:
    editor, writer = person("Editor"), person("Contributor")
    set_editors(factories.desk(), [editor])
    new = factories.article("Flood", live=False, owner=writer, standfirst="The first words.")
    submit(new, writer)
    live = factories.article("Drought", standfirst="The printed words.")
    live.standfirst = "Other words."
    live.save_revision(user=writer)
    submit(live, writer)
    client = Client()
    client.force_login(editor)

    def changes() -> dict[str, str]:
        soup = BeautifulSoup(client.get("/admin/").content, "html.parser")
        found = {
            line.a.get_text(): line.select_one(".desk-panel__facts a")
            for line in soup.select("[aria-labelledby=desk-waiting] li")
            if line.a
        }
        return {title: str(link["href"]) if link else "" for title, link in found.items()}

    assert changes()["Flood"] == "", "all of it is new"
    page = client.get(changes()["Drought"]).content.decode()
    assert '<span class="deletion">The printed</span><span class="addition">Other</span> words.' in page

    new.current_workflow_state.current_task_state.reject(user=editor, comment="More of it.")
    new.standfirst = "The second words."
    new.save_revision(user=writer)
    ArticlePage.objects.get(pk=new.pk).current_workflow_state.resume(user=writer)
    page = client.get(changes()["Flood"]).content.decode()
    assert '<span class="deletion">first</span><span class="addition">second</span>' in page


def test_no_title_reaches_somebody_who_may_not_see_it() -> None:
    outsider, writer = person("Editor"), person("Contributor")
    Group.objects.get(name="Editor").page_permissions.all().delete()  # type: ignore[attr-defined]
    culture, science = desk("Culture"), desk("Science")
    set_editors(culture, [outsider])
    secret = "A canary"
    # Hers once: she owned it, worked on it, was talked to about it, and submitted it.
    article = factories.article(secret, parent=science, live=False, owner=outsider)
    article.save_revision(user=outsider, log_action=True)
    submit(article, outsider)
    Note.objects.create(page=article, user=writer, text="Really?", contentpath="title")
    schedule(factories.article(secret, parent=science, live=False), timedelta(days=1))
    live = factories.article(secret, parent=science, expire_at=timezone.now() + timedelta(days=1))
    Comment.objects.create(page=live, author_name="Reader", text="Hm.", created_at=timezone.now())
    with time_machine.travel(timezone.now() - timedelta(days=20)):
        factories.article(secret, parent=science, live=False, owner=outsider)
    shown = dashboard(outsider)
    assert {key for key, text in shown.items() if secret in text or "Really?" in text or "Hm." in text} == set()
    chief = dashboard(person("Chief editor"))
    assert {"waiting", "scheduled", "today", "comments"} <= {key for key, text in chief.items() if secret in text}


def test_who_looks_after_the_machine_is_told_what_does_not_run() -> None:
    def hint(user: User) -> str:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client.get("/admin/").content.decode()

    assert "No scheduler is running" in hint(person("Chief editor"))
    assert "No scheduler is running" not in hint(person("Editor"))


def test_the_dashboard_costs_the_same_whatever_there_is() -> None:
    chief, writer = person("Chief editor"), person("Contributor")

    def add(count: int) -> None:
        for _ in range(count):
            submit(factories.article(live=False, owner=chief), writer)
            submit(factories.article(live=False, owner=chief), chief)
            schedule(factories.article(live=False), timedelta(days=1))
            live = factories.article(lead_image=factories.image())
            live.save_revision(user=chief, log_action=True)
            Note.objects.create(page=live, user=writer, text="?", contentpath="title")
            Comment.objects.create(page=live, author_name="R", text="?", created_at=timezone.now())

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            dashboard(chief)
        return len(captured)

    Page.objects.filter(live=True).update(owner=chief)
    add(1)
    queries()
    few = queries()
    add(2)
    assert queries() == few <= 75
