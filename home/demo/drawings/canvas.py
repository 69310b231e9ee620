"""A sheet to draw on: flat shapes, stippled shading and paper grain, the same on every machine.

Coordinates are those of a sheet 1680 wide and 1050 high, whatever size it is drawn in. Shapes are drawn at twice the size and
reduced, which smooths their edges. All chance comes from the seed.
"""

import math
import random
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise

from PIL import Image as Pillow, ImageChops, ImageDraw
from PIL.Image import Image as Pixels, Resampling

WIDTH, HEIGHT = 1680, 1050

Colour = tuple[int, int, int]
Point = tuple[float, float]
Box = tuple[float, float, float, float]

#: The colours of every drawing: one printer's set of inks.
INKS: dict[str, Colour] = {
    "night": (0x17, 0x20, 0x3A),
    "ink": (0x24, 0x31, 0x52),
    "slate": (0x41, 0x5A, 0x78),
    "teal": (0x2A, 0x78, 0x78),
    "sea": (0x62, 0xA9, 0xA1),
    "mist": (0xBD, 0xD6, 0xCD),
    "cream": (0xF6, 0xEC, 0xD8),
    "sand": (0xEA, 0xD1, 0xA6),
    "sun": (0xF3, 0xB2, 0x4C),
    "orange": (0xE6, 0x83, 0x42),
    "coral": (0xD8, 0x57, 0x41),
    "wine": (0x8A, 0x2F, 0x4A),
    "plum": (0x4B, 0x29, 0x4F),
    "rose": (0xEB, 0xA8, 0x93),
    "leaf": (0x79, 0x98, 0x55),
    "moss": (0x3C, 0x5B, 0x47),
}


def mixed(first: Colour | str, second: Colour | str, share: float) -> Colour:
    """A colour between two; `share` is how much of the second there is."""
    one, two = colour(first), colour(second)
    return tuple(round(a + (b - a) * share) for a, b in zip(one, two, strict=True))  # type: ignore[return-value]


def colour(name: Colour | str) -> Colour:
    return INKS[name] if isinstance(name, str) else name


#: For a mask: anything above nothing is everything.
_EVERYTHING = [0, *[255] * 255]


@cache
def _slope(side: str, strength: float, reach: float) -> Pixels:
    """A gradient that is lightest at one side: a strip, one pixel wide or one high."""
    strip = Pillow.linear_gradient("L").crop((0, 0, 1, 256))
    turned = {
        "bottom": lambda: strip,
        "top": lambda: strip.transpose(Pillow.Transpose.FLIP_TOP_BOTTOM),
        "right": lambda: strip.transpose(Pillow.Transpose.ROTATE_90),
        "left": lambda: strip.transpose(Pillow.Transpose.ROTATE_270),
    }[side]()
    return turned.point([round(max(0.0, (value / 255 - (1 - reach)) / reach) ** 1.4 * strength * 255) for value in range(256)])


def _stretched(strip: Pixels, width: int, height: int) -> Pixels:
    """A strip as an area. Smooth along it; across it there is nothing to smooth, which is most of the work."""
    along = (1, height) if strip.width == 1 else (width, 1)
    return strip.resize(along, Resampling.BICUBIC).resize((width, height), Resampling.NEAREST)


