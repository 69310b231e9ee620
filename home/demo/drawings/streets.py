"""Drawings of a street and a kitchen: a church clock, a row of doors, a tray of biscuits."""

import math

from PIL.Image import Image as Pixels

from home.demo.drawings.canvas import Canvas, Colour, Point, mixed


def clock(scale: float) -> Pixels:
    """A tower clock at the moment when three becomes two; evening on one side of it, night on the other."""
    sheet = Canvas("clock-2", scale=scale)
    sheet.sky(["wine", "coral", "orange", "sun"])
    night = Canvas("clock-night", scale=scale)
    night.sky(["night", "ink", mixed("ink", "teal", 0.5), "slate"])
    for _ in range(150):
        night.circle(night.chance.uniform(840, 1680), night.chance.uniform(0, 1000), night.chance.choice((1.3, 2, 2.8)), "cream")
    night.glow(1440, 220, 260, "mist", 0.5)
    night.circle(1440, 220, 92, "cream")
    night.circle(1400, 196, 84, mixed("night", "ink", 0.5))
    middle = sheet.pixels.width // 2
    sheet.pixels.paste(night.pixels.crop((middle, 0, night.pixels.width, night.pixels.height)), (middle, 0))
    sheet.glow(240, 760, 420, "cream", 0.6)
    sheet.circle(240, 770, 120, "cream")
    sheet.shade_circle(240, 770, 120, "sun", strength=0.9)
    for x, wide, high in ((-20, 150, 180), (120, 110, 130), (220, 170, 210), (1280, 150, 170), (1420, 120, 230), (1530, 190, 150)):
        roof: list[Point] = [(x, 1060), (x, 1050 - high), (x + wide / 2, 1050 - high - 70), (x + wide, 1050 - high), (x + wide, 1060)]
        sheet.polygon(roof, mixed("plum", "night", 0.5 if x < 840 else 0.85))
        for step in range(2):
            if x > 840:
                sheet.rectangle((x + 24 + step * 46, 1050 - high + 40, x + 48 + step * 46, 1050 - high + 72), "sun", 2)
    tower: list[Point] = [(400, 1060), (400, 40), (1280, 40), (1280, 1060)]
    sheet.polygon(tower, mixed("sand", "rose", 0.4))
    sheet.shade(tower, mixed("plum", "ink", 0.4), side="right", strength=1.0, reach=0.9)
    for row in range(14):
        for column in range(8):
            x, y = 404 + column * 112 + (56 if row % 2 else 0), 56 + row * 76
            if x + 108 < 1280:
                sheet.frame((x, y, x + 106, y + 70), 2.5, mixed("rose", "plum", 0.35), 4)
    for y in (20, 1000):
        sheet.rectangle((372, y, 1308, y + 46), mixed("rose", "plum", 0.5), 6)
        sheet.rectangle((372, y, 1308, y + 14), mixed("rose", "cream", 0.3), 6)
    _face(sheet, 840, 530)
    return sheet.finish()


def _face(sheet: Canvas, x: float, y: float) -> None:
    sheet.circle(x + 10, y + 18, 430, mixed("plum", "night", 0.6))
    sheet.circle(x, y, 424, "ink")
    sheet.ring(x, y, 424, 20, "sun")
    sheet.circle(x, y, 386, "cream")
    sheet.shade_circle(x, y, 386, "sand", side="right", strength=0.9)
    for minute in range(60):
        angle = math.radians(minute * 6)
        inner, width = (342, 12) if minute % 5 == 0 else (366, 4)
        ends = [(x + math.sin(angle) * reach, y - math.cos(angle) * reach) for reach in (inner, 378)]
        sheet.line(ends, width, "night")
    for hour in range(12):
        angle = math.radians(hour * 30)
        cx, cy = x + math.sin(angle) * 296, y - math.cos(angle) * 296
        tone: Colour | str = "coral" if hour in (2, 3) else "ink"
        sheet.circle(cx, cy, 27 if hour % 3 == 0 else 19, tone)
        sheet.shade_circle(cx, cy, 27 if hour % 3 == 0 else 19, mixed(tone, "night", 0.6), side="right", strength=0.8)
    sheet.ring(x, y, 232, 4, mixed("sand", "coral", 0.4))
    # From three back to two, and the hand where it was.
    for step in range(9):
        angle = math.radians(86 - step * 2.2)
        sheet.circle(x + math.sin(angle) * 160, y - math.cos(angle) * 160, 6, "coral")
    tip = math.radians(67)
    px, py = x + math.sin(tip) * 160, y - math.cos(tip) * 160
    sheet.polygon([(px - 16, py - 16), (px + 26, py + 8), (px - 14, py + 26)], "coral")
    _hand(sheet, x, y, 90, 236, 15, mixed("rose", "cream", 0.35))
    _hand(sheet, x, y, 60, 240, 17, "wine")
    _hand(sheet, x, y, 0, 330, 12, "night")
    sheet.circle(x, y, 34, "night")
    sheet.circle(x, y, 14, "sun")


