"""Drawings of quiet places: a cabin at a lake, the layers below a meadow."""

import math

from PIL.Image import Image as Pixels

from home.demo.drawings.canvas import Canvas, Point, colour, ground, mixed, ridge, waves


def cabin(scale: float) -> Pixels:
    """One lit window by a lake."""
    sheet = Canvas("cabin-2", scale=scale)
    sheet.sky(["night", "ink", "teal", "sea", "sand"], bottom=640)
    for _ in range(150):
        sheet.circle(sheet.chance.uniform(0, 1680), sheet.chance.triangular(0, 380, 0), sheet.chance.choice((1, 1.4, 2)), "cream")
    peaks: list[list[Point]] = [
        [(-40, 640), (180, 380), (290, 470), (520, 190), (660, 350), (760, 290), (1010, 640)],
        [(700, 640), (960, 330), (1040, 400), (1230, 230), (1400, 420), (1480, 370), (1740, 640)],
    ]
    for peak, tone in zip(peaks, (colour("slate"), mixed("slate", "teal", 0.4)), strict=True):
        sheet.polygon(peak, tone)
        sheet.shade(peak, "mist", side="bottom", strength=0.55, reach=0.6)
        for index in range(1, len(peak) - 1):
            (ax, ay), (x, y), (bx, by) = peak[index - 1 : index + 2]
            if y < ay and y < by:
                flank = [
                    (x, y),
                    _towards((x, y), (bx, by), 0.62),
                    (x + 14, y + 110),
                    (x - 6, y + 76),
                    (x - 22, y + 120),
                    _towards((x, y), (ax, ay), 0.32),
                ]
                sheet.polygon(flank, "cream")
                sheet.shade(flank, "mist", side="right", strength=0.9)
    shore = 660
    sheet.sky([mixed("sand", "sea", 0.5), "sea", "teal", "ink"], top=shore, bottom=1050)
    for index, (x, y) in enumerate(((520, 190), (180, 380), (1230, 230), (960, 330))):
        down = [(x - 260, shore), (x, shore + (shore - y) * 0.62), (x + 260, shore)]
        sheet.shade(down, mixed("slate", "teal", 0.3 + index / 10), side="top", strength=0.8, reach=1)
    for _ in range(60):
        y = sheet.chance.triangular(shore + 8, 1040, shore + 20)
        x, half = sheet.chance.uniform(0, 1680), sheet.chance.uniform(20, 150)
        sheet.line([(x - half, y), (x + half, y)], 2 + (y - shore) / 120, mixed("sea", "ink", (y - shore) / 420))
    far = ground(sheet, ridge(sheet, 640, 9, roughness=0.7))[:-2]
    sheet.polygon([*far, (1690, shore + 4), (-10, shore + 4)], mixed("moss", "ink", 0.45))
    land = [(830, 700), (900, 676), (1080, 664), (1690, 640), (1690, 800), (1400, 786), (1160, 752), (940, 722)]
    sheet.polygon(land, mixed("moss", "night", 0.35))
    sheet.shade(land, "night", strength=0.8)
    for x, size in ((930, 0.6), (985, 0.85), (1045, 0.7), (1400, 1.25), (1470, 0.95), (1535, 1.45), (1610, 1.1), (1668, 1.5)):
        _fir(sheet, x, 690 + size * 26, size)
    house = [(1130, 712), (1130, 606), (1212, 540), (1294, 606), (1294, 712)]
    sheet.polygon(house, "wine")
    sheet.shade(house, "night", side="right", strength=0.8)
    sheet.polygon([(1108, 618), (1212, 528), (1316, 618), (1300, 630), (1212, 554), (1124, 630)], "night")
    sheet.rectangle((1250, 528, 1270, 590), "night")
    for step, radius in enumerate((10, 15, 21, 28)):
        sheet.shade_circle(1264 + step * 22 + step * step * 4, 506 - step * 42, radius, "cream", strength=0.5, side="top")
    sheet.glow(1190, 660, 190, "sun", 0.75)
    sheet.rectangle((1158, 632, 1222, 690), "sun")
    sheet.rectangle((1187, 632, 1192, 690), "wine")
    sheet.rectangle((1158, 658, 1222, 663), "wine")
    for _ in range(30):
        y = sheet.chance.triangular(770, 1010, 780)
        half = sheet.chance.uniform(8, 40)
        sheet.line([(1190 - half, y), (1190 + half, y)], 4, mixed("sun", "teal", min(0.9, (y - 740) / 300)))
    return sheet.finish()


