"""The sections of a front page. Each says which stories editors chose and how many more to fill in."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.content.blocks.base import raw_id, raw_list, raw_text
from cms.content.richtext import INLINE_FEATURES, references

if TYPE_CHECKING:
    from cms.content.scope import Reference


#: A front page has no place for footnotes.
FRONT_PAGE_FEATURES = [feature for feature in INLINE_FEATURES if feature != "footnote"]


@dataclass(frozen=True)
class SectionPlan:
    """What a section asks for, before stories are dealt out: `pinned` first, then the newest of `topic` (or of all) up to `count`."""

    type: str
    id: str
    heading: str = ""
    text: str = ""
    pinned: tuple[int, ...] = ()
    topic: int | None = None
    count: int = 0


class StoriesBlock(blocks.StructBlock):
    """Chosen stories, filled up with the newest."""

    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=80)
    pinned = blocks.ListBlock(
        blocks.PageChooserBlock(label=_("Story"), page_type="articles.ArticlePage"),
        label=_("Chosen stories"),
        min_num=0,
        max_num=12,
        default=[],
    )
    count = blocks.IntegerBlock(
        label=_("How many stories"), min_value=1, max_value=12, default=4, help_text=_("What you do not choose is filled with the newest.")
    )

    def plan(self, raw: dict[str, Any], block_id: str) -> SectionPlan:
        count = raw.get("count")
        return SectionPlan(
            type=self.name,
            id=block_id,
            heading=raw_text(raw, "heading"),
            pinned=tuple(pk for pk in raw_list(raw.get("pinned")) if isinstance(pk, int)),
            topic=raw_id(raw, "topic"),
            count=min(12, max(1, count)) if isinstance(count, int) else 4,
        )

    def references(self, raw: dict[str, Any]) -> Iterable["Reference"]:
        topic = raw_id(raw, "topic")
        return [("page", topic)] if topic is not None else []


class LeadBlock(StoriesBlock):
    """The top of the page: one dominant story, a few beside it."""

    class Meta:
        icon = "pick"
        label = _("Lead stories")
        label_format = "{heading}"


class LatestBlock(StoriesBlock):
    """The newest stories that are not on the page yet."""

    class Meta:
        icon = "time"
        label = _("Latest stories")
        label_format = "{heading}"


class TopicBlock(StoriesBlock):
    """The newest stories of a topic."""

    topic = blocks.PageChooserBlock(label=_("Topic"), page_type="articles.TopicPage")

    class Meta:
        icon = "folder-open-inverse"
        label = _("Stories of a topic")
        label_format = "{topic}"


class WordsBlock(blocks.StructBlock):
    """A few words of the editors."""

    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=80)
    text = blocks.RichTextBlock(label=_("Text"), features=FRONT_PAGE_FEATURES)

    def plan(self, raw: dict[str, Any], block_id: str) -> SectionPlan:
        return SectionPlan(type=self.name, id=block_id, heading=raw_text(raw, "heading"), text=raw_text(raw, "text"))

    def references(self, raw: dict[str, Any]) -> Iterable["Reference"]:
        return references(raw_text(raw, "text"))

    class Meta:
        icon = "pilcrow"
        label = _("Words")
        label_format = "{heading}"


class SectionsBlock(blocks.StreamBlock):
    lead = LeadBlock()
    latest = LatestBlock()
    topic = TopicBlock()
    words = WordsBlock()


def plans(stream: blocks.StreamBlock, raw_items: Iterable[Any]) -> list[SectionPlan]:
    """The sections of a raw stream value; what is malformed is passed over."""
    found: list[SectionPlan] = []
    for item in raw_items:
        block = stream.child_blocks.get(item.get("type")) if isinstance(item, dict) else None
        if isinstance(block, StoriesBlock | WordsBlock) and isinstance(item.get("value"), dict):
            found.append(block.plan(item["value"], str(item.get("id") or len(found))))
    return found


def section_references(stream: blocks.StreamBlock, raw_items: Iterable[Any]) -> Iterable["Reference"]:
    for item in raw_items:
        block = stream.child_blocks.get(item.get("type")) if isinstance(item, dict) else None
        if isinstance(block, StoriesBlock | WordsBlock) and isinstance(item.get("value"), dict):
            yield from block.references(item["value"])
