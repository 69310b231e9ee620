"""Drawings of rooms where reading happens: shelves, a gallery wall, a page under a ruler."""

from PIL.Image import Image as Pixels

from home.demo.drawings.canvas import Canvas, Colour, Point, mixed


def shelves(scale: float) -> Pixels:
    """Shelves full of books; one is pulled out, and has a label."""
    sheet = Canvas("shelves-2", mixed("plum", "night", 0.55), scale=scale)
    tones = ("coral", "sun", "teal", "cream", "wine", "orange", "sea", "slate", "rose", "mist", "sand", "moss")
    boards, place = (346, 690, 1034), 840.0
    for number, board in enumerate(boards):
        back: list[Point] = [(0, board - 330), (1680, board - 330), (1680, board), (0, board)]
        sheet.shade(back, "night", side="top", strength=0.9, reach=0.6)
        x = -12.0
        while x < 1690:
            wide = sheet.chance.choice((30, 38, 46, 54, 66, 80))
            if sheet.chance.random() < 0.055 and x > 60:
                x += _leaning(sheet, x, board, sheet.chance.choice(tones))
                continue
            if sheet.chance.random() < 0.045:
                x += _ornament(sheet, x, board, number)
                continue
            high = sheet.chance.uniform(190, 290)
            pulled = number == 1 and x > 780 and place == 840
            if pulled:
                place = x + 14
                x += 120
                continue
            _book(sheet, x, board, wide, high, sheet.chance.choice(tones))
            x += wide + sheet.chance.choice((1.5, 1.5, 2.5))
        sheet.rectangle((-10, board, 1690, board + 22), "orange")
        sheet.rectangle((-10, board + 14, 1690, board + 22), mixed("orange", "plum", 0.6))
        shadow: list[Point] = [(0, board + 22), (1680, board + 22), (1680, board + 70), (0, board + 70)]
        sheet.shade(shadow, "night", side="top", strength=1.0)
    sheet.glow(place + 46, 520, 380, "sun", 0.55)
    _book(sheet, place, boards[1], 92, 322, "coral", label=True)
    return sheet.finish()


def _book(sheet: Canvas, x: float, foot: float, wide: float, high: float, tone: Colour | str, *, label: bool = False) -> None:
    top = foot - high
    sheet.rectangle((x, top, x + wide, foot), tone, 4)
    spine: list[Point] = [(x, top), (x + wide, top), (x + wide, foot), (x, foot)]
    sheet.shade(spine, mixed(tone, "night", 0.7), side="right", strength=0.8, reach=0.75)
    ink = mixed(tone, "night", 0.65) if tone in ("sun", "cream", "mist", "sand", "rose", "sea", "orange") else mixed(tone, "cream", 0.75)
    if label:
        sheet.rectangle((x + 12, top + 44, x + wide - 12, top + 150), "cream", 5)
        for step, share in enumerate((1.0, 0.7, 0.85, 0.5)):
            sheet.rectangle((x + 22, top + 60 + step * 22, x + 22 + (wide - 44) * share, top + 68 + step * 22), "night", 3)
        ribbon: list[Point] = [
            (x + wide / 2 - 11, foot - 6),
            (x + wide / 2 + 11, foot - 6),
            (x + wide / 2 + 11, foot + 64),
            (x + wide / 2, foot + 50),
            (x + wide / 2 - 11, foot + 64),
        ]
        sheet.polygon(ribbon, "sun")
        sheet.shade(ribbon, "orange", side="top", strength=0.9)
        return
    kind = sheet.chance.randrange(6)
    if kind == 0:
        for y in (top + 22, top + 34, foot - 30):
            sheet.rectangle((x, y, x + wide, y + 5), ink)
    elif kind == 1:
        sheet.rectangle((x + wide * 0.28, top + 30, x + wide * 0.72, top + high * 0.62), ink, 4)
    elif kind == 2:
        sheet.circle(x + wide / 2, top + 36, wide * 0.26, ink)
        sheet.rectangle((x + wide * 0.4, top + 70, x + wide * 0.6, foot - 50), ink, 3)
    elif kind == 3:
        for step in range(4):
            sheet.rectangle((x + wide * 0.2, foot - 30 - step * 15, x + wide * 0.8, foot - 24 - step * 15), ink, 2)
        sheet.rectangle((x + wide * 0.2, top + 20, x + wide * 0.8, top + 56), ink, 3)
    elif kind == 4:
        diamond: list[Point] = [(x + wide / 2, top + 24), (x + wide * 0.8, top + 52), (x + wide / 2, top + 80), (x + wide * 0.2, top + 52)]
        sheet.polygon(diamond, ink)


