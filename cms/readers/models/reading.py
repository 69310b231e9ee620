"""How often pages were read: numbers of days, and nothing about anybody."""

from django.db import models


class DayCount(models.Model):
    """How often a page was read on one day."""

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    day = models.DateField(db_index=True)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["page", "day"], name="day_count_once"),)

    def __str__(self) -> str:
        return f"{self.page_id} {self.day}: {self.number}"


class Readership(models.Model):
    """How often a page was read lately: the sum of its last days, made by the scheduler. What lists are ordered by."""

    page = models.OneToOneField("wagtailcore.Page", primary_key=True, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["-number", "page"], name="readership_most"),)

    def __str__(self) -> str:
        return f"{self.page_id}: {self.number}"
