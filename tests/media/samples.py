"""Small files that this room's tests need: each has one property, and is otherwise boring."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import ExifTags, Image


def pixels(width: int = 480, height: int = 320, mode: str = "RGB") -> Image.Image:
    """Something with a gradient, so that crops differ; red grows to the right, green downwards."""
    red = Image.linear_gradient("L").rotate(90).resize((width, height))
    green = Image.linear_gradient("L").resize((width, height))
    blue = Image.new("L", (width, height), 128)
    bands = [red, green, blue]
    if mode == "RGBA":
        bands.append(green)
    return Image.merge(mode, bands)


def encoded(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    output = BytesIO()
    image.save(output, kind, **options)
    return output.getvalue()


def jpeg(width: int = 480, height: int = 320, **options: Any) -> bytes:
    return encoded(pixels(width, height), "JPEG", **options)


def located_jpeg(orientation: int = 1, width: int = 480, height: int = 320) -> bytes:
    """A photograph that says where it was taken and by which camera."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = "CANARY-CAMERA"
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef] = "N"
    gps[ExifTags.GPS.GPSLatitude] = (52.0, 31.0, 12.0)
    gps[ExifTags.GPS.GPSAreaInformation] = b"ASCII\0\0\0CANARY-PLACE"
    return jpeg(width, height, exif=exif, comment=b"CANARY-COMMENT", xmp=b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>CANARY-XMP</x:xmpmeta>")


def credited_jpeg(**datasets: str) -> bytes:
    """A photograph with IPTC datasets of record 2: caption (120), byline (80), credit (110)."""
    numbers = {"byline": 80, "credit": 110, "caption": 120}
    record = b"\x1c\x01\x5a\x00\x03\x1b%G"
    for name, text in datasets.items():
        value = text.encode()
        record += struct.pack(">BBBH", 0x1C, 2, numbers[name], len(value)) + value
    resource = b"8BIM" + struct.pack(">H", 0x0404) + b"\0\0" + struct.pack(">I", len(record)) + record + b"\0" * (len(record) % 2)
    segment = b"Photoshop 3.0\0" + resource
    plain = jpeg()
    return plain[:2] + b"\xff\xed" + struct.pack(">H", len(segment) + 2) + segment + plain[2:]


def bomb_png(width: int, height: int) -> bytes:
    """A tiny file that unfolds to width x height black pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(9)
    row = b"\0" * (1 + width * 3)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def animated_gif() -> bytes:
    frames = [Image.new("RGB", (300, 200), color) for color in ("red", "green", "blue")]
    return encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=100)