def _leaning(sheet: Canvas, x: float, board: float, tone: str) -> float:
    high, wide, lean = 250.0, 44.0, 92.0
    book: list[Point] = [(x + lean, board - high), (x + lean + wide, board - high + 17), (x + wide + 8, board), (x + 4, board - 14)]
    sheet.polygon(book, tone)
    sheet.shade(book, mixed(tone, "night", 0.7), side="right", strength=0.8)
    for share in (0.14, 0.22, 0.8):
        one = (book[0][0] + (book[3][0] - book[0][0]) * share, book[0][1] + (book[3][1] - book[0][1]) * share)
        two = (book[1][0] + (book[2][0] - book[1][0]) * share, book[1][1] + (book[2][1] - book[1][1]) * share)
        sheet.line([one, two], 5, mixed(tone, "night", 0.5))
    return lean + wide + 12


def _ornament(sheet: Canvas, x: float, board: float, number: int) -> float:
    if number == 0:  # a globe
        sheet.rectangle((x + 62, board - 60, x + 70, board - 10), "sun")
        sheet.polygon([(x + 28, board), (x + 104, board), (x + 88, board - 16), (x + 44, board - 16)], "sun")
        sheet.circle(x + 66, board - 122, 66, "sea")
        sheet.shade_circle(x + 66, board - 122, 66, "ink", side="right", strength=0.9)
        for start, end in ((200, 330), (20, 120)):
            sheet.pie(x + 60, board - 126, 46, start, end, "leaf")
        return 146
    if number == 1:  # a plant
        for turn, (dx, dy) in enumerate(((-40, -150), (-14, -190), (18, -180), (44, -140))):
            leaf: list[Point] = [
                (x + 60, board - 70),
                (x + 60 + dx - 16, board + dy + 20),
                (x + 60 + dx, board + dy - 20),
                (x + 60 + dx + 18, board + dy + 26),
            ]
            sheet.polygon(leaf, "leaf" if turn % 2 else "moss")
            sheet.shade(leaf, "moss" if turn % 2 else "night", side="bottom", strength=0.8)
        pot: list[Point] = [(x + 18, board - 84), (x + 102, board - 84), (x + 88, board), (x + 32, board)]
        sheet.polygon(pot, "cream")
        sheet.shade(pot, "orange", side="right", strength=0.8)
        return 124
    for step, tone in enumerate(("wine", "mist", "sun", "teal")):  # a pile
        top = board - (step + 1) * 36
        sheet.rectangle((x + 6 + step * 7, top, x + 214 - step * 9, top + 34), tone, 4)
        pile: list[Point] = [
            (x + 6 + step * 7, top),
            (x + 214 - step * 9, top),
            (x + 214 - step * 9, top + 34),
            (x + 6 + step * 7, top + 34),
        ]
        sheet.shade(pile, mixed(tone, "night", 0.6), side="right", strength=0.8)
    return 224


