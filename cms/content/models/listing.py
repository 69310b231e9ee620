"""The listing table: one flat row per publicly visible page, with what lists filter and order by.

Wagtail's page table and our child tables meet no composite index. Lists, feeds, counts and topic pages read these rows
instead; `cms.content.listing` keeps them in step, in the transaction of the change.
"""

from typing import Self

from django.db import models
from django.db.models import F, OuterRef, Q, StringAgg, Subquery, TextField, Value
from django.db.models.functions import Cast, Concat, Now

#: What a card shows of a page's facets.
CARD_FACETS = ("author", "topic")


class ListingQuerySet(models.QuerySet["Listing"]):
    """Lists start at `visible()`: expiry is judged by the database's clock, at every read."""

    def visible(self) -> Self:
        return self.filter(Q(visible_until__isnull=True) | Q(visible_until__gt=Now()))

    def on(self, site_id: int, language: str) -> Self:
        return self.visible().filter(site_id=site_id, language=language)

    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)

    def newest_first(self) -> Self:
        return self.order_by("-published_at", "-page_id")

    def in_series_order(self) -> Self:
        """After `with_facet("series", …)`: in the order that editors gave, then the oldest first."""
        return self.order_by("facets__position", "published_at", "page_id")

    def with_keys(self) -> Self:
        """Rows that bring the keys of their authors and topics: what a card needs, in the query of the list (`keys_of`)."""
        line = Concat("facet", Value(" "), Cast("position", TextField()), Value(" "), Cast("key", TextField()), output_field=TextField())
        facets = ListingFacet.objects.filter(listing=OuterRef("pk"), facet__in=CARD_FACETS).order_by().values("listing")
        joined = facets.annotate(lines=StringAgg(line, delimiter=Value("\n"))).values("lines")
        return self.annotate(facet_keys=Subquery(joined, output_field=TextField()))

    def for_cards(self) -> Self:
        """Rows that bring all that a card reads of them, and no page."""
        return self.with_keys().annotate(page_url_path=F("page__url_path"), page_path=F("page__path"))

    def with_facet(self, facet: str, key: int) -> Self:
        """Rows that carry a facet, for example `with_facet("topic", 7)`."""
        return self.filter(facets__facet=facet, facets__key=key)


class Listing(models.Model):
    """One publicly visible page. `visible_until` is the earliest expiry of the page and its ancestors."""

    page = models.OneToOneField("wagtailcore.Page", primary_key=True, on_delete=models.CASCADE, related_name="listing")
    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=100)
    kind = models.CharField(max_length=100)
    title = models.CharField(max_length=255)
    slug = models.CharField(max_length=255)
    standfirst = models.TextField(blank=True)
    lead_image = models.ForeignKey("media.Image", null=True, on_delete=models.SET_NULL, related_name="+")
    lead_image_alt = models.CharField(max_length=255, blank=True)
    published_at = models.DateTimeField()
    updated_at = models.DateTimeField(null=True)
    featured = models.BooleanField(default=False)
    word_count = models.PositiveIntegerField(default=0)
    comment_count = models.PositiveIntegerField(default=0)
    visible_until = models.DateTimeField(null=True)
    #: The colour that links to it have, where editors chose one.
    hue = models.PositiveSmallIntegerField(null=True)

    objects = ListingQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["site", "language", "kind", "-published_at", "-page"], name="listing_newest"),
            models.Index(fields=["site", "language", "kind", "slug"], name="listing_slug"),
            models.Index(fields=["visible_until"], name="listing_expiring", condition=Q(visible_until__isnull=False)),
        )

    def __str__(self) -> str:
        return self.title


class ListingFacet(models.Model):
    """Something a listed page can be found by: a topic, an author, a tag, a series. `position` keeps the editors' order."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="facets")
    facet = models.CharField(max_length=20)
    key = models.BigIntegerField()
    position = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["listing", "facet", "key"], name="listing_facet_once"),)
        indexes = (models.Index(fields=["facet", "key", "-published_at", "-listing"], name="listing_facet_newest"),)

    def __str__(self) -> str:
        return f"{self.facet}:{self.key}"


class ListingCount(models.Model):
    """How many pages of a kind are listed under a facet; `facet=""` counts all of the kind. Maintained, not counted."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=100)
    kind = models.CharField(max_length=100)
    facet = models.CharField(max_length=20, blank=True)
    key = models.BigIntegerField(default=0)
    count = models.BigIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["site", "language", "kind", "facet", "key"], name="listing_count_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.facet}:{self.key} = {self.count}"
