"""Making and removing renditions: files first, then all rows in one transaction."""

from collections.abc import Iterable
from functools import partial
from math import ceil
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.db import router, transaction

from cms.media import privacy
from cms.media.decoding import decode
from cms.media.encoding import draw, parsed
from cms.media.naming import rendition_key, rendition_name
from cms.media.signals import renditions_changed
from cms.media.storage import rendition_files

if TYPE_CHECKING:
    from cms.media.models import Image, Rendition


def focal_key(image: "Image", spec: str) -> str:
    """Wagtail's `focal_point_key` of a rendition: "" for those that do not depend on the focal point."""
    return str(parsed(spec).get_cache_key(image))


def ask_for_renditions(image_ids: Iterable[int]) -> None:
    """Have the worker make what is missing. The request is a row of this transaction."""
    from cms.media.tasks import make_renditions

    for image_id in image_ids:
        make_renditions.enqueue(image_id)


def make(image: "Image", specs: Iterable[str]) -> dict[str, "Rendition"]:
    """The renditions of an image for these specs; those that have no row yet are drawn. The original is decoded once.

    Safe to call from several processes: one row wins, and whoever loses takes its own file away again. Raises
    `SourceImageIOError` if the original is missing or unreadable.
    """
    model = type(image).get_rendition_model()
    keys = {spec: focal_key(image, spec) for spec in sorted(set(specs))}

    def existing() -> dict[str, "Rendition"]:
        rows = model.objects.filter(image_id=image.pk, filter_spec__in=list(keys)).select_related("image")
        return {row.filter_spec: row for row in rows if row.focal_point_key == keys[row.filter_spec]}

    found = existing()
    wanted = [spec for spec in keys if spec not in found]
    if not wanted:
        return found

    with image.open_file() as original:
        source = decode(original, at_least=_pixels_needed(image, wanted))
    files = rendition_files()
    public = privacy.is_public(image)
    saved: dict[str, str] = {}
    try:
        drawn = []
        for spec in wanted:
            drawing = draw(image, source, spec)
            name = rendition_name(image.uuid, image.filename, rendition_key(image.get_file_hash(), spec, keys[spec]), drawing.extension)
            saved[spec] = files.save(privacy.placed_name(name, public=public), ContentFile(drawing.content))
            drawn.append(
                model(
                    image=image,
                    filter_spec=spec,
                    focal_point_key=keys[spec],
                    file=saved[spec],
                    width=drawing.width,
                    height=drawing.height,
                )
            )
        with transaction.atomic():
            model.objects.bulk_create(drawn, ignore_conflicts=True)
            found = existing()
            renditions_changed.send(type(image), image_ids=[image.pk])
    except BaseException:
        found = {}
        raise
    finally:
        used = {row.file.name for row in found.values()}
        for name in set(saved.values()) - used:
            files.delete(name)
    return found


def _pixels_needed(image: "Image", specs: Iterable[str]) -> tuple[int, int] | None:
    """How large the whole original must be decoded, so that no rendition is drawn from fewer pixels than it shows."""
    scale = 0.0
    for spec in specs:
        transform = parsed(spec).get_transform(image, (image.width, image.height))
        crop = transform.get_rect()
        scale = max(scale, transform.size[0] / crop.width, transform.size[1] / crop.height)
    return None if scale >= 1 else (ceil(image.width * scale), ceil(image.height * scale))


def discard(renditions: Iterable["Rendition"]) -> None:
    """Delete renditions now, and their files when the transaction has committed. What is left over, the sweep finds."""
    rows = list(renditions)
    if not rows:
        return
    model = type(rows[0])
    # Without Wagtail's signal, which enqueues a task for each file.
    model.objects.filter(pk__in=[row.pk for row in rows])._raw_delete(router.db_for_write(model))
    forget_cached(rows)
    transaction.on_commit(partial(_delete_files, [row.file.name for row in rows]), robust=True)


def _delete_files(names: list[str]) -> None:
    files = rendition_files()
    for name in names:
        files.delete(name)


def forget_cached(renditions: Iterable["Rendition"]) -> None:
    """Wagtail keeps renditions in the cache, with the names of their files."""
    rows = list(renditions)
    if rows:
        type(rows[0]).cache_backend.delete_many([row.get_cache_key() for row in rows])