def _towards(start: Point, end: Point, share: float) -> Point:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _fir(sheet: Canvas, x: float, foot: float, size: float) -> None:
    sheet.rectangle((x - 5 * size, foot - 40 * size, x + 5 * size, foot), "night")
    for level in range(4):
        half, y = (78 - level * 17) * size, foot - (30 + level * 54) * size
        branch = [(x - half, y), (x, y - 104 * size), (x + half, y)]
        sheet.polygon(branch, mixed("moss", "night", 0.25))
        sheet.shade(branch, "night", side="right", strength=0.85)


def strata(scale: float) -> Pixels:
    """A meadow, and the layers below it."""
    sheet = Canvas("strata", scale=scale)
    sheet.sky(["sea", "mist", "sand"], bottom=330)
    sheet.circle(1290, 150, 84, "orange")
    sheet.shade_circle(1290, 150, 84, "coral", strength=0.8)
    for x, y, size in ((250.0, 96.0, 1.0), (640.0, 70.0, 0.7), (930.0, 120.0, 0.5)):
        for dx, dy, radius in ((-60, 0, 36), (0, -18, 52), (62, 0, 40)):
            sheet.circle(x + dx * size, y + dy * size, radius * size, "cream")
        sheet.rectangle((x - 96 * size, y - 6 * size, x + 102 * size, y + 40 * size), "cream", 22 * size)
    tones = ["leaf", "moss", "sand", "orange", "coral", "wine", "plum", "ink", "night"]
    bases = [250, 300, 380, 470, 560, 665, 780, 880, 975]
    for layer, (base, tone) in enumerate(zip(bases, tones, strict=True)):
        outline = waves(sheet, base, 10 + layer * 3, 150 + layer * 18, phase=layer * 0.55)
        body = ground(sheet, outline)
        sheet.polygon(body, tone)
        sheet.shade([*outline, *[(x, y + 74) for x, y in reversed(outline)]], mixed(tone, "night", 0.45), side="top", strength=0.65)
        if layer == 0:
            for x, y in outline[3::6]:
                _tree(sheet, x + sheet.chance.uniform(-30, 30), y + 4, sheet.chance.uniform(0.55, 1.15))
        elif layer in (2, 5):
            _scatter(sheet, outline, mixed(tone, "cream", 0.45), dots=True)
        elif layer in (3, 6):
            _scatter(sheet, outline, mixed(tone, "night", 0.4), dots=False)
        elif layer == 4:
            for x in (300.0, 860.0, 1440.0):
                y = min(outline, key=lambda point: abs(point[0] - x))[1] + 56
                _ammonite(sheet, x, y, 34)
        elif layer == 7:
            for x in (210.0, 700.0, 1180.0, 1560.0):
                y = min(outline, key=lambda point: abs(point[0] - x))[1] + 52
                gem = [(x - 34, y - 8), (x - 16, y - 30), (x + 18, y - 30), (x + 36, y - 8), (x, y + 34)]
                sheet.polygon(gem, "sea")
                sheet.shade(gem, "cream", side="left", strength=0.8)
    return sheet.finish()


def _tree(sheet: Canvas, x: float, y: float, size: float) -> None:
    sheet.rectangle((x - 3 * size, y - 46 * size, x + 3 * size, y), "plum")
    if sheet.chance.random() < 0.5:
        crown = [(x - 30 * size, y - 24 * size), (x, y - 128 * size), (x + 30 * size, y - 24 * size)]
        sheet.polygon(crown, "moss")
        sheet.shade(crown, "night", side="right", strength=0.7)
    else:
        sheet.circle(x, y - 72 * size, 36 * size, "moss")
        sheet.shade_circle(x, y - 72 * size, 36 * size, "leaf", side="left", strength=0.9)


def _scatter(sheet: Canvas, outline: list[Point], tone: tuple[int, int, int], *, dots: bool) -> None:
    for x, y in outline[::3]:
        for _ in range(2):
            px, py = x + sheet.chance.uniform(-18, 18), y + sheet.chance.uniform(26, 72)
            if dots:
                sheet.circle(px, py, sheet.chance.uniform(2.5, 6), tone)
            else:
                half = sheet.chance.uniform(8, 22)
                sheet.line([(px - half, py), (px + half, py + sheet.chance.uniform(-3, 3))], 4, tone)


def _ammonite(sheet: Canvas, x: float, y: float, radius: float) -> None:
    sheet.circle(x, y, radius, "sand")
    sheet.shade_circle(x, y, radius, "orange", strength=0.8)
    spiral = [
        (x + math.cos(turn) * radius * (1 - turn / 19), y + math.sin(turn) * radius * (1 - turn / 19))
        for turn in (step / 6 for step in range(114))
    ]
    sheet.line(spiral, 4, "wine")
