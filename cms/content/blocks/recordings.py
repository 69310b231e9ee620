"""Sound and film of our own, played by the browser. What lies at a provider is an embed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock as WagtailImageBlock

from cms.content.blocks import examples
from cms.content.blocks.base import ContentBlock, raw_id, raw_text
from cms.content.blocks.lines import markdown_link
from cms.content.blocks.pictures import chosen_image_id, chosen_picture
from cms.content.richtext import CAPTION_FEATURES, FEATURES, references, rich_text
from cms.content.values import File, RichText
from cms.media.file_types import extension_of
from cms.media.picture import Picture

if TYPE_CHECKING:
    from cms.content.scope import Reference, Scope

AUDIO_EXTENSIONS = frozenset({"m4a", "mp3", "ogg", "wav", "webm"})
VIDEO_EXTENSIONS = frozenset({"mp4", "webm"})
CAPTION_EXTENSIONS = frozenset({"vtt"})


def playable(raw: Any, key: str, extensions: frozenset[str], scope: "Scope") -> File | None:
    """The visible document of a raw struct value, if its kind is one that a player plays."""
    file = scope.get("document", raw_id(raw, key))
    return file if file is not None and extension_of(file.filename) in extensions else None


def refuse_other_kinds(cleaned: Mapping[str, Any], kinds: Mapping[str, frozenset[str]]) -> None:
    """Raise what the editor's form shows when a chosen document is of another kind than its field wants."""
    errors = {}
    for key, extensions in kinds.items():
        document = cleaned.get(key)
        if document is not None and extension_of(document.filename) not in extensions:
            allowed = ", ".join(sorted(extensions))
            errors[key] = ValidationError(
                _("This file cannot be played here. Choose one of these kinds: %(kinds)s."), params={"kinds": allowed}
            )
    if errors:
        raise StructBlockValidationError(block_errors=errors)


@dataclass(frozen=True)
class AudioContent:
    """Sound that can be played here."""

    file: File
    title: str
    caption: RichText
    transcript: RichText


class AudioBlock(ContentBlock, blocks.StructBlock):
    """A recording with its transcript."""

    file = DocumentChooserBlock(label=_("Audio file"))
    title = blocks.CharBlock(label=_("Title"), max_length=255)
    caption = blocks.RichTextBlock(label=_("Caption"), features=CAPTION_FEATURES, required=False)
    transcript = blocks.RichTextBlock(
        label=_("Transcript"), features=FEATURES, required=False, help_text=_("For those who cannot hear it.")
    )

    value_type = AudioContent

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        refuse_other_kinds(cleaned, {"file": AUDIO_EXTENSIONS})
        return cleaned

    def references(self, raw: Any) -> Iterable["Reference"]:
        document = raw_id(raw, "file")
        texts = [reference for key in ("caption", "transcript") for reference in references(raw_text(raw, key))]
        return [("document", document), *texts] if document is not None else texts

    def publish(self, raw: Any, scope: "Scope") -> AudioContent | None:
        file = playable(raw, "file", AUDIO_EXTENSIONS, scope)
        if file is None:
            return None
        caption, transcript = rich_text(raw.get("caption"), scope), rich_text(raw.get("transcript"), scope)
        return AudioContent(file, raw_text(raw, "title") or file.title or file.filename, caption, transcript)

    def as_text(self, content: AudioContent) -> str:
        return "\n".join(part for part in (content.title, content.caption.text, content.transcript.text) if part)

    def as_markdown(self, content: AudioContent) -> str:
        parts = (markdown_link(content.title, content.file.url), content.caption.markdown, content.transcript.markdown)
        return "\n\n".join(part for part in parts if part)

    def example(self) -> AudioContent:
        return AudioContent(
            examples.AUDIO, "The sound of the weir", RichText("<p>Recorded in March.</p>"), RichText("<p>Water, then a bell.</p>")
        )

    class Meta:
        icon = "masthead-audio"
        label = _("Audio")
        group = _("Media")
        label_format = "{title}"
        preview_value = {"title": ""}
        description = _("A recording that is played here, with its transcript.")


@dataclass(frozen=True)
class VideoContent:
    """A film that can be played here. `captions` is a WebVTT file in `captions_language`."""

    file: File
    title: str
    poster: Picture | None
    captions: File | None
    captions_language: str
    caption: RichText
    transcript: RichText


class VideoBlock(ContentBlock, blocks.StructBlock):
    """A film of our own. Films at a provider are embeds."""

    file = DocumentChooserBlock(label=_("Video file"))
    title = blocks.CharBlock(label=_("Title"), max_length=255)
    poster = WagtailImageBlock(required=False, label=_("Picture before it plays"))
    captions = DocumentChooserBlock(label=_("Subtitles"), required=False, help_text=_("A WebVTT file (.vtt) in the language of the page."))
    caption = blocks.RichTextBlock(label=_("Caption"), features=CAPTION_FEATURES, required=False)
    transcript = blocks.RichTextBlock(
        label=_("Transcript"), features=FEATURES, required=False, help_text=_("For those who cannot hear or see it.")
    )

    value_type = VideoContent

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        refuse_other_kinds(cleaned, {"file": VIDEO_EXTENSIONS, "captions": CAPTION_EXTENSIONS})
        return cleaned

    def references(self, raw: Any) -> Iterable["Reference"]:
        documents = (raw_id(raw, key) for key in ("file", "captions"))
        yield from (("document", document) for document in documents if document is not None)
        poster = chosen_image_id(raw.get("poster"))
        if poster is not None:
            yield "image", poster
        for key in ("caption", "transcript"):
            yield from references(raw_text(raw, key))

    def publish(self, raw: Any, scope: "Scope") -> VideoContent | None:
        file = playable(raw, "file", VIDEO_EXTENSIONS, scope)
        if file is None:
            return None
        return VideoContent(
            file=file,
            title=raw_text(raw, "title") or file.title or file.filename,
            poster=chosen_picture(raw.get("poster"), scope),
            captions=playable(raw, "captions", CAPTION_EXTENSIONS, scope),
            captions_language=scope.language,
            caption=rich_text(raw.get("caption"), scope),
            transcript=rich_text(raw.get("transcript"), scope),
        )

    def as_text(self, content: VideoContent) -> str:
        return "\n".join(part for part in (content.title, content.caption.text, content.transcript.text) if part)

    def as_markdown(self, content: VideoContent) -> str:
        parts = (markdown_link(content.title, content.file.url), content.caption.markdown, content.transcript.markdown)
        return "\n\n".join(part for part in parts if part)

    def example(self) -> VideoContent:
        nothing = RichText()
        return VideoContent(examples.VIDEO, "A walk along the bank", examples.PICTURE, None, "en", RichText("<p>Two minutes.</p>"), nothing)

    class Meta:
        icon = "masthead-video"
        label = _("Video")
        group = _("Media")
        label_format = "{title}"
        preview_value = {"title": ""}
        description = _("A film of your own that is played here, with subtitles and transcript.")
