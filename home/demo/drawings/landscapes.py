"""Drawings of ways: wires at dusk, boats, a bridge."""

import math
from itertools import pairwise

from PIL.Image import Image as Pixels

from home.demo.drawings.canvas import Canvas, Colour, Point, ground, mixed, ridge, waves


def wires(scale: float) -> Pixels:
    """Poles with wires between them, at dusk."""
    sheet = Canvas("wires", scale=scale)
    sheet.sky(["plum", "wine", "coral", "orange", "sun"], bottom=830)
    sheet.glow(1180, 690, 620, "sun", 0.75)
    sheet.circle(1180, 690, 150, "cream")
    sheet.shade_circle(1180, 690, 150, "sun", strength=0.9)
    for index, (base, height, tint) in enumerate(((720, 70, 0.25), (800, 60, 0.55))):
        hill = ground(sheet, ridge(sheet, base, height, roughness=0.5))
        sheet.polygon(hill, mixed("wine", "night", tint))
        sheet.shade(hill, mixed("coral", "plum", index / 3), side="top", strength=0.5, reach=0.35)
    poles = [(90, 980, 1.0), (560, 952, 0.8), (930, 930, 0.62), (1220, 914, 0.48), (1450, 902, 0.37), (1630, 893, 0.29)]
    arms: list[list[Point]] = []
    for x, foot, size in poles:
        top = foot - 760 * size
        sheet.polygon([(x - 9 * size, top), (x + 9 * size, top), (x + 13 * size, foot + 30), (x - 13 * size, foot + 30)], "night")
        ends = []
        for number, reach in enumerate((118, 92)):
            y = top + (52 + number * 74) * size
            sheet.line([(x - reach * size, y), (x + reach * size, y)], 13 * size, "night")
            for step in (-0.92, -0.45, 0.45, 0.92):
                px = x + reach * size * step
                sheet.rectangle((px - 5 * size, y - 24 * size, px + 5 * size, y), "cream", 3 * size)
                ends.append((px, y - 24 * size))
        arms.append(ends)
    arms.insert(0, [(x - 620, y - 40) for x, y in arms[0]])
    arms.append([(x + 120, y + 18) for x, y in arms[-1]])
    for (here, there), width in zip(pairwise(arms), (3.4, 3.2, 2.7, 2.2, 1.8, 1.5, 1.2), strict=False):
        for start, end in zip(here, there, strict=True):
            sheet.line(_hanging(start, end, 0.12), width, "night")
    near = ground(sheet, ridge(sheet, 880, 26, roughness=0.5))
    sheet.polygon(near, "night")
    sheet.shade(near, "plum", side="top", strength=0.7, reach=0.5)
    span = _hanging(arms[1][3], arms[2][3], 0.12)
    for place in (9, 11, 12, 16, 19):
        _bird(sheet, span[place], 1.0 if place != 16 else -1.0)
    return sheet.finish()


def _hanging(start: Point, end: Point, sag: float, pieces: int = 24) -> list[Point]:
    """A wire between two points."""
    depth = math.dist(start, end) * sag
    return [
        (start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * t + depth * 4 * t * (1 - t))
        for t in (index / pieces for index in range(pieces + 1))
    ]


def _bird(sheet: Canvas, at: Point, way: float) -> None:
    x, y = at
    body = [(-20, -6), (-8, -26), (8, -34), (16, -33), (24, -29), (17, -25), (12, -10), (0, -2), (-30, 10)]
    sheet.polygon([(x + px * way, y + py) for px, py in body], "night")


def boats(scale: float) -> Pixels:
    """Six small boats on their way to the same place."""
    sheet = Canvas("boats", scale=scale)
    sheet.sky(["sea", "mist", "cream", "sand"], bottom=560)
    sheet.glow(840, 420, 520, "sun", 0.5)
    sheet.circle(840, 420, 190, "coral")
    sheet.shade_circle(840, 420, 190, "sun", side="top", strength=0.9, reach=0.8)
    far = ground(sheet, ridge(sheet, 530, 34, roughness=0.45))
    sheet.polygon(far, mixed("slate", "mist", 0.35))
    tones: list[Colour | str] = ["sea", mixed("sea", "teal", 0.45), "teal", mixed("teal", "ink", 0.45), mixed("teal", "ink", 0.8)]
    fleet = [(300, 1, 0.42), (1330, 1, 0.46), (640, 2, 0.62), (1090, 3, 0.8), (330, 4, 1.0), (1440, 4, 1.08)]
    for row, tone in enumerate(tones):
        base = 560 + row * 82 + row * row * 4
        outline = waves(sheet, base, 7 + row * 3.2, 60 + row * 22, phase=row * 1.9)
        for x, line, size in fleet:
            if line == row:
                y = min(outline, key=lambda point: abs(point[0] - x))[1]
                _boat(sheet, x, y + 12 * size, size, row)
        sea = ground(sheet, outline)
        sheet.polygon(sea, tone)
        sheet.shade(sea, mixed(tone, "cream", 0.5), side="top", strength=0.42, reach=0.25)
        if row < 4:
            for _ in range(9 - row):
                middle = 840 + sheet.chance.gauss(0, 110 + 30 * row)
                y = base + sheet.chance.uniform(22, 66)
                half = sheet.chance.uniform(18, 64)
                sheet.line([(middle - half, y), (middle + half, y)], 3 + row, mixed("sun", tone, 0.25))
    return sheet.finish()


