"""The public index, the names that readers use, the words they may have meant, and what they did not find.

Beside these tables each database has what it searches with: `search.engines`.
"""

from typing import ClassVar

from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _


class SearchRow(models.Model):
    """One publicly visible page: it lives and dies with its row of the listing table, in the transaction of the change.

    `place` orders rows from the oldest to the newest and is the row's number in the engine's own tables. `stems` are those of
    the title, `keys` what the page can be narrowed by (`topic:7 author:3 year:2026`), `text` is what snippets are cut from.
    """

    listing = models.OneToOneField("content.Listing", primary_key=True, on_delete=models.CASCADE, related_name="search_row")
    place = models.BigIntegerField(unique=True)
    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+", db_index=False)
    language = models.CharField(max_length=100)
    kind = models.CharField(max_length=100)
    featured = models.BooleanField(default=False)
    published_at = models.DateTimeField()
    visible_until = models.DateTimeField(null=True)
    title = models.CharField(max_length=255)
    stems = models.TextField(blank=True)
    keys = models.TextField(blank=True)
    text = models.TextField(blank=True)
    digest = models.CharField(max_length=32)
    version = models.PositiveSmallIntegerField(db_index=True)
    #: Whether its words are among those that a mistyped one may have meant.
    learned = models.BooleanField(default=False)
    #: What PostgreSQL searches; empty elsewhere. See search.engines.postgresql.
    vector = SearchVectorField(null=True)
    titles = SearchVectorField(null=True)

    class Meta:
        indexes = (models.Index(fields=["place"], name="search_row_to_learn", condition=models.Q(learned=False)),)

    def __str__(self) -> str:
        return self.title


class SearchName(models.Model):
    """A name of something public that is no page of its own kind of text: an author, a topic, a term, a series, a tag.

    `words` and `stems` are those of all its names, each between bars (`|mei|haddad|`). What is a page goes with its listing row.
    """

    kind = models.CharField(max_length=20)
    key = models.BigIntegerField()
    facet = models.CharField(max_length=20, blank=True)
    suggested = models.BooleanField(default=False)
    #: Empty for what is the same in every language.
    language = models.CharField(max_length=100, blank=True)
    name = models.CharField(max_length=255)
    words = models.TextField()
    stems = models.TextField()
    visible_until = models.DateTimeField(null=True)
    listing = models.ForeignKey("content.Listing", null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["kind", "key"], name="search_name_once"),)

    def __str__(self) -> str:
        return self.name


class DraftRow(models.Model):
    """One page as its editors have it, live or not: the words of its latest version. Only the admin's searches ask this table.

    `place` is by when the words were last changed, `seen` the page's `latest_revision_created_at` as it was then. `text` waits for
    its words to be learned.
    """

    page = models.OneToOneField("wagtailcore.Page", primary_key=True, on_delete=models.CASCADE, related_name="+")
    place = models.BigIntegerField(unique=True)
    language = models.CharField(max_length=100)
    kind = models.CharField(max_length=100)
    title = models.CharField(max_length=255)
    stems = models.TextField(blank=True)
    keys = models.TextField(blank=True)
    text = models.TextField(blank=True)
    digest = models.CharField(max_length=32)
    version = models.PositiveSmallIntegerField()
    seen = models.DateTimeField(null=True)
    changed = models.DateTimeField()
    learned = models.BooleanField(default=False)
    vector = SearchVectorField(null=True)
    titles = SearchVectorField(null=True)

    class Meta:
        indexes = (models.Index(fields=["changed"], name="search_draft_to_learn", condition=models.Q(learned=False)),)

    def __str__(self) -> str:
        return self.title


class DraftWord(models.Model):
    """A word that occurs in what editors have written, for those of them who mistype it."""

    language = models.CharField(max_length=100)
    word = models.CharField(max_length=60)
    stem = models.CharField(max_length=60)
    weight = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["language", "word"], name="search_draft_word_once"),)

    def __str__(self) -> str:
        return self.word


class SearchWord(models.Model):
    """A word that occurs in what is or was public, for those who mistype it. Whether it still leads anywhere is looked up."""

    language = models.CharField(max_length=100)
    word = models.CharField(max_length=60)
    stem = models.CharField(max_length=60)
    #: In how many rows it was met. A rough figure: it decides between words that are equally near.
    weight = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["language", "word"], name="search_word_once"),)

    def __str__(self) -> str:
        return self.word


class MissedQuery(models.Model):
    """How often readers looked for something on a day and found nothing. Nothing is kept of who they are."""

    day = models.DateField(_("day"))
    language = models.CharField(_("language"), max_length=100)
    query = models.CharField(_("looked for"), max_length=100)
    count = models.PositiveIntegerField(_("how often"), default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["day", "language", "query"], name="missed_query_once"),)
        permissions: ClassVar = [("see_missed_queries", _("Can see what readers look for and do not find"))]
        default_permissions: ClassVar = ()

    def __str__(self) -> str:
        return self.query
