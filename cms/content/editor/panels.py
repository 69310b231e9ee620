"""What our forms are made of beside Wagtail's panels: tabs as an editor thinks, hints of length, the line that counts words."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import ObjectList, Panel, TabbedInterface


def tabs(*named: tuple[Any, Sequence[Any]], form: type[forms.Form] | None = None) -> TabbedInterface:
    """An edit handler with a tab for each (heading, panels) that has panels."""
    children = [ObjectList(panels, heading=heading) for heading, panels in named if panels]
    return TabbedInterface(children, **({"base_form_class": form} if form else {}))


def length_hint(best: int, beyond: Any) -> dict[str, Any]:
    """Attributes of a FieldPanel whose text should be at most `best` characters; `beyond` says what happens to longer ones.

    Below the field stands the number of characters, nothing more until the text is too long.
    """
    return {
        "data-controller": "masthead-length",
        "data-masthead-length-best-value": best,
        "data-masthead-length-beyond-value": beyond,
        "data-masthead-length-one-value": _("1 character"),
        "data-masthead-length-many-value": _("%(count)s characters"),
    }


class WritingPanel(Panel):
    """A line that stays in sight: how many words the body has, how long it takes to read, and which terms could be linked.

    The numbers are the server's own (`cms.content.editor.writing`), so that they are those that readers will see.
    """

    class BoundPanel(Panel.BoundPanel):
        template_name = "admin/editor/writing_panel.html"

        def is_shown(self) -> bool:
            return self.request is not None and self._address() is not None

        def show_panel_furniture(self) -> bool:
            return False

        def _address(self) -> str | None:
            from cms.content.editor.writing import address

            return address(self.instance, getattr(self.form, "parent_page", None))

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            from cms.content.editor.writing import summary
            from cms.content.models.base import count_words

            return {
                **super().get_context_data(parent_context),
                "address": self._address(),
                "summary": summary(count_words(self.instance.body)),
            }

        @property
        def media(self) -> forms.Media:
            return forms.Media(js=["admin/editor/writing.js"])
