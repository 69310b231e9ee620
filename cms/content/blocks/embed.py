"""Works that lie at a provider: films, music, charts, maps.

Who can be embedded is known by patterns (`providers.py`), when the block is saved; nobody is asked over the network, then
or later. The visitor's browser calls the provider only when the visitor opens the player.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from cms.content.blocks.base import ContentBlock, raw_text
from cms.content.blocks.lines import markdown_link
from cms.content.blocks.providers import PROVIDERS, RATIOS, Player, is_player, resolve, web_url
from cms.content.richtext import CAPTION_FEATURES, references, rich_text
from cms.content.values import RichText

if TYPE_CHECKING:
    from cms.content.scope import Reference, Scope


@dataclass(frozen=True)
class EmbedContent:
    """A work at a provider. Without an `embed_url` it is only a link. `width` and `height` are the ratio of the player."""

    provider: str
    provider_name: str
    title: str
    url: str
    embed_url: str | None
    width: int
    height: int
    caption: RichText


def stored_player(raw: Mapping[str, Any]) -> Player | None:
    """The player that was found when the block was saved, if it has the shape that its provider's players have."""
    resolved = raw.get("resolved")
    if not isinstance(resolved, Mapping):
        return None
    provider, embed_url = raw_text(resolved, "provider"), raw_text(resolved, "embed_url")
    ratio: Any = (resolved.get("width"), resolved.get("height"))
    if not is_player(provider, embed_url) or not all(isinstance(side, int) for side in ratio) or ratio not in RATIOS:
        return None
    return Player(provider, embed_url, ratio)


class EmbedBlock(ContentBlock, blocks.StructBlock):
    """A player, or a link where the address is not one of a known provider.

    The database keeps what the address was resolved to (`resolved`), beside what the editor entered.
    """

    url = blocks.URLBlock(
        label=_("Address"),
        max_length=1000,
        help_text=_("The address of the page where the work lies, as your browser shows it, for example https://vimeo.com/76979871."),
    )
    title = blocks.CharBlock(label=_("Title"), max_length=255, help_text=_("What it is, for people who cannot see the player."))
    caption = blocks.RichTextBlock(label=_("Caption"), features=CAPTION_FEATURES, required=False)

    value_type = EmbedContent

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned.get("url") and web_url(cleaned["url"]) is None:
            raise StructBlockValidationError(block_errors={"url": ValidationError(_("An address here begins with https:// or http://."))})
        return cleaned

    def get_prep_value(self, value: Any) -> dict[str, Any]:
        prepared: dict[str, Any] = super().get_prep_value(value)
        player = resolve(raw_text(prepared, "url"))
        if player is not None:
            width, height = player.ratio
            prepared["resolved"] = {"provider": player.provider, "embed_url": player.embed_url, "width": width, "height": height}
        return prepared

    def references(self, raw: Any) -> Iterable["Reference"]:
        return references(raw_text(raw, "caption"))

    def publish(self, raw: Any, scope: "Scope") -> EmbedContent | None:
        url = web_url(raw_text(raw, "url"))
        if url is None:
            return None
        player = stored_player(raw) or resolve(url)
        caption = rich_text(raw.get("caption"), scope)
        title = raw_text(raw, "title")
        if player is None:
            return EmbedContent("", "", title or str(urlsplit(url).hostname), url, None, 0, 0, caption)
        name = PROVIDERS[player.provider].name
        return EmbedContent(player.provider, name, title or name, url, player.embed_url, *player.ratio, caption)

    def as_text(self, content: EmbedContent) -> str:
        return "\n".join(part for part in (content.title, content.caption.text) if part)

    def as_markdown(self, content: EmbedContent) -> str:
        return "\n\n".join(part for part in (markdown_link(content.title, content.url), content.caption.markdown) if part)

    class Meta:
        icon = "media"
        label = _("Embed")
        group = _("Media")
        label_format = "{title}"
        preview_value = {
            "url": "https://vimeo.com/76979871",
            "title": "How a river finds the sea",
            "caption": "<p>A film of four minutes.</p>",
        }
        description = _("A film, music or a chart from another site. Nothing is loaded from there before the reader asks for it.")
