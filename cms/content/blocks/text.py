"""Running text: headings, paragraphs, pull quotes, callouts, dividers."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.content.blocks.base import ContentBlock, raw_text
from cms.content.markup import escape_markdown
from cms.content.richtext import FEATURES, references, rich_text
from cms.content.values import RichText

if TYPE_CHECKING:
    from cms.content.scope import Reference, Scope

LEVELS = {"h2": 2, "h3": 3, "h4": 4}
CALLOUT_KINDS = (("note", _("Note")), ("tip", _("Tip")), ("warning", _("Warning")))


def quote_lines(markdown: str) -> str:
    """Markdown as a block quotation."""
    return "\n".join(f"> {line}".rstrip() for line in markdown.split("\n"))


def anchor_for(text: str) -> str:
    """An anchor from a heading's text, at most 80 characters."""
    return slugify(text, allow_unicode=True)[:80].strip("-") or "section"


@lru_cache(4_000)
def _anchor(text: str) -> str:
    """An anchor as an editor has written it."""
    return slugify(text, allow_unicode=True)


@dataclass(frozen=True)
class HeadingContent:
    """`level` is 2 to 4; `id` is the anchor, unique on the page."""

    text: str
    level: int
    id: str


class HeadingBlock(ContentBlock, blocks.StructBlock):
    """A heading. Its anchor is made from the first text and kept when the text changes, so that links to it hold."""

    text = blocks.CharBlock(label=_("Text"), max_length=255)
    level = blocks.ChoiceBlock(
        label=_("Level"), choices=[("h2", _("Section")), ("h3", _("Sub-section")), ("h4", _("Minor heading"))], default="h2"
    )
    anchor = blocks.RegexBlock(
        label=_("Anchor"),
        regex=r"^[\w-]*$",
        max_length=80,
        required=False,
        help_text=_("What follows # in a link to this heading. Made from the text when left empty; it stays when the text changes."),
    )

    value_type = HeadingContent

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        # Not in drafts: they are saved while the text is being typed.
        if not cleaned.get("anchor") and not self.is_deferred_validation:
            cleaned["anchor"] = anchor_for(cleaned.get("text") or "")
        return cleaned

    def publish(self, raw: Any, scope: "Scope") -> HeadingContent | None:
        text = raw_text(raw, "text")
        if not text:
            return None
        anchor = _anchor(raw_text(raw, "anchor")) or anchor_for(text)
        return HeadingContent(text, LEVELS.get(raw_text(raw, "level"), 2), scope.anchor(anchor))

    def as_text(self, content: HeadingContent) -> str:
        return content.text

    def as_markdown(self, content: HeadingContent) -> str:
        return "#" * content.level + " " + escape_markdown(content.text)

    class Meta:
        icon = "title"
        label = _("Heading")
        group = _("Text")
        label_format = "{text}"
        preview_value = {"text": "Where the river turns", "level": "h2", "anchor": ""}
        description = _("Starts a section and appears in the table of contents.")


@dataclass(frozen=True)
class ParagraphContent:
    """One or more paragraphs and lists of rich text."""

    html: RichText


class ParagraphBlock(ContentBlock, blocks.RichTextBlock):
    """Running text. A bare rich-text block, so that the editor's `/` menu and splitting work. One that was left empty is nothing."""

    value_type = ParagraphContent

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": FEATURES, "required": False, **kwargs})

    def references(self, raw: Any) -> Iterable["Reference"]:
        return references(raw)

    def publish(self, raw: Any, scope: "Scope") -> ParagraphContent | None:
        html = rich_text(raw, scope)
        return ParagraphContent(html) if html else None

    def as_text(self, content: ParagraphContent) -> str:
        return content.html.text

    def as_markdown(self, content: ParagraphContent) -> str:
        return content.html.markdown

    class Meta:
        icon = "pilcrow"
        label = _("Paragraph")
        group = _("Text")
        preview_value = "<p>A first sentence says what the matter is. The <b>second</b> one says why it matters.</p>"
        description = _("Running text with links, lists, terms and footnotes.")