def _hand(sheet: Canvas, x: float, y: float, angle: float, length: float, half: float, tone: Colour | str) -> None:
    turn = math.radians(angle)
    ahead, aside = (math.sin(turn), -math.cos(turn)), (math.cos(turn), math.sin(turn))

    def at(along: float, across: float) -> Point:
        return x + ahead[0] * along + aside[0] * across, y + ahead[1] * along + aside[1] * across

    sheet.polygon([at(-70, half), at(-70, -half), at(length * 0.7, -half * 0.7), at(length * 0.78, -half * 1.9), at(length, 0),
                   at(length * 0.78, half * 1.9), at(length * 0.7, half * 0.7)], tone)  # fmt: skip


def doors(scale: float) -> Pixels:
    """A row of doors, all shut but one."""
    sheet = Canvas("doors", mixed("rose", "cream", 0.4), scale=scale)
    walls: tuple[Colour | str, ...] = ("sand", mixed("sea", "mist", 0.4), "rose", "mist", mixed("sun", "sand", 0.5))
    tones = ("teal", "wine", "coral", "ink", "moss")
    wide = 336.0
    for number, (wall, tone) in enumerate(zip(walls, tones, strict=True)):
        x = number * wide
        house: list[Point] = [(x, 0), (x + wide, 0), (x + wide, 900), (x, 900)]
        sheet.polygon(house, wall)
        sheet.shade(house, mixed(wall, "plum", 0.45), side="bottom", strength=0.5)
        sheet.line([(x, 0), (x, 900)], 6, mixed(wall, "plum", 0.35))
        for column in (0, 1):
            left = x + 50 + column * 138
            sheet.rectangle((left - 8, -20, left + 106, 128), "cream", 4)
            pane: list[Point] = [(left, -20), (left + 98, -20), (left + 98, 118), (left, 118)]
            sheet.polygon(pane, mixed("slate", "sea", 0.3))
            sheet.shade(pane, "cream", side="top", strength=0.5)
            sheet.line([(left + 49, -20), (left + 49, 118)], 6, "cream")
            sheet.rectangle((left - 16, 124, left + 114, 144), mixed(wall, "plum", 0.3), 3)
        _door(sheet, x + 58, tone, number, is_open=number == 2)
    pavement: list[Point] = [(0, 900), (1680, 900), (1680, 1050), (0, 1050)]
    sheet.polygon(pavement, mixed("slate", "mist", 0.3))
    sheet.shade(pavement, "ink", side="bottom", strength=0.8)
    for x in range(-40, 1700, 140):
        sheet.line([(x, 962), (x + 30, 902)], 3, mixed("slate", "ink", 0.3))
    sheet.line([(0, 962), (1680, 962)], 4, mixed("slate", "ink", 0.3))
    light: list[Point] = [(744, 900), (936, 900), (1080, 1050), (600, 1050)]
    sheet.shade(light, "sun", side="top", strength=0.95)
    for x in (292, 1300):
        _plant(sheet, x, 900)
    return sheet.finish()


