"""What readers may do on the site that is looked at: read with site and restrictions in one query, so that asking costs none."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from cms import tags
from cms.content.models.participation import Participation
from cms.visibility import Viewer

if TYPE_CHECKING:
    from cms.content.models.base import BasePage

KEPT = "participation"


@dataclass(frozen=True)
class Rules:
    """`close_after` is in days, 0 for never; `digest` is a value of `Participation.Digest`."""

    comments: bool
    close_after: int
    counts_reading: bool
    digest: str

    @classmethod
    def of(cls, row: Participation) -> "Rules":
        return cls(row.comments != Participation.Comments.OFF, row.comments_close_after, row.counts_reading, row.digest)


def settings_of(site_id: int) -> Participation:
    """The site's settings, or the defaults."""
    return Participation.objects.filter(site_id=site_id).first() or Participation(site_id=site_id)


def rules_of(viewer: Viewer) -> Rules:
    """The rules of the viewer's site. A query only where nobody has read them yet."""
    tags.record(tags.site(viewer.site.pk))
    if KEPT not in viewer.kept:
        viewer.kept[KEPT] = Rules.of(settings_of(viewer.site.pk))
    rules: Rules = viewer.kept[KEPT]
    return rules


def closing(page: "BasePage", rules: Rules) -> datetime | None:
    """When the page stops taking comments by itself; None for never."""
    if not rules.close_after or page.published_at is None:
        return None
    return page.published_at + timedelta(days=rules.close_after)


def takes_comments(page: "BasePage", rules: Rules) -> bool:
    """Whether readers may comment on the page now."""
    if not (rules.comments and page.invites_comments):
        return False
    closes = closing(page, rules)
    if closes is None:
        return True
    is_open = closes > timezone.now()
    if is_open:
        tags.until(closes)
    return is_open
