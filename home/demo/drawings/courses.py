"""Drawings of ways that are kept: rails and points, a boat with eight rowers, a rope above a net."""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

from PIL.Image import Image as Pixels

from home.demo.drawings.canvas import Canvas, Point, ground, mixed, ridge
from home.demo.drawings.nights import oval

At = Callable[[float, float], Point]

#: Where the rails meet.
_FAR: Point = (860.0, 430.0)


def railway(scale: float) -> Pixels:
    """Rails towards the morning; a train on one of them, and a rail being changed on the other."""
    sheet = Canvas("railway-2", scale=scale)
    sheet.sky(["slate", mixed("sea", "rose", 0.5), "rose", "sun"], bottom=440)
    sheet.glow(1120, 400, 420, "cream", 0.75)
    sheet.circle(1120, 410, 84, "cream")
    hills = ground(sheet, ridge(sheet, 415, 36, roughness=0.5))
    sheet.polygon(hills, mixed("slate", "plum", 0.4))
    sheet.shade(hills, "rose", side="top", strength=0.6, reach=0.12)
    field: list[Point] = [(-10, 432), (1690, 432), (1690, 1060), (-10, 1060)]
    sheet.polygon(field, "moss")
    sheet.shade(field, "leaf", side="top", strength=0.8, reach=0.7)
    bed: list[Point] = [(_FAR[0] - 12, 430), (_FAR[0] + 26, 430), (1560, 1060), (60, 1060)]
    sheet.polygon(bed, mixed("sand", "plum", 0.35))
    sheet.shade(bed, "plum", side="bottom", strength=0.7)
    left = (120.0, 520.0)
    right = (960.0, 1400.0)
    for rails in (left, right):
        _sleepers(sheet, rails)
    for rails in (left, right):
        for number, foot in enumerate(rails):
            if rails is right and number == 1:
                _rail(sheet, foot, 0.0, 0.3)
                _rail(sheet, foot, 0.62, 1.0)
            else:
                _rail(sheet, foot, 0.0, 1.0)
    # The new rail waits beside its place.
    sheet.line([_on(1560, 0.27), _on(1530, 0.66)], 15, "coral")
    sheet.line([_on(1552, 0.27), _on(1522, 0.66)], 5, "rose")
    for x, y, size, coat in ((1210, 640, 0.78, "coral"), (1330, 690, 0.95, "sun"), (1010, 560, 0.5, "orange")):
        _worker(sheet, x, y, size, coat)
    _train(sheet)
    for x, y, size in ((1490, 700, 1.0), (1130, 520, 0.38)):
        _signal(sheet, x, y, size)
    return sheet.finish()


def _on(foot: float, share: float) -> Point:
    """A place on the way from the horizon (0) to the edge of the sheet (1)."""
    depth = share**1.6
    return _FAR[0] + (foot - _FAR[0]) * depth, _FAR[1] + (1060 - _FAR[1]) * depth


def _rail(sheet: Canvas, foot: float, start: float, end: float) -> None:
    pieces = 26
    places = [start + (end - start) * index / pieces for index in range(pieces + 1)]
    for tone, share in (("night", 1.0), ("mist", 0.4)):
        for here, there in pairwise(places):
            sheet.line([_on(foot, here), _on(foot, there)], (2 + 17 * there**1.6) * share, tone)


def _sleepers(sheet: Canvas, rails: tuple[float, float]) -> None:
    for number in range(30):
        share = (number + 1) / 30
        over = 60 * share**1.6
        (x1, y), (x2, _) = _on(rails[0], share), _on(rails[1], share)
        thick = 3 + 22 * share**1.6
        plank: list[Point] = [(x1 - over, y), (x2 + over, y), (x2 + over, y + thick), (x1 - over, y + thick)]
        sheet.polygon(plank, mixed("wine", "night", 0.35))
        sheet.shade(plank, "night", side="bottom", strength=0.7)


