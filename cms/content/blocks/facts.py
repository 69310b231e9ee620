"""What a reader looks up: definitions, key facts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from cms.content.blocks import examples
from cms.content.blocks.base import ContentBlock, raw_id, raw_list, raw_text
from cms.content.blocks.lines import markdown_link, one_line, strong
from cms.content.richtext import INLINE_FEATURES, link_urls, references, rich_text
from cms.content.values import RichText, Term

if TYPE_CHECKING:
    from cms.content.scope import Reference, Scope


@dataclass(frozen=True)
class Definition:
    """A term with the definition that is shown here: its own, or the wording that an editor chose for this place."""

    term: Term
    definition: RichText


@dataclass(frozen=True)
class DefinitionListContent:
    """Terms with their definitions, at least one."""

    title: str
    items: tuple[Definition, ...]


class DefinitionBlock(blocks.StructBlock):
    """A term of the glossary."""

    term = SnippetChooserBlock("content.Term", label=_("Term"))
    definition = blocks.RichTextBlock(
        label=_("Other wording"), features=INLINE_FEATURES, required=False, help_text=_("Instead of the term's own definition.")
    )

    class Meta:
        icon = "masthead-term"
        label = _("Term")
        label_format = "{term}"


class DefinitionListBlock(ContentBlock, blocks.StructBlock):
    """Terms of the glossary, defined where they are needed."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=160)
    items = blocks.ListBlock(DefinitionBlock(), label=_("Terms"), min_num=1, max_num=40)

    value_type = DefinitionListContent

    def references(self, raw: Any) -> Iterable["Reference"]:
        for item in raw_list(raw.get("items")):
            term = raw_id(item, "term")
            if term is not None:
                yield "term", term
            yield from references(raw_text(item, "definition"))

    def publish(self, raw: Any, scope: "Scope") -> DefinitionListContent | None:
        items = []
        for item in raw_list(raw.get("items")):
            term = scope.get("term", raw_id(item, "term"))
            if term is not None:
                own = rich_text(item.get("definition"), scope)
                items.append(Definition(term, own or RichText(link_urls(term.definition))))
        return DefinitionListContent(raw_text(raw, "title"), tuple(items)) if items else None

    def as_text(self, content: DefinitionListContent) -> str:
        parts = (part for item in content.items for part in (item.term.name, ", ".join(item.term.also_known_as), item.definition.text))
        return "\n".join(part for part in (content.title, *parts) if part)

    def as_markdown(self, content: DefinitionListContent) -> str:
        lines = []
        for item in content.items:
            others = f" ({one_line(', '.join(item.term.also_known_as))})" if item.term.also_known_as else ""
            definition = " ".join(item.definition.markdown.split())
            lines.append(f"- **{markdown_link(item.term.name, item.term.url)}**{others}: {definition}")
        return "\n\n".join(part for part in (strong(content.title), "\n".join(lines)) if part)

    def example(self) -> DefinitionListContent:
        term = examples.TERM
        return DefinitionListContent("Words you will meet", (Definition(term, RichText(term.definition)),))

    class Meta:
        icon = "masthead-term"
        label = _("Definitions")
        group = _("Facts")
        label_format = "{title}"
        preview_value = {"title": "", "items": []}
        description = _("Terms of the glossary with their definitions.")


@dataclass(frozen=True)
class Fact:
    """For example label "Length", value "1,094 km", note "from source to mouth"."""

    label: str
    value: str
    note: str


@dataclass(frozen=True)
class FactListContent:
    """Key facts, at least one."""

    heading: str
    facts: tuple[Fact, ...]


class FactBlock(blocks.StructBlock):
    """A key fact."""

    label = blocks.CharBlock(label=_("Label"), max_length=80, help_text=_("For example: Length"))
    value = blocks.CharBlock(label=_("Value"), max_length=160, help_text=_("For example: 1,094 km"))
    note = blocks.CharBlock(label=_("Note"), required=False, max_length=255)

    class Meta:
        icon = "tick-inverse"
        label = _("Fact")
        label_format = "{label}: {value}"


class FactListBlock(ContentBlock, blocks.StructBlock):
    """Key facts at a glance."""

    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=160)
    facts = blocks.ListBlock(FactBlock(), label=_("Facts"), min_num=1, max_num=40)

    value_type = FactListContent

    def publish(self, raw: Any, scope: "Scope") -> FactListContent | None:
        found = (Fact(raw_text(item, "label"), raw_text(item, "value"), raw_text(item, "note")) for item in raw_list(raw.get("facts")))
        facts = tuple(fact for fact in found if fact.label and fact.value)
        return FactListContent(raw_text(raw, "heading"), facts) if facts else None

    def as_text(self, content: FactListContent) -> str:
        facts = (f"{fact.label}: {fact.value}" + (f" ({fact.note})" if fact.note else "") for fact in content.facts)
        return "\n".join(part for part in (content.heading, *facts) if part)

    def as_markdown(self, content: FactListContent) -> str:
        facts = (
            f"- **{one_line(fact.label)}:** {one_line(fact.value)}" + (f" ({one_line(fact.note)})" if fact.note else "")
            for fact in content.facts
        )
        return "\n\n".join(part for part in (strong(content.heading), "\n".join(facts)) if part)

    class Meta:
        icon = "clipboard-list"
        label = _("Key facts")
        group = _("Facts")
        label_format = "{heading}"
        preview_value = {
            "heading": "The Elbe",
            "facts": [
                {"label": "Length", "value": "1,094 km", "note": "from source to mouth"},
                {"label": "Countries", "value": "2", "note": ""},
            ],
        }
        description = _("Figures and facts at a glance.")
