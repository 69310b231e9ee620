"""Drawings of watching: a lighthouse, footprints in the snow, a weathervane, a hill by day and by night."""

import math
from collections.abc import Sequence

from PIL.Image import Image as Pixels

from home.demo.drawings.canvas import Canvas, Colour, Point, colour, ground, mixed, ridge, waves


def oval(x: float, y: float, wide: float, high: float, turn: float = 0.0, pieces: int = 40) -> list[Point]:
    """An ellipse by its half axes, turned by so many degrees."""
    cosine, sine = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    found = []
    for index in range(pieces):
        angle = 2 * math.pi * index / pieces
        px, py = math.cos(angle) * wide, math.sin(angle) * high
        found.append((x + px * cosine - py * sine, y + px * sine + py * cosine))
    return found


def lighthouse(scale: float) -> Pixels:
    """A lighthouse, and far out somebody who needs it."""
    sheet = Canvas("lighthouse", scale=scale)
    sheet.sky(["night", "ink", mixed("ink", "plum", 0.6), "wine", mixed("coral", "wine", 0.3)], bottom=740)
    for _ in range(160):
        sheet.circle(sheet.chance.uniform(0, 1680), sheet.chance.triangular(0, 460, 0), sheet.chance.choice((1, 1.4, 2.2)), "cream")
    lamp = (500.0, 238.0)
    for end, high, strength in (((1760, 20), 330, 0.85), ((-160, 330), 250, 0.6)):
        beam: list[Point] = [(lamp[0], lamp[1] - 14), (end[0], end[1]), (end[0], end[1] + high), (lamp[0], lamp[1] + 14)]
        side = "left" if end[0] > lamp[0] else "right"
        sheet.shade(beam, "sun", side=side, strength=strength)
        sheet.shade([(lamp[0], lamp[1] - 6), (end[0], end[1] + high * 0.3), (end[0], end[1] + high * 0.7), (lamp[0], lamp[1] + 6)],
                    "cream", side=side, strength=strength * 0.7)  # fmt: skip
    _ship(sheet, 1330, 688)
    tones: list[Colour] = [mixed("wine", "plum", 0.4), mixed("plum", "ink", 0.3), mixed("ink", "plum", 0.25), mixed("night", "ink", 0.5)]
    for row, tone in enumerate(tones):
        base = 700 + row * 84
        outline = waves(sheet, base, 6 + row * 4, 70 + row * 24, phase=row * 1.7)
        sheet.polygon(ground(sheet, outline), tone)
        sheet.shade([*outline, *[(x, y + 46) for x, y in reversed(outline)]], mixed(tone, "coral", 0.5), side="top", strength=0.5)
        for _ in range(9):
            x, y, half = sheet.chance.gauss(1150, 320), base + sheet.chance.uniform(20, 70), sheet.chance.uniform(20, 80)
            sheet.line([(x - half, y), (x + half, y)], 2 + row, mixed("sun", tone, 0.55))
    rock: list[Point] = [
        (90, 1050),
        (150, 900),
        (260, 860),
        (330, 790),
        (420, 768),
        (600, 764),
        (690, 800),
        (760, 870),
        (880, 920),
        (960, 1050),
    ]
    sheet.polygon(rock, "night")
    sheet.shade(rock, mixed("plum", "coral", 0.2), side="right", strength=0.75, reach=0.8)
    _tower(sheet, lamp)
    house: list[Point] = [(612, 786), (612, 716), (676, 668), (740, 716), (740, 796)]
    sheet.polygon(house, mixed("cream", "plum", 0.35))
    sheet.shade(house, "night", side="right", strength=0.9)
    sheet.polygon([(596, 722), (676, 658), (756, 722), (744, 734), (676, 680), (608, 734)], "wine")
    sheet.glow(652, 742, 70, "sun", 0.7)
    sheet.rectangle((636, 722, 668, 762), "sun", 3)
    return sheet.finish()


