"""Article pages, their desks, and what hangs on an article."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, TagBase
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, MultipleChooserPanel
from wagtail.models import Orderable, Page, PageManager

from articles.forms import ArticleForm
from articles.relations import Relations, read_own_relations, relations
from articles.values import ArticleIndexValue, ArticleValue
from cms.content.models.base import BasePage, BodyPage, Facet
from cms.content.models.querysets import ListedQuerySet
from cms.content.pages import PageValue
from cms.content.searching import SearchText
from cms.visibility import prefixes

if TYPE_CHECKING:
    from cms.content.scope import Reference, Scope


#: The place of articles that have none in their series: behind the others.
UNPLACED = 32_767


class Tag(TagBase):
    """A free keyword."""

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ("name",)


class ArticleTag(ItemBase):
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="tagged_articles")
    content_object = ParentalKey("articles.ArticlePage", on_delete=models.CASCADE, related_name="tagged_items")


class ArticleQuerySet(ListedQuerySet):
    """Editors' lists of articles, drafts included. What visitors see starts at `Listing`."""

    def in_topic(self, topic: Page) -> "ArticleQuerySet":
        return self.filter(article_topics__topic=topic)

    def by_author(self, author: models.Model) -> "ArticleQuerySet":
        return self.filter(article_authors__author=author)

    def newest_first(self) -> "ArticleQuerySet":
        return self.order_by("-published_at", "-pk")


class ArticleIndexPage(BasePage):
    """A desk: a place in the tree where articles are written, and the list of what it has published. Desks may nest."""

    introduction = models.TextField(_("introduction"), blank=True, max_length=500)

    value_type: ClassVar[type[PageValue]] = ArticleIndexValue
    linked_data_type: ClassVar = "CollectionPage"
    has_feeds: ClassVar = True
    template = "pages/article_index_page.html"
    parent_page_types: ClassVar = ["home.HomePage", "articles.ArticleIndexPage"]
    content_panels: ClassVar = [*BasePage.content_panels, FieldPanel("introduction", help_text=_("One or two sentences above its list."))]

    class Meta:
        verbose_name = _("desk")
        verbose_name_plural = _("desks")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from articles.lists import list_context

        return list_context(self, request, facet="desk", key=self.pk)

    def build(self, scope: "Scope") -> PageValue:
        from articles.building import index_value

        return index_value(self, scope)

    def search_text(self, scope: "Scope") -> SearchText:
        return replace(super().search_text(scope), standfirst=self.introduction)


