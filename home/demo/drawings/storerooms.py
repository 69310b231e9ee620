"""Drawings of where things are kept: parcels, printing type, catalogue drawers, a cellar of jars."""

from collections.abc import Sequence

from PIL.Image import Image as Pixels

from home.demo.drawings.canvas import Canvas, Colour, Point, colour, mixed

DARK_TONES = {"night", "ink", "slate", "teal", "wine", "plum", "moss", "coral"}


def parcels(scale: float) -> Pixels:
    """Parcels on a belt, each with its label."""
    sheet = Canvas("parcels-4", mixed("teal", "ink", 0.35), scale=scale)
    sheet.sky([mixed("teal", "ink", 0.55), "teal", mixed("teal", "sea", 0.5)], bottom=860)
    for x in range(60, 1680, 260):
        window: list[Point] = [(x, 60), (x + 170, 60), (x + 170, 330), (x, 330)]
        sheet.polygon(window, mixed("sea", "mist", 0.4))
        sheet.shade(window, "sun", side="bottom", strength=0.55)
        for step in (1, 2):
            sheet.line([(x, 60 + step * 90), (x + 170, 60 + step * 90)], 7, mixed("teal", "ink", 0.6))
        sheet.line([(x + 85, 60), (x + 85, 330)], 7, mixed("teal", "ink", 0.6))
    rows: tuple[tuple[float, Sequence[tuple[float, float, float, str]]], ...] = (
        (
            820,
            (
                (40, 300, 210, "sand"),
                (370, 250, 300, "coral"),
                (650, 330, 200, "orange"),
                (1010, 260, 270, "sand"),
                (1300, 320, 190, "rose"),
            ),
        ),
        (610, ((70, 230, 170, "sun"), (690, 250, 180, "sand"), (1330, 240, 200, "coral"))),
        (430, ((715, 190, 130, "rose"),)),
        (520, ((400, 180, 120, "mist"),)),
        (550, ((1040, 190, 130, "sun"),)),
    )
    for foot, boxes in rows:
        for box in boxes:
            _parcel(sheet, box, foot)
    sheet.rectangle((-20, 820, 1700, 872), "night", 10)
    sheet.rectangle((-20, 820, 1700, 836), "slate", 8)
    for x in range(10, 1700, 92):
        sheet.circle(x, 900, 34, "ink")
        sheet.shade_circle(x, 900, 34, "sea", side="left", strength=0.7)
        sheet.circle(x, 900, 11, "sun")
    sheet.rectangle((-20, 930, 1700, 962), "night")
    for x in (240, 840, 1440):
        leg: list[Point] = [(x - 26, 960), (x + 26, 960), (x + 44, 1060), (x - 44, 1060)]
        sheet.polygon(leg, "night")
    return sheet.finish()


def _parcel(sheet: Canvas, box: tuple[float, float, float, str], foot: float) -> None:
    """`box` is its left edge, its width, its height and its colour."""
    x, wide, high, tone = box
    top, depth = foot - high, 34.0
    front: list[Point] = [(x, top), (x + wide, top), (x + wide, foot), (x, foot)]
    lid: list[Point] = [(x, top), (x + depth, top - depth * 0.7), (x + wide + depth, top - depth * 0.7), (x + wide, top)]
    side: list[Point] = [(x + wide, top), (x + wide + depth, top - depth * 0.7), (x + wide + depth, foot - depth * 0.7), (x + wide, foot)]
    sheet.polygon(side, mixed(tone, "plum", 0.55))
    sheet.shade(side, "night", strength=0.7)
    sheet.polygon(lid, mixed(tone, "cream", 0.45))
    sheet.polygon(front, tone)
    sheet.shade(front, mixed(tone, "plum", 0.5), side="bottom", strength=0.75)
    string = "wine" if tone != "coral" else "cream"
    middle = x + wide * 0.34
    sheet.line([(middle, foot - 3), (middle, top), (middle + depth, top - depth * 0.7)], 7, string)
    sheet.line(
        [(x + 3, top + high * 0.5), (x + wide - 3, top + high * 0.5), (x + wide + depth - 3, top + high * 0.5 - depth * 0.7)], 7, string
    )
    sheet.circle(middle, top + high * 0.5, 10, string)
    for way in (-1, 1):
        sheet.ring(middle + way * 16, top + high * 0.5 - 9, 13, 5, string)
    left, upper = x + wide * 0.5, top + high * 0.12
    sheet.rectangle((left, upper, x + wide - 18, top + high * 0.42), "cream", 5)
    for step, share in enumerate((0.8, 0.55)):
        y = upper + 14 + step * 20
        if y + 8 < top + high * 0.4:
            sheet.rectangle((left + 12, y, left + 12 + (wide * 0.5 - 44) * share, y + 8), "ink", 3)
    sheet.rectangle((x + wide - 58, top + high * 0.62, x + wide - 20, top + high * 0.62 + 46), "cream", 2)
    sheet.rectangle((x + wide - 53, top + high * 0.62 + 5, x + wide - 25, top + high * 0.62 + 41), "teal", 2)
    sheet.circle(x + wide - 39, top + high * 0.62 + 21, 9, "sun")


