"""Dates of WordPress: in UTC where the export says them, else in the time zone of the site."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from django.utils import timezone

from cms.portability.sources.wordpress.document import Element

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2}):(\d{2})\Z")


def moment(text: str, *, utc: bool = True) -> str:
    """ISO 8601 of a date as WordPress writes it; empty for one that is none."""
    match = _DATE.match(text.strip())
    if match is None or match[1] == "0000":
        return ""
    try:
        naive = datetime(*(int(part) for part in match.groups()))  # type: ignore[arg-type]  # noqa: DTZ001 - the zone follows
        return naive.replace(tzinfo=UTC if utc else timezone.get_default_timezone()).astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        return ""


def published(element: Element) -> tuple[str, str]:
    """The date of an item, and a sentence if what it says is no date."""
    said = element.text("wp:post_date_gmt")
    if found := moment(said):
        return found, ""
    local = element.text("wp:post_date")
    if found := moment(local, utc=False):
        return found, ""
    feed = element.text("pubDate")
    if feed and not feed.startswith(("Mon, 30 Nov -", "Thu, 01 Jan 1970 00:00:00 +0000")):
        try:
            return parsedate_to_datetime(feed).astimezone(UTC).isoformat(), ""
        except (ValueError, TypeError, OverflowError):
            pass
    wrong = next((text for text in (said, local, feed) if text and not text.startswith("0000")), "")
    return "", f"“{wrong[:60]}” is no date." if wrong else ""
