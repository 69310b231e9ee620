"""What is public now, as the last change left it; and who has been told of changes."""

from django.db import models


class PublicObject(models.Model):
    """One public object: what the log last said of it. Maintained by `cms.events.reading`, at the end of each transaction.

    `tag` is its content tag (`page:12`); `type` and `public_id` are as in the API; `url` is the path from the host on, empty for
    what has no page of its own.
    """

    tag = models.CharField(max_length=100, primary_key=True)
    type = models.CharField(max_length=100)
    object_id = models.BigIntegerField()
    public_id = models.UUIDField()
    locale = models.CharField(max_length=100, blank=True)
    site = models.ForeignKey("wagtailcore.Site", null=True, on_delete=models.SET_NULL, related_name="+", db_constraint=False)
    url = models.TextField(blank=True)

    class Meta:
        indexes = (models.Index(fields=["type", "object_id"], name="public_object_type"),)

    def __str__(self) -> str:
        return f"{self.type} {self.object_id}"


class Recipient(models.Model):
    """A frontend that is told of changes, by the key of its name. `told` is the last change that it took."""

    name = models.CharField(max_length=100, primary_key=True)
    told = models.BigIntegerField()
    told_at = models.DateTimeField(null=True)
    attempted_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    next_attempt_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    claimed_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