#: Letters as strokes in a square of 100 by 100; a stroke of one point is a dot. Arcs: (x, y, radius, from, to).
LETTERS: dict[str, tuple[tuple[tuple[Point, ...], ...], tuple[tuple[float, float, float, float, float], ...]]] = {
    "A": (((((50, 8)), (14, 92)), ((50, 8), (86, 92)), ((28, 62), (72, 62))), ()),
    "A ring": ((((50, 30), (16, 94)), ((50, 30), (84, 94)), ((30, 70), (70, 70))), ((50, 12, 12, 0, 360),)),
    "O dots": ((((34, 8),), ((66, 8),)), ((50, 60, 34, 0, 360),)),
    "O stroke": ((((16, 90), (84, 10)),), ((50, 50, 38, 0, 360),)),
    "E acute": ((((24, 28), (24, 94), (78, 94)), ((24, 28), (78, 28)), ((24, 60), (68, 60)), ((44, 14), (64, 2))), ()),
    "L stroke": ((((30, 8), (30, 92), (82, 92)), ((12, 62), (56, 38))), ()),
    "N tilde": ((((20, 94), (20, 30), (80, 94), (80, 30)), ((28, 12), (42, 4), (58, 14), (72, 6))), ()),
    "Z": ((((18, 10), (82, 10), (18, 90), (82, 90)),), ()),
    "Zhe": ((((50, 8), (50, 92)), ((12, 10), (50, 50), (88, 10)), ((12, 90), (50, 50), (88, 90))), ()),
    "Sigma": ((((80, 10), (20, 10), (56, 50), (20, 90), (80, 90)),), ()),
    "Delta": ((((50, 8), (12, 90), (88, 90), (50, 8)),), ()),
    "Omega": ((((12, 90), (36, 90), (34, 76)), ((88, 90), (64, 90), (66, 76))), ((50, 44, 35, 120, 420),)),
    "mountain": ((((50, 10), (50, 88)), ((14, 40), (14, 88), (86, 88), (86, 40))), ()),
    "field": ((((14, 14), (86, 14), (86, 86), (14, 86), (14, 14)), ((50, 14), (50, 86)), ((14, 50), (86, 50))), ()),
    "tree": ((((50, 8), (50, 94)), ((12, 34), (88, 34)), ((48, 36), (14, 82)), ((52, 36), (86, 82))), ()),
    "H": ((((20, 8), (20, 92)), ((80, 8), (80, 92)), ((20, 50), (80, 50))), ()),
    "question": ((((50, 92),), ((50, 70), (50, 58))), ((50, 32, 24, 180, 450),)),
    "ampersand plus": ((((50, 14), (50, 86)), ((14, 50), (86, 50))), ()),
}  # fmt: skip


def type(scale: float) -> Pixels:  # noqa: A001 - printers call it that
    """Printing type of many scripts, in a case."""
    sheet = Canvas("type-5", mixed("plum", "night", 0.6), scale=scale)
    tones = ("coral", "sun", "teal", "cream", "wine", "orange", "sea", "sand", "rose", "mist", "ink", "slate")
    names = list(LETTERS)
    sheet.chance.shuffle(names)
    side, gap = 200.0, 10.0
    number = 0
    last = ""
    for row in range(5):
        for column in range(8):
            tone = sheet.chance.choice([tone for tone in tones if tone != last])
            last = tone
            x, y = column * (side + gap) + 5, row * (side + gap) + 5
            _block(sheet, x, y, side, tone, names[number % len(names)])
            number += 1
    return sheet.finish()


