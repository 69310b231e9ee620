"""What is read from an original once, when it is uploaded or replaced."""

import base64
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any

from PIL import Image as Pillow
from PIL.Image import Image as Pixels

from cms.media.credits import Credits, read_credits
from cms.media.decoding import decode, open_image

#: Longest placeholder, as a data URI.
PLACEHOLDER_LIMIT = 400
_PREFIX = "data:image/webp;base64,"


@dataclass(frozen=True)
class Description:
    """Upright size in pixels, whether anything is transparent or moves, colour, placeholder, and what the file says of itself."""

    width: int
    height: int
    has_alpha: bool
    animated: bool
    dominant_color: str
    placeholder: str
    credits: Credits


def describe(file: IO[bytes]) -> Description:
    """Read an original. Raises `decoding.UnreadableImageError` if it is not an image, too large or damaged."""
    header = open_image(file)
    animated = bool(getattr(header, "is_animated", False))
    written = read_credits(header)
    # The whole file is read, so damage shows, but a JPEG is not unfolded to its full size for this.
    decoded = decode(file, at_least=(64, 64))
    small = decoded.pixels.copy()
    small.thumbnail((64, 64), Pillow.Resampling.LANCZOS)
    return Description(
        width=decoded.width,
        height=decoded.height,
        has_alpha=decoded.has_alpha,
        animated=animated,
        dominant_color=dominant_color(small),
        placeholder=placeholder(small),
        credits=written,
    )


def dominant_color(pixels: Pixels) -> str:
    """The colour that most of a (small) image has, as `#rrggbb`; transparent parts count as white."""
    opaque = Pillow.new("RGBA", pixels.size, "white")
    opaque.alpha_composite(pixels.convert("RGBA"))
    palette = opaque.convert("RGB").quantize(6)
    counts: list[tuple[int, Any]] = palette.getcolors() or [(1, 0)]
    index = max(counts)[1]
    red, green, blue = (palette.getpalette() or [255, 255, 255])[index * 3 : index * 3 + 3]
    return f"#{red:02x}{green:02x}{blue:02x}"


def placeholder(pixels: Pixels) -> str:
    """A tiny WebP of a (small) image as a data URI of at most 400 characters."""
    for side, quality in ((20, 30), (16, 25), (12, 20), (8, 10), (4, 1)):
        tiny = pixels.copy()
        tiny.thumbnail((side, side), Pillow.Resampling.LANCZOS)
        output = BytesIO()
        tiny.save(output, "WEBP", quality=quality, method=6, alpha_quality=quality)
        uri = _PREFIX + base64.b64encode(output.getvalue()).decode("ascii")
        if len(uri) <= PLACEHOLDER_LIMIT:
            return uri
    return ""
