"""Reusable content: blocks that stand in many places and are edited in one."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from cms.content.blocks import examples
from cms.content.blocks.base import ContentBlock, raw_id
from cms.content.values import Block

if TYPE_CHECKING:
    from cms.content.scope import Reference, Scope


@dataclass(frozen=True)
class ReusableContent:
    """The blocks of the reusable content, as if they stood here themselves."""

    blocks: tuple[Block, ...]


class ReusableBlock(ContentBlock, blocks.StructBlock):
    """The place where reusable content appears. Its own body has no such block, so that nothing nests without end."""

    content = SnippetChooserBlock("content.ReusableContent", label=_("Reusable content"))

    value_type = ReusableContent

    def references(self, raw: Any) -> Iterable["Reference"]:
        content = raw_id(raw, "content")
        return [("reusable", content)] if content is not None else []

    def publish(self, raw: Any, scope: "Scope") -> ReusableContent | None:
        found = scope.get("reusable", raw_id(raw, "content"))
        # The same content twice on a page must not have the same ids twice.
        return ReusableContent(tuple(replace(block, id=scope.anchor(block.id)) for block in found)) if found else None

    def as_text(self, content: ReusableContent) -> str:
        from cms.content.blocks.output import blocks_text

        return blocks_text(content.blocks)

    def as_markdown(self, content: ReusableContent) -> str:
        from cms.content.blocks.output import blocks_markdown

        return blocks_markdown(content.blocks)

    def example(self) -> ReusableContent:
        return ReusableContent(examples.BLOCKS)

    class Meta:
        icon = "snippet"
        label = _("Reusable content")
        group = _("Links")
        label_format = "{content}"
        preview_value = {"content": None}
        description = _("Blocks that are edited in one place and appear in many.")
