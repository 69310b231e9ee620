"""A short film, drawn and encoded here: a request on its way to the database and back.

WebP's lossy pictures are key frames of the VP8 video format (RFC 9649, section 2.5), and WebM is a subset of Matroska
(RFC 9559). So a film needs nothing but Pillow and the few elements below.
"""

import math
import struct
from collections.abc import Iterator, Sequence
from io import BytesIO

from PIL.Image import Image as Pixels

from home.demo.drawings.canvas import Canvas, mixed

WIDTH, HEIGHT = 640, 360
#: Units of the drawing; a Canvas draws at twice its scale.
SHEET, SCALE = (960, 540), 1 / 3
FRAMES_A_SECOND = 12
SECONDS = 10

STATIONS = ((150, "coral"), (370, "sun"), (590, "sea"), (810, "rose"))


def film() -> bytes:
    """The film as WebM: ten seconds, no sound."""
    background = _stage()
    frames = [_vp8(_frame(background, number / (SECONDS * FRAMES_A_SECOND))) for number in range(SECONDS * FRAMES_A_SECOND)]
    return webm(frames, WIDTH, HEIGHT, 1000 // FRAMES_A_SECOND)


def captions() -> bytes:
    """Its subtitles as WebVTT."""
    lines = (
        (0.0, 2.4, "A browser asks. The request goes to a server in front."),
        (2.4, 4.8, "The server in front hands it to the application. The application asks the database."),
        (4.8, 7.2, "Rows come back. The application turns them into a page."),
        (7.2, 10.0, "The page reaches the browser. Nothing remembers that it was asked, unless somebody keeps a copy."),
    )
    return ("WEBVTT\n\n" + "\n".join(f"{_clock(start)} --> {_clock(end)}\n{text}\n" for start, end, text in lines)).encode()


def _clock(seconds: float) -> str:
    return f"00:00:{seconds:06.3f}"


# --- drawing ----------------------------------------------------------------------------------------------------------


def _stage() -> Pixels:
    sheet = Canvas("film", "ink", scale=SCALE, size=SHEET)
    sheet.rectangle((0, 430, 960, 540), "night")
    sheet.dashes((150, 270), (810, 270), 3, "slate", dash=8, gap=10)
    for number, (x, tone) in enumerate(STATIONS):
        sheet.circle(x, 270, 66, mixed(tone, "night", 0.15))
        sheet.pie(x, 270, 66, 0, 180, mixed(tone, "night", 0.28))
        if number == 0:  # a window
            sheet.rectangle((x - 34, 246, x + 34, 294), "cream", 5)
            sheet.rectangle((x - 34, 246, x + 34, 258), "night", 3)
        elif number == 1:  # a gate
            for step in (-24, 0, 24):
                sheet.rectangle((x + step - 7, 244, x + step + 7, 296), "night", 5)
        elif number == 2:  # four spaces
            for dx, dy in ((-28, -28), (4, -28), (-28, 4), (4, 4)):
                sheet.rectangle((x + dx, 270 + dy, x + dx + 24, 294 + dy), "night", 4)
        else:  # a drum
            for y in (246, 266, 286):
                sheet.rectangle((x - 32, y, x + 32, y + 15), "wine", 7)
                sheet.circle(x - 20, y + 7.5, 3.5, "cream")
    return sheet.pixels


def _frame(background: Pixels, share: float) -> Pixels:
    """`share` is how much of the film has passed. A parcel goes there in the first half and returns in the second."""
    there = share < 0.48
    way = min(1.0, share / 0.48) if there else max(0.0, 1 - (share - 0.5) / 0.44)
    eased = sum(_step(way * 3 - leg) for leg in range(3)) / 3
    x = STATIONS[0][0] + (STATIONS[-1][0] - STATIONS[0][0]) * eased
    y = 270 - 118 * abs(math.sin(eased * 3 * math.pi))
    sheet = Canvas("frame", scale=SCALE, size=SHEET)
    sheet.pixels.paste(background)
    if there:
        sheet.rectangle((x - 24, y - 17, x + 24, y + 17), "cream", 4)
        sheet.line([(x - 22, y - 14), (x, y + 3), (x + 22, y - 14)], 3, "coral")
    else:
        sheet.rectangle((x - 22, y - 29, x + 22, y + 29), "cream", 4)
        for row in range(5):
            sheet.rectangle((x - 14, y - 20 + row * 9, x + (14 if row % 3 else 6), y - 16 + row * 9), "teal" if row else "coral", 2)
    return sheet.pixels


def _step(value: float) -> float:
    """From 0 to 1 with a soft start and a soft end."""
    value = min(1.0, max(0.0, value))
    return value * value * (3 - 2 * value)


def _vp8(frame: Pixels) -> bytes:
    """One picture as a key frame of VP8: the inside of WebP's `VP8 ` chunk."""
    out = BytesIO()
    frame.save(out, "WEBP", quality=70, method=1)
    data = out.getvalue()
    place = 12
    while data[place : place + 4] != b"VP8 ":
        place += 8 + struct.unpack("<I", data[place + 4 : place + 8])[0]
        place += place % 2
    length = struct.unpack("<I", data[place + 4 : place + 8])[0]
    return data[place + 8 : place + 8 + length]


# --- WebM -------------------------------------------------------------------------------------------------------------


def webm(frames: Sequence[bytes], width: int, height: int, milliseconds: int) -> bytes:
    """Key frames of VP8 as a film; each is shown for so many milliseconds."""
    info = _element(
        "1549A966",
        _element("2AD7B1", _number(1_000_000)) + _element("4489", struct.pack(">d", len(frames) * milliseconds)) + _names("Four Spaces"),
    )
    video = _element("E0", _element("B0", _number(width)) + _element("BA", _number(height)))
    track = _element("D7", _number(1)) + _element("73C5", _number(1)) + _element("83", _number(1)) + _element("86", b"V_VP8")
    tracks = _element("1654AE6B", _element("AE", track + _element("23E383", _number(milliseconds * 1_000_000)) + video))
    clusters = list(_clusters(frames, milliseconds))
    # Cues make it seekable; their places count from the segment's beginning and lie behind the cues themselves.
    length, cues = 0, b""
    for _ in range(3):
        place, points = len(info) + len(tracks) + length, b""
        for start, cluster in clusters:
            position = _element("F7", _number(1)) + _element("F1", _number(place, 4))
            points += _element("BB", _element("B3", _number(start, 2)) + _element("B7", position))
            place += len(cluster)
        cues = _element("1C53BB6B", points)
        length = len(cues)
    head = _element("4286", _number(1)) + _element("42F7", _number(1)) + _element("42F2", _number(4)) + _element("42F3", _number(8))
    head += _element("4282", b"webm") + _element("4287", _number(2)) + _element("4285", _number(2))
    return _element("1A45DFA3", head) + _element("18538067", info + tracks + cues + b"".join(cluster for _, cluster in clusters))


def _clusters(frames: Sequence[bytes], milliseconds: int, size: int = 24) -> Iterator[tuple[int, bytes]]:
    for first in range(0, len(frames), size):
        start = first * milliseconds
        blocks = b"".join(
            # Track 1, the time since the cluster began, "key frame".
            _element("A3", b"\x81" + struct.pack(">hB", number * milliseconds, 0x80) + frame)
            for number, frame in enumerate(frames[first : first + size])
        )
        yield start, _element("1F43B675", _element("E7", _number(start)) + blocks)


def _element(identifier: str, content: bytes) -> bytes:
    """An element of EBML: its id, its length in eight bytes, its content."""
    return bytes.fromhex(identifier) + (len(content) | 1 << 56).to_bytes(8, "big") + content


def _number(value: int, width: int = 0) -> bytes:
    return value.to_bytes(width or max(1, (value.bit_length() + 7) // 8), "big")


def _names(name: str) -> bytes:
    return _element("4D80", name.encode()) + _element("5741", name.encode())
