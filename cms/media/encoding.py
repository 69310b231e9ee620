"""From upright pixels to the bytes of one rendition."""

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any, cast

from PIL import Image as Pillow
from PIL.Image import Image as Pixels
from wagtail.images.exceptions import UnknownOutputImageFormatError
from wagtail.images.models import IMAGE_FORMAT_EXTENSIONS, Filter
from willow.plugins.pillow import PillowImage

from cms.media.decoding import Decoded

QUALITY = {"avif": 58, "webp": 78, "jpeg": 80}
# AVIF at speed 8 takes half to a sixth of the time of the default and comes out about as small.
_OPTIONS: dict[str, dict[str, Any]] = {
    "avif": {"speed": 8},
    "webp": {"method": 4},
    "jpeg": {"progressive": True, "optimize": True},
    "png": {"optimize": True},
    "gif": {},
}


@dataclass(frozen=True)
class Drawing:
    """The bytes of a rendition, its size in pixels, and the extension of its file name (with the dot)."""

    content: bytes
    width: int
    height: int
    extension: str


@lru_cache(maxsize=256)
def parsed(spec: str) -> Filter:
    """Wagtail's filter of a spec; parsing one asks every hook, so it is done once."""
    return Filter(spec=spec)


def draw(image: Any, source: Decoded, spec: str) -> Drawing:
    """Draw one rendition. `image` gives the focal point, `source` the pixels.

    Raises `InvalidFilterSpecError` or `UnknownOutputImageFormatError` for a spec that makes no sense.
    """
    rule = parsed(spec)
    transform = rule.get_transform(image, (source.width, source.height))
    width, height = (int(side) for side in transform.size)
    box = transform.get_rect().round()
    # The pixels may be fewer than the original has: the crop is measured in the original's.
    across, down = source.pixels.width / source.width, source.pixels.height / source.height
    region = (box.left * across, box.top * down, min(box.right * across, source.pixels.width), min(box.bottom * down, source.pixels.height))
    pixels = source.pixels.resize((width, height), Pillow.Resampling.LANCZOS, box=region, reducing_gap=3.0)

    settings: dict[str, Any] = {"original-format": source.format}
    willow = PillowImage(pixels)
    for operation in rule.filter_operations:
        willow = operation.run(willow, image, settings) or willow
    kind = settings.get("output-format") or ("png" if source.format == "gif" else source.format)
    content = encode(willow.image, kind, settings)
    return Drawing(content, width, height, cast(str, IMAGE_FORMAT_EXTENSIONS[kind]))


def encode(pixels: Pixels, kind: str, settings: dict[str, Any] | None = None) -> bytes:
    """The bytes of an image file without any metadata. `settings` are those that Wagtail's operations leave behind."""
    settings = settings or {}
    if kind not in _OPTIONS:
        raise UnknownOutputImageFormatError(f"Images are not made as '{kind}'.")
    options = dict(_OPTIONS[kind])
    if kind in QUALITY:
        options["quality"] = settings.get(f"{kind}-quality", QUALITY[kind])
    if "lossless" in settings.get("output-format-options", ()) and kind in ("avif", "webp"):
        options |= {"quality": 100, "lossless": True} if kind == "webp" else {"quality": 100, "subsampling": "4:4:4"}
    if kind == "jpeg" and pixels.mode == "RGBA":
        white = Pillow.new("RGBA", pixels.size, "white")
        white.alpha_composite(pixels)
        pixels = white.convert("RGB")
    if kind == "gif":
        pixels = pixels.convert("P", palette=Pillow.Palette.ADAPTIVE)
    pixels.info = {}
    output = BytesIO()
    pixels.save(output, kind.upper(), **options)
    return output.getvalue()
