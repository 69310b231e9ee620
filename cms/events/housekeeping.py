"""The periodic jobs of this room: the log kept small."""

from datetime import timedelta

from django.db.models import Max
from django.db.models.functions import Now

from cms.tags.models import Change

#: How long a reader of `changes/` may stay away. The newest change stays, however old it is: numbers go on from it.
RETENTION = timedelta(days=30)


def prune_log() -> int:
    """Delete changes that are older than `RETENTION`; returns how many."""
    newest = Change.objects.aggregate(last=Max("seq"))["last"]
    deleted, _by_model = Change.objects.filter(at__lt=Now() - RETENTION).exclude(seq=newest).delete()
    return deleted
