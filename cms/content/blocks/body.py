"""What a body is made of: the one place where blocks are put together.

An owner's blocks come from the setting `BODY_BLOCKS` (name -> dotted path), see docs/contributing.md.
"""

from functools import cache

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


@cache
def body_block(without: tuple[str, ...] = ()) -> BodyBlock:
    """The one body block of this process; making it is slow."""
    return BodyBlock(without)