def _tower(sheet: Canvas, lamp: Point) -> None:
    x, top, foot = lamp[0], 290.0, 790.0

    def half(y: float) -> float:
        return 42 + (y - top) / (foot - top) * 44

    bands = 7
    for band in range(bands):
        upper, lower = top + (foot - top) * band / bands, top + (foot - top) * (band + 1) / bands
        piece: list[Point] = [(x - half(upper), upper), (x + half(upper), upper), (x + half(lower), lower), (x - half(lower), lower)]
        sheet.polygon(piece, "cream" if band % 2 else "coral")
        sheet.shade(piece, mixed("plum", "night", 0.4), side="right", strength=0.95, reach=0.8)
    for y in (390, 560):
        sheet.rectangle((x - 12, y, x + 12, y + 42), "night", 12)
        sheet.rectangle((x - 7, y + 6, x + 7, y + 40), "sun", 7)
    sheet.polygon([(x - 66, 290), (x + 66, 290), (x + 54, 314), (x - 54, 314)], "night")
    for step in range(-60, 61, 15):
        sheet.line([(x + step, 268), (x + step, 292)], 4, "night")
    sheet.line([(x - 62, 266), (x + 62, 266)], 5, "night")
    sheet.glow(*lamp, 300, "sun", 0.9)
    sheet.rectangle((x - 34, 202, x + 34, 290), "sun", 6)
    sheet.circle(*lamp, 26, "cream")
    for step in (-34, 0, 34):
        sheet.line([(x + step, 202), (x + step, 290)], 4, "night")
    sheet.polygon([(x - 48, 204), (x, 146), (x + 48, 204)], "wine")
    sheet.circle(x, 142, 9, "wine")


def _ship(sheet: Canvas, x: float, y: float) -> None:
    hull: list[Point] = [(x - 120, y - 34), (x + 130, y - 34), (x + 100, y + 12), (x - 100, y + 12)]
    sheet.polygon(hull, "night")
    sheet.polygon([(x - 76, y - 34), (x - 76, y - 66), (x + 40, y - 66), (x + 52, y - 34)], mixed("night", "plum", 0.5))
    sheet.rectangle((x - 30, y - 100, x - 4, y - 64), "coral")
    sheet.line([(x + 84, y - 34), (x + 84, y - 124)], 5, "night")
    for step in range(5):
        sheet.circle(x - 60 + step * 26, y - 50, 5, "sun")
    sheet.circle(x + 84, y - 126, 6, "cream")
    sheet.glow(x + 84, y - 126, 40, "cream", 0.7)


def footprints(scale: float) -> Pixels:
    """Footprints in the snow, from a lamp to a door."""
    sheet = Canvas("footprints-2", scale=scale)
    sheet.sky(["night", "ink", "slate", mixed("slate", "rose", 0.35)], bottom=560)
    for number, (base, height, tint) in enumerate(((500, 60, 0.35), (560, 40, 0.55))):
        hill = ground(sheet, ridge(sheet, base, height, roughness=0.45))
        sheet.polygon(hill, mixed("slate", "mist", tint))
        sheet.shade(hill, "ink", strength=0.5, reach=0.7)
        for _ in range(26):
            x = sheet.chance.uniform(0, 1680)
            y = min(hill[:-2], key=lambda point: abs(point[0] - x))[1]
            _fir(sheet, x, y + 16, 0.24 + number * 0.14 + sheet.chance.uniform(0, 0.1))
    snow = ground(sheet, waves(sheet, 640, 16, 260, phase=0.6))
    sheet.polygon(snow, "mist")
    sheet.shade(snow, "slate", side="top", strength=0.4, reach=0.45)
    sheet.shade(snow, "cream", side="bottom", strength=0.75, reach=0.8)
    _hut(sheet, 470, 690)
    for x, y, size in ((150, 760, 1.25), (300, 690, 0.8), (1120, 668, 0.7), (1560, 720, 1.2), (1650, 800, 1.6)):
        _fir(sheet, x, y, size)
    sheet.glow(1290, 900, 420, "sun", 0.55)
    for side in ("top", "bottom"):
        sheet.shade(oval(1290, 916, 330, 78), "sun", side=side, strength=0.6)
    for step in range(19):
        share = step / 18
        # From the lamp in front to the door behind, in one bend, smaller and closer all the way.
        x = 1240 - 700 * share - 210 * math.sin(share * math.pi) * (1 - share * 0.3)
        y = 1000 - 288 * share**0.78
        size = 1.5 - 1.22 * share**0.8
        off = (30 if step % 2 else -30) * size
        turn = 40 - 30 * share
        _step(sheet, x + off * 0.8, y - off * 0.75, size, turn)
    sheet.rectangle((1280, 420, 1300, 912), "night")
    sheet.polygon([(1262, 912), (1318, 912), (1308, 870), (1272, 870)], "night")
    sheet.line([(1290, 452), (1250, 452)], 8, "night")
    sheet.glow(1290, 372, 230, "sun", 0.9)
    sheet.polygon([(1256, 420), (1248, 340), (1332, 340), (1324, 420)], "sun")
    sheet.circle(1290, 384, 22, "cream")
    for x in (1252, 1290, 1328):
        sheet.line([(x, 338), (1290 + (x - 1290) * 0.85, 422)], 5, "night")
    sheet.polygon([(1234, 342), (1290, 292), (1346, 342)], "night")
    sheet.polygon([(1246, 330), (1290, 290), (1334, 330), (1290, 314)], "cream")
    for _ in range(260):
        x, y = sheet.chance.uniform(0, 1680), sheet.chance.uniform(0, 1050)
        sheet.circle(x, y, sheet.chance.choice((1.6, 2.4, 3.4, 5)), "cream")
    return sheet.finish()


