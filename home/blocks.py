"""The sections of a front page. Each says which stories editors chose and how many more to fill in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup
from wagtail.models import Page

from cms.content.blocks.base import raw_choice, raw_id, raw_list, raw_text
from cms.content.richtext import INLINE_FEATURES, references

if TYPE_CHECKING:
    from cms.content.scope import Reference


#: A front page has no place for footnotes.
FRONT_PAGE_FEATURES = [feature for feature in INLINE_FEATURES if feature != "footnote"]


#: The most stories that a section shows.
MOST = 12

FILLS = (
    ("newest", _("The newest stories")),
    ("featured", _("The newest featured stories")),
    ("nothing", _("Nothing: only chosen stories")),
)


#: The kind of source whose stories may stand elsewhere on the page too.
MOST_READ = "most_read"


class Source(NamedTuple):
    """Where a section takes stories from that nobody chose: `newest`, `featured`, `most_read`, or the `topic` or `desk` with this key."""

    kind: str
    key: int = 0


class Pin(NamedTuple):
    """A chosen story. With `until` it is chosen up to that moment of the database's clock, and no longer."""

    story: int
    until: datetime | None = None

    def holds(self, now: datetime) -> bool:
        return self.until is None or self.until > now


@dataclass(frozen=True)
class SectionPlan:
    """What a section asks for, before stories are dealt out: what is `pinned` first, then the newest of `source` up to `count`."""

    type: str
    id: str
    heading: str = ""
    text: str = ""
    pinned: tuple[Pin, ...] = ()
    source: Source | None = None
    count: int = 0

    @property
    def home(self) -> int | None:
        """The page that the section is about and goes with: its topic or its desk."""
        return self.source.key or None if self.source else None


class PinBlock(blocks.StructBlock):
    """A story that editors chose. The bare primary key that sections kept before is read as a pin without an end."""

    story = blocks.PageChooserBlock(label=_("Story"), page_type="articles.ArticlePage")
    until = blocks.DateTimeBlock(
        label=_("Until"), required=False, help_text=_("Then its place is filled by itself. Leave it empty to keep the story here.")
    )

    def bulk_to_python(self, values: list[Any]) -> list[Any]:
        found: list[Any] = super().bulk_to_python([_raw_pin(value) for value in values])
        return found

    def to_python(self, value: Any) -> Any:
        return super().to_python(_raw_pin(value))

    def normalize(self, value: Any) -> Any:
        return super().normalize({"story": value, "until": None} if isinstance(value, Page) else value)

    class Meta:
        icon = "thumbtack"
        label = _("Story")
        label_format = "{story}"


def _raw_pin(value: Any) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    return {"story": value} if isinstance(value, int) else {}


def pin_of(raw: Any) -> Pin | None:
    """The pin that a raw list item holds; None when it is malformed."""
    raw = _raw_pin(raw)
    story, until = raw_id(raw, "story"), None
    try:
        until = parse_datetime(raw_text(raw, "until"))
    except ValueError:
        return None  # nobody knows how long it was meant to stand there
    if until is not None and until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return Pin(story, until) if story is not None else None


class StoriesBlock(blocks.StructBlock):
    """Chosen stories, filled up with the newest of a source."""

    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=80)
    pinned = blocks.ListBlock(
        PinBlock(),
        label=_("Chosen stories"),
        help_text=_("In this order. Places that you leave are filled by themselves; no story stands on the page twice."),
        min_num=0,
        max_num=MOST,
        default=[],
    )
    count = blocks.IntegerBlock(
        label=_("How many stories"),
        min_value=1,
        max_value=MOST,
        default=4,
        help_text=_("Chosen ones included. Places for which there is no story are not shown."),
    )

    def source(self, raw: dict[str, Any]) -> Source | None:
        """Where stories come from that nobody chose."""
        kind = raw_choice(raw, "fill", FILLS, "newest")
        return None if kind == "nothing" else Source(kind)

    def plan(self, raw: dict[str, Any], block_id: str) -> SectionPlan:
        count = raw.get("count")
        return SectionPlan(
            type=self.name,
            id=block_id,
            heading=raw_text(raw, "heading"),
            pinned=tuple(pin for item in raw_list(raw.get("pinned")) if (pin := pin_of(item))),
            source=self.source(raw),
            count=min(MOST, max(1, count)) if isinstance(count, int) else 4,
        )

    def references(self, raw: dict[str, Any]) -> Iterable["Reference"]:
        source = self.source(raw)
        return [("page", source.key)] if source is not None and source.key else []


