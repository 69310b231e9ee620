"""Readers' comments on the magazine's articles. They belong to their page: whoever takes it away takes them away."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils import timezone
from wagtail.models import Page

from cms.content.models import Comment
from home.demo.work import Work


def add_comments(work: Work, page: Page, notes: Iterable[dict[str, Any]]) -> None:
    """`notes` as the facts have them: `name`, `text`, so many `hours` after the page, `state`, and `to`: the place of what it answers."""
    made: list[Comment] = []
    published = getattr(page, "published_at", None) or work.started
    for note in notes:
        made.append(
            Comment.objects.create(
                page_id=page.pk,
                parent=made[note["to"]] if "to" in note else None,
                author_name=note["name"],
                author_email=f"reader{len(made) + 1}@example.org",
                text=note["text"],
                state=note.get("state", Comment.State.APPROVED),
                created_at=min(published + timedelta(hours=note["hours"]), timezone.now()),
            )
        )
