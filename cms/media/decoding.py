"""From the bytes of an original to upright sRGB pixels without metadata.

Everything that opens an image opens it here: the real content decides the format, the number of pixels is known from the
header before anything is decoded, and what comes out carries no EXIF, GPS, XMP, comment or colour profile.
"""

from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any

from django.conf import settings
from PIL import Image as Pillow, ImageCms
from PIL.Image import Image as Pixels, Transpose
from wagtail.images.models import SourceImageIOError

#: Pillow's names of the formats that are accepted, and Wagtail's.
FORMATS = {"AVIF": "avif", "GIF": "gif", "JPEG": "jpeg", "PNG": "png", "WEBP": "webp"}

# EXIF 2.32, tag 0x0112: how the stored pixels must be turned to stand upright.
_ORIENTATION = 0x0112
_TURNS = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}


class UnreadableImageError(SourceImageIOError):
    """The file is there, but it is not an image that we read. Its text is a sentence for an editor."""


class TooManyPixelsError(UnreadableImageError):
    """The header announces more pixels than `settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS`."""

    def __init__(self) -> None:
        super().__init__(f"This image has more than {settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 1_000_000} megapixels.")


@dataclass(frozen=True)
class Decoded:
    """An upright image: its pixels (RGB or RGBA; perhaps fewer than the original has), its full size, its format."""

    pixels: Pixels
    width: int
    height: int
    format: str

    @property
    def has_alpha(self) -> bool:
        return self.pixels.mode == "RGBA"


def open_image(file: IO[bytes]) -> Pixels:
    """Read the header only. Raises `UnreadableImageError`, or `TooManyPixelsError` before anything is decoded."""
    file.seek(0)
    try:
        image = Pillow.open(file, formats=list(FORMATS))
    except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning) as error:
        raise TooManyPixelsError from error
    except Exception as error:  # Pillow's plugins raise whatever a broken header provokes
        raise UnreadableImageError("This file is not an AVIF, GIF, JPEG, PNG or WebP image.") from error
    if image.width * image.height > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
        raise TooManyPixelsError
    return image


def _turn(image: Pixels) -> int:
    # A PNG may carry its EXIF data behind the pixels: asking for it there would decode the image.
    if image.format == "PNG" and "exif" not in image.info:
        return 1
    try:
        turn = int(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - broken EXIF data says nothing about the orientation
        return 1
    return turn if turn in _TURNS else 1


def upright_size(image: Pixels) -> tuple[int, int]:
    """Width and height as people see the image, from its header."""
    return (image.height, image.width) if _turn(image) >= 5 else (image.width, image.height)


def decode(file: IO[bytes], *, at_least: tuple[int, int] | None = None) -> Decoded:
    """Decode an original. Raises `UnreadableImageError`.

    With `at_least` (width, height, upright) the pixels may be fewer, but not fewer than that: a JPEG is then decoded at
    a half, a quarter or an eighth of its size, which saves the time and the memory.
    """
    image = open_image(file)
    width, height = upright_size(image)
    turn = _turn(image)
    kind = FORMATS[str(image.format)]
    try:
        if at_least and image.format == "JPEG":
            image.draft(None, at_least[::-1] if turn >= 5 else at_least)
        image.load()
        pixels = _plain(image)
    except Exception as error:
        raise UnreadableImageError("This image is damaged: it cannot be decoded.") from error
    if turn in _TURNS:
        pixels = pixels.transpose(_TURNS[turn])
    pixels.info = {}
    return Decoded(pixels, width, height, kind)


def _plain(image: Pixels) -> Pixels:
    """The first frame as RGB, or as RGBA if anything is transparent, in sRGB."""
    mode = "RGBA" if image.has_transparency_data else "RGB"
    pixels: Pixels = image
    if image.mode.startswith("I"):  # 16 bits a channel: Pillow would clip instead of scaling
        pixels = image.convert("I").point(lambda value: value / 256).convert("L")
    elif (profile := image.info.get("icc_profile")) and image.mode in ("RGB", "RGBA", "CMYK", "L"):
        pixels = _to_srgb(image, profile, mode)
    pixels = pixels.convert(mode)
    if mode == "RGBA":
        lowest: Any = pixels.getchannel("A").getextrema()[0]
        if lowest == 255:
            pixels = pixels.convert("RGB")
    return pixels


def _to_srgb(image: Pixels, profile: bytes, mode: str) -> Pixels:
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode) or image
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):  # a broken profile, or one for other pixels
        return image