def _boat(sheet: Canvas, x: float, y: float, size: float, row: int) -> None:
    def at(*points: Point) -> list[Point]:
        return [(x + px * size, y + py * size) for px, py in points]

    sheet.line(at((0, -20), (0, -330)), 7 * size, "night")
    main = at((10, -322), (10, -52), (148, -52), (92, -170))
    jib = at((-8, -290), (-8, -60), (-104, -60))
    sheet.polygon(main, "cream")
    sheet.shade(main, "rose" if row % 2 else "sun", side="left", strength=0.8)
    sheet.polygon(jib, "coral" if row % 2 else "wine")
    sheet.shade(jib, "plum", side="right", strength=0.6)
    hull = at((-138, -38), (158, -38), (116, 22), (-92, 22))
    sheet.polygon(hull, "ink")
    sheet.polygon(at((-138, -38), (158, -38), (151, -28), (-132, -28)), "sun")
    sheet.polygon(at((0, -330), (0, -306), (44, -318)), "coral")


def bridge(scale: float) -> Pixels:
    """A bridge at night, and the same bridge in the water."""
    sheet = Canvas("bridge", scale=scale)
    sheet.sky(["night", "ink", "slate", mixed("slate", "rose", 0.5)], bottom=720)
    for _ in range(170):
        sheet.circle(sheet.chance.uniform(0, 1680), sheet.chance.triangular(0, 520, 60), sheet.chance.choice((1, 1.3, 1.8, 2.4)), "cream")
    sheet.glow(1330, 230, 260, "cream", 0.4)
    sheet.circle(1330, 230, 78, "cream")
    sheet.shade_circle(1330, 230, 78, "sand", side="left", strength=0.9)
    hills = ground(sheet, ridge(sheet, 670, 60, roughness=0.5))
    sheet.polygon(hills, mixed("ink", "slate", 0.45))
    sheet.shade(hills, "night", strength=0.7, reach=0.6)
    sheet.sky([mixed("slate", "rose", 0.32), "ink", "night"], top=720, bottom=1050)
    for number, (top, tone) in enumerate(((744, 0.1), (790, 0.35), (846, 0.55), (912, 0.75), (986, 0.9))):
        for _ in range(14):
            x, half = sheet.chance.uniform(0, 1680), sheet.chance.uniform(30, 150)
            y = top + sheet.chance.uniform(-18, 18)
            sheet.line([(x - half, y), (x + half, y)], 2 + number, mixed(mixed("slate", "rose", 0.3), "night", tone * 0.8))
    deck, towers = 640.0, (430.0, 1250.0)
    sheet.rectangle((-10, deck, 1690, deck + 22), "wine")
    sheet.rectangle((-10, deck + 22, 1690, deck + 34), "plum")
    for x in range(20, 1690, 60):
        sheet.rectangle((x, deck - 12, x + 5, deck), "coral")
    main = [(towers[0], 190.0), *_hanging((towers[0], 190), (towers[1], 190), 0.13, 40), (towers[1], 190.0)]
    left = _hanging((-180, 600), (towers[0], 190), -0.035, 24)
    right = _hanging((towers[1], 190), (1860, 600), -0.035, 24)
    for cable in (main, [(x, y + 0) for x, y in left], right):
        for x, y in cable:
            if -10 < x < 1690 and y < deck:
                sheet.line([(x, y), (x, deck)], 2.2, "rose")
        sheet.line(cable, 7, "coral")
    for x in towers:
        for side in (-34, 34):
            leg = [(x + side - 13, 150), (x + side + 13, 150), (x + side * 1.35 + 17, 760), (x + side * 1.35 - 17, 760)]
            sheet.polygon(leg, "coral")
            sheet.shade(leg, "plum", side="bottom", strength=0.95)
        for y in (178, 330, 500):
            sheet.rectangle((x - 48, y, x + 48, y + 22), "coral")
            sheet.rectangle((x - 48, y + 16, x + 48, y + 22), "wine")
        sheet.circle(x, 136, 9, "sun")
        sheet.glow(x, 136, 70, "sun", 0.7)
        for _ in range(26):
            y = sheet.chance.uniform(764, 1040)
            half = sheet.chance.uniform(10, 52)
            centre = x + sheet.chance.uniform(-26, 26)
            sheet.line([(centre - half, y), (centre + half, y)], 4.5, mixed("coral", "night", min(0.85, (y - 730) / 330)))
    for _ in range(34):
        y = sheet.chance.triangular(730, 1046, 740)
        half = sheet.chance.uniform(6, 42) * (1 + (y - 730) / 300)
        centre = 1330 + sheet.chance.uniform(-18, 18)
        sheet.line([(centre - half, y), (centre + half, y)], 4, mixed("cream", "night", min(0.8, (y - 700) / 420)))
    return sheet.finish()
