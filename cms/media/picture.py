"""The picture: an image as pages and the API show it, in one preset. What design calls the image object.

Built from the renditions that exist, without a query and without looking at a file. What is missing is being made by the
worker; until then the nearest that exists is shown, or only the placeholder.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import log
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import OuterRef, StringAgg, Subquery, TextField, Value
from django.db.models.functions import Cast, Concat

from cms import prepared, tags
from cms.media.drawing import focal_key
from cms.media.encoding import parsed
from cms.media.presets import CONTENT_TYPES, MODERN, PRESETS, SPECS, Format, Preset
from cms.media.storage import rendition_files
from cms.visibility import Viewer

if TYPE_CHECKING:
    from cms.media.models import Image


@dataclass(frozen=True, slots=True)
class FocalPoint:
    """Where the subject is, as fractions of the width and the height of the file shown, from the top left."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Source:
    """The files of one type, as the attributes of `<source>`."""

    type: str
    srcset: str


@dataclass(frozen=True, slots=True)
class Picture:
    """An image in one preset. `width` and `height` are those of the file at `src`.

    `alt` is empty for a decorative image. `src` is None while no file exists; `placeholder` is a tiny data URI. `sources`
    are ordered as a browser should try them, the fallback last.
    """

    id: int
    uuid: str
    title: str
    alt: str
    caption: str
    credit: str
    width: int
    height: int
    focal_point: FocalPoint | None
    dominant_color: str
    placeholder: str
    src: str | None
    sources: tuple[Source, ...]
    sizes: str
    preset: str

    @property
    def modern_sources(self) -> tuple[Source, ...]:
        return tuple(source for source in self.sources if source.type in _MODERN_TYPES)

    @property
    def light_src(self) -> str | None:
        """One small file, for where a browser gets no choice of files: the narrowest WebP."""
        webp = next((source.srcset for source in self.sources if source.type == CONTENT_TYPES["webp"]), "")
        return webp.partition(" ")[0] or self.src

    @property
    def fallback_srcset(self) -> str:
        return next((source.srcset for source in self.sources if source.type not in _MODERN_TYPES), "")


class Drawn(NamedTuple):
    """What a picture needs of a rendition. A page has hundreds of them: whole model instances would take most of its time."""

    filter_spec: str
    focal_point_key: str
    name: str
    width: int
    height: int

    @property
    def url(self) -> str:
        return rendition_files().url(self.name)


#: In no name of a file and no filter spec.
_SEPARATOR = "\t"
_FIELDS = attrgetter("filter_spec", "focal_point_key", "file.name", "width", "height")
_MODERN_TYPES = {CONTENT_TYPES[kind] for kind in MODERN}


def load_images(ids: Iterable[int], viewer: Viewer) -> dict[int, "Image"]:
    """The images among `ids` that the viewer may see, with their renditions. One query whatever the number."""
    from cms.media.models import Image, Rendition

    wanted = set(ids)
    if not wanted:
        return {}

    def visible(pks: Any) -> Any:
        parts = ("filter_spec", "focal_point_key", "file", "width", "height")
        columns = [column for part in parts for column in (Value(_SEPARATOR), Cast(part, TextField()))][1:]
        drawn = Rendition.objects.filter(image=OuterRef("pk"), filter_spec__in=sorted(SPECS)).order_by().values("image")
        lines = drawn.annotate(lines=StringAgg(Concat(*columns, output_field=TextField()), delimiter=Value("\n"))).values("lines")
        return viewer.images(Image.objects.filter(pk__in=pks)).annotate(drawn_lines=Subquery(lines, output_field=TextField()))

    images: dict[int, Image] = {}
    for image in prepared.fetch(("images", viewer.closed_collections), visible, list(wanted)):
        image.drawn, image.files = [], {}
        for line in (image.drawn_lines or "").splitlines():
            spec, focal_point, name, width, height = line.split(_SEPARATOR)
            image.drawn.append(Drawn(spec, focal_point, name, int(width), int(height)))
        images[image.pk] = image
    return images


def picture(
    image: "Image",
    preset: str = "body",
    *,
    alt: str | None = None,
    decorative: bool = False,
    caption: str | None = None,
    credit: str | None = None,
) -> Picture:
    """An image in a preset; what the page says of it (`alt`, `caption`, `credit`) goes before what the image says itself.

    The image must come from `load_images`, or with `prefetched_renditions`. Raises `KeyError` for an unknown preset.
    """
    tags.record(tags.image(image.pk))
    if preset != "social":  # what is shared elsewhere has the shape that is wanted there
        preset = image.asked_preset or preset
    files = _files(image, preset)
    return Picture(
        id=image.pk,
        uuid=str(image.uuid),
        title=image.title,
        alt="" if decorative else (image.default_alt_text if alt is None else alt),
        caption=image.caption if caption is None else caption,
        credit=image.credit if credit is None else credit,
        width=files.width,
        height=files.height,
        focal_point=files.focal_point,
        dominant_color=image.dominant_color,
        placeholder=image.placeholder,
        src=files.src,
        sources=files.sources,
        sizes=PRESETS[preset].sizes,
        preset=preset,
    )


