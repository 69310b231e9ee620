"""Drawing a picture for sharing: the title of a page in large letters, the publication below it. Called by the worker alone."""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw, ImageOps

from cms.content.cards.fonts import RIGHT_TO_LEFT, font, font_for
from cms.content.colour import Colour, visible_shade

SIZE = (1200, 630)
PAPER, INK, QUIET = "#fbfaf6", "#1d1b18", "#5f5b54"
MARGIN = 80
BAND = 18
#: Sizes of the title, the largest that fits is taken; lines at each.
SIZES = ((92, 3), (76, 4), (62, 5), (52, 6))
LEADING = 1.16
NAME, MARK = 38, 72


@dataclass(frozen=True)
class Card:
    """What is drawn. `accent` is a colour such as #8a3b12; `mark` the bytes of a picture, empty if there is none."""

    title: str
    name: str
    accent: str
    language: str
    mark: bytes = b""


def draw(card: Card) -> bytes:
    """A PNG of 1200 by 630 pixels. Letters that no font of ours has are left out with their text."""
    picture = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(picture)
    accent = str(visible_shade(Colour.read(card.accent) or Colour(0x8A, 0x3B, 0x12)))
    right = card.language in RIGHT_TO_LEFT
    pen.rectangle((0, 0, SIZE[0], BAND), fill=accent)
    _title(pen, card.title if font_for(card.title, card.language) else card.name, card.language, right=right)
    _footer(picture, pen, card, accent, right=right)
    out = BytesIO()
    picture.quantize(256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def _title(pen: ImageDraw.ImageDraw, title: str, language: str, *, right: bool) -> None:
    file = font_for(title, language)
    if file is None:
        return
    width = SIZE[0] - 2 * MARGIN
    for size, most in SIZES:
        lines = balanced(title, file, size, width)
        if len(lines) <= most:
            break
    else:
        lines = _cut(lines[:most], file, size, width)
    y = float(BAND + MARGIN - 14)
    for line in lines:
        x, anchor = (SIZE[0] - MARGIN, "ra") if right else (MARGIN, "la")
        pen.text((x, y), line, INK, font(file, size), anchor=anchor)
        y += size * LEADING


def balanced(text: str, file: str, size: int, width: int) -> list[str]:
    """As many lines as fit into the width, of about the same length: no last line of one word."""
    lines = wrapped(text, file, size, width)
    for narrower in range(width - 40, width // 2, -40):
        tried = wrapped(text, file, size, narrower)
        if len(tried) > len(lines):
            break
        lines = tried
    return lines


def wrapped(text: str, file: str, size: int, width: int) -> list[str]:
    """The text in lines of at most `width` pixels; a word that is longer is cut."""
    letters, lines, line = font(file, size), [], ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if letters.getlength(longer) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        while letters.getlength(line) > width:
            fits = next(end for end in range(len(line) - 1, 0, -1) if letters.getlength(line[:end]) <= width)
            lines.append(line[:fits])
            line = line[fits:]
    return [*lines, line] if line else lines


def _cut(lines: list[str], file: str, size: int, width: int) -> list[str]:
    """The last line ends in an ellipsis."""
    last = lines[-1]
    while last and font(file, size).getlength(f"{last}…") > width:
        last = last[:-1].rstrip()
    return [*lines[:-1], f"{last}…"]


def _footer(picture: Image.Image, pen: ImageDraw.ImageDraw, card: Card, accent: str, *, right: bool) -> None:
    """The mark and the publication's name, above a hairline."""
    top = SIZE[1] - MARGIN - MARK
    pen.line((MARGIN, top - 26, SIZE[0] - MARGIN, top - 26), fill="#d9d4c8", width=2)
    x = SIZE[0] - MARGIN if right else MARGIN
    mark = _mark(card.mark)
    if mark is not None:
        picture.paste(mark, (x - MARK if right else x, top), mark)
        x += -(MARK + 22) if right else MARK + 22
    if (file := font_for(card.name, card.language)) is not None:
        room = SIZE[0] - 2 * MARGIN - (MARK + 22 if mark is not None else 0)
        (line, *more) = wrapped(card.name, file, NAME, room) or [""]
        name = _cut([line], file, NAME, room)[0] if more else line
        pen.text((x, top + MARK / 2), name, accent, font(file, NAME), anchor="rm" if right else "lm")


def _mark(data: bytes) -> Image.Image | None:
    if not data:
        return None
    with Image.open(BytesIO(data)) as source:
        square = ImageOps.fit(source.convert("RGBA"), (MARK, MARK), Image.Resampling.LANCZOS)
    return square
