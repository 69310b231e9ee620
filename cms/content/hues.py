"""The colours that editors may give to what is theirs, a topic for example: hues, each drawn as dark or as light as its paper needs.

An editor chooses a hue and nothing else, so no choice can be hard to read: lightness and strength are the style sheet's
(`.hue-0` to `.hue-345`), the same for all of them, one pair for each paper.
"""

from typing import Any, ClassVar, NamedTuple

from django import forms
from django.forms.widgets import Script
from django.template.loader import render_to_string
from django.utils.formats import number_format
from django.utils.translation import gettext as _, gettext_lazy

from cms.content.colour import Colour, contrast, from_oklch

#: Angles of OKLCH, 15 degrees apart, under the names that they have when they are dark enough for text.
HUES = (
    (0, gettext_lazy("Raspberry")),
    (15, gettext_lazy("Crimson")),
    (30, gettext_lazy("Brick")),
    (45, gettext_lazy("Rust")),
    (60, gettext_lazy("Chestnut")),
    (75, gettext_lazy("Bronze")),
    (90, gettext_lazy("Mustard")),
    (105, gettext_lazy("Olive")),
    (120, gettext_lazy("Moss")),
    (135, gettext_lazy("Leaf")),
    (150, gettext_lazy("Fir")),
    (165, gettext_lazy("Emerald")),
    (180, gettext_lazy("Jade")),
    (195, gettext_lazy("Teal")),
    (210, gettext_lazy("Petrol")),
    (225, gettext_lazy("Ocean")),
    (240, gettext_lazy("Steel")),
    (255, gettext_lazy("Cobalt")),
    (270, gettext_lazy("Ultramarine")),
    (285, gettext_lazy("Indigo")),
    (300, gettext_lazy("Violet")),
    (315, gettext_lazy("Plum")),
    (330, gettext_lazy("Orchid")),
    (345, gettext_lazy("Magenta")),
)


class Drawn(NamedTuple):
    """How hues are drawn on one paper: the page, lightness, strength."""

    paper: Colour
    lightness: float
    chroma: float

    def ink(self, hue: int) -> Colour:
        return from_oklch(self.lightness, self.chroma, hue)

    def contrast(self, hue: int) -> float:
        return contrast(self.ink(hue), self.paper)


#: As `static/site/site.css` has it.
LIGHT = Drawn(Colour(0xFB, 0xF9, 0xF4), 0.46, 0.125)
DARK = Drawn(Colour(0x17, 0x15, 0x12), 0.79, 0.105)


class HueSelect(forms.RadioSelect):
    """Each choice with its ink on light and on dark paper and its contrast; `static/admin/look/hues.js` shows the chosen one large."""

    template_name = "admin/look/hues.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return {**super().get_context(name, value, attrs), "light_paper": LIGHT.paper, "dark_paper": DARK.paper}

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, label, *args, **kwargs)
        if value in ("", None):
            return {**option, "label": _("By itself")}
        hue = int(str(value))
        # Cut, not rounded: 4.49 is not 4.5.
        ratios = {"light": _one_digit(LIGHT.contrast(hue)), "dark": _one_digit(DARK.contrast(hue))}
        inks = {"light": str(LIGHT.ink(hue)), "dark": str(DARK.ink(hue))}
        return {**option, "inks": inks, "ratios": ratios}

    def _render(self, template_name: str, context: dict[str, Any], renderer: Any = None) -> Any:
        return render_to_string(template_name, context)

    class Media:
        js: ClassVar = [Script("admin/look/hues.js", type="module")]
        css: ClassVar = {"all": ["admin/look/hues.css"]}


def _one_digit(ratio: float) -> str:
    return number_format(int(ratio * 10) / 10, decimal_pos=1)
