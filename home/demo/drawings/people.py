"""Portraits of people who do not exist, and the mark of the magazine."""

from collections.abc import Callable

from PIL import Image as Pillow, ImageDraw
from PIL.Image import Image as Pixels, Resampling

from home.demo.drawings.canvas import Canvas, Colour, Point, colour, mixed

SIDE = 900


def _sheet(seed: str, scale: float, paper: str, disc: str) -> Canvas:
    sheet = Canvas(seed, paper, scale=scale, size=(SIDE, SIDE))
    sheet.glow(450, 400, 560, mixed(paper, "cream", 0.6), 0.5)
    sheet.circle(450, 440, 330, disc)
    sheet.shade_circle(450, 440, 330, mixed(disc, "night", 0.5), strength=0.6)
    return sheet


def _shoulders(sheet: Canvas, tone: Colour | str, shade: Colour | str) -> None:
    body: list[Point] = [(120, 900), (150, 780), (230, 716), (360, 680), (450, 672), (540, 680), (670, 716), (750, 780), (780, 900)]
    sheet.polygon(body, tone)
    sheet.shade(body, shade, side="right", strength=0.85)


def _head(sheet: Canvas, skin: Colour, shade: Colour) -> None:
    neck: list[Point] = [(386, 560), (514, 560), (522, 690), (450, 742), (378, 690)]
    sheet.polygon(neck, mixed(skin, shade, 0.45))
    sheet.shade(neck, shade, side="top", strength=0.95)
    face: list[Point] = [(318, 320), (582, 320), (586, 450), (560, 548), (506, 618), (450, 640), (394, 618), (340, 548), (314, 450)]
    sheet.pie(450, 330, 134, 180, 360, skin)
    sheet.polygon(face, skin)
    for x in (312, 588):
        sheet.circle(x, 448, 32, mixed(skin, shade, 0.25))
    half: list[Point] = [(450, 200), (590, 300), (590, 450), (560, 548), (506, 618), (450, 640)]
    sheet.shade(half, shade, side="right", strength=0.7)
    sheet.polygon([(450, 420), (478, 512), (444, 520)], mixed(skin, shade, 0.7))


def _eyes(sheet: Canvas, brow: Colour | str) -> None:
    for x in (390, 510):
        sheet.circle(x, 434, 11, "night")
        sheet.line([(x - 30, 396), (x, 386), (x + 30, 394)], 10, brow)


def ines(scale: float) -> Pixels:
    """Ines: round hair, large earrings."""
    sheet = _sheet("ines", scale, "coral", "sun")
    skin, shade = mixed("orange", "plum", 0.55), mixed("plum", "night", 0.35)
    sheet.circle(450, 356, 236, "night")
    for x, y, radius in (
        (250, 470, 108),
        (650, 470, 108),
        (300, 240, 110),
        (600, 240, 110),
        (450, 170, 116),
        (225, 350, 104),
        (675, 350, 104),
    ):
        sheet.circle(x, y, radius, "night")
        sheet.shade_circle(x, y, radius, "plum", side="left", strength=0.6)
    _shoulders(sheet, "teal", "night")
    _head(sheet, skin, shade)
    _eyes(sheet, "night")
    sheet.arc(450, 540, 52, 25, 155, 11, mixed("wine", "coral", 0.35))
    for x in (300, 600):
        sheet.ring(x, 516, 34, 9, "sun")
    sheet.polygon([(330, 696), (450, 800), (570, 696), (520, 676), (450, 738), (380, 676)], "cream")
    fringe: list[Point] = [
        (310, 360),
        (330, 270),
        (400, 222),
        (450, 214),
        (510, 222),
        (570, 270),
        (590, 360),
        (540, 318),
        (450, 300),
        (360, 318),
    ]
    sheet.polygon(fringe, "night")
    return sheet.finish()


