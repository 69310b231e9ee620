"""Drawings of made things: a plug and its socket, a town of boxes, keys, arches and stairs, tiles."""

import math

from PIL.Image import Image as Pixels

from home.demo.drawings.canvas import Canvas, Colour, Point, mixed


def sockets(scale: float) -> Pixels:
    """A plug and a socket that fit, as an engineer would draw them."""
    sheet = Canvas("sockets", mixed("teal", "ink", 0.55), scale=scale)
    line = mixed("teal", "mist", 0.3)
    for step in range(0, 1680, 42):
        sheet.line([(step, 0), (step, 1050)], 3 if step % 210 == 0 else 1, mixed("teal", "ink", 0.25))
    for step in range(0, 1050, 42):
        sheet.line([(0, step), (1680, step)], 3 if step % 210 == 0 else 1, mixed("teal", "ink", 0.25))
    sheet.glow(840, 525, 700, "sea", 0.22)
    # The plug.
    sheet.line([(-20, 525), (250, 525)], 74, "night")
    sheet.line([(-20, 508), (250, 508)], 10, "slate")
    body: list[Point] = [(230, 415), (360, 330), (640, 330), (640, 720), (360, 720), (230, 635)]
    sheet.polygon(body, "coral")
    sheet.shade(body, "wine", side="bottom", strength=0.95)
    for x in range(390, 610, 44):
        sheet.rectangle((x, 372, x + 16, 678), "wine", 8)
        sheet.rectangle((x, 372, x + 6, 678), "rose", 3)
    sheet.rectangle((640, 300, 690, 750), "wine", 8)
    sheet.rectangle((640, 300, 656, 750), "coral", 8)
    for y in (392, 525, 658):
        sheet.rectangle((690, y - 26, 838, y + 26), "sun", 12)
        pin: list[Point] = [(690, y - 24), (828, y - 24), (828, y + 24), (690, y + 24)]
        sheet.shade(pin, "coral", side="bottom", strength=0.9)
        sheet.rectangle((700, y - 18, 816, y - 10), "cream", 4)
        sheet.dashes((850, y), (1010, y), 4, "cream")
    # The socket.
    sheet.line([(1300, 525), (1720, 525)], 74, "night")
    sheet.line([(1300, 508), (1720, 508)], 10, "slate")
    sheet.rectangle((1010, 236, 1420, 814), "cream", 46)
    plate: list[Point] = [(1040, 250), (1400, 250), (1400, 800), (1040, 800)]
    sheet.shade(plate, "sand", side="right", strength=0.95)
    sheet.circle(1215, 525, 232, mixed("sand", "cream", 0.3))
    sheet.shade_circle(1215, 525, 232, "orange", side="right", strength=0.6)
    sheet.circle(1215, 525, 196, "ink")
    sheet.shade_circle(1215, 525, 196, "night", side="left", strength=0.9)
    for y in (392, 525, 658):
        sheet.rectangle((1150, y - 30, 1282, y + 30), "night", 14)
        sheet.rectangle((1150, y + 14, 1282, y + 30), "slate", 10)
    for x, y in ((1056, 284), (1374, 284), (1056, 766), (1374, 766)):
        sheet.circle(x, y, 17, "orange")
        sheet.shade_circle(x, y, 17, "wine", strength=0.8)
        sheet.line([(x - 9, y - 9), (x + 9, y + 9)], 4, "night")
    # Dimensions.
    for start, end, y in ((230, 838, 190), (1010, 1420, 190)):
        sheet.line([(start, y), (end, y)], 3, line)
        for x, way in ((start, 1), (end, -1)):
            sheet.line([(x, y - 26), (x, y + 26)], 3, line)
            sheet.polygon([(x, y), (x + 22 * way, y - 9), (x + 22 * way, y + 9)], line)
        for number in range(int((end - start) // 38)):
            sheet.line([(start + number * 38 + 19, y), (start + number * 38 + 19, y - (14 if number % 5 else 22))], 2, line)
    sheet.ring(1215, 525, 268, 2.5, line)
    sheet.ring(1215, 525, 322, 2, mixed(line, "ink", 0.3))
    sheet.dashes((1215, 150), (1215, 900), 2, line)
    sheet.dashes((900, 858), (1560, 858), 2, line)
    for index, width in enumerate((300, 220, 260, 150)):
        sheet.rectangle((300, 838 + index * 36, 300 + width, 852 + index * 36), mixed(line, "ink", 0.2), 5)
    return sheet.finish()


def town(scale: float) -> Pixels:
    """A town of boxes, seen from above: every one of them is somebody's answer."""
    sheet = Canvas("town-7", scale=scale)
    sheet.sky(["sand", "cream", "mist"])
    tones = ("coral", "sun", "teal", "cream", "wine", "orange", "sea", "ink", "rose")
    half, rise = 92.0, 53.0
    for row in range(-2, 22):
        for column in range(-5, 7):
            x = 840 + (column - 0.5 * (row % 2)) * half * 2
            y = 40 + row * rise
            if sheet.chance.random() < 0.13:
                _square(sheet, x, y, half, rise, row)
                continue
            height = sheet.chance.choice((40, 60, 90, 120, 150, 190, 240))
            far = math.hypot((x - 840) / 840, (y - 560) / 525)
            _box(sheet, (x, y), half * 0.94, rise * 0.94, height * (1.1 - 0.5 * min(far, 1)), tones[sheet.chance.randrange(len(tones))])
    return sheet.finish()


def _square(sheet: Canvas, x: float, y: float, half: float, rise: float, row: int) -> None:
    flat: list[Point] = [(x, y - rise), (x + half, y), (x, y + rise), (x - half, y)]
    sheet.polygon(flat, "leaf")
    sheet.shade(flat, "moss", side="right", strength=0.8)
    for dx, dy in ((-30, 0), (22, 12), (6, -18)):
        sheet.rectangle((x + dx - 3, y + dy - 22, x + dx + 3, y + dy), "plum")
        sheet.circle(x + dx, y + dy - 36, 21, "moss")
        sheet.shade_circle(x + dx, y + dy - 36, 21, "leaf", side="left", strength=0.9)


def _box(sheet: Canvas, at: Point, half: float, rise: float, height: float, tone: str) -> None:
    x, y = at
    left: list[Point] = [(x - half, y - height), (x, y + rise - height), (x, y + rise), (x - half, y)]
    right: list[Point] = [(x, y + rise - height), (x + half, y - height), (x + half, y), (x, y + rise)]
    top: list[Point] = [(x, y - rise - height), (x + half, y - height), (x, y + rise - height), (x - half, y - height)]
    sheet.polygon(left, mixed(tone, "night", 0.16))
    sheet.polygon(right, mixed(tone, "night", 0.5))
    sheet.polygon(top, mixed(tone, "cream", 0.22))
    sheet.shade(left, mixed(tone, "night", 0.6), strength=0.8)
    sheet.shade(right, "night", strength=0.7)
    kind = sheet.chance.randrange(5)
    ink = mixed(tone, "night", 0.72) if tone in ("cream", "sun", "sea", "rose", "orange") else mixed(tone, "cream", 0.7)
    if kind == 0:
        for step in range(max(1, int(height // 30))):
            for column in range(3):
                u = 0.16 + column * 0.28
                wx, wy = x - half + half * u, y - height + rise * u + 14 + step * 30
                sheet.polygon(
                    [(wx, wy), (wx + half * 0.16, wy + rise * 0.16), (wx + half * 0.16, wy + rise * 0.16 + 15), (wx, wy + 15)], ink
                )
    elif kind == 1:
        for share in (0.3, 0.5, 0.7):
            sheet.line([_on(top[3], top[0], share), _on(top[2], top[1], share)], 6, ink)
    elif kind == 2:
        for share in (0.35, 0.65):
            sheet.line([_on(left[0], left[1], share), _on(left[3], left[2], share)], 8, ink)
            sheet.line([_on(top[3], top[2], share), _on(top[0], top[1], share)], 8, ink)
    elif kind == 3:
        inner = [_on((x, y - height), corner, 0.55) for corner in top]
        sheet.polygon(inner, ink)
        sheet.shade(inner, tone, side="left", strength=0.7)
    else:
        for number in range(max(1, int(height // 26))):
            sheet.line([(x + 4, y + rise - 16 - number * 26), (x + half - 3, y - 16 - number * 26)], 4, mixed(tone, "cream", 0.35))


def _on(start: Point, end: Point, share: float) -> Point:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


#: Row and column of the key that has the focus.
_FOCUS = (7, 0)


def keys(scale: float) -> Pixels:
    """A field of keys; one of them has the focus."""
    sheet = Canvas("keys", mixed("plum", "night", 0.5), scale=scale)
    sheet.glow(870, 510, 800, "wine", 0.7)
    half, rise = 128.0, 74.0
    cells = [(row, column) for row in range(-2, 15) for column in range(-4, 5)]
    for row, column in [*(cell for cell in cells if cell != _FOCUS), _FOCUS]:
        x, y = 840 + (column - 0.5 * (row % 2)) * half * 2.12, 10 + row * rise * 1.06
        chosen = (row, column) == _FOCUS
        tone: Colour | str = "coral" if chosen else sheet.chance.choices(("cream", "sand", "mist", "slate", "sea"), (5, 3, 2, 1, 1))[0]
        _key(sheet, x, y - (26 if chosen else 0), half * 0.9, rise * 0.9, tone, chosen=chosen)
    return sheet.finish()


def _key(sheet: Canvas, x: float, y: float, half: float, rise: float, tone: Colour | str, *, chosen: bool) -> None:
    depth = 78.0 if chosen else 58.0
    if chosen:
        sheet.glow(x, y + 30, 340, "sun", 0.85)
        halo = [(x, y - rise * 1.32), (x + half * 1.32, y), (x, y + rise * 1.32), (x - half * 1.32, y)]
        for start, end in zip(halo, [*halo[1:], halo[0]], strict=True):
            sheet.line([start, end], 11, "sun")
    left: list[Point] = [(x - half, y), (x, y + rise), (x, y + rise + depth), (x - half, y + depth)]
    right: list[Point] = [(x, y + rise), (x + half, y), (x + half, y + depth), (x, y + rise + depth)]
    sheet.polygon(left, mixed(tone, "plum", 0.35))
    sheet.polygon(right, mixed(tone, "plum", 0.6))
    sheet.shade(left, "night", strength=0.85)
    sheet.shade(right, "night", strength=0.85)
    top: list[Point] = [(x, y - rise), (x + half, y), (x, y + rise), (x - half, y)]
    sheet.polygon(top, mixed(tone, "plum", 0.12))
    cap = [_on((x, y - 6), corner, 0.8) for corner in [(px, py - 6) for px, py in top]]
    sheet.polygon(cap, tone)
    sheet.shade(cap, mixed(tone, "plum", 0.4), side="right", strength=0.8)
    ink = "cream" if chosen else mixed(tone, "night", 0.75)
    kind = 0 if chosen else sheet.chance.randrange(5)
    if kind == 0:  # tab: an arrow to a wall
        sheet.line([(x - 34, y - 18), (x + 20, y + 13)], 7, ink)
        sheet.polygon([(x + 34, y + 20), (x + 6, y + 19), (x + 20, y + 1)], ink)
        sheet.line([(x + 48, y + 8), (x + 22, y + 34)], 7, ink)
    elif kind == 1:
        sheet.line([(x - 26, y - 14), (x + 26, y + 14)], 7, ink)
    elif kind == 2:
        sheet.line([(x - 26, y + 14), (x + 26, y - 14)], 7, ink)
        sheet.line([(x - 26, y - 14), (x + 26, y + 14)], 7, ink)
    elif kind == 3:
        for share in (-18, 0, 18):
            sheet.circle(x + share * 1.6, y + share * 0.9, 6, ink)


def arches(scale: float) -> Pixels:
    """Arch within arch, and a stair down to the light."""
    sheet = Canvas("arches", "ink", scale=scale)
    sheet.sky(["night", "ink", "plum"])
    tones = ["ink", "slate", "teal", "sea", "sand", "sun", "orange", "coral", "wine", "plum"]
    count = 10
    for index in range(count):
        share = (1 - index / count) ** 1.35
        radius, cx = 80 + 640 * share, 840
        spring = 470 + 60 * share
        tone = tones[index]
        sheet.pie(cx, spring, radius, 180, 360, tone)
        sheet.rectangle((cx - radius, spring - 1, cx + radius, 1100), tone)
        arc: list[Point] = [
            (cx + math.cos(math.radians(turn)) * radius, spring + math.sin(math.radians(turn)) * radius) for turn in range(180, 361, 5)
        ]
        sheet.shade([*arc, (cx + radius, 1100), (cx - radius, 1100)], mixed(tone, "night", 0.75), side="top", strength=0.9, reach=0.75)
    for index in range(count):
        share = (1 - index / count) ** 1.35
        nearer = (1 - (index - 1) / count) ** 1.35 if index else 1.35
        inner, outer = 80 + 640 * share, 80 + 640 * nearer
        y, below = 560 + 560 * share, 560 + 560 * nearer
        tread: list[Point] = [(840 - inner * 0.62, y), (840 + inner * 0.62, y), (840 + outer * 0.62, below), (840 - outer * 0.62, below)]
        sheet.polygon(tread, mixed(tones[index], "cream", 0.42))
        sheet.shade(tread, mixed(tones[index], "night", 0.4), side="bottom", strength=0.9)
        sheet.line([(840 - inner * 0.62, y), (840 + inner * 0.62, y)], 2 + 5 * share, mixed(tones[index], "cream", 0.8))
    sheet.pie(840, 478, 78, 180, 360, "cream")
    sheet.rectangle((762, 477, 918, 612), "cream")
    sheet.glow(840, 520, 330, "cream", 0.75)
    sheet.polygon([(832, 606), (826, 566), (831, 540), (849, 540), (854, 566), (848, 606)], "night")
    sheet.circle(840, 528, 10, "night")
    return sheet.finish()


def tiles(scale: float) -> Pixels:
    """A wall of tiles, every one of them different, and all of them one size."""
    sheet = Canvas("tiles-3", scale=scale)
    pairs = (
        ("cream", "coral"), ("ink", "sun"), ("teal", "cream"), ("sand", "wine"), ("coral", "cream"), ("mist", "ink"),
        ("sun", "plum"), ("plum", "rose"), ("sea", "night"), ("rose", "teal"), ("wine", "sand"), ("orange", "cream"),
    )  # fmt: skip
    side = 210
    for row in range(5):
        for column in range(8):
            paper, tone = pairs[(row * 5 + column * 7 + sheet.chance.randrange(3)) % len(pairs)]
            _tile(sheet, column * side, row * side, side, paper, tone, (row * 8 + column * 3 + sheet.chance.randrange(4)) % 12)
    return sheet.finish()


def _tile(sheet: Canvas, x: float, y: float, side: float, paper: str, tone: str, kind: int) -> None:
    sheet.rectangle((x, y, x + side, y + side), paper)
    square: list[Point] = [(x, y), (x + side, y), (x + side, y + side), (x, y + side)]
    cx, cy, half = x + side / 2, y + side / 2, side / 2
    dark = mixed(tone, "night", 0.45)
    if kind == 0:
        for quarter, (px, py) in enumerate(square):
            sheet.pie(px, py, half, quarter * 90, quarter * 90 + 90, tone)
    elif kind == 1:
        sheet.pie(x, y + side, side, 270, 360, tone)
        sheet.pie(x, y + side, side * 0.66, 270, 360, paper)
        sheet.pie(x, y + side, side * 0.33, 270, 360, tone)
    elif kind == 2:
        for step in range(0, 7, 2):
            sheet.rectangle((x, y + step * side / 7, x + side, y + (step + 1) * side / 7), tone)
    elif kind == 3:
        sheet.circle(cx, cy, half * 0.8, tone)
        sheet.shade_circle(cx, cy, half * 0.8, dark, strength=0.9)
        sheet.circle(cx, cy, half * 0.34, paper)
    elif kind == 4:
        sheet.polygon(square[:3], tone)
        sheet.shade(square[:3], dark, side="left", strength=0.8)
    elif kind == 5:
        for row in range(4):
            for column in range(4):
                sheet.circle(x + (column + 0.5) * side / 4, y + (row + 0.5) * side / 4, side / (9 if (row + column) % 2 else 14), tone)
    elif kind == 6:
        sheet.pie(x, cy, half, 270, 450, tone)
        sheet.pie(x + side, cy, half, 90, 270, dark)
    elif kind == 7:
        diamond: list[Point] = [(cx, y), (x + side, cy), (cx, y + side), (x, cy)]
        sheet.polygon(diamond, tone)
        sheet.shade(diamond, dark, side="right", strength=0.85)
        sheet.circle(cx, cy, half * 0.3, paper)
    elif kind == 8:
        for step in range(5):
            reach = side * (1 - step / 5)
            sheet.rectangle((x, y + side - reach, x + reach, y + side), tone if step % 2 == 0 else paper)
    elif kind == 9:
        sheet.pie(cx, y + side, half, 180, 360, tone)
        sheet.pie(cx, y + half, half, 180, 360, dark)
        sheet.pie(cx, y + side, half * 0.5, 180, 360, paper)
    elif kind == 10:
        for step in range(6):
            px = x + (step + 0.5) * side / 6
            sheet.line([(px, y + 14 + 20 * (step % 3)), (px, y + side - 14 - 20 * ((step + 1) % 3))], 11, tone)
    else:
        petals: list[Point] = [(cx - half / 2, cy), (cx + half / 2, cy), (cx, cy - half / 2), (cx, cy + half / 2)]
        for px, py in petals:
            sheet.circle(px, py, half * 0.5, tone)
        sheet.circle(cx, cy, half * 0.34, dark)
    sheet.shade(square, mixed(paper, "night", 0.6), side="bottom", strength=0.35, reach=0.5)
