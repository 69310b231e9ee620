"""The comments below a page, as values: what its HTML shows of them.

Who may see them: whoever may see the page, as long as the site shows comments; only what a moderator let pass.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from cms import tags
from cms.content.models.base import BasePage
from cms.content.models.comments import Comment
from cms.content.participation import closing, rules_of, takes_comments
from cms.content.scope import Scope
from cms.content.values import RichText
from cms.readers.text import comment_html

#: Threads on a page of comments; below an article stand the first of them.
PAGE_SIZE = 50
MAX_PAGE = 1000
#: As many comments are read whole in one query; of more, first who answers whom.
AT_ONCE = 200
#: Deeper answers stand at this level and say whom they answer.
DEEPEST = 3


@dataclass(frozen=True)
class CommentValue:
    """One comment with its answers. What was taken away but has answers is `removed`, without name and text.

    `answers` is a name where the comment does not stand directly below what it answers.
    """

    id: str
    name: str
    is_staff: bool
    created_at: datetime | None
    text: RichText
    removed: bool
    answers: str
    replies: "tuple[CommentValue, ...]"
    reply_url: str


@dataclass(frozen=True)
class Discussion:
    """The comments of a page and where to write one. `threads` are those of one page of them; `url` is where all of them stand."""

    page_id: int
    title: str
    page_url: str
    url: str
    token_url: str
    count: int
    threads: tuple[CommentValue, ...]
    is_open: bool
    closes_at: datetime | None
    number: int
    pages: int

    @property
    def previous_url(self) -> str:
        return f"{self.url}?page={self.number - 1}" if self.number > 2 else self.url if self.number == 2 else ""

    @property
    def next_url(self) -> str:
        return f"{self.url}?page={self.number + 1}" if self.number < self.pages else ""


def comments_url(scope: Scope, page_id: int | None) -> str:
    return f"{scope.prefix()}/comments/{page_id or 0}/"


def discussion(page: BasePage, scope: Scope, *, count: int, url: str, number: int = 1) -> Discussion | None:
    """The comments of a visible page at its `url`; None where there are none to show and none to be written.

    `count` is the number of comments that the listing has. Two queries at most, none where there are no comments.
    """
    rules = rules_of(scope.viewer)
    tags.record(tags.comments(page.pk))
    is_open = takes_comments(page, rules)
    if not rules.comments or not (is_open or count):
        return None
    found, pages = _threads(page, scope, number) if count else ((), 1)
    here = comments_url(scope, page.pk)
    return Discussion(
        page_id=page.pk or 0,
        title=page.title,
        page_url=url,
        url=here,
        token_url=f"{here}token/",
        count=count,
        threads=found,
        is_open=is_open,
        closes_at=closing(page, rules) if is_open else None,
        number=number,
        pages=pages,
    )


def _threads(page: BasePage, scope: Scope, number: int) -> tuple[tuple[CommentValue, ...], int]:
    answered = Exists(Comment.objects.filter(parent=OuterRef("pk")))
    rows: Any = Comment.objects.filter(Q(state=Comment.State.APPROVED) | Q(answered), page_id=page.pk).order_by("created_at", "pk")
    few = list(rows[: AT_ONCE + 1])
    whole = len(few) <= AT_ONCE
    skeleton = few if whole else list(rows.only("pk", "parent_id", "state"))
    below: dict[int | None, list[Comment]] = defaultdict(list)
    for row in skeleton:
        below[row.parent_id].append(row)
    shown = _shown(skeleton)
    roots = [row for row in below[None] if row.pk in shown]
    pages = max(1, -(-len(roots) // PAGE_SIZE))
    chosen = roots[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    if not whole:
        wanted = [row.pk for root in chosen for row in _with_answers(root, below) if row.pk in shown]
        full = Comment.objects.in_bulk(wanted)
        below = defaultdict(list, {key: [full[row.pk] for row in group if row.pk in full] for key, group in below.items()})
        chosen = [full[row.pk] for row in chosen]
    writer = _Writer(below, shown, comments_url(scope, page.pk))
    return tuple(writer.value(row, 0, "") for row in chosen), pages


def _shown(rows: Iterable[Comment]) -> set[int]:
    """Public comments, and what stands above one."""
    parents = {row.pk: row.parent_id for row in rows}
    shown: set[int] = set()
    for row in rows:
        if row.state != Comment.State.APPROVED:
            continue
        key: int | None = row.pk
        while key is not None and key not in shown:
            shown.add(key)
            key = parents.get(key)
    return shown


def _with_answers(root: Comment, below: dict[int | None, list[Comment]]) -> list[Comment]:
    found = [root]
    for row in found:  # grows while it is walked
        found += below.get(row.pk, ())
    return found


class _Writer:
    def __init__(self, below: dict[int | None, list[Comment]], shown: set[int], url: str) -> None:
        self.below, self.shown, self.url = below, shown, url

    def value(self, row: Comment, level: int, answers: str) -> CommentValue:
        replies: list[CommentValue] = []
        if level < DEEPEST:
            for reply in self.below.get(row.pk, ()):
                if reply.pk in self.shown:
                    replies.append(self.value(reply, level + 1, ""))
                    if level + 1 == DEEPEST:
                        replies += self._flat(reply)
        return self._made(row, answers, tuple(replies))

    def _flat(self, above: Comment) -> list[CommentValue]:
        """Everything below a comment at the deepest level, in the order of time."""
        names = {row.pk: row.author_name if row.state == Comment.State.APPROVED else "" for row in _with_answers(above, self.below)}
        rows = sorted(
            (row for row in _with_answers(above, self.below)[1:] if row.pk in self.shown), key=lambda row: (row.created_at, row.pk)
        )
        return [self._made(row, names.get(row.parent_id or 0, ""), ()) for row in rows]

    def _made(self, row: Comment, answers: str, replies: tuple[CommentValue, ...]) -> CommentValue:
        if row.state != Comment.State.APPROVED:
            return CommentValue(str(row.uuid), "", False, None, RichText(), True, answers, replies, "")
        return CommentValue(
            id=str(row.uuid),
            name=row.author_name,
            is_staff=row.staff_id is not None,
            created_at=row.created_at,
            text=comment_html(row.text),
            removed=False,
            answers=answers,
            replies=replies,
            reply_url=f"{self.url}reply/{row.uuid}/",
        )


def public_comment(page_id: int, uuid: UUID) -> Comment | None:
    """A public comment of a page."""
    return Comment.objects.public().filter(page_id=page_id, uuid=uuid).first()