class Canvas:
    """A sheet with a paper colour. `scale` is the number of pixels of the finished picture for one unit."""

    def __init__(self, seed: str, paper: Colour | str = "cream", *, scale: float = 1.0, size: tuple[int, int] = (WIDTH, HEIGHT)) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - a drawing is no secret
        self.width, self.height = size
        self.final = (round(size[0] * scale), round(size[1] * scale))
        self.factor = 2 * self.final[0] / size[0]
        self.pixels = Pillow.new("RGB", (self.final[0] * 2, self.final[1] * 2), colour(paper))
        self._draw = ImageDraw.Draw(self.pixels)

    # --- shapes -------------------------------------------------------------------------------------------------------

    def polygon(self, points: Iterable[Point], fill: Colour | str) -> None:
        self._draw.polygon(self._scaled(points), fill=colour(fill))

    def circle(self, x: float, y: float, radius: float, fill: Colour | str) -> None:
        self._draw.ellipse(self._box((x - radius, y - radius, x + radius, y + radius)), fill=colour(fill))

    def ring(self, x: float, y: float, radius: float, width: float, fill: Colour | str) -> None:
        box = self._box((x - radius, y - radius, x + radius, y + radius))
        self._draw.ellipse(box, outline=colour(fill), width=max(1, round(width * self.factor)))

    def pie(self, x: float, y: float, radius: float, start: float, end: float, fill: Colour | str) -> None:
        """A sector; degrees, clockwise from three o'clock."""
        self._draw.pieslice(self._box((x - radius, y - radius, x + radius, y + radius)), start, end, fill=colour(fill))

    def arc(self, x: float, y: float, radius: float, start: float, end: float, width: float, fill: Colour | str) -> None:
        box = self._box((x - radius, y - radius, x + radius, y + radius))
        self._draw.arc(box, start, end, fill=colour(fill), width=max(1, round(width * self.factor)))

    def rectangle(self, box: Box, fill: Colour | str, radius: float = 0) -> None:
        """`box` is left, top, right, bottom."""
        self._draw.rounded_rectangle(self._box(box), radius=radius * self.factor, fill=colour(fill))

    def frame(self, box: Box, width: float, fill: Colour | str, radius: float = 0) -> None:
        line = max(1, round(width * self.factor))
        self._draw.rounded_rectangle(self._box(box), radius=radius * self.factor, outline=colour(fill), width=line)

    def line(self, points: Iterable[Point], width: float, fill: Colour | str) -> None:
        """A line with round ends and joints."""
        scaled = self._scaled(points)
        thick = max(1, round(width * self.factor))
        self._draw.line(scaled, fill=colour(fill), width=thick, joint="curve")
        if thick > 3:
            for x, y in (scaled[0], scaled[-1]):
                self._draw.ellipse((x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), fill=colour(fill))

    def dashes(self, start: Point, end: Point, width: float, fill: Colour | str, *, dash: float = 14, gap: float = 12) -> None:
        length = math.dist(start, end)
        step = (dash + gap) / length
        place = 0.0
        while place < 1:
            stop = min(1, place + dash / length)
            self.line([_between(start, end, place), _between(start, end, stop)], width, fill)
            place += step

    # --- tone ---------------------------------------------------------------------------------------------------------

    def sky(self, stops: Sequence[Colour | str], top: float = 0, bottom: float | None = None) -> None:
        """A vertical gradient from the first colour to the last."""
        bottom = self.height if bottom is None else bottom
        left, upper, right, lower = (round(value) for value in self._box((0, top, self.width, bottom)))
        strip = Pillow.new("RGB", (1, 256))
        for row in range(256):
            place = row / 255 * (len(stops) - 1)
            index = min(int(place), len(stops) - 2)
            strip.putpixel((0, row), mixed(stops[index], stops[index + 1], place - index))
        self.pixels.paste(_stretched(strip, right - left, lower - upper), (left, upper))

    def shade(
        self, points: Iterable[Point], fill: Colour | str, *, side: str = "bottom", strength: float = 0.75, reach: float = 1.0
    ) -> None:
        """Stipple a shape: thickest at its `side`, none at the other one. `reach` is how far the dots go, as a share."""
        self._stipple(self._scaled(points), None, fill, side, strength, reach)

    def shade_circle(
        self, x: float, y: float, radius: float, fill: Colour | str, *, side: str = "bottom", strength: float = 0.75, reach: float = 1.0
    ) -> None:
        self._stipple(None, self._box((x - radius, y - radius, x + radius, y + radius)), fill, side, strength, reach)

    def glow(self, x: float, y: float, radius: float, fill: Colour | str, strength: float = 0.6) -> None:
        """Stippled light around a point."""
        box = self._visible(self._box((x - radius, y - radius, x + radius, y + radius)))
        if box is None:
            return
        left, top, right, bottom = self._box((x - radius, y - radius, x + radius, y + radius))
        size = (max(1, round(right - left)), max(1, round(bottom - top)))
        whole = ImageChops.invert(Pillow.radial_gradient("L")).resize(size, Resampling.BILINEAR)
        tone = whole.crop((box[0] - round(left), box[1] - round(top), box[2] - round(left), box[3] - round(top)))
        # The gradient ends at the corners of its square; within the circle it must end at the rim.
        tone = tone.point([round(max(0.0, (value - 75) * 255 / 180) * strength) for value in range(256)])
        self.pixels.paste(colour(fill), box, self._dots(tone))

    def _stipple(
        self, points: list[Point] | None, ellipse: Box | None, fill: Colour | str, side: str, strength: float, reach: float
    ) -> None:
        if points is not None:
            xs, ys = [x for x, _ in points], [y for _, y in points]
            whole: Box = (min(xs), min(ys), max(xs), max(ys))
        elif ellipse is not None:
            whole = ellipse
        else:
            return
        box = self._visible(whole)
        if box is None:
            return
        width, height = box[2] - box[0], box[3] - box[1]
        mask = Pillow.new("L", (width, height))
        pen = ImageDraw.Draw(mask)
        if points is not None:
            pen.polygon([(x - box[0], y - box[1]) for x, y in points], fill=255)
        else:
            pen.ellipse((whole[0] - box[0], whole[1] - box[1], whole[2] - box[0], whole[3] - box[1]), fill=255)
        tone = _stretched(_slope(side, strength, reach), width, height)
        self.pixels.paste(colour(fill), box, ImageChops.multiply(mask, self._dots(tone)))

    def _dots(self, tone: Pixels) -> Pixels:
        """A mask of dots, as dense as the tone is light."""
        noise = Pillow.frombytes("L", tone.size, self.chance.randbytes(tone.width * tone.height))
        return ImageChops.subtract(tone, noise).point(_EVERYTHING)

    # --- the end ------------------------------------------------------------------------------------------------------

    def finish(self, grain: float = 0.07) -> Pixels:
        """The picture, with the grain of its paper."""
        picture = self.pixels.reduce(2)
        noise = Pillow.frombytes("L", picture.size, self.chance.randbytes(picture.width * picture.height))
        return Pillow.blend(picture, ImageChops.soft_light(picture, Pillow.merge("RGB", (noise, noise, noise))), grain * 4)

    # --- units --------------------------------------------------------------------------------------------------------

    def _scaled(self, points: Iterable[Point]) -> list[Point]:
        return [(x * self.factor, y * self.factor) for x, y in points]

    def _box(self, box: Box) -> Box:
        left, top, right, bottom = (value * self.factor for value in box)
        return left, top, right, bottom

    def _visible(self, box: Box) -> tuple[int, int, int, int] | None:
        """The part of a box (in pixels) that lies on the sheet."""
        left, top = max(0, math.floor(box[0])), max(0, math.floor(box[1]))
        right, bottom = min(self.pixels.width, math.ceil(box[2])), min(self.pixels.height, math.ceil(box[3]))
        return (left, top, right, bottom) if right > left and bottom > top else None


