"""Making a story the lead: one verb that changes the front page and publishes it.

What an editor is still working on in the front page's draft is neither published nor lost: the published version gets the new
lead, and so does the draft.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.content.blocks.base import raw_list
from cms.content.models import Listing
from home.blocks import MOST, SectionPlan, pin_of, plans
from home.models import HomePage

#: Of a lead section that is made because the front page has none.
LEAD_COUNT = 5


class LeadRefusedError(Exception):
    """The front page cannot be changed now; the message tells the editor why and what to do."""


@dataclass(frozen=True)
class Seen:
    """Which versions of the front page an editor has seen: what was published and what was newest. As text, `live.latest`."""

    live: int | None
    latest: int | None

    @classmethod
    def of(cls, front: HomePage) -> "Seen":
        return cls(front.live_revision_id, front.latest_revision_id)

    def __str__(self) -> str:
        return f"{self.live or 0}.{self.latest or 0}"


def with_lead(raw_items: Iterable[Any], story: int, until: datetime | None = None) -> list[Any]:
    """The sections with `story` chosen first in the lead section; the one that was there moves down, the last one out.

    A pure function of raw stream values. Where there is no lead section one is made on top.
    """
    pin = {"type": "item", "id": str(uuid4()), "value": {"story": story, "until": until.isoformat() if until else None}}
    items, placed = [], False
    for item in raw_items:
        value = item.get("value") if isinstance(item, dict) else None
        if not isinstance(value, dict) or "pinned" not in value:
            items.append(item)
            continue
        kept = [entry for entry in value["pinned"] or () if _story(entry) != story]
        if item.get("type") == "lead" and not placed:
            count = value.get("count")
            room = min(MOST, max(1, count)) if isinstance(count, int) else LEAD_COUNT
            kept, placed = [pin, *kept][:room], True
        items.append({**item, "value": {**value, "pinned": kept}})
    if not placed:
        lead = {"heading": "", "pinned": [pin], "count": LEAD_COUNT, "fill": "newest"}
        items.insert(0, {"type": "lead", "id": str(uuid4()), "value": lead})
    return items


def _story(entry: Any) -> int | None:
    pin = pin_of(raw_list([entry])[0])
    return pin.story if pin else None


def changed_plans(front: HomePage, story: int) -> list[SectionPlan]:
    """The sections of the published front page as they would be with `story` in the lead."""
    return plans(front.sections.stream_block, with_lead(front.sections.raw_data, story))


def front_page_of(page: Page) -> HomePage | None:
    """The front page that a page stands below."""
    return HomePage.objects.ancestor_of(page).order_by("-depth").first()


def check_may_lead(front: HomePage, story: Page, user: Any) -> None:
    """Raise `LeadRefusedError` when this user cannot make `story` the lead now."""
    permissions = front.permissions_for_user(user)
    if not (permissions.can_edit() and permissions.can_publish()):
        raise LeadRefusedError(_("Changing the front page takes the right to publish it, and you do not have it. Ask an editor."))
    if not front.live:
        raise LeadRefusedError(_("The front page is not published. Publish it first."))
    if front.scheduled_revision is not None:
        raise LeadRefusedError(
            _("A version of the front page is scheduled, and publishing another now would cancel it. Change the lead in that version.")
        )
    lock = front.get_lock()
    if lock is not None and lock.for_user(user):
        raise LeadRefusedError(_("The front page is locked. %(why)s") % {"why": strip_tags(str(lock.get_message(user) or "")).strip()})
    if not Listing.objects.visible().filter(pk=story.pk, language=front.locale.language_code).exists():
        raise LeadRefusedError(_("Readers cannot see this article: it is a draft, has expired or is private. Publish it first."))


@transaction.atomic
def make_lead(front: HomePage, story: Page, user: Any, *, seen: str, until: datetime | None = None) -> None:
    """Publish the front page with `story` as its lead. Raises `LeadRefusedError`, also when it is not as the editor has `seen` it."""
    front.lock_row()
    front = HomePage.objects.get(pk=front.pk)
    check_may_lead(front, story, user)
    if str(Seen.of(front)) != seen:
        raise LeadRefusedError(_("Somebody has changed the front page in the meantime. Look at what it shows now, and decide again."))
    draft = front.get_latest_revision() if front.has_unpublished_changes else None
    _set(front, story.pk, until)
    front.save_revision(user=user, log_action=True).publish(user=user)
    if draft is not None:
        unfinished = draft.as_object()
        _set(unfinished, story.pk, until)
        unfinished.save_revision(user=user)


def _set(front: HomePage, story: int, until: datetime | None) -> None:
    stream = front.sections.stream_block
    front.sections = stream.to_python(with_lead(front.sections.raw_data, story, until))
