"""The place of a row: one number that orders rows by date, and by primary key where the date is the same."""

from datetime import UTC, date, datetime

_KEY_BITS = 30
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = 24 * 3600
_LATEST = 2**33 - 1  # seconds since 1970 that fit


def place_of(published_at: datetime, pk: int) -> int:
    seconds = int((published_at - _EPOCH).total_seconds())
    return (max(-_LATEST, min(seconds, _LATEST)) << _KEY_BITS) + pk % (1 << _KEY_BITS)


def day_of(place: int) -> int:
    """The day (UTC) of a place, counted from 1970 on."""
    return (place >> _KEY_BITS) // _DAY


def number_of(day: date) -> int:
    """The same of a day."""
    return day.toordinal() - _EPOCH.toordinal()
