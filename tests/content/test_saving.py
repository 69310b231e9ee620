"""Two people on one page, one person in two windows, and what is left in the history, through the editor's own forms."""

import json
import threading
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.urls import reverse
from wagtail.models import PageLogEntry, Revision

from articles.models import ArticlePage, Author
from cms.content.models import StandardPage
from tests import factories
from tests.content.forms import form_data, posted
from tests.journeys.newsroom import fields, messages


class Window:
    """An open editor: the form as the server sent it, and what is typed into it."""

    def __init__(self, subject: Any, user: Any = None) -> None:
        self.subject, self.client = subject, Client()
        self.user = user or factories.user(superuser=True)
        self.client.force_login(self.user)
        self.address = _edit_address(subject)
        self.html = self.client.get(self.address).content.decode()
        self.data = fields(self.html.replace("w-editor-form", "page-edit-form"))
        latest = subject.get_latest_revision_as_object()
        for name in ("body", "biography"):
            if hasattr(latest, name):
                block = getattr(type(latest), name).field.stream_block
                self.data |= form_data(name, posted(block, block.normalize(getattr(latest, name))))

    def type(self, **changes: str) -> "Window":
        self.data |= changes | {"saving_step": str(int(self.data["saving_step"]) + 1)}
        return self

    def press(self, action: str = "", **extra: str) -> Any:
        """Press a button: without a name, "Save draft"."""
        return self.client.post(self.address, self.data | extra | ({f"action-{action}": "1"} if action else {}))

    def autosave(self, **extra: str) -> dict[str, Any]:
        answer = self.client.post(self.address, self.data | extra, headers={"accept": "application/json"})
        return json.loads(answer.content)


def _edit_address(subject: Any) -> str:
    if hasattr(subject, "title"):
        return reverse("wagtailadmin_pages:edit", args=(subject.pk,))
    return reverse(subject.snippet_viewset.get_url_name("edit"), args=(subject.pk,))


def _latest(subject: Any) -> Any:
    return type(subject).objects.get(pk=subject.pk).latest_revision.as_object()


def _revisions(subject: Any) -> list[Revision]:
    return list(Revision.objects.for_instance(subject).order_by("created_at", "pk"))


@pytest.fixture
def about(db: None) -> StandardPage:
    factories.publication()
    return factories.standard_page("About", body=[("paragraph", "<p>Before.</p>")])


@pytest.fixture
def ada(db: None) -> Any:
    return factories.user("ada@example.org", superuser=True, first_name="Ada", last_name="Morgan")


# --- somebody else was faster -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", ["", "publish"])
def test_a_save_over_somebody_elses_newer_version_is_stopped_and_shows_both(about: StandardPage, ada: Any, action: str) -> None:
    hers, mine = Window(about, ada), Window(about)
    assert hers.type(title="Her title").press("publish").status_code == 302
    answer = mine.type(title="My title").press(action)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Ada Morgan saved a newer version" in html
    # Wagtail's comparison, word by word: theirs struck out, mine added.
    difference = BeautifulSoup(html, "html.parser").select_one(".comparison")
    assert difference is not None
    assert (difference.select_one(".deletion").text, difference.select_one(".addition").text) == ("Her", "My")  # type: ignore[union-attr]
    about.refresh_from_db()
    assert about.title == _latest(about).title == "Her title"
    # What I typed is safe already, below hers, and can be opened from the history.
    aside = next(row for row in _revisions(about) if row.as_object().title == "My title")
    assert not aside.is_latest_revision()
    assert "My title" in mine.client.get(reverse("wagtailadmin_pages:revisions_revert", args=(about.pk, aside.pk))).content.decode()
    history = mine.client.get(reverse("wagtailadmin_pages:history", args=(about.pk,))).content.decode()
    assert "A version that was not saved was kept" in history