def _step(sheet: Canvas, x: float, y: float, size: float, turn: float) -> None:
    sole = oval(x, y, 26 * size, 11 * size, turn)
    heel = oval(x + 34 * size * math.cos(math.radians(turn)), y + 34 * size * math.sin(math.radians(turn)), 13 * size, 9 * size, turn)
    for part in (sole, heel):
        sheet.polygon([(px + 2 * size, py + 3 * size) for px, py in part], "cream")
        sheet.polygon(part, mixed("slate", "mist", 0.25))
        sheet.shade(part, "ink", side="top", strength=0.7)


def _hut(sheet: Canvas, x: float, y: float) -> None:
    front: list[Point] = [(x - 130, y + 30), (x - 130, y - 90), (x, y - 196), (x + 130, y - 90), (x + 130, y + 30)]
    sheet.polygon(front, "wine")
    sheet.shade(front, "night", side="left", strength=0.8)
    sheet.polygon([(x - 168, y - 74), (x, y - 222), (x + 168, y - 74), (x + 150, y - 62), (x, y - 190), (x - 150, y - 62)], "cream")
    sheet.rectangle((x + 60, y - 240, x + 92, y - 150), mixed("wine", "night", 0.4))
    sheet.rectangle((x + 54, y - 250, x + 98, y - 232), "cream", 8)
    sheet.glow(x + 60, y - 10, 190, "sun", 0.75)
    sheet.rectangle((x + 30, y - 66, x + 86, y + 30), "sun", 4)
    sheet.rectangle((x + 36, y - 58, x + 80, y + 30), mixed("sun", "orange", 0.6), 3)
    sheet.circle(x + 72, y - 12, 4, "night")
    sheet.rectangle((x - 86, y - 62, x - 22, y - 6), "sun", 3)
    sheet.line([(x - 54, y - 62), (x - 54, y - 6)], 5, "wine")
    sheet.line([(x - 86, y - 34), (x - 22, y - 34)], 5, "wine")


def _fir(sheet: Canvas, x: float, foot: float, size: float) -> None:
    sheet.rectangle((x - 6 * size, foot - 34 * size, x + 6 * size, foot), "night")
    for level in range(4):
        half, y = (84 - level * 18) * size, foot - (26 + level * 52) * size
        branch: list[Point] = [(x - half, y), (x, y - 106 * size), (x + half, y)]
        sheet.polygon(branch, mixed("moss", "night", 0.45))
        if size > 0.5:
            sheet.shade(branch, "mist", side="left", strength=0.75, reach=0.6)


