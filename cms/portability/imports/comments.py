"""Readers' comments of a source, with their threads and states. Addresses of the network are not kept."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from cms.content.models import Comment
from cms.portability.imports.building import name_of, shortened, when
from cms.portability.imports.ledger import Ledger
from cms.portability.imports.report import Report
from cms.portability.imports.texts import text_of
from cms.portability.sources.records import Entry, SourceComment

MAX_TEXT, MAX_NAME = 5000, 80


def add_comments(ledger: Ledger, report: Report, entries: Sequence[tuple[Entry, int]]) -> None:
    """Make the comments of entries (with the primary keys of their pages) that are not there yet.

    Call it in the transaction that writes the pages.
    """
    known = ledger.known("comment", [comment.id for entry, _page in entries for comment in entry.comments])
    pks = {key: remembered.pk for key, remembered in known.items()}
    there = ledger.existing("comment", pks.values())
    waiting = [(entry, page, comment) for entry, page in entries for comment in _by_date(entry.comments) if comment.id not in known]
    rows: dict[str, tuple[int, str, str, str]] = {}
    ids = {(page, comment.id) for _entry, page, comment in waiting}
    while waiting:
        # Those that answer nothing, or something that is there; then those that answer them.
        ready = [row for row in waiting if (row[1], row[2].parent) not in ids or row[2].parent in rows]
        if not ready:
            entry, page, first = waiting[0]
            report.say(
                "repair", "comment", f"Comments answer each other in a circle; “{first.id}” begins a thread now.", "", name_of(entry)
            )
            first.parent = ""
            continue
        made = []
        for entry, page, comment in ready:
            above = _parent(report, entry, comment, rows, pks, there)
            made.append(_comment(ledger, report, entry, page, comment, above))
        Comment.objects.bulk_create(made, batch_size=100)
        for (_entry, _page, comment), row in zip(ready, made, strict=True):
            rows[comment.id] = (row.pk, "made", "", "")
            report.count("comment", "created")
        done = {(page, comment.id) for _entry, page, comment in ready}
        waiting = [row for row in waiting if (row[1], row[2].id) not in done]
    ledger.remember("comment", rows)
    report.count("comment", "unchanged", len(known))


def _by_date(comments: Iterable[SourceComment]) -> list[SourceComment]:
    once: dict[str, SourceComment] = {}
    for comment in comments:
        once.setdefault(comment.id, comment)
    return sorted(once.values(), key=lambda comment: comment.date)


def _parent(
    report: Report, entry: Entry, comment: SourceComment, rows: dict[str, tuple[int, str, str, str]], pks: dict[str, int], there: set[int]
) -> int | None:
    if not comment.parent:
        return None
    pk = rows[comment.parent][0] if comment.parent in rows else pks.get(comment.parent)
    if pk is None or (comment.parent not in rows and pk not in there):
        text = f"Comment {comment.id} answers {comment.parent}, which was not imported. It begins a thread now."
        report.say("repair", "comment", text, entry.position, name_of(entry))
        return None
    return pk


def _comment(ledger: Ledger, report: Report, entry: Entry, page: int, comment: SourceComment, parent: int | None) -> Comment:
    text = text_of(comment.html)
    if len(text) > MAX_TEXT:
        said = f"Comment {comment.id} has {len(text)} characters, {MAX_TEXT} are possible. It was shortened."
        report.say("loss", "comment", said, entry.position, name_of(entry))
    return Comment(
        uuid=uuid5(NAMESPACE_URL, f"{ledger.source}/comment/{comment.id}"),
        page_id=page,
        parent_id=parent,
        author_name=shortened(comment.name, MAX_NAME) or "Anonymous",
        author_email=_email(comment.email),
        text=shortened(text, MAX_TEXT) or "\N{HORIZONTAL ELLIPSIS}",
        state=Comment.State(comment.state),
        created_at=_date(comment, entry),
        # Nobody wants a mail about each that waited there.
        announced_at=timezone.now(),
    )


def _email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        return ""
    return text if len(text) <= 254 else ""


def _date(comment: SourceComment, entry: Entry) -> datetime:
    return when(comment.date) or when(entry.published) or timezone.now()
