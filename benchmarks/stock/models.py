"""An article as Wagtail's tutorial would write it, with the fields that ours shows."""

from typing import ClassVar

from django.db import models
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page


class StockArticle(Page):
    standfirst = models.TextField(blank=True, max_length=500)
    body = StreamField(
        [
            ("paragraph", blocks.RichTextBlock(features=["bold", "italic", "ol", "ul", "link", "code", "superscript", "subscript"])),
            (
                "heading",
                blocks.StructBlock(
                    [
                        ("text", blocks.CharBlock()),
                        ("level", blocks.ChoiceBlock(choices=[("h2", "Section"), ("h3", "Subsection")])),
                        ("anchor", blocks.CharBlock(required=False)),
                    ]
                ),
            ),
            (
                "pull_quote",
                blocks.StructBlock(
                    [
                        ("quote", blocks.TextBlock()),
                        ("attribution", blocks.CharBlock(required=False)),
                        ("role", blocks.CharBlock(required=False)),
                    ]
                ),
            ),
        ]
    )

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("standfirst"), FieldPanel("body")]