def _choose(window: Window, answer: Any, label: str) -> Any:
    """Press one of the buttons of the page with two versions, without any script."""
    form = BeautifulSoup(answer.content.decode(), "html.parser").select_one("form[data-saving-choice]")
    assert form is not None
    data = {str(field["name"]): str(field.get("value") or "") for field in form.select("input[type=hidden]")}
    button = next(found for found in form.select("button") if label in found.get_text())
    return window.client.post(str(form["action"]), data | {str(button["name"]): str(button["value"])})


def test_keeping_mine_puts_it_on_top_and_theirs_stays_in_the_history(about: StandardPage, ada: Any) -> None:
    hers, mine = Window(about, ada), Window(about)
    hers.type(title="Her title").press()
    answer = _choose(mine, mine.type(title="My title").press("publish"), "Keep mine")
    assert answer.status_code == 302
    about.refresh_from_db()
    assert about.title == "My title"
    # What was put aside has become the newest version, and does not stand there twice.
    assert [row.as_object().title for row in _revisions(about)] == ["About", "Her title", "My title"]


@pytest.mark.once
def test_keeping_mine_over_what_was_saved_meanwhile_is_stopped_again(about: StandardPage, ada: Any) -> None:
    mine = Window(about)
    Window(about, ada).type(title="Her title").press()
    asked = mine.type(title="My title").press()
    Window(about, ada).type(title="Her second title").press()
    answer = _choose(mine, asked, "Keep mine")
    assert answer.status_code == 409
    assert _latest(about).title == "Her second title"
    assert [row.as_object().title for row in _revisions(about)].count("My title") == 1


@pytest.mark.once
def test_going_on_editing_saves_nothing_and_asks_again(about: StandardPage, ada: Any) -> None:
    mine = Window(about)
    Window(about, ada).type(title="Her title").press()
    answer = _choose(mine, mine.type(title="My title").press(), "Go on editing")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert fields(html)["title"] == "My title"
    assert "w-autosave-interval-value" not in html
    assert _latest(about).title == "Her title"
    mine.data |= fields(html)
    assert mine.type(title="My better title").press().status_code == 409


@pytest.mark.once
def test_rows_that_somebody_else_removed_do_not_stop_mine(db: None, ada: Any) -> None:
    factories.publication()
    article = factories.article("Tides")
    mine, hers = Window(article), Window(article, ada)
    hers.type(title="Her title", **{"article_authors-0-DELETE": "on"}).press()
    assert not _latest(article).article_authors.exists()
    answer = _choose(mine, mine.type(title="My title").press("publish"), "Keep mine")
    assert answer.status_code == 302
    kept = ArticlePage.objects.get(pk=article.pk)
    assert kept.title == "My title"
    assert kept.article_authors.count() == 1


@pytest.mark.once
def test_text_that_cannot_be_saved_stays_in_the_form(about: StandardPage, ada: Any) -> None:
    mine = Window(about)
    Window(about, ada).type(title="Her title").press()
    answer = mine.type(title="My title", canonical_url="not an address").press()
    html = answer.content.decode()
    assert fields(html)["title"] == "My title"
    assert "Ada Morgan saved a newer version" in messages(html)
    mine.data |= fields(html)
    assert mine.type(canonical_url="").press().status_code == 409
    assert _latest(about).title == "Her title"


def test_a_snippet_is_guarded_as_a_page_is(db: None, ada: Any) -> None:
    factories.publication()
    person = factories.author("Before")
    mine, hers = Window(person), Window(person, ada)
    assert hers.type(name="Hers").press("publish").status_code == 302
    answer = mine.type(name="Mine").press("publish")
    assert answer.status_code == 409
    assert "Ada Morgan saved a newer version" in answer.content.decode()
    assert Author.objects.get(pk=person.pk).name == "Hers"
    assert _choose(mine, answer, "Keep mine: publish").status_code == 302
    assert Author.objects.get(pk=person.pk).name == "Mine"
    assert [row.as_object().name for row in _revisions(person)] == ["Before", "Hers", "Mine"]


