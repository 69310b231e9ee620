"""Scheduled publication and expiry: exactly once, in time, and whatever happens to its neighbours."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import ModelLogEntry, Page, PageLogEntry, Revision
from wagtail.signals import page_published, unpublished

from articles.models import ArticlePage, Author
from cms.operations import publication
from cms.operations.backoff import PUBLICATION, Backoff
from cms.operations.clock import database_now
from cms.operations.due import seconds_until_next
from cms.operations.models import Process, ScheduledFailure
from tests import factories
from tests.operations.processes import at_once, manage, running, start_together, until

PUBLISHED, UNPUBLISHED = "wagtail.publish.scheduled", "wagtail.unpublish.scheduled"

#: The scheduler's own waits as minutes, which no busy machine sleeps through.
PATIENT = Backoff(tuple(60 * delay for delay in PUBLICATION.delays), endless=True)


def schedule(instance: Any, moment: datetime) -> Revision:
    """As the editor does: the date in the form, then "Publish"."""
    instance.go_live_at = moment
    revision: Revision = instance.save_revision()
    revision.publish()
    revision.refresh_from_db()
    assert revision.approved_go_live_at == moment
    return revision


def make_due(*revisions: Revision) -> None:
    """Time passes, for these. Wagtail's own date is in the content."""
    past = timezone.now() - timedelta(minutes=5)
    for number, revision in enumerate(revisions):
        content = {**revision.content, "go_live_at": past.isoformat()}
        Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=past + timedelta(seconds=number), content=content)


def scheduled_article(title: str = "Scheduled", *, due: bool = True) -> ArticlePage:
    page = factories.article(title, live=False)
    revision = schedule(page, timezone.now() + timedelta(hours=1))
    if due:
        make_due(revision)
    return page


def events(instance: Any, action: str) -> int:
    if isinstance(instance, Page):
        return PageLogEntry.objects.filter(page=instance.pk, action=action).count()
    return ModelLogEntry.objects.for_instance(instance).filter(action=action).count()


def is_live(instance: Any) -> bool:
    return bool(type(instance).objects.get(pk=instance.pk).live)


@contextmanager
def receiving(signal: Any, receiver: Callable[..., None]) -> Iterator[None]:
    signal.connect(receiver, weak=False)
    try:
        yield
    finally:
        signal.disconnect(receiver)


@pytest.mark.django_db
class TestOnePass:
    def test_a_page_and_a_snippet_go_live_when_due(self) -> None:
        page, person = scheduled_article(), factories.author(live=False)
        make_due(schedule(person, timezone.now() + timedelta(hours=1)))
        call_command("scheduler", "--once")
        for instance in (page, person):
            assert is_live(instance)
            assert events(instance, PUBLISHED) == 1
        assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()

    def test_nothing_goes_live_before_its_time(self) -> None:
        page = scheduled_article(due=False)
        call_command("scheduler", "--once")
        assert not is_live(page)
        assert seconds_until_next(7200) == pytest.approx(3600, abs=30)

    def test_an_edit_of_a_live_page_is_scheduled_while_the_page_stays_as_it_is(self) -> None:
        page = factories.article("Before")
        page.title = "After"
        revision = schedule(page, timezone.now() + timedelta(hours=1))
        assert ArticlePage.objects.get(pk=page.pk).title == "Before"
        assert is_live(page)
        make_due(revision)
        call_command("scheduler", "--once")
        assert ArticlePage.objects.get(pk=page.pk).title == "After"

    def test_what_has_expired_is_unpublished(self) -> None:
        past = timezone.now() - timedelta(seconds=1)
        page, person, lasting = factories.article(), factories.author(), factories.article()
        ArticlePage.objects.filter(pk=page.pk).update(expire_at=past)
        Author.objects.filter(pk=person.pk).update(expire_at=past)
        ArticlePage.objects.filter(pk=lasting.pk).update(expire_at=timezone.now() + timedelta(hours=1))
        call_command("scheduler", "--once")
        for instance in (page, person):
            instance.refresh_from_db()
            assert not instance.live
            assert instance.expired
            assert events(instance, UNPUBLISHED) == 1
        assert is_live(lasting)

    def test_what_is_due_is_not_due_again(self) -> None:
        page = scheduled_article()
        call_command("scheduler", "--once")
        call_command("scheduler", "--once")
        call_command("publish_scheduled")
        assert events(page, PUBLISHED) == 1

    def test_wagtails_own_command_publishes_too(self) -> None:
        page = scheduled_article()
        call_command("publish_scheduled")
        assert is_live(page)

    def test_a_cancelled_publication_does_not_take_place(self) -> None:
        page = scheduled_article()
        Revision.objects.get(approved_go_live_at__isnull=False).content_object.revisions.update(approved_go_live_at=None)
        call_command("scheduler", "--once")
        assert not is_live(page)

    def test_the_revision_of_a_deleted_object_is_no_failure(self) -> None:
        person = factories.author(live=False)
        make_due(schedule(person, timezone.now() + timedelta(hours=1)))
        Author.objects.filter(pk=person.pk)._raw_delete("default")
        call_command("scheduler", "--once")
        assert not ScheduledFailure.objects.exists()
        assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()

    def test_a_process_whose_clock_is_late_publishes_by_the_database(self, monkeypatch: pytest.MonkeyPatch) -> None:
        page = factories.article(live=False)
        moment = timezone.now() + timedelta(seconds=1)
        revision = schedule(page, moment)
        Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=moment - timedelta(minutes=2))
        content = {**revision.content, "go_live_at": (moment - timedelta(minutes=2)).isoformat()}
        Revision.objects.filter(pk=revision.pk).update(content=content)
        monkeypatch.setattr(timezone, "now", lambda: moment - timedelta(hours=1))
        assert publication.carry_out_due() == 1
        assert is_live(page)
        assert events(page, PUBLISHED) == 1


