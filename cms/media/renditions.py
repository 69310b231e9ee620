"""Which renditions an image should have, and seeing to it that it has them.

Nothing here runs in a public request: pages use what exists. `Image.save()` asks for renditions, publishing a page asks
again (`enqueue_renditions`), the worker makes them (`ensure_renditions`), and the sweep repairs what went missing.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from django.db import IntegrityError
from wagtail.images import get_image_model
from wagtail.images.models import SourceImageIOError

from cms.media import drawing, privacy
from cms.media.decoding import UnreadableImageError
from cms.media.naming import is_made_from, rendition_key
from cms.media.presets import specs_for

if TYPE_CHECKING:
    from cms.media.models import Image, Rendition

logger = logging.getLogger(__name__)

MISSING_ORIGINAL = "The original file is missing."


def is_current(image: "Image", rendition: "Rendition") -> bool:
    """Whether a rendition was made from the original that the image has now."""
    return is_made_from(rendition.file.name, rendition_key(image.file_hash, rendition.filter_spec, rendition.focal_point_key))


#: Which of these images need presets beside those of every image, by name.
Wanted = Callable[[Collection[int]], Mapping[int, Collection[str]]]
_wanted: list[Wanted] = []


def want_presets(wanted: Wanted) -> None:
    """Have presets made of images that a room uses in a special way. Call it in `AppConfig.ready()`."""
    _wanted.append(wanted)


def special_presets(image_ids: Collection[int]) -> dict[int, list[str]]:
    """What rooms want beside the presets of every image."""
    found: dict[int, list[str]] = {}
    for wanted in _wanted:
        for pk, names in wanted(image_ids).items():
            found.setdefault(pk, []).extend(names)
    return found


def missing_specs(image: "Image", renditions: Iterable["Rendition"], more: Iterable[str] = ()) -> list[str]:
    """The specs that the presets (and `more` of them) want and none of these renditions has; the quick ones come first."""
    have = {(rendition.filter_spec, rendition.focal_point_key) for rendition in renditions if is_current(image, rendition)}
    wanted = specs_for(image.width, image.height, has_alpha=image.has_alpha, more=more)
    return [spec for spec in wanted if (spec, drawing.focal_key(image, spec)) not in have]


def ensure_renditions(image: "Image") -> list["Rendition"]:
    """Make what an image lacks in any preset, and return it; nothing if it lacks nothing.

    Idempotent and safe under concurrency. A missing or unreadable original is recorded in `Image.problem` and logged once.
    """
    model = type(image)
    rows = list(image.renditions.all())
    drawing.discard(row for row in rows if not is_current(image, row))
    missing = missing_specs(image, rows, special_presets([image.pk]).get(image.pk, ()))
    made: dict[str, Rendition] = {}
    try:
        # AVIF takes most of the time: readers need not wait for it to see an image at all.
        for batch in ([spec for spec in missing if not spec.endswith("-avif")], [spec for spec in missing if spec.endswith("-avif")]):
            made |= drawing.make(image, batch) if batch else {}
    except SourceImageIOError as error:
        record_problem(image, str(error) if isinstance(error, UnreadableImageError) else MISSING_ORIGINAL)
        return []
    except IntegrityError:
        if model.objects.filter(pk=image.pk).exists():
            raise
        return []  # deleted while we were drawing

    if made and not model.objects.filter(pk=image.pk, file=image.file.name).exists():
        # The original was replaced while we were drawing the old one.
        drawing.discard(made.values())
        drawing.ask_for_renditions(model.objects.filter(pk=image.pk).values_list("pk", flat=True))
        return []
    if image.problem:
        model.objects.filter(pk=image.pk).update(problem="")
    # The collection may have become private while we were drawing.
    privacy.place([image.pk])
    return list(made.values())


def enqueue_renditions(image_ids: Iterable[int]) -> list[int]:
    """Have the worker make what these images lack; returns the images that lack something. Three queries, and one a task.

    Call it with the images that a page uses, in the transaction that publishes the page.
    """
    wanted = set(image_ids)
    special = special_presets(wanted) if wanted else {}
    images = get_image_model().objects.filter(pk__in=wanted).prefetch_renditions()
    lacking = [image.pk for image in images if missing_specs(image, image.prefetched_renditions, special.get(image.pk, ()))]
    drawing.ask_for_renditions(lacking)
    return lacking


def record_problem(image: "Image", sentence: str) -> None:
    """Remember what is wrong with an original, for editors and operators. Logged when it is new, not every time."""
    if type(image).objects.filter(pk=image.pk).exclude(problem=sentence[:200]).update(problem=sentence[:200]):
        logger.error("Image %s (%s): %s", image.pk, image.file.name, sentence)
