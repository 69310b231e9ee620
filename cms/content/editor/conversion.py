"""Between the editor's form of terms, footnotes and abbreviations and the database's.

In the database a term is `<a linktype="term" id="5">text</a>`, a footnote `<footnote id="UUID" text="the note">*</footnote>`,
an abbreviation `<abbr title="meaning">text</abbr>`. Both ways only what is understood passes; the rest becomes its text.

There are two ways in: the editor's (`contentstate`) and that of Wagtail's API v3, which sends the database's form itself
(`editorhtml`).
"""

from typing import Any

from draftjs_exporter import DOM
from wagtail.admin.rich_text.converters.editor_html import LinkTypeRule, WhitelistRule
from wagtail.admin.rich_text.converters.html_to_contentstate import InlineEntityElementHandler, LinkElementHandler
from wagtail.rich_text import LinkHandler
from wagtail.whitelist import allow_without_attributes

from cms.content.models import Term
from cms.content.richtext import footnote_id, primary_key

TERM, FOOTNOTE, ABBREVIATION = "TERM", "FOOTNOTE", "ABBREVIATION"
#: What stands in the text where a footnote is, so that it can be passed, selected and deleted like a letter.
FOOTNOTE_MARK = "*"


def term_data(term: Term) -> dict[str, Any]:
    """What the editor shows of a term."""
    return {"id": term.pk, "name": term.name, "definition": term.definition, "live": term.live}


# --- database to editor -----------------------------------------------------------------------------------------------


class TermElementHandler(LinkElementHandler):
    """Reads `<a linktype="term">`. A term that is gone keeps its id, so that the editor can show a broken reference."""

    def get_attribute_data(self, attrs: dict[str, str | None]) -> dict[str, Any]:
        pk = primary_key(attrs.get("id"))
        term = Term.objects.filter(pk=pk).first() if pk is not None else None
        return term_data(term) if term else {"id": pk}


class FootnoteElementHandler(InlineEntityElementHandler):
    """Reads `<footnote>`; one without a mark in it gets one, because the editor drops what has no text."""

    mutability = "IMMUTABLE"

    def get_attribute_data(self, attrs: dict[str, str | None]) -> dict[str, Any]:
        note = attrs.get("text") or ""
        return {"id": footnote_id(attrs.get("id") or "", note), "text": note}

    def handle_endtag(self, name: str, state: Any, contentstate: Any) -> None:
        if state.current_entity_ranges[-1].offset == len(state.current_block.text):
            state.current_block.text += FOOTNOTE_MARK
        super().handle_endtag(name, state, contentstate)


class AbbreviationElementHandler(InlineEntityElementHandler):
    mutability = "MUTABLE"

    def get_attribute_data(self, attrs: dict[str, str | None]) -> dict[str, Any]:
        return {"title": attrs.get("title") or ""}


# --- editor to database -----------------------------------------------------------------------------------------------


def term_element(props: dict[str, Any]) -> Any:
    pk = primary_key(props.get("id"))
    if pk is None:
        return props["children"]
    return DOM.create_element("a", {"linktype": "term", "id": str(pk)}, props["children"])


def footnote_element(props: dict[str, Any]) -> Any:
    note = _text(props, "text")
    if not note:
        return DOM.create_element()
    return DOM.create_element("footnote", {"id": footnote_id(_text(props, "id"), note), "text": note}, FOOTNOTE_MARK)


def abbreviation_element(props: dict[str, Any]) -> Any:
    title = _text(props, "title")
    return DOM.create_element("abbr", {"title": title}, props["children"]) if title else props["children"]


def _text(props: dict[str, Any], name: str) -> str:
    value = props.get(name)
    return value.strip() if isinstance(value, str) else ""


CONTENTSTATE_RULES = {
    "term": {
        "from_database_format": {'a[linktype="term"]': TermElementHandler(TERM)},
        "to_database_format": {"entity_decorators": {TERM: term_element}},
    },
    "footnote": {
        "from_database_format": {"footnote": FootnoteElementHandler(FOOTNOTE)},
        "to_database_format": {"entity_decorators": {FOOTNOTE: footnote_element}},
    },
    "abbreviation": {
        "from_database_format": {"abbr[title]": AbbreviationElementHandler(ABBREVIATION)},
        "to_database_format": {"entity_decorators": {ABBREVIATION: abbreviation_element}},
    },
}

# --- the database's form from outside ---------------------------------------------------------------------------------


class TermReference:
    """What may be in `<a linktype="term">` when it comes from Wagtail's API v3."""

    @staticmethod
    def get_db_attributes(tag: Any) -> dict[str, str]:
        """Raises KeyError (to Wagtail: an attribute is missing) unless there is an id."""
        pk = primary_key(tag["data-id"])
        if pk is None:
            raise KeyError("data-id")
        return {"id": str(pk)}


def clean_footnote(tag: Any) -> None:
    note = str(tag.attrs.get("text") or "").strip()
    if not note:
        tag.decompose()
        return
    tag.attrs = {"id": footnote_id(str(tag.attrs.get("id") or ""), note), "text": note}
    tag.string = FOOTNOTE_MARK


def clean_abbreviation(tag: Any) -> None:
    title = str(tag.attrs.get("title") or "").strip()
    if not title:
        tag.unwrap()
        return
    tag.attrs = {"title": title}


EDITOR_HTML_RULES = {
    "term": [LinkTypeRule("term", TermReference)],
    "footnote": [WhitelistRule("footnote", clean_footnote)],
    "abbreviation": [WhitelistRule("abbr", clean_abbreviation)],
    # Wagtail's own, which it knows in the editor only (8.0).
    "strikethrough": [WhitelistRule("s", allow_without_attributes)],
    "superscript": [WhitelistRule("sup", allow_without_attributes)],
    "subscript": [WhitelistRule("sub", allow_without_attributes)],
    "code": [WhitelistRule("code", allow_without_attributes)],
}


class TermLinkHandler(LinkHandler):
    """Tells Wagtail's reference index which terms a text refers to, so that usage counts are right."""

    identifier = "term"

    @staticmethod
    def get_model() -> type[Term]:
        return Term

    @classmethod
    def expand_db_attributes(cls, attrs: dict[str, str]) -> str:
        # Wagtail's own rendering knows no visibility rule. Ours is in cms.content.richtext.
        return "<a>"

    @classmethod
    def extract_references(cls, attrs: dict[str, str]) -> Any:
        pk = primary_key(attrs.get("id"))
        if pk is not None:
            yield Term, str(pk), "", ""
