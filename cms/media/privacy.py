"""Renditions of images in private collections lie where no public URL reaches them, and move when that changes.

A file is moved before its row says so: if the process dies in between, the row names a file that is gone (which the sweep
repairs), never the other way round, a private image under a public name. Every change enqueues a task in its own
transaction and also moves at once after the commit, so that an image does not stay public for as long as a queue is long.
"""

import logging
from collections.abc import Iterable
from functools import partial
from itertools import batched
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from wagtail.images import get_image_model
from wagtail.models import Collection, Site

from cms.media.naming import folder_of
from cms.media.signals import renditions_changed
from cms.media.storage import PRIVATE_PREFIX, rendition_files
from cms.visibility import Viewer

if TYPE_CHECKING:
    from cms.media.models import Image, Rendition

logger = logging.getLogger(__name__)

#: How many images are moved at once after a commit; the worker moves the rest.
AT_ONCE = 200
_BATCH = 100


def public_ids(image_ids: Iterable[int]) -> set[int]:
    """Which of these images everybody may see."""
    # Images belong to no site: the rule for them looks at collections only.
    visible = Viewer.public(Site()).images(get_image_model().objects.filter(pk__in=list(image_ids)))
    return set(visible.values_list("pk", flat=True))


def is_public(image: "Image") -> bool:
    return image.pk in public_ids([image.pk])


def placed_name(name: str, *, public: bool) -> str:
    """The name of a rendition's file, with or without the prefix that makes it private."""
    plain = name.removeprefix(PRIVATE_PREFIX)
    return plain if public else PRIVATE_PREFIX + plain


def place(image_ids: Iterable[int]) -> None:
    """Move the renditions of these images to where the privacy of their collections wants them. Idempotent."""
    model = get_image_model().get_rendition_model()
    for ids in batched(image_ids, _BATCH, strict=False):
        public = public_ids(ids)
        misplaced: dict[int, list[Rendition]] = {}
        for rendition in model.objects.filter(image_id__in=ids).filter(_misplaced(public)).select_related("image"):
            misplaced.setdefault(rendition.image_id, []).append(rendition)
        for image_id, renditions in misplaced.items():
            _move(renditions, public=image_id in public)


def _misplaced(public: set[int]) -> Q:
    private_name = Q(file__startswith=PRIVATE_PREFIX)
    return (Q(image_id__in=public) & private_name) | (~Q(image_id__in=public) & ~private_name)


def _move(renditions: list["Rendition"], *, public: bool) -> None:
    """Move the renditions of one image, all of them misplaced."""
    files, image = rendition_files(), renditions[0].image
    for rendition in renditions:
        wanted = placed_name(rendition.file.name, public=public)
        try:
            files.move(rendition.file.name, wanted)
        except FileNotFoundError:
            if not files.exists(wanted):
                continue  # gone altogether: the sweep makes it again
        rendition.file.name = wanted
    if not public:
        # What a renderer that died left behind was made when the image was public.
        for name in files.names_in(folder_of("images", image.uuid)):
            files.delete(name)
    with transaction.atomic():
        for rendition in renditions:
            type(rendition).objects.filter(pk=rendition.pk).update(file=rendition.file.name)
        renditions_changed.send(type(image), image_ids=[image.pk])
    keys = [rendition.get_cache_key() for rendition in renditions]
    type(renditions[0]).cache_backend.delete_many(keys)  # Wagtail caches renditions with the names of their files


def place_soon(image_ids: Iterable[int]) -> None:
    """Move the renditions of these images once this transaction has committed."""
    from cms.media.tasks import place_images

    ids = list(image_ids)
    for some in batched(ids, _BATCH, strict=False):
        place_images.enqueue(list(some))
    transaction.on_commit(partial(place, ids[:AT_ONCE]), robust=True)


def collection_changed(collection: Collection) -> None:
    """A collection was restricted, opened or moved: place the images in it and below it."""
    from cms.media.tasks import place_collection

    place_collection.enqueue(collection.pk)
    transaction.on_commit(partial(place_below, collection.pk, limit=AT_ONCE), robust=True)


def place_below(collection_id: int, *, limit: int | None = None) -> None:
    """Place the images in a collection and below it; nothing if the collection is gone."""
    collection = Collection.objects.filter(pk=collection_id).first()
    if collection is not None:
        images = get_image_model().objects.filter(collection__path__startswith=collection.path).order_by("-pk")
        place(list(images.values_list("pk", flat=True)[:limit]))


def misplaced_images(limit: int) -> list[int]:
    """Images whose renditions lie on the wrong side. Two queries: whatever door a change came through shows up here."""
    Image = get_image_model()  # noqa: N806 - a class
    public = Viewer.public(Site()).images(Image.objects.all())
    Rendition: Any = Image.get_rendition_model()  # noqa: N806 - a class
    private_name = Q(file__startswith=PRIVATE_PREFIX)
    is_public_image = Q(image__in=public.order_by().values("pk"))
    wrong = Rendition.objects.filter((is_public_image & private_name) | (~is_public_image & ~private_name))
    return list(wrong.order_by().values_list("image_id", flat=True).distinct()[:limit])