def _block(sheet: Canvas, x: float, y: float, side: float, tone: str, name: str) -> None:
    sheet.rectangle((x, y, x + side, y + side), mixed(tone, "night", 0.55), 10)
    face: list[Point] = [(x + 6, y + 4), (x + side - 12, y + 4), (x + side - 12, y + side - 16), (x + 6, y + side - 16)]
    sheet.rectangle((x + 6, y + 4, x + side - 12, y + side - 16), tone, 8)
    sheet.shade(face, mixed(tone, "night", 0.5), side="bottom", strength=0.55)
    ink: Colour | str = "cream" if tone in DARK_TONES else mixed("plum", "night", 0.4)
    left, top, unit = x + 40, y + 32, (side - 86) / 100
    strokes, arcs = LETTERS[name]
    for stroke in strokes:
        points = [(left + px * unit, top + py * unit) for px, py in stroke]
        if len(points) == 1:
            sheet.circle(*points[0], 12, ink)
        else:
            sheet.line(points, 19, ink)
    for cx, cy, radius, start, end in arcs:
        width = 19 if radius > 20 else 10
        sheet.arc(left + cx * unit, top + cy * unit, radius * unit + width / 2, start, end, width, ink)


def drawers(scale: float) -> Pixels:
    """A cabinet of catalogue drawers; one of them is open."""
    sheet = Canvas("drawers", mixed("wine", "night", 0.5), scale=scale)
    wide, high = 240.0, 168.0
    for row in range(7):
        for column in range(7):
            x, y = column * wide, row * high - 60
            tone = sheet.chance.choice((mixed("orange", "wine", 0.45), mixed("orange", "wine", 0.55), mixed("orange", "coral", 0.6)))
            _drawer(sheet, x + 8, y + 8, wide - 16, high - 16, tone)
    x, y = 3 * wide - 24, 2 * high - 20
    sheet.glow(x + 150, y + 90, 520, "sun", 0.6)
    shadow: list[Point] = [(x - 6, y + 300), (x + 294, y + 300), (x + 320, y + 420), (x - 32, y + 420)]
    sheet.shade(shadow, "night", side="top", strength=1.0)
    # The open drawer comes towards the reader: its cards stand in the gap behind the front.
    inside: list[Point] = [(x + 34, y - 40), (x + 254, y - 40), (x + 288, y + 128), (x, y + 128)]
    sheet.polygon(inside, mixed("plum", "night", 0.6))
    for number in range(11):
        share = number / 10
        left, right = x + 34 - 32 * share, x + 254 + 32 * share
        top = y - 96 + 150 * share
        card: list[Point] = [(left + 14, top), (right - 14, top), (right - 14, top + 82), (left + 14, top + 82)]
        paper = colour("coral") if number == 6 else mixed("cream", "sand", 0.15 * (number % 3))
        if number == 6:
            card = [(px, py - (62 if py == top else 0)) for px, py in card]
        sheet.polygon(card, paper)
        sheet.shade(card, mixed(paper, "plum", 0.5), side="bottom", strength=0.7)
        tab = left + 24 + (number * 47) % 150
        sheet.rectangle((tab, card[0][1] - 16, tab + 56, card[0][1] + 3), "sun" if number % 4 == 1 else paper, 4)
        for line in range(2):
            sheet.rectangle(
                (left + 36, card[0][1] + 16 + line * 18, left + 36 + (120, 84)[line], card[0][1] + 23 + line * 18),
                mixed(paper, "ink", 0.7),
                3,
            )
    _drawer(sheet, x - 16, y + 120, 320, 214, mixed("orange", "coral", 0.35), large=True)
    return sheet.finish()


def _drawer(sheet: Canvas, x: float, y: float, wide: float, high: float, tone: Colour, *, large: bool = False) -> None:
    front: list[Point] = [(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)]
    sheet.rectangle((x, y, x + wide, y + high), tone, 8)
    sheet.shade(front, mixed("wine", "night", 0.4), side="bottom", strength=0.8)
    for step in range(4):
        grain = y + high * (0.16 + step * 0.22)
        sheet.line([(x + 14, grain), (x + wide - 14, grain + 5)], 2, mixed(tone, "wine", 0.35))
    sheet.frame((x + 3, y + 3, x + wide - 3, y + high - 3), 4, mixed(tone, "cream", 0.25), 7)
    size = 1.35 if large else 1.0
    cx, top = x + wide / 2, y + high * 0.2
    sheet.rectangle((cx - 62 * size, top, cx + 62 * size, top + 48 * size), "sun", 6)
    sheet.rectangle((cx - 54 * size, top + 7 * size, cx + 54 * size, top + 41 * size), "cream", 3)
    for line, share in enumerate((0.9, 0.6)):
        width = 80 * size * share
        sheet.rectangle((cx - width / 2, top + (14 + line * 14) * size, cx + width / 2, top + (20 + line * 14) * size), "ink", 3)
    pull = y + high * 0.72
    sheet.circle(cx, pull, 15 * size, "sun")
    sheet.shade_circle(cx, pull, 15 * size, "wine", side="right", strength=0.9)
    sheet.arc(cx, pull + 4 * size, 24 * size, 20, 160, 7 * size, mixed("sun", "orange", 0.6))


