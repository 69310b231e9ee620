"""The typefaces that a publication may choose from: open fonts that come with the software, in `static/site/fonts/`.

A choice is a class of the style sheet (`type-newsreader`), which names the families; a browser fetches only those. `PRELOADED` are
the files that the first line of every page needs.
"""

from typing import Any, ClassVar

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _


class Typefaces(models.TextChoices):
    """A serif for reading and a grotesque for labels, or what the reader's own machine has."""

    NEWSREADER = "newsreader", _("Newsreader and Instrument Sans: a newspaper")
    LITERATA = "literata", _("Literata and Hanken Grotesk: a book")
    BRICOLAGE = "bricolage", _("Bricolage Grotesque and Newsreader: a poster")
    SYSTEM = "system", _("The reader's own fonts: nothing is fetched")


PRELOADED: dict[str, tuple[str, ...]] = {
    Typefaces.NEWSREADER: ("newsreader-latin", "instrument-sans-latin"),
    Typefaces.LITERATA: ("literata-latin", "hanken-grotesk-latin"),
    Typefaces.BRICOLAGE: ("newsreader-latin", "bricolage-grotesque-latin"),
    Typefaces.SYSTEM: (),
}


def preloaded(typefaces: str) -> tuple[str, ...]:
    """The static files to fetch before the style sheet asks for them."""
    return tuple(f"site/fonts/{name}.woff2" for name in PRELOADED.get(typefaces, ()))


class TypefaceSelect(forms.RadioSelect):
    """Each choice written in its own letters: `static/admin/look/typefaces.css`."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        option["attrs"]["data-typefaces"] = str(value)
        return option

    class Media:
        css: ClassVar = {"all": ["admin/look/typefaces.css"]}
