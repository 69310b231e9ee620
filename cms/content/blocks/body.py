"""What a body is made of: the one place where blocks are put together.

An owner's blocks come from the setting `BODY_BLOCKS` (name -> dotted path), see docs/contributing.md.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from wagtail import blocks

from cms.content.blocks.base import ContentBlock
from cms.content.blocks.code import CodeBlock
from cms.content.blocks.embed import EmbedBlock
from cms.content.blocks.facts import DefinitionListBlock, FactListBlock
from cms.content.blocks.guidance import FaqBlock, StepListBlock
from cms.content.blocks.links import ButtonBlock, DownloadBlock, TeaserBlock
from cms.content.blocks.pictures import GalleryBlock, ImageBlock
from cms.content.blocks.recordings import AudioBlock, VideoBlock
from cms.content.blocks.reuse import ReusableBlock
from cms.content.blocks.table import TableBlock
from cms.content.blocks.text import CalloutBlock, DividerBlock, HeadingBlock, ParagraphBlock, PullQuoteBlock

#: Name -> class, in the order of the block picker. Names are part of the API's contract and never change.
BLOCKS: dict[str, type[ContentBlock]] = {
    "paragraph": ParagraphBlock,
    "heading": HeadingBlock,
    "pull_quote": PullQuoteBlock,
    "callout": CalloutBlock,
    "divider": DividerBlock,
    "image": ImageBlock,
    "gallery": GalleryBlock,
    "embed": EmbedBlock,
    "audio": AudioBlock,
    "video": VideoBlock,
    "code": CodeBlock,
    "table": TableBlock,
    "step_list": StepListBlock,
    "faq": FaqBlock,
    "definition_list": DefinitionListBlock,
    "fact_list": FactListBlock,
    "teaser": TeaserBlock,
    "button": ButtonBlock,
    "download": DownloadBlock,
    "reusable": ReusableBlock,
}


def body_blocks() -> dict[str, type[ContentBlock]]:
    """All blocks of a body: ours and the owner's."""
    return {**BLOCKS, **{name: import_string(path) for name, path in settings.BODY_BLOCKS.items()}}


class BodyBlock(blocks.StreamBlock):
    """The body of an article, a page, a topic. `without` leaves out blocks by name."""

    def __init__(self, without: tuple[str, ...] = (), **kwargs: object) -> None:
        super().__init__([(name, block()) for name, block in body_blocks().items() if name not in without], **kwargs)

    def extract_references(self, value: blocks.StreamValue) -> Iterator[Any]:
        """What Wagtail's reference index keeps. Blocks that refer to nothing are not turned into Python values for it."""

        def is_wanted(place: int) -> bool:
            if value._bound_blocks[place] is not None:
                return True  # it may have been changed, and the raw value not yet with it
            item = value.raw_data[place]
            return may_refer(self.child_blocks[item["type"]], item["value"])

        yield from super().extract_references(value[place] for place in range(len(value)) if is_wanted(place))


def can_refer(block: blocks.Block) -> bool:
    """Whether there are values of this block that refer to something."""
    known: bool | None = block.__dict__.get("_masthead_can_refer")
    if known is None:
        known = block.__dict__["_masthead_can_refer"] = _can_refer(block)
    return known


def _can_refer(block: blocks.Block) -> bool:
    method = type(block).extract_references
    if method is blocks.Block.extract_references:
        return False
    if method is blocks.BaseStructBlock.extract_references:
        return any(can_refer(child) for child in block.child_blocks.values())
    return can_refer(block.child_block) if method is blocks.ListBlock.extract_references else True


def may_refer(block: blocks.Block, raw: Any) -> bool:
    """Whether this raw value of a block may refer to something: false only where it surely does not."""
    if not can_refer(block):
        return False
    method = type(block).extract_references
    if method is blocks.BaseStructBlock.extract_references and isinstance(raw, Mapping):
        return any(may_refer(child, raw[name]) if name in raw else can_refer(child) for name, child in block.child_blocks.items())
    if method is blocks.RichTextBlock.extract_references and isinstance(raw, str):
        return "<a" in raw or "<embed" in raw
    return raw is not None or method is not blocks.ChooserBlock.extract_references


@cache
def body_block(without: tuple[str, ...] = ()) -> BodyBlock:
    """The one body block of this process; making it is slow."""
    return BodyBlock(without)
