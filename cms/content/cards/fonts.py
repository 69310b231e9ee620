"""The letters of drawn pictures: which font has all that a text needs."""

from functools import cache
from pathlib import Path

from PIL import ImageFont, features

FOLDER = Path(__file__).resolve().parent.parent / "fonts"
#: Latin, Greek and Cyrillic; Arabic and Persian; Hebrew. Each at one weight.
FILES = ("source-serif-4-600.ttf", "noto-sans-arabic-600.ttf", "noto-sans-hebrew-600.ttf")
#: Languages that are written from right to left, and their font.
RIGHT_TO_LEFT = {"ar": "noto-sans-arabic-600.ttf", "fa": "noto-sans-arabic-600.ttf", "he": "noto-sans-hebrew-600.ttf"}

_ABSENT = "\U0010ffff"


@cache
def font(file: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FOLDER / file, size)


@cache
def _draws(file: str, character: str) -> bool:
    if character.isspace():
        return True
    one, nothing = (font(file, 24).getmask(letter) for letter in (character, _ABSENT))
    return one.size != nothing.size or bytes(one) != bytes(nothing)


def font_for(text: str, language: str) -> str | None:
    """The file of a font that has every letter of a text; None if there is none, or if nobody could join the letters."""
    preferred = RIGHT_TO_LEFT.get(language)
    files = [preferred, *FILES] if preferred else FILES
    found = next((file for file in files if all(_draws(file, character) for character in set(text))), None)
    if found in RIGHT_TO_LEFT.values() and not features.check("raqm"):
        return None
    return found