def _train(sheet: Canvas) -> None:
    x, foot = 543.0, 800.0
    roof: list[Point] = [(x - 130, 470), (x - 96, 430), (x + 96, 430), (x + 130, 470), (x + 146, 780), (x - 146, 780)]
    back: list[Point] = [(x - 96, 430), (x + 96, 430), (_FAR[0] + 4, 420), (_FAR[0] - 8, 420)]
    sheet.polygon(back, mixed("coral", "night", 0.45))
    flank: list[Point] = [(x + 96, 432), (x + 140, 740), (_FAR[0] + 2, 438), (_FAR[0] + 2, 421)]
    sheet.polygon(flank, "wine")
    sheet.shade(flank, "night", side="right", strength=0.8)
    sheet.polygon(roof, "coral")
    sheet.shade(roof, "wine", side="right", strength=0.85)
    sheet.rectangle((x - 104, 490, x - 8, 596), "night", 16)
    sheet.rectangle((x + 8, 490, x + 104, 596), "night", 16)
    for start in (x - 104, x + 8):
        glass: list[Point] = [(start + 6, 496), (start + 90, 496), (start + 90, 590), (start + 6, 590)]
        sheet.shade(glass, "sea", side="top", strength=0.9)
    sheet.rectangle((x - 140, 640, x + 140, 664), "cream")
    for way in (-1, 1):
        sheet.glow(x + way * 92, 712, 120, "sun", 0.8)
        sheet.circle(x + way * 92, 712, 25, "cream")
        sheet.ring(x + way * 92, 712, 30, 7, "night")
    sheet.rectangle((x - 150, 770, x + 150, 800), "night", 8)
    sheet.polygon([(x - 120, foot), (x + 120, foot), (x + 90, foot + 46), (x - 90, foot + 46)], "ink")
    sheet.rectangle((x - 34, 448, x + 34, 474), "sun", 6)


def _worker(sheet: Canvas, x: float, y: float, size: float, coat: str) -> None:
    def at(*points: Point) -> list[Point]:
        return [(x + px * size, y + py * size) for px, py in points]

    sheet.polygon(at((-24, 120), (-30, 40), (30, 40), (24, 120), (6, 120), (0, 70), (-8, 120)), "night")
    body = at((-34, 52), (-30, -24), (0, -36), (30, -24), (34, 52))
    sheet.polygon(body, coat)
    sheet.shade(body, "plum", side="right", strength=0.8)
    sheet.line(at((-34, 16), (34, 16)), 9 * size, "cream")
    sheet.circle(x, y - 58 * size, 24 * size, mixed("rose", "wine", 0.35))
    sheet.pie(x, y - 62 * size, 28 * size, 180, 360, "sun")
    sheet.line(at((-30, -14), (-64, 40), (-40, 70)), 13 * size, coat)
    sheet.line(at((-74, 96), (-20, 20)), 7 * size, "night")


def _signal(sheet: Canvas, x: float, y: float, size: float) -> None:
    sheet.rectangle((x - 8 * size, y - 300 * size, x + 8 * size, y + 130 * size), "night")
    sheet.rectangle((x - 44 * size, y - 420 * size, x + 44 * size, y - 250 * size), "night", 22 * size)
    sheet.circle(x, y - 376 * size, 27 * size, "coral")
    sheet.glow(x, y - 376 * size, 110 * size, "coral", 0.7)
    sheet.circle(x, y - 298 * size, 27 * size, mixed("leaf", "night", 0.75))