@pytest.mark.django_db(transaction=True)
class TestFailures:
    def test_a_poisoned_revision_is_recorded_and_does_not_hold_up_the_others(self) -> None:
        first, last = scheduled_article("First"), scheduled_article("Last")
        poisoned = scheduled_article("Poisoned")
        revision = Revision.objects.get(object_id=str(poisoned.pk), approved_go_live_at__isnull=False)
        # It was written when an article could be so; and it is the oldest of the three.
        Revision.objects.filter(pk=revision.pk).update(
            content={**revision.content, "title": ""}, approved_go_live_at=database_now() - timedelta(days=1)
        )
        call_command("scheduler", "--once")
        assert is_live(first)
        assert is_live(last)
        assert not is_live(poisoned)
        failure = ScheduledFailure.objects.get()
        assert failure.object_id == str(poisoned.pk)
        assert "ValidationError" in failure.error
        assert "full_clean" in failure.traceback
        revision.refresh_from_db()
        assert revision.approved_go_live_at is not None, "it is still scheduled"

    def test_a_raising_signal_receiver_leaves_nothing_half_done(self) -> None:
        page, other = scheduled_article("One"), scheduled_article("Other")

        def raising(instance: Page, **kwargs: Any) -> None:
            if instance.pk == page.pk:
                raise RuntimeError("canary")

        with receiving(page_published, raising):
            call_command("scheduler", "--once")
        assert not is_live(page)
        assert events(page, PUBLISHED) == 0
        assert is_live(other)
        assert "canary" in ScheduledFailure.objects.get().traceback

    def test_a_raising_receiver_of_an_expiry_leaves_the_page_for_the_next_time(self) -> None:
        page = factories.article()
        ArticlePage.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(seconds=1))

        def raising(**kwargs: Any) -> None:
            raise RuntimeError("canary")

        with receiving(unpublished, raising):
            call_command("scheduler", "--once")
        assert is_live(page)
        assert ScheduledFailure.objects.get().action == "unpublish"
        publication.try_again_now(ScheduledFailure.objects.get().pk)
        call_command("scheduler", "--once")
        assert not is_live(page)
        assert not ScheduledFailure.objects.exists()

    def test_what_fails_before_it_is_even_tried_is_recorded_too(self, monkeypatch: pytest.MonkeyPatch) -> None:
        person, page = factories.author(), scheduled_article()
        Author.objects.filter(pk=person.pk).update(expire_at=timezone.now() - timedelta(seconds=1))

        def nameless(self: Author) -> str:
            raise RuntimeError("canary")

        with monkeypatch.context() as broken:
            broken.setattr(Author, "__str__", nameless)
            publication.carry_out_due(backoff=PATIENT)
        assert "canary" in ScheduledFailure.objects.get().traceback
        assert seconds_until_next(10) > 0, "it waits"
        assert is_live(page)

    def test_a_failure_is_tried_again_after_longer_and_longer_waits(self, monkeypatch: pytest.MonkeyPatch) -> None:
        page = scheduled_article()
        with monkeypatch.context() as broken:
            broken.setattr(ArticlePage, "check_publishable", _refuse)
            waits = []
            for _ in range(3):
                before = database_now()
                publication.carry_out_due(backoff=PATIENT)
                publication.carry_out_due(backoff=PATIENT)  # too early: changes nothing
                waits.append((ScheduledFailure.objects.get().next_try_at - before).total_seconds())
                ScheduledFailure.objects.update(next_try_at=before)
        assert waits == sorted(waits)
        assert waits[2] > 20 * 60
        assert ScheduledFailure.objects.get().attempts == 3
        call_command("scheduler", "--once")
        assert is_live(page)
        assert events(page, PUBLISHED) == 1
        assert not ScheduledFailure.objects.exists()

    def test_a_new_revision_is_not_kept_waiting_by_the_failure_of_the_old_one(self, monkeypatch: pytest.MonkeyPatch) -> None:
        page = scheduled_article()
        with monkeypatch.context() as broken:
            broken.setattr(ArticlePage, "check_publishable", _refuse)
            call_command("scheduler", "--once")
        make_due(schedule(ArticlePage.objects.get(pk=page.pk), timezone.now() + timedelta(hours=1)))
        call_command("scheduler", "--once")
        assert is_live(page)

    def test_the_failure_of_what_an_editor_published_himself_is_forgotten(self, monkeypatch: pytest.MonkeyPatch) -> None:
        page = scheduled_article()
        with monkeypatch.context() as broken:
            broken.setattr(ArticlePage, "check_publishable", _refuse)
            call_command("scheduler", "--once")
        assert publication.forget_settled() == 0
        fresh = ArticlePage.objects.get(pk=page.pk)
        fresh.go_live_at = None
        fresh.save_revision().publish()
        assert publication.forget_settled() == 1
        assert not ScheduledFailure.objects.exists()


