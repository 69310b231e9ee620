"""What happens in the newsroom before the pictures are taken: `pictures_scene.py people|empty`, run by `pictures.py`.

Prints what the pictures need to know as JSON on its last line. Each act can be repeated.
"""

import json
import sys
import time
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.models import Group  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db.models import F  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402
from django_tasks_db.models import DBTaskResult  # noqa: E402
from wagtail.models import Comment, CommentReply, Page, Revision, WorkflowState  # noqa: E402

from articles.models import ArticleIndexPage, ArticlePage, Author  # noqa: E402
from cms.accounts.desks import set_editors  # noqa: E402
from cms.accounts.models import User  # noqa: E402
from cms.content.models import SiteIdentity  # noqa: E402
from cms.media.models import Image  # noqa: E402
from home.models import FirstSteps, HomePage  # noqa: E402

SUBMITTED, PLANNED, EXPIRED = "The file is lying", "A winter of small servers", "Call for field notes"
STALE, PUBLISHED, FRESH = "Notes for a style guide", "Alt text is writing", "A tour of every block"
#: What people write while their pictures are taken.
WRITTEN, UPLOADED = ("The log that nobody reads", "From the shared document", "Three boats"), "boats"
PATIENCE = 300.0  # seconds that the worker has to draw the pictures of the demonstration


def person(email: str, name: str, role: str = "", *, administrator: bool = False) -> User:
    """Somebody who works here, and whose name may stand over articles."""
    user, _created = User.objects.get_or_create(email=email)
    user.first_name, _space, user.last_name = name.partition(" ")
    user.is_superuser = user.is_staff = administrator
    user.set_unusable_password()
    user.save()
    if role:
        user.groups.add(Group.objects.get(name=role))
    Author.objects.filter(name=name).update(account=user)
    return user


def session(user: User) -> str:
    """The value of the cookie with which a browser is signed in as this person."""
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def article(title: str) -> ArticlePage:
    found: ArticlePage = ArticlePage.objects.get(title=title)
    return found


def wait_for_worker() -> None:
    deadline = time.monotonic() + PATIENCE
    while DBTaskResult.objects.ready().exists() or DBTaskResult.objects.running().exists():
        if time.monotonic() > deadline:
            raise SystemExit("The worker did not finish in time.")
        time.sleep(1)


def settle_dates() -> None:
    """What was loaded a minute ago looks as if it had been written when it was published."""
    loaded = ArticlePage.objects.filter(live=True, published_at__isnull=False)
    Page.objects.filter(pk__in=loaded.values("pk")).update(latest_revision_created_at=F("first_published_at"))
    for pk, day in loaded.values_list("pk", "published_at"):
        Page.objects.filter(pk=pk).update(latest_revision_created_at=day - timedelta(hours=1))
        Revision.objects.filter(object_id=str(pk), content_type__app_label="articles").update(created_at=day - timedelta(hours=1))
    today = timezone.now()
    for title, days in ((SUBMITTED, 1), (PLANNED, 2), (EXPIRED, 40), (STALE, 40)):
        Page.objects.filter(pk=article(title).pk).update(latest_revision_created_at=today - timedelta(days=days))


def forget_last_time() -> None:
    """What the pictures of a former run left: drafts, and changes that were not published."""
    for draft in ArticlePage.objects.filter(title__in=WRITTEN, live=False):
        draft.delete()
    Image.objects.filter(title=UPLOADED).delete()
    for page in ArticlePage.objects.filter(live=True, has_unpublished_changes=True):
        Revision.page_revisions.filter(object_id=str(page.pk), pk__gt=page.live_revision_id).delete()
        Page.objects.filter(pk=page.pk).update(latest_revision=page.live_revision_id, has_unpublished_changes=False)


def publish_and_plan(ines: User) -> None:
    """One article comes out this morning, another in three days."""
    morning = timezone.now().replace(hour=0, minute=30, second=0, microsecond=0)
    fresh, planned = article(FRESH), article(PLANNED)
    if fresh.published_at is None or fresh.published_at < morning:
        fresh.published_at = morning
        fresh.save_revision(user=ines, log_action=True).publish(user=ines)
    if planned.go_live_at is None or planned.go_live_at > morning + timedelta(days=4):
        planned.go_live_at = morning.replace(hour=7) + timedelta(days=3)
        planned.save_revision(user=ines, log_action=True).publish(user=ines)


def submitted(noor: User, mei: User, ines: User) -> dict[str, Any]:
    """An article that waits for approval, with a change of an editor's and a remark in the margin."""
    page = article(SUBMITTED)
    versions = Revision.page_revisions.filter(object_id=str(page.pk)).order_by("pk")
    before = versions[0]
    if versions.count() == 1:
        Page.objects.filter(pk=page.pk).update(owner=noor)
        WorkflowState.objects.for_instance(page).update(requested_by=noor)
        versions.update(user=noor)
        draft = before.as_object()
        draft.standfirst = "An upload says what it is called, what type it has and how large it is, and none of the three has to be true."
        draft.save_revision(user=mei, log_action=True)
    after = versions.latest("pk")
    task = page.current_workflow_task_state
    if task is not None:
        task.revision = after
        task.save(update_fields=["revision"])
    if not Comment.objects.filter(page_id=page.pk).exists():
        note = Comment.objects.create(
            page_id=page.pk, user=mei, contentpath="standfirst", text="Can the standfirst say what a reader should do instead?"
        )
        CommentReply.objects.create(comment=note, user=ines, text="Yes: “Look inside.” One sentence is enough.")
    return {"page": page.pk, "before": before.pk, "after": after.pk}


def people() -> dict[str, Any]:
    """The newsroom of the demonstration: an administrator, an editor of a desk, a contributor."""
    wait_for_worker()
    forget_last_time()
    administrator = User.objects.filter(is_superuser=True).order_by("pk").first()
    if administrator is not None:
        User.objects.filter(pk=administrator.pk).update(email="ines@example.org")
    ines = person("ines@example.org", "Ines Okafor", administrator=True)
    mei = person("mei@example.org", "Mei Haddad")
    noor = person("noor@example.org", "Noor van Dijk", "Contributor")
    tomasz = person("tomasz@example.org", "Tomasz Lindqvist", "Contributor")
    workshop = ArticleIndexPage.objects.get(title="Workshop")
    set_editors(workshop.get_parent(), [mei])
    Page.objects.filter(pk=article(STALE).pk).update(owner=ines)
    review = submitted(noor, mei, ines)
    settle_dates()
    publish_and_plan(ines)
    front = HomePage.objects.filter(live=True).order_by("path").first()
    identity = SiteIdentity.objects.order_by("pk").first()
    return {
        "sessions": {"ines": session(ines), "mei": session(mei), "noor": session(noor), "tomasz": session(tomasz)},
        "cookie": settings.SESSION_COOKIE_NAME,
        "desk": workshop.pk,
        "review": review,
        "draft": article(STALE).pk,
        "published": article(PUBLISHED).pk,
        "tour": article("A tour of every block").pk,
        "front": front.pk if front else None,
        "identity": identity.pk if identity else None,
    }


def empty() -> dict[str, Any]:
    """A new publication: the demonstration is taken away, and so are the people."""
    call_command("load_demo", remove=True, verbosity=0)
    ArticlePage.objects.filter(live=False).delete()
    User.objects.filter(is_superuser=False).delete()
    FirstSteps.objects.all().delete()
    return {}


if __name__ == "__main__":
    print(json.dumps({"people": people, "empty": empty}[sys.argv[1]]()))
