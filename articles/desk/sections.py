"""What stands on the dashboard: each section is a constant number of queries and shows nothing that the person may not see.

What somebody may see is what Wagtail's explorer shows them, and what waits for their own approval.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.contrib.admin.utils import quote
from django.db.models import Count, Exists, Max, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _, ngettext
from wagtail.models import Comment as Note, CommentReply, Page, PageLogEntry, PageSubscription, Revision, TaskState, WorkflowState
from wagtail.permissions import policy_registry

from articles.models import ArticlePage
from cms.readers.moderation import moderated_by

SHOWN = 8
DAYS_AHEAD = 7
STALE_DAYS = 14


@dataclass(frozen=True)
class Line:
    """One line: a title that leads somewhere (or does not), and what is said of it."""

    title: str
    url: str = ""
    note: str = ""
    when: datetime | None = None
    shows_date: bool = True
    changes_url: str = ""
    changes: str = ""


@dataclass(frozen=True)
class Section:
    """A panel of the dashboard. `more` is how many lines are not shown."""

    key: str
    heading: str
    icon: str
    empty: str
    lines: list[Line] = field(default_factory=list)
    more: int = 0
    all_url: str = ""
    wide: bool = False


class Newsroom:
    """The sections for one person, at one moment."""

    def __init__(self, user: Any) -> None:
        self.user = user
        self.now = timezone.now()
        self.policy = policy_registry.get_by_type(Page)
        self.articles_url = reverse("articles:index")

    def sections(self) -> list[Section]:
        found = [self.waiting(), self.scheduled(), self.published_today(), self.submitted(), self.notes(), self.stale(), self.recent()]
        return [*found, *filter(None, (self.incomplete(), self.readers_comments()))]

    # --- pages ---------------------------------------------------------------------------------------------------------

    @cached_property
    def _seen(self) -> Any:
        return self.policy.explorable_instances(self.user).order_by().values("pk")

    def _pages(self, keys: Iterable[int]) -> dict[int, Page]:
        """Those of the pages that the person may see."""
        return Page.objects.filter(pk__in=set(keys)).filter(pk__in=self._seen).in_bulk()

    def _line(self, page: Page, **facts: Any) -> Line:
        return Line(page.draft_title or page.title, self._edit_url(page), **facts)

    def _edit_url(self, page: Page) -> str:
        """Empty where the person may look but not write."""
        may = self.user.is_superuser or page.owner_id == self.user.pk
        may = may or any(
            perm.permission.codename == "change_page" and page.path.startswith(perm.page.path)
            for perm in self.policy.get_cached_permissions_for_user(self.user)
        )
        return reverse("wagtailadmin_pages:edit", args=(page.pk,)) if may else ""

    # --- the sections --------------------------------------------------------------------------------------------------

    def waiting(self) -> Section:
        """Tasks of workflows that the person can act on, the oldest first."""
        states = TaskState.objects.reviewable_by(self.user).filter(status=TaskState.STATUS_IN_PROGRESS)
        total = states.count()
        earlier = TaskState.objects.filter(workflow_state=OuterRef("workflow_state"), pk__lt=OuterRef("pk")).order_by("-pk")
        states = states.annotate(judged=earlier.exclude(revision=OuterRef("revision")).values("revision")[:1])
        states = states.select_related("revision__content_type", "workflow_state__requested_by").defer("revision__content")
        shown = list(states.order_by("started_at", "pk")[:SHOWN])
        pages = [int(state.revision.object_id) for state in shown if _is_of_page(state.revision)]
        live = set(Page.objects.filter(pk__in=pages, live=True).values_list("pk", flat=True))
        lines = []
        for state in shown:
            by = state.workflow_state.requested_by
            note = _("submitted by %(name)s") % {"name": by} if by else ""
            facts = _changes(state.revision, state.judged, live)
            lines.append(Line(state.revision.object_str, _edit_url(state.revision), note, state.started_at, **facts))
        return Section(
            "waiting",
            _("Waits for you"),
            "clipboard-list",
            _("Nothing waits for your approval."),
            lines,
            total - len(lines),
            f"{self.articles_url}?state=approval",
        )

    def scheduled(self) -> Section:
        """What goes live or expires in the next days."""
        end = self.now + timedelta(days=DAYS_AHEAD)
        due = Revision.page_revisions.filter(approved_go_live_at__lte=end).order_by("approved_go_live_at")
        events = [(int(pk), when, _("goes live")) for pk, when in due.values_list("object_id", "approved_go_live_at")]
        expiring = Page.objects.filter(live=True, expire_at__gt=self.now, expire_at__lte=end).order_by("expire_at")
        events += [(pk, when, _("expires")) for pk, when in expiring.values_list("pk", "expire_at")]
        pages = self._pages(pk for pk, _when, _what in events)
        lines = [self._line(pages[pk], note=what, when=when) for pk, when, what in sorted(events, key=lambda one: one[1]) if pk in pages]
        return Section(
            "scheduled",
            _("The next seven days (%(zone)s)") % {"zone": timezone.get_current_timezone_name()},
            "calendar-alt",
            _("Nothing is scheduled for the next seven days."),
            lines[:SHOWN],
            len(lines) - len(lines[:SHOWN]),
            f"{self.articles_url}?state=scheduled",
        )

    def published_today(self) -> Section:
        midnight = timezone.localtime(self.now).replace(hour=0, minute=0, second=0, microsecond=0)
        today = ArticlePage.objects.filter(live=True, published_at__gte=midnight, published_at__lte=self.now, pk__in=self._seen)
        total = today.count()
        shown = list(today.defer_streamfields().order_by("-published_at")[:SHOWN])
        lines = [self._line(page, when=page.published_at, shows_date=False) for page in shown]
        day = timezone.localdate(self.now).isoformat()
        url = f"{self.articles_url}?published_from={day}"
        return Section("today", _("Published today"), "globe", _("Nothing has been published today."), lines, total - len(lines), url)

    def submitted(self) -> Section:
        """What the person submitted and others have to approve, or sent back."""
        active = WorkflowState.objects.active().filter(
            requested_by=self.user, base_content_type__app_label="wagtailcore", base_content_type__model="page"
        )
        states = list(active.select_related("current_task_state__task").order_by("-created_at"))
        pages = self._pages(int(state.object_id) for state in states)
        lines = []
        for state in states:
            page = pages.get(int(state.object_id))
            if page is None:
                continue
            back = state.status == WorkflowState.STATUS_NEEDS_CHANGES
            task = state.current_task_state.task.name if state.current_task_state else ""
            note = _("changes are asked for") if back else _("waits at: %(task)s") % {"task": task}
            lines.append(self._line(page, note=note, when=state.created_at))
        return Section(
            "submitted",
            _("Submitted by you"),
            "upload",
            _("Nothing of yours waits for approval."),
            lines[:SHOWN],
            len(lines) - len(lines[:SHOWN]),
            f"{self.articles_url}?state=approval&mine=on",
        )

    def notes(self) -> Section:
        """Open comments in the margin of the person's own pages, of those they follow, and of talks they take part in."""
        others = CommentReply.objects.filter(comment=OuterRef("pk")).exclude(user=self.user)
        mine = CommentReply.objects.filter(comment=OuterRef("pk"), user=self.user)
        followed = PageSubscription.objects.filter(page=OuterRef("page"), user=self.user, comment_notifications=True)
        concerned = Q(page__owner=self.user) | Q(user=self.user) | Q(Exists(mine)) | Q(Exists(followed))
        spoken = ~Q(user=self.user) | Q(Exists(others))
        open_notes = Note.objects.filter(concerned, spoken, resolved_at=None, page__in=self._seen)
        total = open_notes.count()
        lines = []
        for note in open_notes.select_related("page", "user").order_by("-updated_at")[:SHOWN]:
            said = _("%(name)s: %(text)s") % {"name": note.user, "text": Truncator(note.text).chars(80)}
            lines.append(self._line(note.page, note=said, when=note.updated_at))
        return Section("notes", _("Comments in the margin"), "comment", _("No open comments for you."), lines, total - len(lines))

    def stale(self) -> Section:
        """The person's own drafts that nobody has touched for two weeks."""
        limit = self.now - timedelta(days=STALE_DAYS)
        own = Q(owner=self.user) | Q(article_authors__author__account=self.user)
        forgotten = ArticlePage.objects.filter(own, live=False, expired=False, latest_revision_created_at__lt=limit, pk__in=self._seen)
        pks = forgotten.order_by().values("pk")
        drafts = ArticlePage.objects.filter(pk__in=pks)
        total = drafts.count()
        shown = drafts.defer_streamfields().order_by("latest_revision_created_at")[:SHOWN]
        lines = [self._line(page, when=page.latest_revision_created_at) for page in shown]
        return Section(
            "stale",
            _("Your drafts going stale"),
            "history",
            _("None of your drafts is older than two weeks."),
            lines,
            total - len(lines),
            f"{self.articles_url}?state=draft&mine=on&ordering=latest_revision_created_at",
        )

    def recent(self) -> Section:
        edits = PageLogEntry.objects.filter(user=self.user, action="wagtail.edit").values("page_id").annotate(latest=Max("timestamp"))
        times = {row["page_id"]: row["latest"] for row in edits.order_by("-latest")[:SHOWN]}
        pages = self._pages(times)
        lines = [self._line(pages[pk], when=when) for pk, when in times.items() if pk in pages]
        return Section("recent", _("You worked on"), "edit", _("You have not changed anything yet."), lines)

    def incomplete(self) -> Section | None:
        """What published articles lack, in numbers that lead to the list; nothing for those who could not mend it."""
        if not self.policy.user_has_permission(self.user, "publish"):
            return None
        from articles.desk.filters import MISSING

        wanted = {name: MISSING[name] for name in ("summary", "image", "alt")}
        counts = ArticlePage.objects.filter(live=True, pk__in=self._seen).aggregate(
            **{name: Count("pk", filter=condition, distinct=True) for name, (_label, condition) in wanted.items()}
        )
        lines = [
            Line(
                str(label),
                f"{self.articles_url}?state=published&missing={name}",
                ngettext("%(count)d published article lacks it", "%(count)d published articles lack it", counts[name])
                % {"count": counts[name]},
            )
            for name, (label, _condition) in wanted.items()
            if counts[name]
        ]
        return Section("incomplete", _("Incomplete"), "warning", _("Every published article is complete."), lines)

    def readers_comments(self) -> Section | None:
        """Readers' comments that wait for a moderator: only when there are some, for those who may publish their page."""
        pending = moderated_by(self.user).waiting()
        total = pending.count()
        if not total:
            return None
        lines = [
            Line(
                comment.page.title,
                f"{reverse('reader_comments')}?article={comment.page_id}",
                f"{comment.author_name}: {Truncator(comment.text).chars(80)}",
                comment.created_at,
            )
            for comment in pending.select_related("page").order_by("created_at")[:SHOWN]
        ]
        return Section("comments", _("Readers' comments to moderate"), "comment", "", lines, total - len(lines), reverse("reader_comments"))


def _is_of_page(revision: Revision) -> bool:
    model = revision.content_type.model_class()
    return model is not None and issubclass(model, Page)


def _changes(revision: Revision, judged: int | None, live: set[int]) -> dict[str, Any]:
    """Where an approver sees what is new: since changes were asked for, or since the page was published. Empty where all of it is."""
    if not _is_of_page(revision) or (judged is None and int(revision.object_id) not in live):
        return {}
    url = reverse("wagtailadmin_pages:revisions_compare", args=(revision.object_id, judged or "live", revision.pk))
    return {"changes_url": url, "changes": _("Changes since the last review") if judged else _("Changes since it was published")}


def _edit_url(revision: Revision) -> str:
    """Where the revision's page or snippet is edited."""
    model: Any = revision.content_type.model_class()
    if model is None:
        return ""
    if issubclass(model, Page):
        return reverse("wagtailadmin_pages:edit", args=(revision.object_id,))
    viewset = getattr(model, "snippet_viewset", None)
    return reverse(viewset.get_url_name("edit"), args=(quote(revision.object_id),)) if viewset is not None else ""
