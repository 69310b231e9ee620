"""A publication as Wagtail's tutorials and documentation would write it, with the fields that ours shows."""

from typing import Any, ClassVar

from django import forms
from django.db import models
from django.http import HttpRequest
from modelcluster.fields import ParentalManyToManyField
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page
from wagtail.search import index
from wagtail.snippets.models import register_snippet

PARAGRAPH = ["bold", "italic", "ol", "ul", "link", "code", "superscript", "subscript"]


@register_snippet
class StockAuthor(models.Model):
    name = models.CharField(max_length=100)
    slug = models.SlugField()

    api_fields: ClassVar = [APIField("name"), APIField("slug")]

    def __str__(self) -> str:
        return self.name


class StockTopic(Page):
    standfirst = models.TextField(blank=True)

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("standfirst")]
    api_fields: ClassVar = [APIField("standfirst")]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        articles = StockArticle.objects.live().public().filter(topics=self).order_by("-published_at")
        articles = articles.select_related("author", "lead_image").prefetch_related("lead_image__renditions")
        return {**super().get_context(request, *args, **kwargs), "articles": articles[:20], "total": articles.count()}


class StockArticle(Page):
    standfirst = models.TextField(blank=True, max_length=500)
    published_at = models.DateTimeField(null=True, blank=True, db_index=True)
    author = models.ForeignKey(StockAuthor, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    topics = ParentalManyToManyField(StockTopic, blank=True)
    lead_image = models.ForeignKey("wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    body = StreamField(
        [
            ("paragraph", blocks.RichTextBlock(features=PARAGRAPH)),
            (
                "heading",
                blocks.StructBlock(
                    [
                        ("text", blocks.CharBlock()),
                        ("level", blocks.ChoiceBlock(choices=[("h2", "Section"), ("h3", "Subsection")])),
                        ("anchor", blocks.CharBlock(required=False)),
                    ],
                    template="stock/heading.html",
                ),
            ),
            (
                "pull_quote",
                blocks.StructBlock(
                    [
                        ("quote", blocks.TextBlock()),
                        ("attribution", blocks.CharBlock(required=False)),
                        ("role", blocks.CharBlock(required=False)),
                    ],
                    template="stock/pull_quote.html",
                ),
            ),
            ("image", ImageChooserBlock(template="stock/image.html")),
        ]
    )

    search_fields: ClassVar = [*Page.search_fields, index.SearchField("standfirst"), index.SearchField("body")]
    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("standfirst"),
        FieldPanel("body"),
        FieldPanel("published_at"),
        FieldPanel("author"),
        FieldPanel("topics", widget=forms.CheckboxSelectMultiple),
        FieldPanel("lead_image"),
    ]
    api_fields: ClassVar[list[APIField]] = [
        *(APIField(name) for name in ("standfirst", "published_at", "author", "topics", "lead_image", "body")),
    ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        related = StockArticle.objects.live().public().filter(topics__in=self.topics.all()).exclude(pk=self.pk).order_by("-published_at")
        related = related.select_related("author", "lead_image").prefetch_related("lead_image__renditions")
        return {**super().get_context(request, *args, **kwargs), "related": related[:3]}
