"""Pictures: one, or several that belong together."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock as WagtailImageBlock

from cms.content.blocks import examples
from cms.content.blocks.base import ContentBlock, raw_choice, raw_id, raw_list, raw_text
from cms.content.blocks.lines import markdown_link, one_line, strong
from cms.content.richtext import CAPTION_FEATURES, references, rich_text
from cms.content.values import RichText
from cms.media.picture import Picture, picture

if TYPE_CHECKING:
    from cms.content.scope import Reference, Scope

Width = Literal["text", "wide", "full"]
WIDTHS: tuple[tuple[Width, Any], ...] = (("text", _("As wide as the text")), ("wide", _("Wider than the text")), ("full", _("Full width")))
Layout = Literal["grid", "row"]
LAYOUTS: tuple[tuple[Layout, Any], ...] = (("grid", _("Grid")), ("row", _("One row")))


def chosen_image_id(raw: Any) -> int | None:
    """The primary key in the raw value of Wagtail's ImageBlock, or of the image chooser that it once may have been."""
    return raw_id(raw, "image") if isinstance(raw, Mapping) else raw_id({"image": raw}, "image")


def chosen_picture(raw: Any, scope: "Scope") -> Picture | None:
    """The picture of a raw ImageBlock value with the alt text of this place; None when it may not be seen."""
    image = scope.get("image", chosen_image_id(raw))
    if image is None:
        return None
    if not isinstance(raw, Mapping):
        return picture(image, "body")
    return picture(image, "body", alt=raw_text(raw, "alt_text") or None, decorative=raw.get("decorative") is True)


def image_references(raw: Any) -> Iterator["Reference"]:
    """What a raw image or gallery item refers to."""
    image = chosen_image_id(raw.get("image"))
    if image is not None:
        yield "image", image
    yield from references(raw_text(raw, "caption"))


def markdown_image(image: Picture) -> str:
    """The picture in Markdown; nothing while it has no file."""
    return f"!{markdown_link(image.alt, image.src)}" if image.src else ""


def markdown_note(caption: RichText, credit: str = "") -> str:
    """Caption and credit as one paragraph."""
    return " ".join(part for part in (caption.markdown, f"({one_line(credit)})" if credit else "") if part)


@dataclass(frozen=True)
class ImageContent:
    """A picture in the text. `credit` is the picture's own unless this place has another."""

    picture: Picture
    caption: RichText
    credit: str
    width: Width


class ImageBlock(ContentBlock, blocks.StructBlock):
    """A picture. Its alt text says what it shows here, or that it is decorative."""

    image = WagtailImageBlock(label=_("Image"))
    caption = blocks.RichTextBlock(label=_("Caption"), features=CAPTION_FEATURES, required=False)
    credit = blocks.CharBlock(
        label=_("Credit"), required=False, max_length=255, help_text=_("The image's own credit is shown when this is empty.")
    )
    width = blocks.ChoiceBlock(label=_("Width"), choices=WIDTHS, default="text")

    value_type = ImageContent

    def references(self, raw: Any) -> Iterable["Reference"]:
        return image_references(raw)

    def publish(self, raw: Any, scope: "Scope") -> ImageContent | None:
        shown = chosen_picture(raw.get("image"), scope)
        if shown is None:
            return None
        width = raw_choice(raw, "width", WIDTHS, "text")
        return ImageContent(shown, rich_text(raw.get("caption"), scope), raw_text(raw, "credit") or shown.credit, width)

    def as_text(self, content: ImageContent) -> str:
        return "\n".join(part for part in (content.picture.alt, content.caption.text) if part)

    def as_markdown(self, content: ImageContent) -> str:
        return "\n\n".join(part for part in (markdown_image(content.picture), markdown_note(content.caption, content.credit)) if part)

    def example(self) -> ImageContent:
        return ImageContent(examples.PICTURE, RichText("<p>The river at first light.</p>"), "Ada Morgan", "text")

    class Meta:
        icon = "image"
        label = _("Image")
        group = _("Media")
        label_format = "{caption}"
        preview_value = {"width": "text", "credit": ""}
        description = _("A picture with alt text, caption and credit.")


@dataclass(frozen=True)
class GalleryImage:
    picture: Picture
    caption: RichText
    credit: str


@dataclass(frozen=True)
class GalleryContent:
    """Pictures that belong together, at least one."""

    title: str
    layout: Layout
    images: tuple[GalleryImage, ...]


class GalleryImageBlock(blocks.StructBlock):
    """One picture of a gallery."""

    image = WagtailImageBlock(label=_("Image"))
    caption = blocks.RichTextBlock(label=_("Caption"), features=CAPTION_FEATURES, required=False)
    credit = blocks.CharBlock(label=_("Credit"), required=False, max_length=255)

    class Meta:
        icon = "image"
        label = _("Image")
        label_format = "{caption}"


class GalleryBlock(ContentBlock, blocks.StructBlock):
    """Pictures that belong together."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=120)
    images = blocks.ListBlock(GalleryImageBlock(), label=_("Images"), min_num=2, max_num=40)
    layout = blocks.ChoiceBlock(label=_("Layout"), choices=LAYOUTS, default="grid")

    value_type = GalleryContent

    def references(self, raw: Any) -> Iterable["Reference"]:
        return [reference for item in raw_list(raw.get("images")) for reference in image_references(item)]

    def publish(self, raw: Any, scope: "Scope") -> GalleryContent | None:
        images = []
        for item in raw_list(raw.get("images")):
            shown = chosen_picture(item.get("image"), scope)
            if shown is not None:
                images.append(GalleryImage(shown, rich_text(item.get("caption"), scope), raw_text(item, "credit") or shown.credit))
        return GalleryContent(raw_text(raw, "title"), raw_choice(raw, "layout", LAYOUTS, "grid"), tuple(images)) if images else None

    def as_text(self, content: GalleryContent) -> str:
        parts = (part for image in content.images for part in (image.picture.alt, image.caption.text))
        return "\n".join(part for part in (content.title, *parts) if part)

    def as_markdown(self, content: GalleryContent) -> str:
        parts = (part for image in content.images for part in (markdown_image(image.picture), markdown_note(image.caption, image.credit)))
        return "\n\n".join(part for part in (strong(content.title), *parts) if part)

    def example(self) -> GalleryContent:
        image = GalleryImage(examples.PICTURE, RichText("<p>The river.</p>"), "Ada Morgan")
        return GalleryContent("Four mornings", "grid", (image,) * 4)

    class Meta:
        icon = "grid"
        label = _("Gallery")
        group = _("Media")
        label_format = "{title}"
        preview_value = {"title": "", "images": [], "layout": "grid"}
        description = _("Several pictures, as a grid or in a row.")
