"""Terms, footnotes and abbreviations in the editor's toolbar, its `/` menu and on its keyboard."""

from typing import Any

from django.urls import reverse_lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature
from wagtail.rich_text.feature_registry import FeatureRegistry

from cms.content.editor.conversion import ABBREVIATION, CONTENTSTATE_RULES, EDITOR_HTML_RULES, FOOTNOTE, TERM, TermLinkHandler

_SHARED_SCRIPTS = ["admin/rich-text/dialog.js", "admin/rich-text/entity.js"]


class ShortcutEntityFeature(EntityFeature):
    """An entity with a keyboard shortcut: Ctrl + Alt and a letter (on a Mac also Command + Option).

    The words that its script shows come with it as `labels`, so that they are translated with everything else.
    """

    def __init__(self, data: dict[str, Any], *, letter: str, labels: dict[str, Any], **kwargs: Any) -> None:
        self.plugin = {"type": data["type"], "letter": letter, "labels": labels}
        # In the form of Wagtail's own descriptions: what it is, then how to get it.
        data = {**data, "description": format_lazy("{}\nCtrl+Alt+{}", data["description"], letter)}
        super().__init__(data, **kwargs)

    def construct_options(self, options: dict[str, Any]) -> None:
        super().construct_options(options)
        options.setdefault("plugins", []).append(self.plugin)


_BUTTONS = {"cancel": _("Cancel"), "close": _("Close"), "edit": _("Edit"), "remove": _("Remove"), "required": _("This field is required.")}

FEATURES = {
    "term": ShortcutEntityFeature(
        {
            "type": TERM,
            "icon": "masthead-term",
            "description": _("Term"),
            "chooserUrls": {"termChooser": reverse_lazy("term_chooser:choose")},
        },
        letter="G",
        labels={
            **_BUTTONS,
            "change": _("Term"),
            "save": _("Choose another term"),
            "broken": _("This term has been deleted. Readers see only the text."),
            "draft": _("This term is not published. Readers see only the text."),
        },
        js=["wagtailadmin/js/chooser-modal.js", *_SHARED_SCRIPTS, "admin/rich-text/term.js"],
        css={"all": ["admin/rich-text/rich-text.css"]},
    ),
    "footnote": ShortcutEntityFeature(
        {"type": FOOTNOTE, "icon": "masthead-footnote", "description": _("Footnote")},
        letter="F",
        labels={
            **_BUTTONS,
            "insert": _("Insert a footnote"),
            "change": _("Edit the footnote"),
            "note": _("Note"),
            "help": _("Plain text; web addresses become links. Readers find it below the text."),
            "save": _("Save the note"),
        },
        js=[*_SHARED_SCRIPTS, "admin/rich-text/footnote.js"],
        css={"all": ["admin/rich-text/rich-text.css"]},
    ),
    "abbreviation": ShortcutEntityFeature(
        {"type": ABBREVIATION, "icon": "masthead-abbreviation", "description": _("Abbreviation")},
        letter="A",
        labels={
            **_BUTTONS,
            "insert": _("Explain an abbreviation"),
            "change": _("Edit the abbreviation"),
            "text": _("Abbreviation"),
            "title": _("What it stands for"),
            "help": _("In full, for example “HyperText Markup Language”."),
            "save": _("Save the abbreviation"),
        },
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
    for name, rules in EDITOR_HTML_RULES.items():
        registry.register_converter_rule("editorhtml", name, rules)