def weathervane(scale: float) -> Pixels:
    """A cock on a roof, who says where the wind comes from."""
    sheet = Canvas("weathervane", scale=scale)
    sheet.sky(["teal", "sea", "mist", "sand"])
    layers: tuple[tuple[float, Colour], ...] = (
        (250, mixed("cream", "sea", 0.3)),
        (420, mixed("cream", "mist", 0.2)),
        (610, colour("cream")),
    )
    for row, (base, tone) in enumerate(layers):
        for _ in range(5):
            _cloud(sheet, sheet.chance.uniform(-60, 1700), base + sheet.chance.uniform(-70, 50), 0.7 + row * 0.35, tone)
    for y, start, length in ((130, 60, 400), (240, 240, 230), (330, 1120, 460), (395, 1240, 260), (520, 60, 300), (560, 1290, 330)):
        _gust(sheet, start, y, length)
    roof: list[Point] = [(-40, 1090), (-40, 1010), (700, 700), (980, 700), (1720, 1010), (1720, 1090)]
    sheet.polygon(roof, "coral")
    for row in range(14):
        y = 712 + row * 30
        left = 700 - (y - 700) * 740 / 310
        for column in range(-2, 60):
            x = left - 20 + column * 46 + (23 if row % 2 else 0)
            if x < 980 + (y - 700) * 740 / 310 - 26 and x > left:
                tile: list[Point] = [(x, y - 6), (x + 44, y - 6), (x + 44, y + 14), (x + 22, y + 28), (x, y + 14)]
                sheet.polygon(tile, sheet.chance.choice(("coral", mixed("coral", "wine", 0.35), mixed("coral", "orange", 0.5))))
    sheet.shade(roof, "plum", side="right", strength=0.7, reach=0.75)
    sheet.rectangle((668, 676, 1012, 716), "wine", 14)
    sheet.rectangle((668, 676, 1012, 690), mixed("wine", "rose", 0.4), 10)
    sheet.rectangle((829, 300, 851, 690), "night")
    sheet.circle(840, 660, 34, "sun")
    sheet.shade_circle(840, 660, 34, "orange", side="right", strength=0.9)
    for x, y, size in ((600, 560, 20), (1080, 560, 20), (750, 592, 16), (930, 528, 16)):
        sheet.line([(840, 560), (x, y)], 11, "night")
        sheet.circle(x, y, size, "sun")
        sheet.shade_circle(x, y, size, "coral", strength=0.8)
    sheet.line([(540, 420), (1130, 420)], 15, "night")
    sheet.polygon([(470, 420), (566, 376), (546, 420), (566, 464)], "night")
    sheet.polygon([(1080, 420), (1130, 374), (1220, 374), (1180, 420), (1220, 466), (1130, 466)], "night")
    _cock(sheet, 840, 420)
    return sheet.finish()


def _cock(sheet: Canvas, x: float, y: float) -> None:
    def at(points: Sequence[Point]) -> list[Point]:
        return [(x + px, y + py) for px, py in points]

    tail = at(
        [(60, -96), (120, -250), (206, -300), (178, -236), (268, -258), (214, -190), (290, -170), (214, -128), (250, -90), (150, -50)]
    )
    sheet.polygon(tail, "ink")
    sheet.shade(tail, "coral", side="right", strength=0.8, reach=0.8)
    body = at([(-150, -150), (-176, -210), (-150, -262), (-104, -268), (-78, -226), (-60, -170), (0, -140), (80, -146), (150, -120),
               (150, -60), (90, -14), (10, -4), (-70, -26), (-124, -76)])  # fmt: skip
    sheet.polygon(body, "night")
    sheet.shade(body, "slate", side="top", strength=0.55, reach=0.7)
    wing = at([(-50, -104), (40, -120), (110, -96), (70, -50), (0, -36), (-40, -60)])
    sheet.polygon(wing, "wine")
    sheet.shade(wing, "sun", side="right", strength=0.7)
    for step in range(4):
        sheet.circle(x - 152 + step * 19, y - 272 - (8 if step in (1, 2) else 0), 17, "coral")
    sheet.polygon(at([(-172, -228), (-222, -208), (-168, -198)]), "sun")
    sheet.polygon(at([(-160, -196), (-138, -192), (-142, -150), (-164, -160)]), "coral")
    sheet.circle(x - 136, y - 230, 8, "cream")
    sheet.rectangle((x - 12, y - 14, x + 12, y + 8), "night")


def _cloud(sheet: Canvas, x: float, y: float, size: float, tone: Colour | str) -> None:
    for dx, dy, radius in ((-130, 8, 52), (-60, -26, 74), (26, -44, 88), (110, -10, 66)):
        sheet.circle(x + dx * size, y + dy * size, radius * size, tone)
        sheet.shade_circle(x + dx * size, y + dy * size, radius * size, "sea", strength=0.4, reach=0.7)
    sheet.rectangle((x - 182 * size, y - 2 * size, x + 176 * size, y + 60 * size), tone, 30 * size)


def _gust(sheet: Canvas, start: float, y: float, length: float) -> None:
    sheet.line([(start, y), (start + length, y)], 7, "cream")
    curl = [
        (start + length + math.sin(turn) * (34 - turn * 3.4), y - 34 + math.cos(turn) * (34 - turn * 3.4))
        for turn in (step / 6 for step in range(34))
    ]
    sheet.line(curl, 7, "cream")


