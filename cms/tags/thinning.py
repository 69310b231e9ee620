"""Keeping the change log short. A process that has slept longer than this forgets everything that it has stored."""

from datetime import timedelta

from django.db.models import Max
from django.db.models.functions import Now

from cms.tags.models import Change

KEPT = timedelta(days=30)


def thin_log() -> None:
    """Delete what is older than thirty days. The newest row always stays: it says how far the log is."""
    newest = Change.objects.aggregate(newest=Max("seq"))["newest"]
    if newest is not None:
        Change.objects.filter(seq__lt=newest, at__lt=Now() - KEPT).delete()
