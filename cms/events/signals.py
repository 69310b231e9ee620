"""Receivers of Django's signals. Connected in `apps.py`."""

from typing import Any

from cms.content.models.listing import Listing
from cms.events import reading
from cms.events.models import PublicObject


def after_migrations(using: str, **kwargs: Any) -> None:
    """A publication from before this table: what is public is written down once."""
    if Listing.objects.using(using).exists() and not PublicObject.objects.using(using).exists():
        reading.rebuild()