def tomasz(scale: float) -> Pixels:
    """Tomasz: glasses, a beard, a striped jumper."""
    sheet = _sheet("tomasz", scale, "sea", "mist")
    skin, shade = mixed("rose", "cream", 0.35), mixed("coral", "rose", 0.4)
    _shoulders(sheet, "ink", "night")
    for y in range(744, 900, 52):
        half = 240 + (y - 744) * 0.62
        sheet.rectangle((450 - half, y, 450 + half, y + 20), "cream")
    sheet.shade([(480, 676), (540, 680), (670, 716), (750, 780), (780, 900), (480, 900)], "night", side="right", strength=0.8)
    _head(sheet, skin, shade)
    hair, dark = mixed("orange", "wine", 0.35), mixed("wine", "plum", 0.4)
    beard: list[Point] = [
        (312, 430),
        (340, 452),
        (362, 520),
        (410, 534),
        (450, 524),
        (490, 534),
        (538, 520),
        (560, 452),
        (588, 430),
        (588, 540),
        (548, 640),
        (450, 706),
        (352, 640),
        (312, 540),
    ]
    sheet.polygon(beard, hair)
    sheet.shade(beard, dark, side="bottom", strength=0.85)
    sheet.line([(404, 556), (450, 566), (496, 556)], 13, mixed("rose", "wine", 0.5))
    top: list[Point] = [
        (302, 420),
        (296, 300),
        (340, 196),
        (430, 152),
        (540, 160),
        (606, 236),
        (604, 420),
        (578, 330),
        (520, 280),
        (420, 292),
        (346, 268),
        (322, 330),
    ]
    sheet.polygon(top, hair)
    sheet.shade(top, dark, side="right", strength=0.8)
    _eyes(sheet, dark)
    for x in (390, 510):
        sheet.ring(x, 438, 50, 9, "night")
    sheet.line([(440, 430), (450, 424), (460, 430)], 9, "night")
    for x, end in ((340, 314), (560, 586)):
        sheet.line([(x, 430), (end, 420)], 9, "night")
    return sheet.finish()


def mei(scale: float) -> Pixels:
    """Mei: a bob, a high collar."""
    sheet = _sheet("mei", scale, "plum", "rose")
    skin, shade = mixed("sand", "rose", 0.4), mixed("coral", "orange", 0.35)
    back: list[Point] = [
        (248, 400),
        (262, 280),
        (330, 180),
        (450, 146),
        (570, 180),
        (638, 280),
        (652, 400),
        (660, 640),
        (606, 690),
        (294, 690),
        (240, 640),
    ]
    sheet.polygon(back, "night")
    sheet.shade(back, "slate", side="left", strength=0.5)
    _shoulders(sheet, "coral", "wine")
    _head(sheet, skin, shade)
    _eyes(sheet, "night")
    sheet.line([(412, 556), (450, 570), (488, 556)], 12, "coral")
    for x in (356, 544):
        sheet.glow(x, 506, 52, "coral", 0.55)
    fringe: list[Point] = [
        (262, 560),
        (266, 300),
        (330, 190),
        (450, 160),
        (570, 190),
        (634, 300),
        (638, 560),
        (592, 600),
        (590, 372),
        (470, 366),
        (420, 340),
        (372, 372),
        (308, 380),
        (308, 600),
    ]
    sheet.polygon(fringe, "night")
    sheet.shade(fringe, "slate", side="left", strength=0.6)
    collar: list[Point] = [(362, 668), (450, 716), (538, 668), (560, 720), (450, 800), (340, 720)]
    sheet.polygon(collar, mixed("coral", "cream", 0.7))
    sheet.shade(collar, "rose", side="right", strength=0.8)
    for y in (812, 862):
        sheet.circle(450, y, 11, "sun")
    return sheet.finish()


def noor(scale: float) -> Pixels:
    """Noor: a headscarf, a dark jacket."""
    sheet = _sheet("noor", scale, "teal", "sun")
    skin, shade = mixed("sand", "orange", 0.35), mixed("orange", "wine", 0.45)
    behind: list[Point] = [
        (236, 420),
        (256, 270),
        (330, 160),
        (450, 118),
        (570, 160),
        (644, 270),
        (664, 420),
        (650, 620),
        (690, 760),
        (210, 760),
        (250, 620),
    ]
    sheet.polygon(behind, mixed("coral", "wine", 0.45))
    sheet.shade(behind, "plum", side="right", strength=0.8)
    _shoulders(sheet, "ink", "night")
    _head(sheet, skin, shade)
    _eyes(sheet, mixed("night", "plum", 0.4))
    sheet.line([(408, 552), (450, 568), (492, 552)], 13, mixed("wine", "coral", 0.35))
    for x in (356, 544):
        sheet.glow(x, 506, 54, "coral", 0.5)
    wrap: list[Point] = [
        (450, 124),
        (580, 172),
        (650, 300),
        (660, 470),
        (630, 640),
        (560, 742),
        (450, 790),
        (340, 742),
        (270, 640),
        (240, 470),
        (250, 300),
        (320, 172),
    ]
    opening: list[Point] = [
        (450, 258),
        (530, 278),
        (566, 340),
        (572, 450),
        (552, 556),
        (508, 626),
        (450, 650),
        (392, 626),
        (348, 556),
        (328, 450),
        (334, 340),
        (370, 278),
    ]
    # The scarf is a band between two outlines, closed at the top.
    band = [*wrap, wrap[0], opening[0], *reversed(opening)]
    sheet.polygon(band, "coral")
    sheet.shade(band, "wine", side="right", strength=0.75)
    for start, end in (((300, 210), (262, 420)), ((262, 480), (330, 690)), ((370, 150), (322, 250)), ((560, 700), (634, 540))):
        sheet.line([start, end], 7, mixed("coral", "wine", 0.55))
    fold: list[Point] = [(300, 660), (450, 742), (610, 640), (650, 720), (520, 830), (380, 830), (262, 740)]
    sheet.polygon(fold, mixed("coral", "rose", 0.35))
    sheet.shade(fold, "wine", side="bottom", strength=0.8)
    return sheet.finish()


