"""The change log."""

from django.db import models
from django.db.models.functions import Now


class Change(models.Model):
    """One transaction that changed content. `seq` is in the order of the commits: whoever sees a number sees all below it.

    `tags` maps each tag that moved to what of which tables made it move (`{"page:12": "wagtailcore_page:title"}`); `events` says
    what that means to the public (see `cms.events`), and is empty for a change that only editors see.
    """

    seq = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=Now())
    tags = models.JSONField(default=dict)
    events = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))

    class Meta:
        indexes = (models.Index(fields=["at"], name="change_at"),)

    def __str__(self) -> str:
        return f"{self.seq}: {', '.join(sorted(self.tags))}"