def _door(sheet: Canvas, x: float, tone: str, number: int, *, is_open: bool) -> None:
    top, foot, wide = 330.0, 876.0, 220.0
    sheet.rectangle((x - 22, top - 26, x + wide + 22, foot + 4), "cream", 6)
    fan: list[Point] = [(x, top), (x + wide, top), (x + wide, foot), (x, foot)]
    sheet.pie(x + wide / 2, top - 14, wide / 2 + 22, 180, 360, "cream")
    sheet.pie(x + wide / 2, top - 14, wide / 2, 180, 360, "sun" if is_open else mixed("slate", "sea", 0.4))
    for turn in (216, 252, 288, 324):
        angle = math.radians(turn)
        end = (x + wide / 2 + math.cos(angle) * wide / 2, top - 14 + math.sin(angle) * wide / 2)
        sheet.line([(x + wide / 2, top - 14), end], 7, "cream")
    sheet.rectangle((x - 22, top - 18, x + wide + 22, top), "cream")
    if is_open:
        sheet.polygon(fan, "sun")
        sheet.shade(fan, "cream", side="top", strength=0.9)
        sheet.line([(x + wide / 2 + 30, top), (x + wide / 2 + 30, top + 90)], 4, "orange")
        sheet.pie(x + wide / 2 + 30, top + 118, 34, 180, 360, "coral")
        sheet.rectangle((x + 30, foot - 120, x + wide, foot - 112), "orange")
        sheet.rectangle((x + 150, foot - 190, x + 200, foot - 120), "wine", 4)
        leaf: list[Point] = [(x, top), (x + 70, top + 40), (x + 70, foot + 46), (x, foot)]
        sheet.polygon(leaf, tone)
        sheet.shade(leaf, "wine", side="left", strength=0.9)
        sheet.circle(x + 56, top + 330, 9, "sun")
    else:
        sheet.polygon(fan, tone)
        sheet.shade(fan, mixed(tone, "night", 0.65), side="right", strength=0.8)
        inner = mixed(tone, "cream", 0.25)
        if number in (0, 3):
            for column in (0, 1):
                for row, (upper, lower) in enumerate(((24, 190), (220, 300), (330, 516))):
                    left = x + 22 + column * 94
                    sheet.frame((left, top + upper, left + 82, top + lower), 6, inner, 4)
                    if row == 1 and number == 3:
                        sheet.rectangle((left + 8, top + upper + 8, left + 74, top + lower - 8), mixed(tone, "night", 0.3), 3)
        elif number == 1:
            for step in range(6):
                sheet.line([(x + 22 + step * 35, top + 20), (x + 22 + step * 35, foot - 20)], 5, inner)
            sheet.circle(x + wide / 2, top + 120, 44, "cream")
            sheet.circle(x + wide / 2, top + 120, 34, mixed("slate", "sea", 0.4))
        else:
            sheet.frame((x + 22, top + 24, x + wide - 22, top + 250), 6, inner, 100)
            sheet.frame((x + 22, top + 300, x + wide - 22, foot - 24), 6, inner, 4)
        sheet.circle(x + wide - 24, top + 282, 13, "sun")
        sheet.shade_circle(x + wide - 24, top + 282, 13, "orange", strength=0.9)
        sheet.rectangle((x + 74, top + 268, x + 146, top + 290), "sun", 4)
        sheet.rectangle((x + 82, top + 276, x + 138, top + 282), "night", 2)
    for step in range(2):
        stone: list[Point] = [(x - 34 - step * 24, foot + step * 22), (x + wide + 34 + step * 24, foot + step * 22),
                              (x + wide + 34 + step * 24, foot + 24 + step * 22), (x - 34 - step * 24, foot + 24 + step * 22)]  # fmt: skip
        sheet.polygon(stone, mixed("cream", "slate", 0.2 + step * 0.1))
        sheet.shade(stone, "slate", side="bottom", strength=0.8)


def _plant(sheet: Canvas, x: float, foot: float) -> None:
    for turn in range(-70, 71, 20):
        angle = math.radians(turn)
        tip = (x + math.sin(angle) * 92, foot - 84 - math.cos(angle) * 116)
        blade: list[Point] = [(x - 9, foot - 80), tip, (x + 9, foot - 80)]
        sheet.polygon(blade, "moss")
        sheet.shade(blade, "leaf", side="top", strength=0.9)
    pot: list[Point] = [(x - 54, foot - 92), (x + 54, foot - 92), (x + 38, foot + 22), (x - 38, foot + 22)]
    sheet.polygon(pot, "coral")
    sheet.shade(pot, "wine", side="right", strength=0.9)
    sheet.rectangle((x - 62, foot - 104, x + 62, foot - 78), "coral", 5)


