"""The form field of an accent colour: its six digits, a colour picker and how well it is seen on paper."""

from typing import Any, ClassVar

from django import forms
from django.forms.widgets import Script
from django.utils.translation import gettext as _


class AccentInput(forms.TextInput):
    """A text input that `static/admin/home/accent.js` completes; without scripts it stays what it is."""

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        attrs = super().build_attrs(base_attrs, extra_attrs)
        return {
            **attrs,
            "spellcheck": "false",
            "autocomplete": "off",
            "data-accent": "",
            "data-accent-picker": _("Choose the accent colour"),
            "data-accent-sample": _("A link on paper"),
            "data-accent-enough": _("Contrast to white: {ratio}. Enough for text, which needs 4.5."),
            "data-accent-shapes": _("Contrast to white: {ratio}. Enough for shapes; the site darkens it for text, which needs 4.5."),
            "data-accent-little": _("Contrast to white: {ratio}. Too little: 3.0 is the least. Choose a darker shade."),
        }

    class Media:
        js: ClassVar = [Script("admin/home/accent.js", type="module")]
        css: ClassVar = {"all": ["admin/home/home.css"]}