@pytest.mark.once
def test_a_page_without_any_version_is_guarded_too(about: StandardPage, ada: Any) -> None:
    Revision.objects.for_instance(about).delete()
    about.refresh_from_db()
    hers, mine = Window(about, ada), Window(about)
    assert hers.type(title="Her title").press().status_code == 302
    assert mine.type(title="My title").press().status_code == 409


@pytest.mark.django_db(transaction=True)
def test_of_two_posts_at_the_same_time_one_wins_and_the_other_is_told(about: StandardPage, ada: Any) -> None:
    windows = [Window(about, ada).type(title="One"), Window(about).type(title="Two")]
    start, answers = threading.Barrier(2), []

    def send(window: Window) -> None:
        start.wait(10)
        answers.append(window.press("publish").status_code)
        connection.close()

    threads = [threading.Thread(target=send, args=(window,)) for window in windows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(answers) == [302, 409]
    assert {row.as_object().title for row in _revisions(about)} == {"About", "One", "Two"}


# --- autosave ---------------------------------------------------------------------------------------------------------


def test_autosave_stops_too_says_why_and_keeps_the_text(about: StandardPage, ada: Any) -> None:
    mine = Window(about)
    Window(about, ada).type(title="Her title").press()
    answer = mine.type(title="My title").autosave()
    assert (answer["success"], answer["error_code"]) == (False, "invalid_revision")
    assert "Ada Morgan saved a newer version" in answer["error_message"]
    assert _latest(about).title == "Her title"
    assert "My title" in [row.as_object().title for row in _revisions(about)]


def test_an_autosave_whose_answer_never_arrived_is_no_conflict(about: StandardPage) -> None:
    mine = Window(about)
    mine.type(title="One").autosave()
    # The browser knows nothing of the first and sends what it sent then: no revision to overwrite, the old base.
    assert mine.type(title="Two").autosave()["success"]
    assert mine.type(title="Three").press("publish").status_code == 302
    assert [row.as_object().title for row in _revisions(about)] == ["About", "Three"]


def test_the_same_autosaved_twice_is_one_save_and_no_conflict_for_a_window_opened_between(about: StandardPage) -> None:
    mine = Window(about).type(title="Once")
    first = mine.autosave()
    # The page was opened anew while the second was on its way.
    reloaded = Window(about, mine.user)
    again = mine.autosave()
    assert again["success"]
    assert [again[name] for name in ("revision_id", "revision_created_at")] == [
        first[name] for name in ("revision_id", "revision_created_at")
    ]
    assert reloaded.type(title="Twice").autosave()["success"]
    assert not mine.type(title="Late").autosave()["success"]
    assert _latest(about).title == "Twice"


def test_an_autosave_of_what_was_there_before_the_last_one_is_saved(about: StandardPage) -> None:
    mine = Window(about).type(title="One")
    mine.autosave()
    mine.type(title="Two").autosave()
    assert mine.autosave(title="One")["success"]
    assert _latest(about).title == "One"


def test_an_autosave_that_arrives_after_the_save_by_hand_that_followed_it_changes_nothing(about: StandardPage) -> None:
    mine = Window(about).type(title="Autosaved, delayed")
    delayed = dict(mine.data)
    mine.type(title="By hand").press()
    late = mine.client.post(mine.address, delayed, headers={"accept": "application/json"})
    assert not late.json()["success"]
    assert _latest(about).title == "By hand"


@pytest.mark.once
def test_two_windows_of_one_person_are_two(about: StandardPage) -> None:
    first = Window(about)
    second = Window(about, first.user)
    first.type(title="First").autosave()
    answer = second.type(title="Second").press()
    assert answer.status_code == 409
    assert "You saved a newer version in another window" in answer.content.decode()


def test_autosave_never_rewrites_a_version_that_was_published(about: StandardPage, ada: Any) -> None:
    mine = Window(about)
    saved = mine.type(title="Draft").autosave()
    Revision.objects.get(pk=saved["revision_id"]).publish(user=ada)
    mine.type(title="Draft two").autosave(overwrite_revision_id=str(saved["revision_id"]))
    about.refresh_from_db()
    assert about.live_revision.as_object().title == about.title == "Draft"
    assert _latest(about).title == "Draft two"


# --- the history ------------------------------------------------------------------------------------------------------


def test_autosaved_versions_give_way_to_the_next_save_by_hand(about: StandardPage) -> None:
    mine = Window(about)
    for title in ("One", "Two", "Three"):
        mine.type(title=title).autosave()
    mine.type(title="By hand").press()
    again = Window(about, mine.user)
    again.type(title="Four").autosave()
    again.type(title="By hand again").press()
    assert [row.as_object().title for row in _revisions(about)] == ["About", "By hand", "By hand again"]
    # Every entry stays, none points to what is gone, and the history shows each save once.
    entries = PageLogEntry.objects.filter(page=about, action="wagtail.edit")
    assert entries.count() == 6
    assert set(entries.values_list("revision_id", flat=True)) <= {row.pk for row in _revisions(about)}
    assert entries.latest_by_uuid_and_action().count() == 2


def test_what_somebody_else_saw_or_gave_away_is_never_thinned(about: StandardPage, ada: Any) -> None:
    mine = Window(about)
    mine.type(title="Mine, autosaved").autosave()
    hers = Window(about, ada)
    hers.type(title="Hers").press()
    again = Window(about, mine.user)
    published = again.type(title="Mine, published").autosave()
    Revision.objects.get(pk=published["revision_id"]).publish(user=ada)
    again.type(title="Mine, last").press()
    assert [row.as_object().title for row in _revisions(about)] == ["About", "Mine, autosaved", "Hers", "Mine, published", "Mine, last"]


def test_sittings_that_ended_without_a_save_are_thinned_by_the_periodic_job(about: StandardPage, ada: Any, time_machine: Any) -> None:
    from cms.operations.periodic import jobs

    for hour, minute, title in ((9, 0, "Morning"), (9, 30, "Half an hour later"), (14, 0, "Afternoon")):
        time_machine.move_to(f"2031-05-05 {hour:02}:{minute:02}:00+00:00")
        Window(about, ada).type(title=title).autosave()
    jobs()["content.thin_revisions"].function()
    assert [row.as_object().title for row in _revisions(about)][1:] == ["Half an hour later", "Afternoon"]


def test_returning_to_an_older_version_does_not_remove_what_it_replaced(about: StandardPage, ada: Any) -> None:
    first = _revisions(about)[0]
    Window(about, ada).type(title="Autosaved").autosave()
    window = Window(about, ada)
    window.address = reverse("wagtailadmin_pages:revisions_revert", args=(about.pk, first.pk))
    window.data |= {"title": "About"}
    assert window.press().status_code == 302
    assert [row.as_object().title for row in _revisions(about)] == ["About", "Autosaved", "About"]


# --- the session ------------------------------------------------------------------------------------------------------


@pytest.mark.once
def test_the_state_is_told_to_whoever_is_signed_in_only(about: StandardPage, ada: Any, client: Client) -> None:
    address = reverse("saving_state")
    assert client.get(address).status_code == 302
    client.force_login(ada)
    answer = client.get(address)
    assert answer.json()["user"] == ada.pk
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.once
def test_work_from_this_device_is_compared_then_opened_and_saves_nothing_by_itself(about: StandardPage) -> None:
    window = Window(about).type(title="Kept on this device")
    shown = window.press(saving_choice="review")
    assert "Kept on this device" in shown.content.decode()
    opened = _choose(window, shown, "Restore")
    assert fields(opened.content.decode())["title"] == "Kept on this device"
    assert _latest(about).title == "About"


@pytest.mark.once
def test_work_on_a_page_that_was_never_made_is_opened_again(about: StandardPage) -> None:
    window = Window(about)
    window.address = reverse("wagtailadmin_pages:add", args=("content", "standardpage", factories.home().pk))
    window.data |= {"title": "Never made"}
    html = window.press(saving_choice="edit").content.decode()
    assert fields(html)["title"] == "Never made"
    assert not StandardPage.objects.filter(title="Never made").exists()