def _between(start: Point, end: Point, share: float) -> Point:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def ridge(canvas: Canvas, base: float, height: float, *, steps: int = 7, roughness: float = 0.55) -> list[Point]:
    """The outline of hills from the left edge to the right: midpoint displacement, `2 ** steps` pieces."""
    heights = [canvas.chance.uniform(-height, height), canvas.chance.uniform(-height, height)]
    spread = height
    for _ in range(steps):
        between = [(a + b) / 2 + canvas.chance.uniform(-spread, spread) for a, b in pairwise(heights)]
        heights = [value for pair in zip(heights, between, strict=False) for value in pair] + [heights[-1]]
        spread *= roughness
    pieces = len(heights) - 1
    return [(index * canvas.width / pieces, base - value) for index, value in enumerate(heights)]


def waves(canvas: Canvas, base: float, height: float, length: float, phase: float = 0.0) -> list[Point]:
    """The outline of smooth hills or waves from the left edge to the right."""
    pieces = 120
    found = []
    for index in range(pieces + 1):
        x = index * canvas.width / pieces
        found.append((x, base + height * (math.sin(x / length + phase) * 0.7 + math.sin(x / length * 0.43 + phase * 2.1) * 0.5)))
    return found


def ground(canvas: Canvas, outline: Sequence[Point]) -> list[Point]:
    """An outline closed along the bottom of the sheet."""
    return [*outline, (canvas.width, canvas.height), (0, canvas.height)]