def biscuits(scale: float) -> Pixels:
    """A tray of biscuits; from one of them somebody has had a bite."""
    sheet = Canvas("biscuits-3", mixed("teal", "sea", 0.3), scale=scale)
    for step in range(-1050, 1680, 84):
        sheet.line([(step, 1060), (step + 1060, 0)], 26, mixed("teal", "sea", 0.55))
    sheet.rectangle((116, 66, 1596, 1010), mixed("teal", "night", 0.6), 70)
    sheet.rectangle((90, 36, 1570, 980), "slate", 70)
    sheet.frame((90, 36, 1570, 980), 14, mixed("slate", "mist", 0.5), 70)
    paper: list[Point] = [(150, 92), (1510, 92), (1510, 924), (150, 924)]
    sheet.rectangle((150, 92, 1510, 924), "cream", 20)
    sheet.shade(paper, "sand", side="right", strength=0.7)
    kinds = [0, 1, 2, 3, 4, 5, 0, 3, 2, 5, 1, 4, 3, 4, 0, 1, 5, 2, 1, 0, 4, 2, 3, 5]
    for number, kind in enumerate(kinds):
        x, y = 270 + (number % 6) * 224 + sheet.chance.uniform(-8, 8), 200 + (number // 6) * 206 + sheet.chance.uniform(-8, 8)
        _biscuit(sheet, x, y, kind)
        if number == 14:  # the bite
            for dx, dy, radius in ((74, -62, 40), (96, -22, 34), (34, -94, 30)):
                sheet.circle(x + dx, y + dy, radius, mixed("cream", "sand", 0.25))
            for _ in range(12):
                sheet.circle(x + sheet.chance.uniform(60, 130), y + sheet.chance.uniform(-110, -10), sheet.chance.uniform(2, 6), "orange")
    return sheet.finish()


def _biscuit(sheet: Canvas, x: float, y: float, kind: int) -> None:
    dough, crust = mixed("sand", "orange", 0.35), mixed("orange", "wine", 0.35)

    def round_one(radius: float, tone: Colour | str) -> None:
        sheet.circle(x + 6, y + 9, radius, mixed("sand", "plum", 0.35))
        sheet.circle(x, y, radius, tone)
        sheet.shade_circle(x, y, radius, crust, side="bottom", strength=0.75)

    if kind == 0:  # with pieces of chocolate
        round_one(88, dough)
        for _ in range(11):
            angle, reach = sheet.chance.uniform(0, 6.3), 68 * math.sqrt(sheet.chance.random())
            cx, cy = x + math.cos(angle) * reach, y + math.sin(angle) * reach
            sheet.polygon([(cx - 11, cy - 5), (cx + 3, cy - 12), (cx + 13, cy + 2), (cx - 2, cy + 12)], "plum")
    elif kind == 1:  # a flower with jam
        for turn in range(8):
            angle = math.radians(turn * 45)
            sheet.circle(x + math.cos(angle) * 62 + 5, y + math.sin(angle) * 62 + 8, 34, mixed("sand", "plum", 0.35))
        for turn in range(8):
            angle = math.radians(turn * 45)
            sheet.circle(x + math.cos(angle) * 62, y + math.sin(angle) * 62, 34, dough)
            sheet.shade_circle(x + math.cos(angle) * 62, y + math.sin(angle) * 62, 34, crust, strength=0.8)
        sheet.circle(x, y, 66, dough)
        sheet.circle(x, y, 38, "coral")
        sheet.shade_circle(x, y, 38, "wine", strength=0.8)
        sheet.circle(x - 12, y - 14, 7, "rose")
    elif kind == 2:  # a ring with icing
        round_one(88, mixed(dough, "orange", 0.3))
        sheet.ring(x, y, 78, 40, "rose")
        for turn in range(12):
            angle = turn * 0.5236
            cx, cy = x + math.cos(angle) * 58, y + math.sin(angle) * 58
            dx, dy = math.cos(angle * 2.3) * 9, math.sin(angle * 2.3) * 9
            sheet.line([(cx - dx, cy - dy), (cx + dx, cy + dy)], 7, ("teal", "sun", "wine")[turn % 3])
        sheet.circle(x, y, 32, mixed("cream", "sand", 0.25))
    elif kind == 3:  # a square with holes
        sheet.rectangle((x - 74, y - 68, x + 86, y + 92), mixed("sand", "plum", 0.35), 16)
        square: list[Point] = [(x - 80, y - 80), (x + 80, y - 80), (x + 80, y + 80), (x - 80, y + 80)]
        sheet.rectangle((x - 80, y - 80, x + 80, y + 80), dough, 16)
        sheet.shade(square, crust, side="bottom", strength=0.75)
        for row in range(4):
            for column in range(4):
                sheet.circle(x - 48 + column * 32, y - 48 + row * 32, 6, crust)
    elif kind == 4:  # two colours in a spiral
        round_one(88, dough)
        spiral = [(x + math.cos(turn) * turn * 4.6, y + math.sin(turn) * turn * 4.6) for turn in (step / 5 for step in range(5, 88))]
        sheet.line(spiral, 13, "plum")
    else:  # a star with sugar
        star = [(x + math.cos(math.radians(turn * 36 - 90)) * (96 if turn % 2 == 0 else 52),
                 y + math.sin(math.radians(turn * 36 - 90)) * (96 if turn % 2 == 0 else 52)) for turn in range(10)]  # fmt: skip
        sheet.polygon([(px + 6, py + 9) for px, py in star], mixed("sand", "plum", 0.35))
        sheet.polygon(star, mixed("sun", "sand", 0.4))
        sheet.shade(star, "orange", side="bottom", strength=0.8)
        for _ in range(16):
            angle, reach = sheet.chance.uniform(0, 6.3), 44 * math.sqrt(sheet.chance.random())
            sheet.circle(x + math.cos(angle) * reach, y + math.sin(angle) * reach, 4, "cream")