class LeadBlock(StoriesBlock):
    """The top of the page: one dominant story, a few beside it."""

    fill = blocks.ChoiceBlock(label=_("Fill up with"), choices=FILLS, default="newest")

    class Meta:
        icon = "pick"
        label = _("Lead stories")
        label_format = "{heading}"
        description = _("The top of the page. The first story stands out; the others stand beside it.")
        form_layout = BlockGroup(children=["pinned"], settings=["heading", "fill", "count"])


class LatestBlock(StoriesBlock):
    """The newest stories that are not on the page yet."""

    fill = blocks.ChoiceBlock(label=_("Fill up with"), choices=FILLS, default="newest")

    class Meta:
        icon = "time"
        label = _("Latest stories")
        label_format = "{heading}"
        description = _("The newest stories that do not stand elsewhere on the page.")
        form_layout = BlockGroup(children=["heading", "pinned"], settings=["fill", "count"])


class TopicBlock(StoriesBlock):
    """The newest stories of a topic."""

    topic = blocks.PageChooserBlock(label=_("Topic"), page_type="articles.TopicPage")

    def source(self, raw: dict[str, Any]) -> Source | None:
        topic = raw_id(raw, "topic")
        return Source("topic", topic) if topic is not None else None

    class Meta:
        icon = "folder-open-inverse"
        label = _("Stories of a topic")
        label_format = "{topic}"
        description = _("The newest stories of one topic, below its name.")
        form_layout = BlockGroup(children=["topic", "heading", "pinned"], settings=["count"])


class DeskBlock(StoriesBlock):
    """The newest stories of a desk, those of the desks below it included."""

    desk = blocks.PageChooserBlock(label=_("Desk"), page_type="articles.ArticleIndexPage")

    def source(self, raw: dict[str, Any]) -> Source | None:
        desk = raw_id(raw, "desk")
        return Source("desk", desk) if desk is not None else None

    class Meta:
        icon = "folder-open-1"
        label = _("Stories of a desk")
        label_format = "{desk}"
        description = _("The newest stories of one desk, below its name.")
        form_layout = BlockGroup(children=["desk", "heading", "pinned"], settings=["count"])


class MostReadBlock(blocks.StructBlock):
    """What was read most lately; also what stands elsewhere on the page."""

    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=80, default=_("Most read"))
    count = blocks.IntegerBlock(label=_("How many stories"), min_value=1, max_value=MOST, default=5)

    def plan(self, raw: dict[str, Any], block_id: str) -> SectionPlan:
        count = raw.get("count")
        count = min(MOST, max(1, count)) if isinstance(count, int) else 5
        return SectionPlan(type=self.name, id=block_id, heading=raw_text(raw, "heading"), source=Source(MOST_READ), count=count)

    def references(self, raw: dict[str, Any]) -> Iterable["Reference"]:
        return ()

    class Meta:
        icon = "list-ol"
        label = _("Most read")
        label_format = "{heading}"
        description = _("The stories that were read most in the last seven days. Readings are counted under “Comments and subscriptions”.")


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
        description = _("A few words of your own between the sections.")


class SectionsBlock(blocks.StreamBlock):
    lead = LeadBlock()
    latest = LatestBlock()
    topic = TopicBlock()
    desk = DeskBlock()
    most_read = MostReadBlock()
    words = WordsBlock()


def plans(stream: blocks.StreamBlock, raw_items: Iterable[Any]) -> list[SectionPlan]:
    """The sections of a raw stream value; what is malformed is passed over."""
    found: list[SectionPlan] = []
    for item in raw_items:
        block = stream.child_blocks.get(item.get("type")) if isinstance(item, dict) else None
        if isinstance(block, StoriesBlock | MostReadBlock | WordsBlock) and isinstance(item.get("value"), dict):
            found.append(block.plan(item["value"], str(item.get("id") or len(found))))
    return found


def section_references(stream: blocks.StreamBlock, raw_items: Iterable[Any]) -> Iterable["Reference"]:
    for item in raw_items:
        block = stream.child_blocks.get(item.get("type")) if isinstance(item, dict) else None
        if isinstance(block, StoriesBlock | MostReadBlock | WordsBlock) and isinstance(item.get("value"), dict):
            yield from block.references(item["value"])
