"""The sweep: a bounded look, again and again, at whether every image still has all its files.

It repairs rows without files, files without rows, missing presets, and renditions on the wrong side of a collection's
privacy. Drawing is left to the worker, so one call takes little time whatever it finds.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.cache import cache
from django.utils import timezone
from wagtail.images import get_image_model

from cms.media import drawing, privacy
from cms.media.naming import folder_of
from cms.media.presets import SPECS
from cms.media.renditions import MISSING_ORIGINAL, missing_specs, record_problem, special_presets
from cms.media.storage import PRIVATE_PREFIX, rendition_files

if TYPE_CHECKING:
    from cms.media.models import Image

logger = logging.getLogger(__name__)

_IMAGE_CURSOR = "media.sweep.image"
_SHELF_CURSOR = "media.sweep.shelf"
_SHELVES = 256
#: A file without a row may belong to a renderer that is about to write the row.
_GRACE = timedelta(hours=1)
#: How long an image that was given to the worker is left alone.
_PATIENCE = 15 * 60


def sweep_renditions(limit: int = 50) -> int:
    """Look at the next `limit` images, and repair. Returns how many needed something. Never raises.

    Where it stopped is kept in the cache; losing that only means to begin again.
    """
    repaired = 0
    try:
        misplaced = privacy.misplaced_images(limit)
        privacy.place(misplaced)
        repaired += len(misplaced)

        cursor = cache.get(_IMAGE_CURSOR, 0)
        images = list(get_image_model().objects.filter(pk__gt=cursor).order_by("pk").prefetch_renditions()[:limit])
        cache.set(_IMAGE_CURSOR, images[-1].pk if len(images) == limit else 0, None)
        special = special_presets([image.pk for image in images]) if images else {}
        for image in images:
            repaired += _checked(image, special.get(image.pk, ()))

        shelf = cache.get(_SHELF_CURSOR, 0) % _SHELVES
        cache.set(_SHELF_CURSOR, shelf + 1, None)
        _clear_shelf(f"images/{shelf:02x}")
    except Exception:
        logger.exception("The sweep of the renditions stopped; the next one goes on.")
    return repaired


def _checked(image: "Image", more: Iterable[str]) -> bool:
    try:
        return _check(image, more)
    except Exception:
        logger.exception("Image %s could not be checked.", image.pk)
        return False


def _check(image: "Image", more: Iterable[str]) -> bool:
    """Repair one image (with renditions prefetched); whether anything was wrong."""
    files, folder = rendition_files(), folder_of("images", image.uuid)
    present = files.names_in(folder) | files.names_in(PRIVATE_PREFIX + folder)
    rows = list(image.prefetched_renditions)
    gone = [row for row in rows if row.file.name not in present]
    drawing.discard(gone)
    rows = [row for row in rows if row.file.name in present]
    _delete_old(present - {row.file.name for row in rows})

    if not image.file.storage.exists(image.file.name):
        record_problem(image, MISSING_ORIGINAL)
        return bool(gone)
    if image.problem == MISSING_ORIGINAL:
        type(image).objects.filter(pk=image.pk).update(problem="")
    if missing_specs(image, rows, more):
        if cache.add(f"media.sweep.asked.{image.pk}", 1, _PATIENCE):
            drawing.ask_for_renditions([image.pk])
        return True
    # Everything is there, so crops around a former focal point are no longer the nearest that exists.
    outdated = [row for row in rows if row.filter_spec in SPECS and row.focal_point_key != drawing.focal_key(image, row.filter_spec)]
    drawing.discard(outdated)
    return bool(gone or outdated)


def _delete_old(names: set[str]) -> None:
    files = rendition_files()
    for name in names:
        try:
            if timezone.now() - files.get_modified_time(name) > _GRACE:
                files.delete(name)
        except FileNotFoundError:
            continue


def _clear_shelf(shelf: str) -> None:
    """Delete the files of images that do not exist any more, from one of the 256 folders."""
    files = rendition_files()
    for prefix in ("", PRIVATE_PREFIX):
        found = {name: _uuid(name) for name in files.folders_in(prefix + shelf)}
        known = set(get_image_model().objects.filter(uuid__in=[uuid for uuid in found.values() if uuid]).values_list("uuid", flat=True))
        for name, uuid in found.items():
            if uuid not in known:
                _delete_old(files.names_in(name))


def _uuid(name: str) -> UUID | None:
    try:
        return UUID(hex=name.rpartition("/")[2])
    except ValueError:
        return None
