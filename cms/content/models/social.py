"""Pictures for sharing that were drawn for pages which have none."""

from django.db import models


class SocialCard(models.Model):
    """The drawn picture of one page: `name` is a public file, `digest` says what it was drawn from."""

    page = models.OneToOneField("wagtailcore.Page", on_delete=models.CASCADE, related_name="social_card")
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.name
