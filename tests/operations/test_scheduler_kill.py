"""Killed at every point of a publication: afterwards either nothing has happened, or all of it; and it happens exactly once."""

import signal

import pytest
from django.core.management import call_command
from wagtail.models import Revision

from cms.operations import publication
from cms.operations.models import ScheduledFailure
from tests.operations.processes import code, run
from tests.operations.test_scheduler import PUBLISHED, events, is_live, scheduled_article

pytestmark = pytest.mark.django_db(transaction=True)

#: What a process runs that is killed `{moment}`.
DYING = """
import os, signal
from django.core.management import call_command
from django.db.backends.base.base import BaseDatabaseWrapper
from wagtail.actions import publish_revision
from wagtail.models import Revision
from wagtail.signals import page_published
from articles.models import ArticlePage

logged = False

def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

def log(*args, **kwargs):
    global logged
    logged = True
    return real_log(*args, **kwargs)

def dying_commit(self):
    if logged and "{moment}" == "before the commit":
        die()
    real_commit(self)
    if logged:
        die()

real_log, real_commit = publish_revision.log, BaseDatabaseWrapper.commit
match "{moment}":
    case "before anything":
        Revision.publish = die
    case "when the schedule is cleared, before the page is saved":
        ArticlePage.save = die
    case "when the page is saved":
        page_published.connect(die)
    case "before the log entry":
        publish_revision.log = die
    case _:
        publish_revision.log = log
        BaseDatabaseWrapper.commit = dying_commit
call_command("scheduler", "--once")
"""


DYING_OF_ONE = """
import os, signal
from django.core.management import call_command
from articles.models import ArticlePage

def save(self, *args, **kwargs):
    if self.pk == {deadly}:
        os.kill(os.getpid(), signal.SIGKILL)
    return real_save(self, *args, **kwargs)

real_save, ArticlePage.save = ArticlePage.save, save
call_command("scheduler", "--once")
"""


@pytest.mark.parametrize(
    "moment",
    [
        "before anything",
        "when the schedule is cleared, before the page is saved",
        "when the page is saved",
        "before the log entry",
        "before the commit",
        "after the commit",
    ],
)
def test_killed(moment: str) -> None:
    page = scheduled_article()
    done = run(code(DYING.replace("{moment}", moment)))
    assert done.returncode == -signal.SIGKILL, done.stderr
    if moment == "after the commit":
        assert is_live(page)
    else:
        assert not is_live(page)
        assert events(page, PUBLISHED) == 0
        assert Revision.objects.filter(approved_go_live_at__isnull=False, object_id=str(page.pk)).exists()
        assert ScheduledFailure.objects.get().error == publication.INTERRUPTED
    call_command("scheduler", "--once")
    call_command("scheduler", "--once")
    assert is_live(page)
    assert events(page, PUBLISHED) == 1
    assert not ScheduledFailure.objects.exists()


def test_what_ends_the_process_comes_last_the_next_time() -> None:
    deadly = scheduled_article("Deadly")
    first = run(code(DYING.replace("{moment}", "before anything")))
    assert first.returncode == -signal.SIGKILL
    innocent = scheduled_article("Innocent")
    second = run(code(DYING_OF_ONE.replace("{deadly}", str(deadly.pk))))
    assert second.returncode == -signal.SIGKILL
    assert is_live(innocent)
    assert not is_live(deadly)
