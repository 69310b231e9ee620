"""Colours of a publication: how well one is seen on another (WCAG 2.2, relative luminance and contrast ratio)."""

import math
import re
from typing import NamedTuple

HEXADECIMAL = re.compile(r"#[0-9a-fA-F]{6}")
#: What shapes and large letters need (WCAG 1.4.11, 1.4.3). Running text needs 4.5, and the site's style darkens it as far.
LEAST_CONTRAST = 3.0


class Colour(NamedTuple):
    """Red, green and blue from 0 to 255."""

    red: int
    green: int
    blue: int

    @classmethod
    def read(cls, text: str) -> "Colour | None":
        """From the form `#8a3b12`; None when it is written otherwise."""
        return cls(*bytes.fromhex(text[1:])) if HEXADECIMAL.fullmatch(text) else None

    def __str__(self) -> str:
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"

    @property
    def luminance(self) -> float:
        red, green, blue = (_linear(part / 255) for part in self)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    def darker(self, share: float) -> "Colour":
        return Colour(*(round(part * (1 - share)) for part in self))


WHITE = Colour(255, 255, 255)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def contrast(one: Colour, other: Colour) -> float:
    """From 1 (the same) to 21 (black on white)."""
    low, high = sorted((one.luminance, other.luminance))
    return (high + 0.05) / (low + 0.05)


def visible_shade(colour: Colour, least: float = LEAST_CONTRAST) -> Colour:
    """The lightest shade of `colour` that has at least this contrast to white."""
    return next(shade for step in range(101) if contrast(shade := colour.darker(step / 100), WHITE) >= least)


def from_oklch(lightness: float, chroma: float, hue: float) -> Colour:
    """What a screen shows of `oklch(lightness chroma hue)`: what sRGB does not have is cut off (CSS Color 4, section 9.1)."""
    angle = math.radians(hue)
    a, b = chroma * math.cos(angle), chroma * math.sin(angle)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    parts = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    return Colour(*(round(255 * _encoded(min(1.0, max(0.0, part)))) for part in parts))


def _encoded(part: float) -> float:
    return part * 12.92 if part <= 0.0031308 else float(1.055 * part ** (1 / 2.4) - 0.055)