def halves(scale: float) -> Pixels:
    """One hill with one tree: by day on the left, by night on the right."""
    day, night = Canvas("halves", scale=scale), Canvas("halves", scale=scale)
    _hill(day, by_day=True)
    _hill(night, by_day=False)
    middle = day.pixels.width // 2
    day.pixels.paste(night.pixels.crop((middle, 0, day.pixels.width, day.pixels.height)), (middle, 0))
    return day.finish()


def _hill(sheet: Canvas, *, by_day: bool) -> None:
    far, mid, near = ("sea", "leaf", "moss") if by_day else ("slate", "ink", "night")
    light = "orange" if by_day else "mist"
    if by_day:
        sheet.sky(["sea", "mist", "cream", "sand"], bottom=760)
        sheet.glow(420, 300, 420, "sun", 0.8)
        sheet.circle(420, 300, 120, "orange")
        sheet.shade_circle(420, 300, 120, "coral", strength=0.9)
    else:
        sheet.sky(["night", mixed("night", "ink", 0.6), "ink", "slate"], bottom=760)
        for _ in range(170):
            sheet.circle(
                sheet.chance.uniform(840, 1680), sheet.chance.triangular(0, 560, 40), sheet.chance.choice((1.2, 1.8, 2.6)), "cream"
            )
        sheet.glow(1260, 300, 380, "mist", 0.5)
        sheet.circle(1260, 300, 120, "cream")
        sheet.shade_circle(1260, 300, 120, "sand", side="right", strength=0.9)
        for x, y, radius in ((1232.0, 270.0, 22.0), (1290.0, 330.0, 16.0), (1284.0, 262.0, 10.0)):
            sheet.shade_circle(x, y, radius, "slate", strength=0.6)
    for row, (base, tone) in enumerate(((640, colour(far)), (740, mixed(mid, far, 0.35)))):
        hill = ground(sheet, waves(sheet, base, 34, 210, phase=1.2 + row * 2.3))
        sheet.polygon(hill, tone)
        sheet.shade(hill, mixed(tone, light, 0.5), side="top", strength=0.5, reach=0.3)
    trunk: list[Point] = [(790, 760), (822, 560), (812, 430), (868, 430), (858, 560), (892, 760)]
    sheet.polygon(trunk, "plum" if by_day else mixed("night", "plum", 0.4))
    sheet.shade(trunk, "night", side="right" if by_day else "left", strength=0.8)
    mound: list[Point] = [(x, 1050 - 330 * math.exp(-(((x - 840) / 560) ** 2))) for x in range(-20, 1721, 20)]
    sheet.polygon([*mound, (1720, 1060), (-20, 1060)], mid)
    sheet.shade([*mound, (1720, 1060), (-20, 1060)], near, strength=0.9)
    for _ in range(120):
        x = sheet.chance.uniform(0, 1680)
        y = 1050 - 330 * math.exp(-(((x - 840) / 560) ** 2)) + sheet.chance.uniform(10, 300)
        sheet.line([(x, y), (x + sheet.chance.uniform(-6, 6), y - sheet.chance.uniform(12, 26))], 4, mixed(mid, light, 0.4))
    for start, end in (((826, 560), (690, 450)), ((854, 540), (990, 430)), ((840, 480), (840, 330))):
        sheet.line([start, end], 22, "plum" if by_day else mixed("night", "plum", 0.4))
    by_sun: tuple[Colour | str, ...] = ("coral", "orange", "sun", mixed("coral", "wine", 0.4))
    by_moon: tuple[Colour | str, ...] = ("slate", "teal", mixed("slate", "sea", 0.4), "ink")
    leaves = by_sun if by_day else by_moon
    for number in range(64):
        angle, reach = number * 2.39996, math.sqrt(number / 64)
        x, y = 840 + math.cos(angle) * 300 * reach, 345 + math.sin(angle) * 205 * reach
        radius, leaf = sheet.chance.uniform(44, 78), sheet.chance.choice(leaves)
        sheet.circle(x, y, radius, leaf)
        sheet.shade_circle(x, y, radius, mixed(leaf, "night", 0.6), side="right" if by_day else "left", strength=0.8)
    if by_day:
        for x, y in ((190, 180), (250, 210), (640, 130)):
            sheet.arc(x - 22, y, 24, 200, 340, 6, "ink")
            sheet.arc(x + 22, y, 24, 200, 340, 6, "ink")