@dataclass(frozen=True)
class PullQuoteContent:
    quote: str
    attribution: str
    role: str


class PullQuoteBlock(ContentBlock, blocks.StructBlock):
    """A sentence worth stopping at."""

    quote = blocks.TextBlock(label=_("Quote"), rows=3, max_length=600, help_text=_("Without quotation marks: the design sets them."))
    attribution = blocks.CharBlock(label=_("Who said it"), required=False, max_length=120)
    role = blocks.CharBlock(label=_("Who that is"), required=False, max_length=120)

    value_type = PullQuoteContent

    def publish(self, raw: Any, scope: "Scope") -> PullQuoteContent | None:
        quote = raw_text(raw, "quote")
        return PullQuoteContent(quote, raw_text(raw, "attribution"), raw_text(raw, "role")) if quote else None

    def as_text(self, content: PullQuoteContent) -> str:
        return "\n".join(part for part in (content.quote, content.attribution) if part)

    def as_markdown(self, content: PullQuoteContent) -> str:
        source = ", ".join(part for part in (content.attribution, content.role) if part)
        lines = escape_markdown(content.quote) + (f"\n\n\N{EM DASH} {escape_markdown(source)}" if source else "")
        return quote_lines(lines)

    class Meta:
        icon = "openquote"
        label = _("Pull quote")
        group = _("Text")
        label_format = "{quote}"
        preview_value = {"quote": "We built the map first, and the road second.", "attribution": "Ada Morgan", "role": "surveyor"}
        description = _("A sentence set large, with its speaker.")


@dataclass(frozen=True)
class CalloutContent:
    kind: Literal["note", "tip", "warning"]
    title: str
    html: RichText


class CalloutBlock(ContentBlock, blocks.StructBlock):
    """A box beside the argument: a note, a tip, a warning."""

    kind = blocks.ChoiceBlock(label=_("Kind"), choices=CALLOUT_KINDS, default="note")
    title = blocks.CharBlock(label=_("Title"), required=False, max_length=120)
    text = blocks.RichTextBlock(label=_("Text"), features=FEATURES)

    value_type = CalloutContent

    def references(self, raw: Any) -> Iterable["Reference"]:
        return references(raw.get("text", ""))

    def publish(self, raw: Any, scope: "Scope") -> CalloutContent | None:
        html = rich_text(raw.get("text"), scope)
        kind = raw_text(raw, "kind")
        known: Any = kind if kind in dict(CALLOUT_KINDS) else "note"
        return CalloutContent(known, raw_text(raw, "title"), html) if html else None

    def as_text(self, content: CalloutContent) -> str:
        return "\n".join(part for part in (content.title, content.html.text) if part)

    def as_markdown(self, content: CalloutContent) -> str:
        title = f"**{escape_markdown(content.title)}**\n\n" if content.title else ""
        return quote_lines(title + content.html.markdown)

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        group = _("Text")
        label_format = "{kind}: {title}"
        preview_value = {"kind": "tip", "title": "In short", "text": "<p>Measure before you change anything.</p>"}
        description = _("A note, a tip or a warning beside the text.")


@dataclass(frozen=True)
class DividerContent:
    """A pause in the text; it has nothing to say."""


class DividerBlock(ContentBlock, blocks.StaticBlock):
    """A pause between two parts."""

    value_type = DividerContent

    def publish(self, raw: Any, scope: "Scope") -> DividerContent:
        return DividerContent()

    def render_basic(self, value: Any, context: Any = None) -> str:
        # What Wagtail shows of it when two versions of a page are compared.
        return str(self.meta.admin_text)

    def as_markdown(self, content: DividerContent) -> str:
        return "* * *"

    class Meta:
        icon = "minus"
        label = _("Divider")
        group = _("Text")
        admin_text = _("A pause between two parts of the text.")
        preview_value = None
        description = _("A pause between two parts.")