class ArticlePage(BodyPage):
    """An article."""

    featured = models.BooleanField(_("featured"), default=False, help_text=_("Editors may give it a better place in lists."))
    comments_open = models.BooleanField(_("comments are open"), default=True)
    series = models.ForeignKey(
        "articles.Series", null=True, blank=True, on_delete=models.SET_NULL, related_name="articles", verbose_name=_("series")
    )
    series_position = models.PositiveSmallIntegerField(_("position in the series"), null=True, blank=True)
    tags = ClusterTaggableManager(through=ArticleTag, blank=True, verbose_name=_("tags"))

    objects = PageManager.from_queryset(ArticleQuerySet)()

    known_relations: Relations | None = None
    known_desks: list[int] | None = None

    value_type: ClassVar[type[PageValue]] = ArticleValue
    template = "pages/article_page.html"
    parent_page_types: ClassVar = ["articles.ArticleIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    base_form_class = ArticleForm
    classify_panels: ClassVar = [
        # No min_num: its empty first row would keep drafts from being saved. An article is complete when it is published.
        MultipleChooserPanel(
            "article_authors",
            chooser_field_name="author",
            heading=_("Authors"),
            label=_("author"),
            help_text=_("In the order of the byline. You stand here already if an author belongs to your account."),
        ),
        MultipleChooserPanel(
            "article_topics",
            chooser_field_name="topic",
            heading=_("Topics"),
            label=_("topic"),
            help_text=_("The first one is the primary topic: it stands above the title. Drag to change the order."),
        ),
        FieldPanel("tags", help_text=_("Free keywords, with commas between them. Topics lead readers further than tags.")),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel("series"),
                        FieldPanel("series_position", help_text=_("1 for the first part. Articles without a number stand last.")),
                    ]
                )
            ],
            heading=_("Series"),
        ),
        MultipleChooserPanel(
            "related_articles",
            chooser_field_name="article",
            heading=_("Related articles"),
            label=_("article"),
            help_text=_("Found by topic when you choose none."),
        ),
    ]
    promote_panels: ClassVar = [FieldPanel("featured"), *BodyPage.promote_panels]
    settings_panels: ClassVar = [
        *BodyPage.settings_panels,
        FieldPanel("comments_open", heading=_("Comments"), help_text=_("Readers may comment on this article.")),
        InlinePanel(
            "corrections",
            heading=_("Corrections"),
            label=_("correction"),
            help_text=_("What was wrong and has been put right, said openly below the article."),
        ),
    ]

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    # --- what is published --------------------------------------------------------------------------------------------

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from articles.building import for_readers

        context = super().get_context(request)
        return {**context, **for_readers(self, context)}

    def references(self) -> Iterable["Reference"]:
        from articles.building import article_references

        yield from super().references()
        yield from article_references(self)

    def build(self, scope: "Scope") -> PageValue:
        from articles.building import article_value

        return article_value(self, scope)

    def search_text(self, scope: "Scope") -> SearchText:
        text = super().search_text(scope)
        corrections = "\n".join(correction.text for correction in relations(self).corrections)
        return replace(text, body=f"{text.body}\n{corrections}") if corrections else text

    def facets(self) -> Iterable[Facet]:
        found = relations(self)
        yield from (Facet("topic", pk, position) for position, pk in enumerate(found.topics))
        yield from (Facet("author", pk, position) for position, pk in enumerate(found.authors))
        yield from (Facet("tag", pk, position) for position, pk in enumerate(found.tags))
        if self.series_id:
            yield Facet("series", self.series_id, UNPLACED if self.series_position is None else self.series_position)
        if self.known_desks is None:
            desks = Page.objects.filter(path__in=prefixes(self.path)[1:-1]).order_by("-depth")
            self.known_desks = list(desks.values_list("pk", flat=True))
        yield from (Facet("desk", pk, position) for position, pk in enumerate(self.known_desks))

    @classmethod
    def read_facets(cls, pages: "Sequence[ArticlePage]") -> None:
        read_own_relations(pages)
        steps = {step for page in pages for step in prefixes(page.path)[1:-1]}
        pks = dict(Page.objects.filter(path__in=steps).values_list("path", "pk"))
        for page in pages:
            page.known_desks = [pks[step] for step in reversed(prefixes(page.path)[1:-1]) if step in pks]

    def forget_relations(self) -> None:
        self.known_relations, self.known_desks = None, []

    def teaser(self) -> dict[str, Any]:
        return {**super().teaser(), "featured": self.featured}

    # --- rules --------------------------------------------------------------------------------------------------------

    @property
    def invites_comments(self) -> bool:
        return self.comments_open

    def check_publishable(self) -> None:
        if self.alias_of_id:
            return
        errors = {}
        if not any(row.author_id for row in self.article_authors.all()):
            errors["article_authors"] = _("An article needs an author before it is published: add one under “Authors”.")
        topics = [row for row in self.article_topics.all() if row.topic_id]
        if not topics:
            errors["article_topics"] = _("An article needs a topic before it is published: add one under “Topics”.")
        if sum(row.is_primary for row in topics) > 1:
            errors["article_topics"] = _("Only one topic can be the primary one.")
        if errors:
            raise ValidationError(errors)

    def prepare(self) -> None:
        super().prepare()
        rows = sorted(
            (row for row in self.article_topics.all() if row.topic_id), key=lambda row: (row.sort_order is None, row.sort_order or 0)
        )
        if rows and not any(row.is_primary for row in rows):
            rows[0].is_primary = True
            self.article_topics.add(rows[0])

    def save(self, clean: bool = True, user: Any = None, log_action: Any = False, **kwargs: Any) -> Any:
        if not clean and self._state.adding and self.alias_of_id is None:
            # Wagtail does not check what it copies with a desk.
            page: Any = self  # Wagtail's field has no type
            if self._same_slug(page.slug).exists():
                page.slug = self._get_autogenerated_slug(page.slug)
        return super().save(clean=clean, user=user, log_action=log_action, **kwargs)

    def _same_slug(self, slug: str) -> models.QuerySet[Any]:
        """Other articles of the same site and language with this slug. Aliases share their source's."""
        parent = self.get_parent()
        top = prefixes(parent.path)[:2][-1] if parent is not None else ""
        return ArticlePage.objects.filter(slug=slug, alias_of=None, locale_id=self.locale_id, path__startswith=top).exclude(pk=self.pk)

    @classmethod
    def taken_slugs(cls, parent: Page, slugs: Iterable[str], locale_id: int) -> set[str]:
        wanted = list(slugs)
        top = prefixes(parent.path)[:2][-1]
        same = ArticlePage.objects.filter(slug__in=wanted, alias_of=None, locale_id=locale_id, path__startswith=top)
        return super().taken_slugs(parent, wanted, locale_id) | set(same.values_list("slug", flat=True))

    def _check_slug_is_unique(self) -> None:
        super()._check_slug_is_unique()
        if self.alias_of_id is None and self._same_slug(self.slug).exists():
            raise ValidationError(
                {"slug": _("Another article has the slug “%(slug)s”. Slugs of articles are unique on a site.") % {"slug": self.slug}}
            )

    def _get_autogenerated_slug(self, base_slug: str) -> str:
        slug, number = super()._get_autogenerated_slug(base_slug), 1
        while self._same_slug(slug).exists():
            number += 1
            slug = super()._get_autogenerated_slug(f"{base_slug}-{number}")
        return slug


class ArticleAuthor(Orderable):
    """An author of an article, in the order of the byline."""

    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="article_authors")
    author = models.ForeignKey("articles.Author", on_delete=models.CASCADE, related_name="authorships", verbose_name=_("author"))

    panels: ClassVar = [FieldPanel("author")]

    class Meta(Orderable.Meta):
        verbose_name = _("author of an article")


class ArticleTopic(Orderable):
    """A topic of an article; one is the primary one."""

    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="article_topics")
    topic = models.ForeignKey("articles.TopicPage", on_delete=models.CASCADE, related_name="topic_articles", verbose_name=_("topic"))
    is_primary = models.BooleanField(_("primary"), default=False)

    # The form keeps is_primary at the first row: see ArticleForm.
    panels: ClassVar = [FieldPanel("topic")]

    class Meta(Orderable.Meta):
        verbose_name = _("topic of an article")


class RelatedArticle(Orderable):
    """An article that editors chose to stand below another."""

    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="related_articles")
    article = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="+", verbose_name=_("article"))

    panels: ClassVar = [FieldPanel("article")]


class Correction(Orderable):
    """Something that was wrong and has been put right, said openly."""

    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="corrections")
    date = models.DateField(_("date"), default=timezone.localdate)
    text = models.TextField(_("what was wrong"), max_length=1000)

    panels: ClassVar = [FieldPanel("date"), FieldPanel("text")]

    class Meta(Orderable.Meta):
        verbose_name = _("correction")
