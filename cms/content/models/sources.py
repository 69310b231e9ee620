"""Where imported things came from."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models


class SourceReference(models.Model):
    """Remembers that `object` is what `source` knows as `source_id`, so that an import makes nothing twice.

    `fingerprint` is a digest of what the source said last, `written` one of what the import made of it: together they tell
    what changed at the source and what an editor has changed since.
    """

    source = models.CharField(max_length=100)
    source_id = models.CharField(max_length=255)
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=64)
    object = GenericForeignKey("content_type", "object_id")
    source_url = models.TextField(blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    written = models.CharField(max_length=64, blank=True)
    imported_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["source", "content_type", "source_id"], name="source_reference_once"),)
        indexes = (models.Index(fields=["content_type", "object_id"], name="source_reference_object"),)

    def __str__(self) -> str:
        return f"{self.source}:{self.source_id}"