def gabriel(scale: float) -> Pixels:
    """Gabriel: grey hair, a moustache, a cardigan."""
    sheet = _sheet("gabriel", scale, "ink", "sea")
    skin, shade = mixed("orange", "plum", 0.4), mixed("plum", "night", 0.3)
    grey, dark = mixed("mist", "cream", 0.4), mixed("slate", "mist", 0.35)
    for x, y, radius in ((320, 300, 74), (580, 300, 74), (306, 390, 58), (594, 390, 58)):
        sheet.circle(x, y, radius, grey)
        sheet.shade_circle(x, y, radius, dark, strength=0.8)
    _shoulders(sheet, "sun", "orange")
    shirt: list[Point] = [(352, 684), (450, 860), (548, 684), (520, 668), (450, 730), (380, 668)]
    sheet.polygon(shirt, "cream")
    sheet.shade(shirt, "rose", side="right", strength=0.7)
    _head(sheet, skin, shade)
    for x, y, radius in ((346, 226, 66), (420, 184, 72), (500, 184, 72), (562, 230, 64)):
        sheet.circle(x, y, radius, grey)
        sheet.shade_circle(x, y, radius, dark, side="right", strength=0.75)
    _eyes(sheet, grey)
    moustache: list[Point] = [
        (450, 520),
        (500, 522),
        (554, 560),
        (520, 572),
        (470, 556),
        (450, 546),
        (430, 556),
        (380, 572),
        (346, 560),
        (400, 522),
    ]
    sheet.polygon(moustache, grey)
    sheet.shade(moustache, dark, side="bottom", strength=0.8)
    sheet.line([(420, 590), (450, 597), (480, 590)], 11, mixed("wine", "coral", 0.3))
    for x in (392, 508):
        sheet.line([(x - 40, 418), (x + 40, 418)], 7, "night")
        sheet.arc(x, 424, 42, 0, 180, 7, "night")
    sheet.line([(434, 420), (466, 420)], 7, "night")
    lapels: tuple[list[Point], ...] = (
        [(352, 684), (450, 900), (404, 900), (300, 700)],
        [(548, 684), (450, 900), (496, 900), (600, 700)],
    )
    for lapel in lapels:
        sheet.polygon(lapel, mixed("sun", "orange", 0.7))
        sheet.shade(lapel, "coral", side="bottom", strength=0.7)
    return sheet.finish()


PORTRAITS: dict[str, Callable[[float], Pixels]] = {"ines": ines, "tomasz": tomasz, "mei": mei, "noor": noor, "gabriel": gabriel}


def mark(scale: float) -> Pixels:
    """Four spaces: the square that an editor shows for each of them, the last one where the text begins."""
    side = round(512 * scale) * 2
    sheet = Pillow.new("RGBA", (side, side))
    pen = ImageDraw.Draw(sheet)
    unit = side / 32
    pen.rounded_rectangle((0, 0, side - 1, side - 1), radius=unit * 6, fill=(*colour("ink"), 255))
    for number in range(4):
        left, top = (6 + (number % 2) * 11) * unit, (6 + (number // 2) * 11) * unit
        tone = colour("sun") if number == 3 else colour("cream")
        pen.rounded_rectangle((left, top, left + unit * 9, top + unit * 9), radius=unit * 1.6, fill=(*tone, 255))
    return sheet.resize((side // 2, side // 2), Resampling.BOX)