def frames(scale: float) -> Pixels:
    """A gallery wall. One of the pictures is words."""
    sheet = Canvas("frames", "sand", scale=scale)
    sheet.sky(["mist", mixed("mist", "cream", 0.6), "cream"], bottom=880)
    sheet.rectangle((-10, 872, 1690, 890), "cream")
    sheet.sky(["orange", mixed("coral", "wine", 0.4)], top=890)
    for x in range(-200, 1900, 150):
        sheet.line([(x, 890), (840 + (x - 840) * 1.9, 1060)], 3, mixed("coral", "plum", 0.4))
    boxes = (
        (90, 210, 400, 620, 0),
        (460, 120, 760, 340, 1),
        (460, 400, 760, 720, 2),
        (850, 150, 1250, 690, 3),
        (1330, 120, 1590, 400, 4),
        (1330, 460, 1590, 700, 5),
    )
    for left, top, right, bottom, kind in boxes:
        shadow: list[Point] = [(left + 22, bottom), (right + 14, bottom), (right + 14, bottom + 34), (left + 22, bottom + 34)]
        sheet.shade(shadow, "slate", side="top", strength=0.9)
        sheet.rectangle((left, top, right, bottom), ("plum", "ink", "wine", "ink", "coral", "teal")[kind], 6)
        sheet.rectangle((left + 16, top + 16, right - 16, bottom - 16), "cream")
        _picture(sheet, (left + 44, top + 44, right - 44, bottom - 44), kind)
    # Somebody who looks.
    coat: list[Point] = [(985, 1050), (996, 812), (1016, 748), (1060, 730), (1104, 748), (1124, 812), (1135, 1050)]
    sheet.polygon(coat, "night")
    sheet.shade(coat, "slate", side="left", strength=0.5)
    sheet.rectangle((1046, 700, 1074, 744), mixed("rose", "wine", 0.45))
    sheet.circle(1060, 672, 44, mixed("rose", "wine", 0.35))
    sheet.pie(1060, 664, 52, 150, 390, "plum")
    sheet.circle(1088, 630, 20, "plum")
    scarf: list[Point] = [(1016, 738), (1104, 738), (1110, 768), (1010, 768)]
    sheet.polygon(scarf, "coral")
    sheet.shade(scarf, "wine", side="right", strength=0.8)
    bench: list[Point] = [(150, 930), (640, 930), (656, 958), (134, 958)]
    sheet.polygon(bench, "ink")
    for x in (170, 610):
        sheet.rectangle((x, 956, x + 16, 1022), "night")
    return sheet.finish()


def _picture(sheet: Canvas, box: tuple[float, float, float, float], kind: int) -> None:
    left, top, right, bottom = box
    wide, high = right - left, bottom - top
    if kind == 0:
        sheet.rectangle(box, "sun")
        sheet.circle(left + wide / 2, top + high * 0.36, wide * 0.3, "coral")
        for step, tone in enumerate(("wine", "plum", "night")):
            y = top + high * (0.52 + step * 0.16)
            hill: list[Point] = [
                (left, y + 30),
                (left + wide * 0.3, y - 26),
                (left + wide * 0.6, y + 18),
                (right, y - 14),
                (right, bottom),
                (left, bottom),
            ]
            sheet.polygon(hill, tone)
            sheet.shade(hill, mixed(tone, "sun", 0.4), side="top", strength=0.6, reach=0.5)
    elif kind == 1:
        sheet.rectangle(box, "teal")
        for step in range(5):
            sheet.pie(left + wide / 2, bottom, high * (0.98 - step * 0.19), 180, 360, ("sea", "mist", "cream", "sun", "coral")[step])
    elif kind == 2:
        sheet.rectangle(box, "rose")
        sheet.polygon([(left, bottom), (left + wide / 2, top), (right, bottom)], "wine")
        half: list[Point] = [(left + wide / 2, top), (right, bottom), (left + wide / 2, bottom)]
        sheet.shade(half, "night", side="right", strength=0.8)
        sheet.circle(left + wide * 0.26, top + high * 0.24, wide * 0.14, "cream")
    elif kind == 3:  # words
        sheet.rectangle(box, mixed("cream", "sand", 0.25))
        sheet.rectangle((left, top, left + wide * 0.62, top + 34), "ink", 6)
        y, step = top + 74, 0
        while y < bottom - 18:
            share = (1, 0.94, 0.98, 0.9, 0.97, 0.55)[step % 6]
            sheet.rectangle((left, y, left + wide * share, y + 13), "slate", 5)
            y, step = y + (33 if step % 6 != 5 else 52), step + 1
    elif kind == 4:
        sheet.rectangle(box, "ink")
        for step in range(5):
            sheet.ring(left + wide * 0.5, top + high * 0.5, 10 + step * 16, 6, ("sun", "orange", "coral")[step % 3])
    else:
        sheet.rectangle(box, "mist")
        for row in range(3):
            for column in range(3):
                cx, cy = left + wide * (column + 0.5) / 3, top + high * (row + 0.5) / 3
                sheet.circle(cx, cy, 20, ("teal", "coral", "plum")[(row + column) % 3])


