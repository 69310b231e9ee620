"""What a reader follows: steps, questions with their answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock as WagtailImageBlock

from cms.content.blocks.base import ContentBlock, raw_list, raw_text
from cms.content.blocks.lines import indented, strong
from cms.content.blocks.pictures import chosen_image_id, chosen_picture, markdown_image
from cms.content.richtext import FEATURES, references, rich_text
from cms.content.values import RichText
from cms.media.picture import Picture

if TYPE_CHECKING:
    from cms.content.scope import Reference, Scope


@dataclass(frozen=True)
class Step:
    title: str
    html: RichText
    picture: Picture | None


@dataclass(frozen=True)
class StepListContent:
    """Steps in their order, at least one."""

    title: str
    steps: tuple[Step, ...]


class StepBlock(blocks.StructBlock):
    """One step."""

    title = blocks.CharBlock(label=_("What to do"), max_length=160)
    text = blocks.RichTextBlock(label=_("How"), features=FEATURES, required=False)
    image = WagtailImageBlock(label=_("Image"), required=False)

    class Meta:
        icon = "arrow-right"
        label = _("Step")
        label_format = "{title}"


class StepListBlock(ContentBlock, blocks.StructBlock):
    """Instructions, one step after the other."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=160)
    steps = blocks.ListBlock(StepBlock(), label=_("Steps"), min_num=1, max_num=40)

    value_type = StepListContent

    def references(self, raw: Any) -> Iterable["Reference"]:
        for item in raw_list(raw.get("steps")):
            yield from references(raw_text(item, "text"))
            image = chosen_image_id(item.get("image"))
            if image is not None:
                yield "image", image

    def publish(self, raw: Any, scope: "Scope") -> StepListContent | None:
        steps = []
        for item in raw_list(raw.get("steps")):
            step = Step(raw_text(item, "title"), rich_text(item.get("text"), scope), chosen_picture(item.get("image"), scope))
            if step.title or step.html or step.picture:
                steps.append(step)
        return StepListContent(raw_text(raw, "title"), tuple(steps)) if steps else None

    def as_text(self, content: StepListContent) -> str:
        parts = (part for step in content.steps for part in (step.title, step.html.text))
        return "\n".join(part for part in (content.title, *parts) if part)

    def as_markdown(self, content: StepListContent) -> str:
        lines = [strong(content.title)] if content.title else []
        for position, step in enumerate(content.steps, start=1):
            image = markdown_image(step.picture) if step.picture else ""
            inside = "\n\n".join(part for part in (strong(step.title), step.html.markdown, image) if part)
            marker = f"{position}. "
            lines.append(marker + indented(inside, len(marker)))
        return "\n\n".join(lines)

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        group = _("Facts")
        label_format = "{title}"
        preview_value = {
            "title": "How to read a tide table",
            "steps": [
                {"title": "Find the port", "text": "<p>Tables are printed for the larger ports only.</p>"},
                {"title": "Add the difference", "text": "<p>Smaller places have a difference in minutes.</p>"},
            ],
        }
        description = _("Instructions, one step after the other.")


@dataclass(frozen=True)
class FaqItem:
    question: str
    answer: RichText


@dataclass(frozen=True)
class FaqContent:
    """Questions with their answers, at least one."""

    title: str
    items: tuple[FaqItem, ...]


class QuestionBlock(blocks.StructBlock):
    """A question and its answer."""

    question = blocks.CharBlock(label=_("Question"), max_length=255)
    answer = blocks.RichTextBlock(label=_("Answer"), features=FEATURES)

    class Meta:
        icon = "help"
        label = _("Question")
        label_format = "{question}"


class FaqBlock(ContentBlock, blocks.StructBlock):
    """Questions that readers ask."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=160)
    items = blocks.ListBlock(QuestionBlock(), label=_("Questions"), min_num=1, max_num=40)

    value_type = FaqContent

    def references(self, raw: Any) -> Iterable["Reference"]:
        return [reference for item in raw_list(raw.get("items")) for reference in references(raw_text(item, "answer"))]

    def publish(self, raw: Any, scope: "Scope") -> FaqContent | None:
        found = (FaqItem(raw_text(item, "question"), rich_text(item.get("answer"), scope)) for item in raw_list(raw.get("items")))
        items = tuple(item for item in found if item.question and item.answer)
        return FaqContent(raw_text(raw, "title"), items) if items else None

    def as_text(self, content: FaqContent) -> str:
        parts = (part for item in content.items for part in (item.question, item.answer.text))
        return "\n".join(part for part in (content.title, *parts) if part)

    def as_markdown(self, content: FaqContent) -> str:
        parts = (part for item in content.items for part in (strong(item.question), item.answer.markdown))
        return "\n\n".join(part for part in (strong(content.title), *parts) if part)

    class Meta:
        icon = "help"
        label = _("Questions and answers")
        group = _("Facts")
        label_format = "{title}"
        preview_value = {
            "title": "Before you go",
            "items": [{"question": "Is the path open in winter?", "answer": "<p>Yes, except when the river is high.</p>"}],
        }
        description = _("Questions that readers ask, each with its answer.")
