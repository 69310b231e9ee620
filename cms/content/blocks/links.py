"""What leads on: teasers of pages, buttons, downloads."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock

from cms.content.blocks import examples
from cms.content.blocks.base import ContentBlock, raw_choice, raw_id, raw_list, raw_text
from cms.content.blocks.lines import markdown_link, one_line, strong
from cms.content.markup import escape_markdown
from cms.content.richtext import safe_url
from cms.content.values import Card, File, Link

if TYPE_CHECKING:
    from cms.content.scope import Reference, Scope

ButtonStyle = Literal["primary", "secondary"]
BUTTON_STYLES: tuple[tuple[ButtonStyle, Any], ...] = (("primary", _("Strong")), ("secondary", _("Quiet")))


@dataclass(frozen=True)
class TeaserContent:
    """One card or more; a card's own title and text may be replaced by the editor's."""

    heading: str
    cards: tuple[Card, ...]


class TeaserPageBlock(blocks.StructBlock):
    """A page to be teased."""

    page = blocks.PageChooserBlock(label=_("Page"))
    title = blocks.CharBlock(label=_("Other title"), required=False, max_length=255, help_text=_("Instead of the page's own."))
    text = blocks.TextBlock(label=_("Other text"), required=False, max_length=400, rows=2, help_text=_("Instead of the page's own."))

    class Meta:
        icon = "doc-empty-inverse"
        label = _("Page")
        label_format = "{page}"


class TeaserBlock(ContentBlock, blocks.StructBlock):
    """Cards of other pages. A page that the reader may not see is left out."""

    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=120, help_text=_("For example: Read on"))
    pages = blocks.ListBlock(TeaserPageBlock(), label=_("Pages"), min_num=1, max_num=6)

    value_type = TeaserContent

    def references(self, raw: Any) -> Iterable["Reference"]:
        return [("card", pk) for item in raw_list(raw.get("pages")) if (pk := raw_id(item, "page")) is not None]

    def publish(self, raw: Any, scope: "Scope") -> TeaserContent | None:
        cards = []
        for item in raw_list(raw.get("pages"))[:6]:
            card = scope.get("card", raw_id(item, "page"))
            if card is not None:
                title, text = raw_text(item, "title"), raw_text(item, "text")
                cards.append(replace(card, title=title or card.title, standfirst=text or card.standfirst))
        return TeaserContent(raw_text(raw, "heading"), tuple(cards)) if cards else None

    def as_text(self, content: TeaserContent) -> str:
        cards = (part for card in content.cards for part in (card.title, card.standfirst))
        return "\n".join(part for part in (content.heading, *cards) if part)

    def as_markdown(self, content: TeaserContent) -> str:
        lines = [strong(content.heading), ""] if content.heading else []
        for card in content.cards:
            standfirst = f": {one_line(card.standfirst)}" if card.standfirst else ""
            lines.append(f"- {markdown_link(card.title, card.url)}{standfirst}")
        return "\n".join(lines)

    def example(self) -> TeaserContent:
        return TeaserContent("Read on", (examples.CARD,))

    class Meta:
        icon = "doc-full-inverse"
        label = _("Teaser")
        group = _("Links")
        label_format = "{heading}"
        preview_value = {"heading": "Read on", "pages": []}
        description = _("One to six pages as cards, with picture, title and standfirst.")


@dataclass(frozen=True)
class ButtonContent:
    """`page` is the target when it is a page of this site; `url` is where the button leads in any case."""

    text: str
    url: str
    style: ButtonStyle
    page: Link | None


class ButtonBlock(ContentBlock, blocks.StructBlock):
    """A link that asks to be followed. It disappears with the page that it leads to."""

    text = blocks.CharBlock(label=_("Text"), max_length=80, help_text=_("Says what happens, for example: Read the report"))
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    url = blocks.CharBlock(label=_("Or an address"), required=False, max_length=500)
    style = blocks.ChoiceBlock(label=_("Style"), choices=BUTTON_STYLES, default="primary")

    value_type = ButtonContent

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        page, url = cleaned.get("page"), (cleaned.get("url") or "").strip()
        if bool(page) == bool(url) and not (self.is_deferred_validation and not page):
            error = ValidationError(_("Choose a page or give an address, one of the two."))
            raise StructBlockValidationError(block_errors={"page": error})
        if url and safe_url(url) is None:
            error = ValidationError(_("An address begins with https://, http://, mailto:, tel: or /."))
            raise StructBlockValidationError(block_errors={"url": error})
        return cleaned

    def references(self, raw: Any) -> Iterable["Reference"]:
        page = raw_id(raw, "page")
        return [("page", page)] if page is not None else []

    def publish(self, raw: Any, scope: "Scope") -> ButtonContent | None:
        text, page = raw_text(raw, "text"), None
        if raw.get("page") is not None:
            page = scope.get("page", raw_id(raw, "page"))
            url = page.url if page else None
        else:
            url = safe_url(raw_text(raw, "url"))
        if not text or not url:
            return None
        return ButtonContent(text, url, raw_choice(raw, "style", BUTTON_STYLES, "primary"), page)

    def as_text(self, content: ButtonContent) -> str:
        return content.text

    def as_markdown(self, content: ButtonContent) -> str:
        return markdown_link(content.text, content.url)

    class Meta:
        icon = "link"
        label = _("Button")
        group = _("Links")
        label_format = "{text}"
        preview_value = {"text": "Read the report", "page": None, "url": "https://example.org/", "style": "primary"}
        description = _("A link that asks to be followed.")


@dataclass(frozen=True)
class DownloadContent:
    """A file to take away. `title` is never empty."""

    file: File
    title: str
    description: str

    @property
    def kind(self) -> str:
        """What readers call the kind of the file, for example PDF."""
        return self.file.filename.rpartition(".")[2].upper()


class DownloadBlock(ContentBlock, blocks.StructBlock):
    """A document with its kind and size."""

    document = DocumentChooserBlock(label=_("Document"))
    title = blocks.CharBlock(label=_("Other title"), required=False, max_length=255, help_text=_("Instead of the document's own."))
    description = blocks.TextBlock(label=_("Description"), required=False, max_length=600, rows=2)

    value_type = DownloadContent

    def references(self, raw: Any) -> Iterable["Reference"]:
        document = raw_id(raw, "document")
        return [("document", document)] if document is not None else []

    def publish(self, raw: Any, scope: "Scope") -> DownloadContent | None:
        file = scope.get("document", raw_id(raw, "document"))
        if file is None:
            return None
        return DownloadContent(file, raw_text(raw, "title") or file.title or file.filename, raw_text(raw, "description"))

    def as_text(self, content: DownloadContent) -> str:
        return "\n".join(part for part in (content.title, content.description) if part)

    def as_markdown(self, content: DownloadContent) -> str:
        link = markdown_link(content.title, content.file.url)
        return "\n\n".join(part for part in (link, escape_markdown(content.description)) if part)

    def example(self) -> DownloadContent:
        return DownloadContent(examples.DOCUMENT, "The river report", "All measurements of the year, with their sources.")

    class Meta:
        icon = "download"
        label = _("Download")
        group = _("Links")
        label_format = "{title}"
        preview_value = {"title": "", "description": ""}
        description = _("A document to take away, with its kind and size.")