class Files(NamedTuple):
    """What an image in a preset is, wherever it stands."""

    width: int
    height: int
    focal_point: FocalPoint | None
    src: str | None
    sources: tuple[Source, ...]


def _files(image: "Image", preset: str) -> Files:
    """Made once for every image that `load_images` read: in a list the same portrait stands at many articles."""
    kept: dict[str, Files] | None = getattr(image, "files", None)
    if kept is not None and preset in kept:
        return kept[preset]
    rule = PRESETS[preset]
    existing = _existing(image)
    in_preset = _in_preset(rule, existing, has_alpha=image.has_alpha)
    shown = _shown(image, rule, existing, in_preset)
    files = Files(
        width=shown.width if shown else image.width,
        height=shown.height if shown else image.height,
        focal_point=_focal_point(image, shown),
        src=shown.url if shown else None,
        sources=tuple(Source(CONTENT_TYPES[kind], _srcset(renditions)) for kind, renditions in in_preset.items()),
    )
    if kept is not None:
        kept[preset] = files
    return files


@dataclass(frozen=True, slots=True)
class Icon:
    """A square of a mark; `type` is its media type."""

    src: str
    width: int
    height: int
    type: str


def icons(image: "Image") -> tuple[Icon, ...]:
    """The icons that were made of a mark, the smallest first."""
    existing, rule = _existing(image), PRESETS["icon"]
    kind = rule.fallback(has_alpha=image.has_alpha)
    drawn = {rendition.width: rendition for spec in rule.specs[kind] if (rendition := existing.get(spec))}
    return tuple(Icon(rendition.url, width, rendition.height, CONTENT_TYPES[kind]) for width, rendition in sorted(drawn.items()))


def download_url(image: "Image") -> str | None:
    """The URL of the largest whole picture that exists (an uncropped one, if any), never that of the original."""
    existing = list(_existing(image).values())
    natural = {spec for specs in PRESETS["body"].specs.values() for spec in specs}
    whole = [rendition for rendition in existing if rendition.filter_spec in natural]
    largest = max(whole or existing, key=lambda r: (r.width * r.height, not r.filter_spec.endswith(MODERN)), default=None)
    return largest.url if largest else None


def _existing(image: "Image") -> dict[str, Drawn]:
    """Renditions by spec. One around a former focal point stands in while the new one is being made."""
    drawn = getattr(image, "drawn", None)
    if drawn is None:
        prefetched = image._get_prefetched_renditions()
        if prefetched is None:
            raise ValueError(f"Image {image.pk} was not loaded with its renditions: see load_images().")
        drawn = [Drawn(*_FIELDS(rendition)) for rendition in prefetched]
    found: dict[str, Drawn] = {}
    for rendition in drawn:
        spec = rendition.filter_spec
        if spec in SPECS and (spec not in found or rendition.focal_point_key == focal_key(image, spec)):
            found[spec] = rendition
    return found


def _in_preset(rule: Preset, existing: dict[str, Drawn], *, has_alpha: bool) -> dict[Format, list[Drawn]]:
    kinds: tuple[Format, ...] = (*MODERN, rule.fallback(has_alpha=has_alpha))
    files = {kind: [existing[spec] for spec in rule.specs.get(kind, ()) if spec in existing] for kind in kinds}
    return {kind: renditions for kind, renditions in files.items() if renditions}


def _shown(image: "Image", rule: Preset, existing: dict[str, Drawn], in_preset: dict[Format, list[Drawn]]) -> Drawn | None:
    """The file for `src`: the preset's fallback, else its WebP, else the nearest shape and size there is."""
    for kind in (rule.fallback(has_alpha=image.has_alpha), "webp", "avif"):
        if kind in in_preset:
            return in_preset[kind][-1]
    wide, high = rule.ratio or (image.width, image.height)

    def distance(rendition: Drawn) -> tuple[float, int, int]:
        shape = abs(log((rendition.width / rendition.height) / (wide / high)))
        return round(shape, 2), abs(rendition.width - rule.widths[-1]), rendition.filter_spec.endswith("avif")

    return min(existing.values(), key=distance, default=None)


def _srcset(renditions: list[Drawn]) -> str:
    return ", ".join(f"{rendition.url} {rendition.width}w" for rendition in renditions)


def _focal_point(image: "Image", shown: Drawn | None) -> FocalPoint | None:
    rect = image.get_focal_point()
    if rect is None:
        return None
    width, height = image.width, image.height
    if shown is not None:
        width, height = shown.width, shown.height
        rect = rect.transform(parsed(shown.filter_spec).get_transform(image))
    return FocalPoint(_fraction(rect.centroid_x, width), _fraction(rect.centroid_y, height))


def _fraction(position: float, length: int) -> float:
    return round(min(max(position / length, 0.0), 1.0), 4)