def _refuse(self: ArticlePage) -> None:
    raise ValidationError("not fit to be published")


@pytest.mark.django_db(transaction=True)
class TestRealProcesses:
    def test_a_page_and_a_snippet_go_live_and_expire_within_a_second(self) -> None:
        with running(manage("worker", "--with-scheduler")):
            until(Process.objects.filter(runs_schedule=True).exists, within=120)
            late = max(self.lateness(), timedelta(0))
            for _ in range(2):  # a machine that is busy with other things may be late once
                if late > timedelta(seconds=1):
                    late = self.lateness()
        assert late <= timedelta(seconds=1)

    def lateness(self) -> timedelta:
        """By how much the last of three objects was late."""
        page, person, fading = factories.article(live=False), factories.author(live=False), factories.article()
        waiting = DBTaskResult.objects.exclude(status=TaskResultStatus.SUCCESSFUL)
        until(lambda: not waiting.exists(), within=120)
        moment = database_now() + timedelta(seconds=2.5)
        ArticlePage.objects.filter(pk=fading.pk).update(expire_at=moment)
        schedule(page, moment)
        schedule(person, moment)
        assert not is_live(page)
        until(lambda: is_live(page) and is_live(person) and not is_live(fading), within=30, every=0.1)
        moments = [
            entry.timestamp for entry in PageLogEntry.objects.filter(page__in=[page.pk, fading.pk], action__in=[PUBLISHED, UNPUBLISHED])
        ]
        moments += [entry.timestamp for entry in ModelLogEntry.objects.for_instance(person).filter(action=PUBLISHED)]
        assert len(moments) == 3
        assert min(moments) >= moment
        return max(moments) - moment

    def test_two_schedulers_publish_each_page_once(self, tmp_path: Path) -> None:
        pages = [scheduled_article(f"Article {number}") for number in range(8)]
        go = tmp_path / "go"
        with running(at_once(go, "scheduler", "--once"), at_once(go, "scheduler", "--once")) as schedulers:
            start_together(schedulers, go)
        assert [events(page, PUBLISHED) for page in pages] == [1] * 8
        assert all(is_live(page) for page in pages)
        assert not ScheduledFailure.objects.exists()
