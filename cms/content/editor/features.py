"""Terms, footnotes and abbreviations in the editor's toolbar, its `/` menu and on its keyboard."""

from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature
from wagtail.rich_text.feature_registry import FeatureRegistry

from cms.content.editor.conversion import ABBREVIATION, CONTENTSTATE_RULES, EDITOR_HTML_RULES, FOOTNOTE, TERM, TermLinkHandler

_SHARED_SCRIPTS = ["admin/rich-text/dialog.js", "admin/rich-text/entity.js"]


class ShortcutEntityFeature(EntityFeature):
    """An entity with a keyboard shortcut: Ctrl + Alt and a letter (on a Mac also Command + Option).

    The words that its script shows come with it as `labels`, so that they are translated with everything else.
    """

    def __init__(self, data: dict[str, Any], *, letter: str, **kwargs: Any) -> None:
        self.shortcut = {"type": data["type"], "letter": letter}
        data = {**data, "description": _described(data["description"], letter)}
        super().__init__(data, **kwargs)

    def construct_options(self, options: dict[str, Any]) -> None:
        super().construct_options(options)
        options.setdefault("plugins", []).append(self.shortcut)


def _described(description: Any, letter: str) -> Any:
    from django.utils.text import format_lazy

    # The same form as Wagtail's own: what it is, then how to get it.
    return format_lazy("{}\nCtrl + Alt + {}", description, letter)


_BUTTONS = {"cancel": _("Cancel"), "close": _("Close"), "edit": _("Edit"), "remove": _("Remove"), "required": _("This field is required.")}

FEATURES = {
    "term": ShortcutEntityFeature(
        {
            "type": TERM,
            "icon": "masthead-term",
            "description": _("Term"),
            "chooserUrls": {"termChooser": reverse_lazy("term_chooser:choose")},
            "labels": {
                **_BUTTONS,
                "title": _("Term"),
                "choose": _("Choose another term"),
                "broken": _("This term has been deleted. Readers see only the text."),
                "draft": _("This term is not published. Readers see only the text."),
            },
        },
        letter="G",
        js=["wagtailadmin/js/chooser-modal.js", *_SHARED_SCRIPTS, "admin/rich-text/term.js"],
        css={"all": ["admin/rich-text/rich-text.css"]},
    ),
    "footnote": ShortcutEntityFeature(
        {
            "type": FOOTNOTE,
            "icon": "masthead-footnote",
            "description": _("Footnote"),
            "labels": {
                **_BUTTONS,
                "insert": _("Insert footnote"),
                "change": _("Edit footnote"),
                "field": _("Note"),
                "help": _("Plain text; web addresses become links. Readers find it below the text."),
                "save": _("Save note"),
            },
        },
        letter="F",
        js=[*_SHARED_SCRIPTS, "admin/rich-text/footnote.js"],
        css={"all": ["admin/rich-text/rich-text.css"]},
    ),
    "abbreviation": ShortcutEntityFeature(
        {
            "type": ABBREVIATION,
            "icon": "masthead-abbreviation",
            "description": _("Abbreviation"),
            "labels": {
                **_BUTTONS,
                "insert": _("Explain an abbreviation"),
                "change": _("Edit abbreviation"),
                "text": _("Abbreviation"),
                "field": _("What it stands for"),
                "help": _("In full, for example “HyperText Markup Language”."),
                "save": _("Save abbreviation"),
            },
        },
        letter="A",
        js=[*_SHARED_SCRIPTS, "admin/rich-text/abbreviation.js"],
        css={"all": ["admin/rich-text/rich-text.css"]},
    ),
}


def register(registry: FeatureRegistry) -> None:
    """Make the features known. They are on where a field or block asks for them by name."""
    registry.register_link_type(TermLinkHandler)
    for name, feature in FEATURES.items():
        registry.register_editor_plugin("draftail", name, feature)
        registry.register_converter_rule("contentstate", name, CONTENTSTATE_RULES[name])
        registry.register_converter_rule("editorhtml", name, EDITOR_HTML_RULES[name])