def cellar(scale: float) -> Pixels:
    """Shelves of jars in a cellar, under one lamp."""
    sheet = Canvas("cellar-3", mixed("ink", "night", 0.4), scale=scale)
    for row in range(9):
        for column in range(-1, 12):
            x, y = column * 160.0 + (80 if row % 2 else 0), row * 120.0
            stone: list[Point] = [(x + 5, y + 5), (x + 155, y + 5), (x + 155, y + 115), (x + 5, y + 115)]
            sheet.rectangle((x + 5, y + 5, x + 155, y + 115), mixed("ink", "slate", sheet.chance.uniform(0.05, 0.4)), 16)
            sheet.shade(stone, "night", strength=0.7)
    sheet.glow(840, 230, 900, "sun", 0.5)
    fillings = ("coral", "sun", "leaf", "wine", "orange", "rose", "moss", "plum", "sand", "sea")
    for number, board in enumerate((420, 720, 1016)):
        x = -20.0 + number * 30
        while x < 1660:
            wide, high = sheet.chance.choice(((96, 150), (120, 190), (84, 210), (140, 160), (110, 230), (76, 120)))
            if 700 < x < 960 and number == 0:  # the lamp hangs here
                high = min(high, 150)
            _jar(sheet, x, board, wide, high, sheet.chance.choice(fillings))
            x += wide + sheet.chance.choice((12, 18, 26))
        sheet.rectangle((-10, board, 1690, board + 26), mixed("orange", "wine", 0.45))
        sheet.rectangle((-10, board, 1690, board + 9), mixed("orange", "sand", 0.4))
        below: list[Point] = [(0, board + 26), (1680, board + 26), (1680, board + 82), (0, board + 82)]
        sheet.shade(below, "night", side="top", strength=1.0)
    sheet.glow(840, 170, 230, "cream", 0.8)
    sheet.line([(840, -10), (840, 96)], 6, "night")
    sheet.polygon([(770, 150), (804, 92), (876, 92), (910, 150)], "coral")
    sheet.shade([(770, 150), (804, 92), (876, 92), (910, 150)], "wine", side="right", strength=0.9)
    sheet.pie(840, 150, 40, 0, 180, "cream")
    return sheet.finish()


def _jar(sheet: Canvas, x: float, foot: float, wide: float, high: float, filling: str) -> None:
    top = foot - high
    sheet.rectangle((x, top, x + wide, foot), mixed("mist", filling, 0.35), 20)
    level = top + high * sheet.chance.uniform(0.16, 0.3)
    sheet.rectangle((x + 7, level, x + wide - 7, foot - 6), filling, 15)
    inside: list[Point] = [(x + 9, level), (x + wide - 9, level), (x + wide - 9, foot - 8), (x + 9, foot - 8)]
    sheet.shade(inside, mixed(filling, "night", 0.7), side="right", strength=0.85)
    for _ in range(9):
        radius = sheet.chance.uniform(7, 13)
        cx, cy = sheet.chance.uniform(x + 22, x + wide - 22), sheet.chance.uniform(level + 16, foot - 22)
        sheet.circle(cx, cy, radius, mixed(filling, sheet.chance.choice(("cream", "night")), 0.3))
    sheet.rectangle((x + 13, top + 26, x + 22, foot - 26), mixed(filling, "cream", 0.75), 5)
    cloth = sheet.chance.choice(("coral", "cream", "sea", "sun", "slate", "rose"))
    neck: list[Point] = [(x - 6, top + 22), (x + 8, top - 12), (x + wide - 8, top - 12), (x + wide + 6, top + 22)]
    sheet.polygon(neck, cloth)
    sheet.shade(neck, mixed(cloth, "night", 0.6), side="right", strength=0.8)
    sheet.rectangle((x + 2, top + 4, x + wide - 2, top + 11), mixed(cloth, "night", 0.5), 3)
    if wide > 90:
        sheet.rectangle((x + wide * 0.26, foot - high * 0.46, x + wide * 0.82, foot - high * 0.2), "cream", 4)
        for line, share in enumerate((0.7, 0.45)):
            y = foot - high * 0.42 + line * 15
            sheet.rectangle((x + wide * 0.32, y, x + wide * (0.32 + 0.44 * share), y + 7), "ink", 2)