def eight(scale: float) -> Pixels:
    """A boat with eight rowers and somebody who steers, from above."""
    sheet = Canvas("eight", scale=scale)
    sheet.sky([mixed("teal", "ink", 0.25), "teal", mixed("teal", "sea", 0.6)])
    for _ in range(260):
        x, y, half = sheet.chance.uniform(0, 1680), sheet.chance.uniform(0, 1050), sheet.chance.uniform(14, 60)
        tone = sheet.chance.choice((mixed("teal", "sea", 0.7), mixed("teal", "ink", 0.35), mixed("sea", "mist", 0.3)))
        sheet.line([(x - half, y + half * 0.21), (x + half, y - half * 0.21)], sheet.chance.choice((3, 4, 6)), tone)
    turn = math.radians(-12)

    def at(along: float, across: float) -> Point:
        return 840 + along * math.cos(turn) - across * math.sin(turn), 525 + along * math.sin(turn) + across * math.cos(turn)

    for step in range(3):
        for number in range(8):
            way = 1 if number % 2 else -1
            x, y = at(-470 + number * 122 - 190 - step * 12 + 30, way * (318 + step * 4))
            sheet.ring(x, y, 26 + step * 17, 4 - step, mixed("mist", "teal", 0.15 + step * 0.25))
    wake = [at(-760, 0), at(-1200, -190), at(-1200, 190)]
    sheet.shade(wake, "mist", side="right", strength=0.7)
    shadow = [at(along - 8, across + 40) for along, across in _hull(56)]
    sheet.polygon(shadow, mixed("teal", "night", 0.55))
    for number in range(8):
        along, way = -470 + number * 122, 1 if number % 2 else -1
        sheet.line([at(along + 14, way * 30), at(along + 62, way * 92), at(along - 22, way * 300)], 8, "cream")
        blade = [at(along - 18, way * 286), at(along + 10, way * 300), at(along - 14, way * 372), at(along - 52, way * 362)]
        sheet.polygon(blade, "coral")
        sheet.shade(blade, "wine", side="bottom", strength=0.8)
    hull = [at(along, across) for along, across in _hull(52)]
    sheet.polygon(hull, "sun")
    sheet.shade(hull, "coral", side="bottom", strength=0.85)
    sheet.polygon([at(along * 0.93, across) for along, across in _hull(34)], mixed("plum", "night", 0.4))
    for number in range(8):
        along, way = -470 + number * 122, 1 if number % 2 else -1
        _rower(sheet, at, along, way, ("cream", "coral")[number % 2])
    _rower(sheet, at, 540, 0, "sun")
    return sheet.finish()


def _hull(half: float) -> list[Point]:
    upper = [(along, -half * (1 - abs(along / 790) ** 3.2)) for along in range(-790, 791, 20)]
    return [*upper, *[(along, -across) for along, across in reversed(upper)]]


def _rower(sheet: Canvas, at: At, along: float, way: int, shirt: str) -> None:
    back = [at(along - 26, -34), at(along + 14, -40), at(along + 22, 0), at(along + 14, 40), at(along - 26, 34), at(along - 36, 0)]
    if way:
        for across in (-26, 26):
            sheet.line([at(along + 4, across), at(along + 52, across * 0.2 + way * 30)], 15, mixed("rose", "wine", 0.3))
    sheet.polygon(back, shirt)
    sheet.shade(back, mixed(shirt, "plum", 0.6), side="bottom", strength=0.8)
    x, y = at(along - 4, 0)
    hair = sheet.chance.choice(("night", "plum", "wine", "sand"))
    sheet.circle(x, y, 23, hair)
    sheet.shade_circle(x, y, 23, mixed(hair, "cream", 0.4), side="top", strength=0.6)