def measure(scale: float) -> Pixels:
    """A column of text, and the ruler that says how wide it is."""
    sheet = Canvas("measure", "teal", scale=scale)
    sheet.sky(["teal", mixed("teal", "ink", 0.45)])
    page: list[Point] = [(330, 70), (1390, 70), (1390, 1080), (330, 1080)]
    sheet.polygon([(x + 34, y + 30) for x, y in page], mixed("teal", "night", 0.75))
    sheet.polygon(page, "cream")
    sheet.shade(page, "sand", side="right", strength=0.8)
    for rule in range(130, 1060, 38):
        sheet.line([(352, rule), (1368, rule)], 1, "mist")
    left, right = 470.0, 1250.0
    for x in (left, right):
        sheet.dashes((x, 96), (x, 1050), 2.5, "coral")
    # The ruler: sixty-six divisions.
    sheet.rectangle((left - 40, 16, right + 40, 120), "sun", 8)
    ruler: list[Point] = [(left - 40, 16), (right + 40, 16), (right + 40, 120), (left - 40, 120)]
    sheet.shade(ruler, "orange", strength=0.9)
    for number in range(67):
        x = left + (right - left) * number / 66
        sheet.line([(x, 120), (x, 120 - (48 if number % 11 == 0 else 30 if number % 11 == 5 else 20))], 2.6, "night")
    # An initial, then words.
    sheet.pie(left + 92, 250, 92, 90, 270, "coral")
    bowl: list[Point] = [(left, 158), (left + 92, 158), (left + 92, 342), (left, 342)]
    sheet.shade(bowl, "wine", side="left", strength=0.5)
    sheet.rectangle((left + 92, 158, left + 184, 342), "wine")
    sheet.pie(left + 184, 342, 92, 180, 270, "sun")
    y, row = 160.0, 0
    while y < 1040:
        start = left + 214 if y < 336 else left
        last = row % 9 == 8
        end = start + (right - start) * (0.44 if last else sheet.chance.uniform(0.93, 1.0))
        x = start
        while x < end - 8:
            wide = min(sheet.chance.choice((24, 34, 46, 58, 74, 92)), end - x)
            sheet.rectangle((x, y, x + wide, y + 16), "coral" if sheet.chance.random() < 0.022 else "ink", 6)
            x += wide + 12
        y, row = y + 38, row + 1
        if last:
            y += 19
    # A pencil across the corner.
    pencil: list[Point] = [(1180, 930), (1640, 540), (1672, 578), (1212, 968)]
    sheet.polygon([(x + 14, y + 22) for x, y in pencil], mixed("teal", "night", 0.6))
    sheet.polygon(pencil, "coral")
    sheet.shade(pencil, "wine", side="bottom", strength=0.9)
    sheet.polygon([(1180, 930), (1212, 968), (1140, 996)], "sand")
    sheet.polygon([(1160, 963), (1172, 978), (1140, 996)], "night")
    return sheet.finish()