def tightrope(scale: float) -> Pixels:
    """Somebody on a rope in a big tent, and a net below."""
    sheet = Canvas("tightrope", "plum", scale=scale)
    tones = ("wine", "coral")
    for index in range(24):
        start, end = math.pi * index / 24, math.pi * (index + 1) / 24
        far = 1700.0
        wedge: list[Point] = [
            (840, -60),
            (840 + math.cos(start) * far, -60 + math.sin(start) * far),
            (840 + math.cos(end) * far, -60 + math.sin(end) * far),
        ]
        sheet.polygon(wedge, tones[index % 2])
    sheet.shade([(0, 0), (1680, 0), (1680, 1050), (0, 1050)], mixed("plum", "night", 0.6), side="bottom", strength=1.0, reach=0.95)
    for x, lean in ((150.0, 700.0), (1530.0, -640.0)):
        sheet.shade(
            [(x - 14, 0), (x + 14, 0), (840 + lean * 0.05 + 190, 640), (840 + lean * 0.05 - 190, 640)], "sun", side="top", strength=0.5
        )
    sheet.polygon([(0, 0), (1680, 0), (1680, 40), (0, 40)], "sun")
    for x in range(0, 1680, 84):
        sheet.pie(x + 42, 38, 42, 0, 180, "sun" if (x // 84) % 2 else "cream")
    for x in (170, 1510):
        sheet.rectangle((x - 17, 330, x + 17, 1060), "night")
        for y in range(360, 1050, 60):
            sheet.rectangle((x - 17, y, x + 17, y + 24), "sun")
        sheet.rectangle((x - 96, 470, x + 96, 496), "night", 6)
        sheet.rectangle((x - 96, 466, x + 96, 476), "orange", 5)
        sheet.circle(x, 322, 26, "sun")
    rope = [(170 + 1340 * share, 466 + 34 * 4 * share * (1 - share)) for share in (index / 40 for index in range(41))]
    sheet.line(rope, 7, "cream")
    _walker(sheet, 800, 500)
    _net(sheet)
    for row in range(3):
        for column in range(34):
            x = column * 52 + (26 if row % 2 else 0) + sheet.chance.uniform(-8, 8)
            y = 966 + row * 40
            tone = mixed(sheet.chance.choice(("plum", "ink", "slate", "wine")), "night", 0.55 - row * 0.1)
            sheet.circle(x, y, 25, tone)
            sheet.polygon(oval(x, y + 52, 38, 34), tone)
    return sheet.finish()


def _walker(sheet: Canvas, x: float, y: float) -> None:
    sheet.glow(x, y - 130, 330, "cream", 0.55)
    pole = [(x - 330 + 660 * share, y - 148 + 46 * 4 * (share - 0.5) ** 2) for share in (index / 20 for index in range(21))]
    sheet.line([(x - 6, y - 4), (x - 22, y - 62), (x - 4, y - 112)], 23, "night")
    sheet.line([(x + 46, y - 4), (x + 26, y - 60), (x + 6, y - 112)], 23, "night")
    sheet.line([(x - 16, y - 2), (x + 14, y - 2)], 12, "coral")
    sheet.line([(x + 38, y - 2), (x + 66, y - 2)], 12, "coral")
    body: list[Point] = [(x - 30, y - 100), (x - 34, y - 190), (x + 2, y - 206), (x + 38, y - 190), (x + 32, y - 100)]
    sheet.polygon(body, "sea")
    sheet.shade(body, "ink", side="right", strength=0.85)
    skirt: list[Point] = [(x - 32, y - 112), (x + 34, y - 112), (x + 66, y - 62), (x - 64, y - 62)]
    sheet.polygon(skirt, "cream")
    sheet.shade(skirt, "rose", side="bottom", strength=0.8)
    sheet.line([(x - 30, y - 182), (x - 88, y - 152)], 16, mixed("rose", "cream", 0.3))
    sheet.line([(x + 34, y - 182), (x + 92, y - 152)], 16, mixed("rose", "cream", 0.3))
    sheet.line(pole, 9, "sun")
    sheet.circle(x + 2, y - 236, 32, mixed("rose", "cream", 0.3))
    sheet.pie(x + 2, y - 240, 35, 170, 370, "night")
    sheet.circle(x - 2, y - 284, 18, "night")


def _net(sheet: Canvas) -> None:
    def at(across: float, along: float) -> Point:
        """The net from left (0) to right (1), from the back (0) to the front (1)."""
        half = 520 + 130 * along
        return 840 + (across - 0.5) * 2 * half, 742 + 92 * along + 56 * 4 * across * (1 - across)

    for index in range(41):
        sheet.line([at(index / 40, along / 6) for along in range(7)], 2.4, mixed("mist", "plum", 0.25))
    for along in range(9):
        sheet.line([at(index / 40, along / 8) for index in range(41)], 2.4, mixed("mist", "plum", 0.25))
    edge: Sequence[Sequence[Point]] = ([at(index / 40, 0) for index in range(41)], [at(index / 40, 1) for index in range(41)])
    for line in edge:
        sheet.line(line, 7, "sun")
    for across in (0, 1):
        sheet.line([at(across, 0), at(across, 1)], 7, "sun")
        sheet.line([at(across, 0.5), (170 if across == 0 else 1510, 660)], 5, "sun")
